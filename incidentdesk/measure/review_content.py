"""What the report of a review may say, and what of it may leave the desk."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.review_record import ReviewRecord, review_record
from incidentdesk.improve.review_sheet import Review
from incidentdesk.improve.review_text import TEXTS
from incidentdesk.language import _, isolated
from incidentdesk.measure.judged_action import judged
from incidentdesk.measure.nameless import names_in, without_names
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """Everything that the report may say. `people` are the names that must not leave the desk; `head` is the end of
    the incident's chain of changes; `later` says what has changed since it was published."""

    record: ReviewRecord
    review: Review
    desk: str
    people: frozenset[str]
    head: str
    later: bool = False


def gather_review_report(reader: Reader, incident_id: int, *, zone: tzinfo) -> ReviewReport:
    """Raises Refused where there is no such incident, or no review of it."""
    today = clock.now().astimezone(zone).date().isoformat()
    record = review_record(reader, incident_id, today=today)
    record = replace(record, actions=judged(reader, record.actions, clock.stored(clock.now())))
    number = record.summary.number
    if record.review is None:
        raise Refused(_("There is no review of {number} yet. Begin one first.").format(number=number))
    if record.review.skipped:
        raise Refused(
            _("The review of {number} was skipped: {reason}").format(
                number=number, reason=isolated(record.review.skipped_reason)
            )
        )
    head = reader.rows("SELECT hash FROM ledger_head WHERE chain = :id", {"id": incident_id})
    return ReviewReport(
        record,
        record.review,
        desk=setting_of(reader, "desk_name") or _("Incident desk"),
        people=_people(reader, record),
        head=head[0][0] if head else "",
        later=_changed_later(reader, record),
    )


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people(reader: Reader, record: ReviewRecord) -> frozenset[str]:
    """Everybody whose name might stand in a text: who works here, who reported, who wrote."""
    facts = record.sheet.facts
    names = [str(row[0]) for row in reader.rows("SELECT name FROM person WHERE staff AND withdrawn_at IS NULL")]
    names += [facts["reporter"], facts["assignee"], *record.sheet.watchers]
    names += [fact.actor for fact in record.facts]
    names += [step.who for step in record.steps]
    names += [action.owner for action in record.actions]
    return frozenset(name for name in names if name)


def names_outside(report: ReviewReport) -> list[str]:
    """The people who are named in what goes outside; there they are left out."""
    facts = report.review.facts
    numbers = [part for row in facts["impact_numbers"] for part in row]
    said = [report.record.summary.title, facts["overview"], facts["impact"], facts["outside_message"], *numbers]
    return names_in("\n".join(said), report.people)


def nameless(report: ReviewReport) -> ReviewReport:
    """The report with every known name left out of what goes outside."""

    def clear(text: str) -> str:
        return without_names(text, report.people)

    facts: dict[str, Any] = {**report.review.facts}
    for name in TEXTS:
        facts[name] = clear(facts[name])
    facts["impact_numbers"] = tuple((clear(label), clear(value)) for label, value in facts["impact_numbers"])
    summary = replace(report.record.summary, title=clear(report.record.summary.title))
    return replace(report, record=replace(report.record, summary=summary), review=replace(report.review, facts=facts))


def _changed_later(reader: Reader, record: ReviewRecord) -> bool:
    """Whether the causes have been changed since the review was published."""
    review = record.review
    if review is None or review.published_at is None or record.graph is None:
        return False
    rows = reader.rows(
        "SELECT count(*) FROM ledger WHERE chain = :chain AND at > :at"
        " AND noun IN ('investigation', 'cause', 'cause_evidence')",
        {"chain": record.investigated.incident_id or 0, "at": review.published_at},
    )
    return bool(rows[0][0])
