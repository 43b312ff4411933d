"""A file as a table of texts, whatever its format, read row by row as often as it is needed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from incidentdesk.detect.transfer.row import Row
from incidentdesk.detect.transfer.signature import FileKind


@dataclass(frozen=True)
class Sheet:
    """The columns of a file and a way to read its rows from the beginning.

    All cells are texts: numbers and leading zeros as they stand in the file, instants of Excel as ISO 8601 without a
    zone, lists and objects of JSON as JSON, missing values as "". `row_count` is an estimate where it is not `exact`.
    """

    path: Path
    kind: FileKind
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    row_count: int
    exact: bool = False
    encoding: str = ""
    delimiter: str = ""
    has_header: bool = True
    sheet_name: str = ""
    sheet_names: tuple[str, ...] = ()

    def head(self, count: int = 20) -> list[Row]:
        """The first rows, for a preview."""
        return list(islice(self.rows(), count))
