"""The file of the rows that were refused: their number, the reason, and the row as it was."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from incidentdesk.detect.transfer.cell import safe_cell
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_LONGEST = 32_000  # characters; what a cell of a spreadsheet holds


class RefusalFile:
    """Written while the import goes on, so that it may be as long as it has to; made with the first refused row."""

    def __init__(self, path: Path | None, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = columns
        self._stream: TextIO | None = None

    def __enter__(self) -> "RefusalFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream:
            self._stream.close()

    def write(self, row: int, reason: str, cells: Sequence[str]) -> None:
        """Raises Refused if the file cannot be written."""
        if self._path is None:
            return
        try:
            if self._stream is None:
                self._stream = self._path.open("w", encoding="utf-8-sig", errors="replace", newline="")
                self._line([_("Row"), _("Reason"), *self._columns])
            self._line([str(row), reason, *cells])
        except OSError as error:
            raise Refused(
                _("The file of refused rows {file} cannot be written: {reason}.").format(
                    file=isolated(str(self._path)), reason=error.strerror or error
                )
            ) from error

    def _line(self, cells: Sequence[str]) -> None:
        assert self._stream is not None
        csv.writer(self._stream).writerow([safe_cell(cell.replace("\0", "�")[:_LONGEST]) for cell in cells])
