"""XLSX: looked through before it is unpacked, then read with calamine."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from incidentdesk.detect.transfer.header import looks_like_header
from incidentdesk.detect.transfer.row import MOST_COLUMNS, Row, checked, column_names
from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.detect.transfer.signature import FileKind
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_UNPACKED = 200 << 20  # bytes (promise sec-7)
MOST_ENTRIES = 5_000
MOST_RATIO = 100
_RATIO_FROM = 1 << 20  # bytes unpacked; small parts of harmless files shrink more
# Cells from the first to the last used one: calamine holds this whole rectangle, some 70 bytes a cell with its text.
MOST_CELLS = 3_000_000
_BLOCK = 1 << 20
_SAMPLE_ROWS = 60
# Where a cell or a row says that it stands: r="AB12", in any spelling that XML allows.
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})([0-9]{1,12})["']""")
# The same as every program writes it, but only beyond column Z or row 99,999: looking at each cell takes too long.
_FAR_PLACE = re.compile(rb'r="(?=[a-z]|[A-Za-z]{2}|[A-Z]?[0-9]{6})([A-Za-z]{0,7})([0-9]{1,12})"')
_NEAR_COLUMNS, _NEAR_ROWS = 26, 99_999
_ODD_SPELLINGS = (b"r='", b"r =", b"r= ", b"r\t", b"r\n", b"r\r", b"r=\t", b"r=\n", b"r=\r")
_WORKBOOK = "xl/workbook.xml"
# What other formats in a ZIP keep their tables in; their limits would be others.
_OTHER_FORMATS = frozenset({"xl/workbook.bin", "content.xml"})


def open_workbook(path: Path, *, sheet_name: str = "", has_header: bool | None = None) -> Sheet:
    """Raises Refused if it is no workbook, is damaged or would unpack to more than the limits."""
    look_through(path)
    workbook = _opened(path)
    names = tuple(workbook.sheet_names)
    if sheet_name and sheet_name not in names:
        raise Refused(
            _("{file} has no sheet {name}; it has {names}.").format(
                file=isolated(path.name), name=isolated(sheet_name), names=isolated(", ".join(names))
            )
        )
    name, table = _first_filled(path, workbook, (sheet_name,) if sheet_name else names)
    sample, above, height = _sample(path, table)
    if not sample:
        raise Refused(_("{file} holds no rows; there is nothing to import.").format(file=isolated(path.name)))
    header = looks_like_header(sample) if has_header is None else has_header
    width = len(sample[0])
    if width > MOST_COLUMNS:
        raise Refused(
            _("{file} has {count:,} columns; at most {most:,} are taken.").format(
                file=isolated(path.name), count=width, most=MOST_COLUMNS
            )
        )
    skipped = above + int(header)
    return Sheet(
        path,
        FileKind.XLSX,
        column_names(sample[0] if header else [""] * width),
        lambda: _rows(path, table, skipped, width),
        max(0, height - skipped),
        exact=True,
        has_header=header,
        sheet_name=name,
        sheet_names=names,
    )


def look_through(path: Path) -> None:
    """Unpack every part without keeping it; raises Refused at the first limit that is exceeded.

    What the archive says of its sizes is not believed: they are counted.
    """
    try:
        with ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise _too_large(path)
            if _WORKBOOK not in archive.NameToInfo or not _OTHER_FORMATS.isdisjoint(archive.NameToInfo):
                raise Refused(
                    _("{file} is a ZIP archive, not an Excel file; unpack it and choose the file in it.").format(
                        file=isolated(path.name)
                    )
                )
            unpacked = 0
            for entry in entries:
                unpacked += _unpacked_size(path, file, entry, MOST_UNPACKED - unpacked)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _damaged(path) from error


def _unpacked_size(path: Path, file: BinaryIO, entry: ZipInfo, most: int) -> int:
    """Bytes of one part; raises Refused over `most`, over the ratio or for a sheet with too many cells."""
    if entry.flag_bits & 1 or entry.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        raise _damaged(path)
    # Any part can be a sheet, wherever it lies.
    size, area = 0, _Area()
    for block in _unpacked(file, entry):
        size += len(block)
        if size > most or (size > _RATIO_FROM and size > MOST_RATIO * max(1, entry.compress_size)):
            raise _too_large(path)
        area.see(block)
        if area.written > MOST_CELLS:
            raise _too_many_cells(path, area)
    if area.could_be > MOST_CELLS:
        area = _Area(exact=True)
        for block in _unpacked(file, entry):
            area.see(block)
            if area.rows * area.columns > MOST_CELLS:
                raise _too_many_cells(path, area)
    return size


