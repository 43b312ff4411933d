"""The runbook of a response plan, as it is shown before it is printed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from incidentdesk import clock
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _
from incidentdesk.prepare.plan_number import plan_number

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk


def printable_plan(plan_id: int, name: str, version_id: int | None = None) -> PrintableReport:
    """A certain version, else the one that incidents run, else the draft."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: Callable[[], bool]) -> None:
        from incidentdesk.measure.plan_report import gather_plan_report, plan_report

        now = clock.stored(clock.now())
        with desk.database.read() as reader:
            report = gather_plan_report(reader, plan_id, version_id, at=now)
        plan_report(
            report, path, zone=desk.zone, made_by=desk.actor, made_at=now, page_size=page_size, cancelled=cancelled
        )

    title = f"{plan_number(plan_id)} {name}"
    return PrintableReport(title, _("{plan} runbook").format(plan=title), write)
