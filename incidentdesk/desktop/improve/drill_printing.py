"""The after-action report of a drill, as it is shown before it is printed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from incidentdesk import clock
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk


def printable_drill(drill_id: int, number: str) -> PrintableReport:
    def write(desk: "Desk", path: Path, page_size: str, cancelled: Callable[[], bool]) -> None:
        from incidentdesk.measure.drill_report import drill_report, gather_drill_report

        now = clock.stored(clock.now())
        with desk.database.read() as reader:
            report = gather_drill_report(reader, drill_id)
        drill_report(
            report, path, zone=desk.zone, made_by=desk.actor, made_at=now, page_size=page_size, cancelled=cancelled
        )

    title = _("After-action report {number}").format(number=number)
    return PrintableReport(title, title, write)
