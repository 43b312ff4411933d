"""Row counts and checksums of tables before and after a restore, from two tables in CSV."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

LARGEST = 16 * 1024 * 1024  # bytes
MOST_KEPT = 200  # differences
_NAME_NAMES = ("table", "tablename", "name", "relation", "relname", "object", "collection", "dataset", "file")
_COUNT_NAMES = ("rows", "rowcount", "count", "counts", "nrows", "records", "numrows", "total", "n")
_SUM_NAMES = ("checksum", "hash", "md5", "sha1", "sha256", "crc", "crc32", "digest", "sum")
_NUMBER = re.compile(r"\d{1,18}|\d{1,3}(?:([ '_\u00a0\u202f])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Counted:
    """What is told of one table; None where it is not told."""

    name: str
    rows: int | None = None
    checksum: str | None = None


@dataclass(frozen=True, slots=True)
class RowDifference:
    """`expected` and `found` are texts for people, empty where the table is not there."""

    name: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class RowComparison:
    expected: str
    found: str
    listed: int
    same: int
    differences: tuple[RowDifference, ...]

    @property
    def whole(self) -> bool:
        return self.listed > 0 and not self.differences


def read_counts(data: bytes, name: str) -> dict[str, Counted]:
    """The tables of a CSV by their names; a header says which column is what, without one it is name and rows.

    Separators are , ; | and tab. Raises Refused, with the line, for what can't be read and for a table that stands
    there twice.
    """
    text = _text(data, name)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused(_("{file} is empty.").format(file=isolated(name)))
    try:
        table = list(csv.reader(StringIO("\n".join(lines)), delimiter=max(",;\t|", key=lines[0].count)))
    except csv.Error as error:
        raise Refused(_("{file} is no CSV: {reason}.").format(file=isolated(name), reason=error)) from None
    columns, body = _columns(table[0]), table[1:]
    if not columns:
        columns, body = {"name": 0, "rows": 1}, table
    found: dict[str, Counted] = {}
    for place, cells in enumerate(body, len(table) - len(body) + 1):
        each = _counted(name, place, columns, cells)
        if each.name.casefold() in found:
            raise Refused(_("Line {line} of {file} tells of “{table}” a second time.").format(
                line=place, file=isolated(name), table=isolated(each.name)))  # fmt: skip
        found[each.name.casefold()] = each
    if not found:
        raise Refused(_("{file} names no table.").format(file=isolated(name)))
    return found


def compare_rows(
    expected: Mapping[str, Counted], found: Mapping[str, Counted], names: tuple[str, str]
) -> RowComparison:
    """Hold what there is against what there should be; `names` are those of both files.

    Raises Refused where the two tell nothing that can be compared.
    """
    shared = expected.keys() & found.keys()
    if not any(_both_told(expected[each], found[each]) for each in shared):
        raise Refused(
            _("{first} and {second} tell of nothing that is the same. Are they of the same database?").format(
                first=isolated(names[0]), second=isolated(names[1])
            )
        )
    differences = [
        RowDifference(each.name, _told(each), _told(found.get(key)))
        for key, each in expected.items()
        if key not in found or _differs(each, found[key])
    ]
    differences += [RowDifference(each.name, "", _told(each)) for key, each in found.items() if key not in expected]
    same = sum(1 for key in shared if not _differs(expected[key], found[key]))
    return RowComparison(*names, len(expected), same, tuple(differences))


def compare_files(expected: Path, found: Path) -> RowComparison:
    """The same of two files; raises Refused where one of them can't be read."""
    told = [read_counts(_content(each), each.name) for each in (expected, found)]
    return compare_rows(told[0], told[1], (expected.name, found.name))


def _content(path: Path) -> bytes:
    """At most a byte more than is read, so that too large a file is refused and not loaded."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            _("{path} can't be read: {reason}.").format(path=isolated(str(path)), reason=error.strerror or error)
        ) from error


def verdict(found: RowComparison) -> str:
    """What came of it, in a sentence."""
    if found.whole:
        return ngettext(
            "{n} table has the rows that it should have.", "All {n} tables have the rows that they should have.",
            found.listed,
        ).format(n=found.listed)  # fmt: skip
    told = ngettext("{n} is not as it should be", "{n} are not as they should be", len(found.differences))
    return _("{same} of {listed} tables are as they should be; {differences}.").format(
        same=found.same, listed=found.listed, differences=told.format(n=len(found.differences))
    )


def differences_kept(found: RowComparison) -> list[dict[str, Any]]:
    """As they are stored: at most two hundred."""
    return [
        {"path": each.name, "expected": each.expected, "found": each.found} for each in found.differences[:MOST_KEPT]
    ]


def _text(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        raise Refused(_("{file} is too large for a list of tables.").format(file=isolated(name)))
    try:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise Refused(_("{file} is no text. Choose a CSV with names and rows of tables.").format(file=isolated(name)))
    return text


def _columns(header: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[^a-z0-9]", "", cell.casefold()) for cell in header]
    found: dict[str, int] = {}
    for what, names in (("name", _NAME_NAMES), ("rows", _COUNT_NAMES), ("checksum", _SUM_NAMES)):
        found |= next(({what: plain.index(name)} for name in names if name in plain), {})
    if found and "name" not in found:
        # Whatever is counted stands in the first column that tells nothing else.
        found |= next(({"name": at} for at in range(len(plain)) if at not in found.values()), {})
    return found if "name" in found and len(found) > 1 else {}


def _counted(name: str, place: int, columns: Mapping[str, int], cells: list[str]) -> Counted:
    told = {what: cells[at].strip() if at < len(cells) else "" for what, at in columns.items()}
    if not told["name"]:
        raise Refused(_("Line {line} of {file} names no table.").format(line=place, file=isolated(name)))
    rows, checksum = told.get("rows", ""), told.get("checksum", "")
    if rows and not _NUMBER.fullmatch(rows):
        raise Refused(_("Line {line} of {file} has no number of rows: “{cell}”.").format(
            line=place, file=isolated(name), cell=isolated(rows[:50])))  # fmt: skip
    if not rows and not checksum:
        raise Refused(_("Line {line} of {file} tells neither rows nor a checksum.").format(
            line=place, file=isolated(name)))  # fmt: skip
    return Counted(told["name"], int(re.sub(r"\D", "", rows)) if rows else None, checksum.casefold() or None)


def _both_told(first: Counted, second: Counted) -> bool:
    rows = first.rows is not None and second.rows is not None
    return rows or (first.checksum is not None and second.checksum is not None)


def _differs(first: Counted, second: Counted) -> bool:
    """What one of them does not tell is not compared; where nothing is left, it is not the same."""
    if not _both_told(first, second):
        return True
    pairs = ((first.rows, second.rows), (first.checksum, second.checksum))
    return any(a != b for a, b in pairs if a is not None and b is not None)


def _told(each: Counted | None) -> str:
    if each is None:
        return ""
    rows = ngettext("{n} row", "{n} rows", each.rows).format(n=each.rows) if each.rows is not None else ""
    return " · ".join(part for part in (rows, each.checksum or "") if part)
