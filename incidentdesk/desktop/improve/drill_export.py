"""Saving drills as a calendar file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.improve.drill_list import DrillRow
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


def ask_to_save_calendar(
    desk: Desk, owner: QWidget, rows: Sequence[DrillRow], failed: Callable[[Refused], None]
) -> None:
    """Ask where to, and write the drills; what is there is replaced only when the new file is whole."""
    name = f"{rows[0].number} {rows[0].title}" if len(rows) == 1 else _("Drills")
    start = str(documents() / safe_file_name(name, ".ics"))
    chosen, _kind = QFileDialog.getSaveFileName(owner, _("Save as calendar file"), start, _("Calendar (*.ics)"))
    if chosen:
        path = Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".ics")
        said = _("Saved: {name}").format(name=isolated(path.name))
        desk.background.run(
            _save, path, list(rows), then=lambda _none: desk.toasts.show(said), failed=failed
        )  # fmt: skip


def _save(path: Path, rows: list[DrillRow]) -> None:
    from incidentdesk.detect.transfer.atomic import written_whole
    from incidentdesk.improve.drill_calendar import drill_calendar

    with written_whole(path) as part:
        part.write_bytes(drill_calendar(rows, at=clock.stored(clock.now())))