def _unpacked(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    local = file.read(30)
    if len(local) < 30 or not local.startswith(b"PK\3\4"):
        raise BadZipFile("no local header")
    file.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    left = entry.compress_size
    inflate = zlib.decompressobj(-15) if entry.compress_type == ZIP_DEFLATED else None
    while left and (packed := file.read(min(left, _BLOCK))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _BLOCK)
            packed = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()


class _Area:
    """The rectangle of a sheet as its cells name it, seen in passing; roughly first, exactly where that matters."""

    def __init__(self, *, exact: bool = False) -> None:
        self.rows = self.columns = self.written = 0
        self._exact = exact
        self._rest = b""

    @property
    def could_be(self) -> int:
        """Cells of the rectangle at most; none where no cell is written."""
        if not self.written:
            return 0
        return max(self.rows, _NEAR_ROWS) * max(self.columns, _NEAR_COLUMNS)

    def see(self, block: bytes) -> None:
        # Cells need no names, and shared texts are held apart from them.
        self.written += block.count(b"<c") + block.count(b":c") + block.count(b"<si") + block.count(b":si")
        block = self._rest + block
        # A name may be cut by the end of the block.
        self._rest = block[-64:]
        odd = self._exact or any(spelling in block for spelling in _ODD_SPELLINGS)
        places = _PLACE if odd else _FAR_PLACE
        for letters, digits in places.findall(block):
            self.rows = max(self.rows, int(digits))
            self.columns = max(self.columns, _column_number(letters))


@lru_cache(20_000)
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _opened(path: Path) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    with _damage_refused(path):
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return CalamineWorkbook.from_path(str(path))
        # By a path calamine goes by the ending, which may be that of another format.
        with path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)


@contextmanager
def _damage_refused(path: Path) -> Iterator[None]:
    """Whatever calamine raises over a damaged file, its panics included, is the file's fault."""
    try:
        yield
    except (OSError, MemoryError, Refused):
        raise
    except BaseException as error:
        # A panic of the Rust side is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise _damaged(path) from error
        raise


def _first_filled(
    path: Path, workbook: "CalamineWorkbook", names: tuple[str, ...]
) -> "tuple[str, CalamineSheet | None]":
    """The first sheet with cells, and its name; it is read once and then held."""
    for name in names:
        with _damage_refused(path), suppress(TypeError):  # a sheet of charts has no cells
            table = workbook.get_sheet_by_name(name)
            if table.height:
                return name, table
    return "", None


def _cells(path: Path, table: "CalamineSheet | None") -> Iterator[list[Any]]:
    with _damage_refused(path):
        rows = iter(table.iter_rows() if table else ())
    while True:
        with _damage_refused(path):
            cells = next(rows, None)
        if cells is None:
            return
        yield cells


def _sample(path: Path, table: "CalamineSheet | None") -> tuple[list[list[str]], int, int]:
    """The first rows that are not empty, how many empty ones stand above them, and the number of all rows."""
    sample: list[list[str]] = []
    above = height = 0
    for cells in _cells(path, table):
        height += 1
        if len(sample) < _SAMPLE_ROWS:
            if any(cell != "" for cell in cells):
                sample.append(_texts(cells))
            elif not sample:
                above += 1
    return sample, above, height


def _rows(path: Path, table: "CalamineSheet | None", skipped: int, width: int) -> Iterator[Row]:
    for number, cells in enumerate(_cells(path, table), 1):
        if number > skipped and any(texts := _texts(cells)):
            yield checked(number, texts, width)


def _texts(cells: list[Any]) -> list[str]:
    return [cell if type(cell) is str else _text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _too_large(path: Path) -> Refused:
    return Refused(
        _(
            "{file} would unpack to more than {size} MB, to more than {entries:,} parts or to more than {ratio} times "
            "its size, as no export does. It is not opened; save the sheet as CSV if it is genuine."
        ).format(file=isolated(path.name), size=MOST_UNPACKED >> 20, entries=MOST_ENTRIES, ratio=MOST_RATIO)
    )


def _too_many_cells(path: Path, area: _Area) -> Refused:
    return Refused(
        _(
            "{file} has a sheet of {rows:,} rows and {columns:,} columns or too many texts; at most {most:,} cells are "
            "taken from an Excel file. Save the sheet as CSV, which has no such limit."
        ).format(file=isolated(path.name), rows=area.rows, columns=area.columns, most=MOST_CELLS)
    )


def _damaged(path: Path) -> Refused:
    return Refused(
        _("{file} is no readable Excel file: it is damaged or protected by a password.").format(
            file=isolated(path.name)
        )
    )
