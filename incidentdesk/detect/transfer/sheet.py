"""A file as a table of texts, whatever its format, read row by row as often as it is needed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from incidentdesk.detect.transfer.row import Row
from incidentdesk.detect.transfer.signature import FileKind, kind_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


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


def open_sheet(
    path: str | Path,
    *,
    encoding: str = "",
    delimiter: str = "",
    has_header: bool | None = None,
    sheet_name: str = "",
) -> Sheet:
    """Find out what a file is and open it; what is given by hand is not looked for.

    Raises Refused with the reason if the file cannot be read, is no CSV, XLSX or JSON file or exceeds a limit.
    """
    path = Path(path)
    try:
        kind = kind_of(path)
        if kind is FileKind.XLSX:
            from incidentdesk.detect.transfer.workbook import open_workbook

            return open_workbook(path, sheet_name=sheet_name, has_header=has_header)
        if kind is FileKind.JSON:
            from incidentdesk.detect.transfer.objects import open_objects

            return open_objects(path)
        from incidentdesk.detect.transfer.delimited import open_delimited

        return open_delimited(path, encoding=encoding, delimiter=delimiter, has_header=has_header)
    except OSError as error:
        raise Refused(
            _("{file} cannot be read: {reason}. Check that the file is there and that you may open it.").format(
                file=isolated(path.name), reason=error.strerror or error
            )
        ) from error
