"""Names as a person types them: which records they mean."""

import re
import unicodedata
from collections.abc import Callable

from incidentdesk.store.reading import Reader


def ids_named(reader: Reader, table: str, typed: str) -> list[int]:
    """The records that are called so, in any case; if there is none, those with a word that begins so."""
    folded = _folded(typed)
    pattern = max(re.findall("[a-z0-9 ]+", folded), key=len, default="")
    sql = f"SELECT id, name FROM {table} WHERE lower(name) LIKE :pattern"
    names = [(int(row[0]), _folded(row[1])) for row in reader.rows(sql, {"pattern": f"%{pattern}%"})]
    exact = [record_id for record_id, name in names if name == folded]
    begins: Callable[[str], object] = re.compile(rf"(?:^|\W){re.escape(folded)}").search
    return exact or [record_id for record_id, name in names if begins(name)]


def same_name(one: str, other: str) -> bool:
    """Whether two names differ only in their case."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
