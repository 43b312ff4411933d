"""Whether the first row of a table names its columns."""

import re
from collections.abc import Sequence

_VALUE = re.compile(
    r"[-+]?[\d.,\s]*\d%?"  # a number
    r"|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*"  # a date
    r"|\d{1,2}:\d\d.*"  # a time
    r"|[A-Z]{1,10}-?\d{2,}"  # the number of a record
    r"|[^@\s]+@[^@\s]+"  # an address
)


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """A header has names: no numbers, dates or addresses, few gaps, and none that comes again below it.

    A table of words only cannot be told apart from its header; then the first row is taken for one.
    """
    first = [cell.strip() for cell in rows[0]]
    names = [cell for cell in first if cell]
    if not names or any(_VALUE.fullmatch(name) for name in names):
        return False
    repeated = any(cell and cell == below for row in rows[1:] for cell, below in zip(rows[0], row, strict=False))
    return len(names) * 2 >= len(first) and not repeated
