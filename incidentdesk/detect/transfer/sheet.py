"""Opening a file of which it is not known what it is."""

from pathlib import Path

from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.detect.transfer.signature import FileKind, kind_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

__all__ = ["Sheet", "open_sheet"]


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
