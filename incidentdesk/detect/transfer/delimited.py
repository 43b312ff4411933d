"""CSV and its relatives: encoding, delimiter and header found, rows read one by one."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from incidentdesk.detect.transfer.cell import has_safe_cells, plain_cell
from incidentdesk.detect.transfer.encoding import encoding_of, known_encoding
from incidentdesk.detect.transfer.header import looks_like_header
from incidentdesk.detect.transfer.row import LONGEST_CELL, MOST_COLUMNS, Row, checked, column_names
from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.detect.transfer.signature import FileKind
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

DELIMITERS = ",;\t|"
_LONGEST_LINE = 16 * LONGEST_CELL  # characters; bounds the memory that one line takes
_SAMPLE_ROWS = 60


@dataclass(frozen=True)
class _Dialect:
    path: Path
    encoding: str
    delimiter: str
    skipped: int = 0  # records above the header or, without one, above the data


class _Lines:
    """The lines of a text file; one that is too long is an error that the next line does not know of."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self._read = stream.readline

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._read(_LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
            while len(rest := self._read(_LONGEST_LINE)) == _LONGEST_LINE and not rest.endswith(("\n", "\r")):
                pass
            raise csv.Error("line too long")
        return line


def open_delimited(path: Path, *, encoding: str = "", delimiter: str = "", has_header: bool | None = None) -> Sheet:
    """Raises Refused if nothing in it looks like a table."""
    encoding = known_encoding(encoding) if encoding else encoding_of(path)
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise Refused(_("The delimiter is one character, such as a comma, a semicolon, a tab or a bar."))
    declared, above = _declared_delimiter(path, encoding)
    delimiter = delimiter or declared or _found_delimiter(path, encoding)
    dialect = _Dialect(path, encoding, delimiter, above)
    sample = [row.cells for row in islice(_raw_rows(dialect), _SAMPLE_ROWS)]
    above += _preamble(sample)
    sample = [cells for cells in sample[above - dialect.skipped :] if any(cells)]
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
    columns = column_names(sample[0] if header else [""] * width)
    ours = has_safe_cells(columns)
    return Sheet(
        path,
        FileKind.CSV,
        columns,
        lambda: _rows(_Dialect(path, encoding, delimiter, above), header=header, width=width, ours=ours),
        _estimated_rows(path, sample),
        encoding=encoding,
        delimiter=delimiter,
        has_header=header,
    )


def _rows(dialect: _Dialect, *, header: bool, width: int, ours: bool) -> Iterator[Row]:
    for row in _raw_rows(dialect):
        if header:
            header = not any(row.cells)
            continue
        if row.problem:
            yield row
        elif any(row.cells):
            yield checked(row.number, [plain_cell(cell) for cell in row.cells] if ours else list(row.cells), width)


def _raw_rows(dialect: _Dialect) -> Iterator[Row]:
    """Every record with its number, as ragged as it is."""
    # A cell over the limit must arrive whole to be measured and reported; the limit is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_LINE))
    errors = "surrogateescape" if dialect.encoding.startswith("utf-8") else "replace"
    with dialect.path.open("r", encoding=dialect.encoding, errors=errors, newline="") as stream:
        reader = csv.reader(_Lines(stream), delimiter=dialect.delimiter)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(number, (), _problem(error))
                continue
            except UnicodeError as error:
                raise Refused(
                    _("{file} is not written in {encoding}. Choose the encoding by hand.").format(
                        file=isolated(dialect.path.name), encoding=dialect.encoding
                    )
                ) from error
            if number > dialect.skipped:
                yield Row(number, cells)


def _problem(error: csv.Error) -> str:
    if "too long" in str(error) or "field larger" in str(error):
        return _("A line has more than {most:,} characters; perhaps a quotation mark is not closed.").format(
            most=_LONGEST_LINE
        )
    return _("The row cannot be read: {reason}.").format(reason=error)


def _declared_delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """Excel's first line "sep=;": the delimiter and the number of lines that it takes."""
    with path.open("r", encoding=encoding, errors="replace") as stream:
        line = stream.readline(16).strip().strip('"')
    if len(line) == 5 and line.lower().startswith("sep=") and line[4] in DELIMITERS:
        return line[4], 1
    return "", 0


def _found_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives the most rows of one width; the comma where there is but one column."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(
            len(row.cells) for row in islice(_raw_rows(_Dialect(path, encoding, delimiter)), _SAMPLE_ROWS) if row.cells
        )
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        score = (count / max(1, widths.total()), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _preamble(sample: Sequence[Sequence[str]]) -> int:
    """How many records stand above the table: empty ones and titles of one cell over a wider table."""
    widths = Counter(len(cells) for cells in sample if any(cells))
    usual = widths.most_common(1)[0][0] if widths else 1
    for position, cells in enumerate(sample):
        filled = sum(map(bool, cells))
        if filled and (filled > 1 or usual == 1):
            return position
    return 0 if any(map(any, sample)) else len(sample)


def _estimated_rows(path: Path, sample: Sequence[Sequence[str]]) -> int:
    length = sum(sum(len(cell.encode("utf-8", "replace")) + 1 for cell in cells) + 1 for cells in sample)
    return max(1, round(path.stat().st_size * len(sample) / max(1, length)))
