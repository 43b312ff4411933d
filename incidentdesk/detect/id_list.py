"""Many ids in one query."""

from collections.abc import Iterable


def list_of_ids(ids: Iterable[int | str]) -> str:
    """Many ids as one parameter for `among_ids`."""
    return "[" + ",".join(str(each) for each in ids) + "]"


def among_ids(dialect: str, column: str, parameter: str) -> str:
    if dialect == "postgresql":
        return f"{column} = ANY (CAST(translate(:{parameter}, '[]', '{{}}') AS bigint[]))"
    return f"{column} IN (SELECT value FROM json_each(:{parameter}))"
