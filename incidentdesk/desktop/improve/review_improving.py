"""What a review leads to: an improvement of the register, and a change to the plan that was run."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.improvement_dialog import open_improvement_dialog
from incidentdesk.desktop.improve.propose_sheet import Origin, open_propose_sheet
from incidentdesk.desktop.improve.review_adherence import step_words
from incidentdesk.improve.improvement import ImprovementSource
from incidentdesk.improve.review_record import ReviewRecord
from incidentdesk.language import _, isolated
from incidentdesk.respond.adherence import Adherence


def make_improvement(desk: Desk, page: QWidget, incident_id: int) -> None:
    begin, origins = {"source": str(ImprovementSource.REVIEW)}, {"from_incident_id": incident_id}
    open_improvement_dialog(desk, page, begin=begin, origins=origins)


def propose_change(desk: Desk, page: QWidget, record: ReviewRecord) -> None:
    """Of the plan that was run, because of the steps that were not as it says."""
    summary = record.summary
    open_propose_sheet(desk, page, _origin(summary.title, summary.number, record.adherence))


def _origin(title: str, number: str, found: Iterable[Adherence]) -> Origin:
    runs = list(found)
    steps = [f"- {step_words(step)}" for each in runs for step in each.departures]
    reason = "\n".join((_("In {number} the plan was not kept to:").format(number=number), *steps)) if steps else ""
    about = _("the review of {number} {title}").format(number=number, title=isolated(title))
    return Origin(about, reason, plan_id=runs[-1].run.plan_id if runs else 0, about=number)
