"""From draft to published, and what has to be there before a review goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.wording import clean
from incidentdesk.improve.review_cause import graph_of_review, has_cause
from incidentdesk.improve.review_sheet import facts_in
from incidentdesk.improve.review_state import ReviewState
from incidentdesk.improve.review_text import SECTION_NAME
from incidentdesk.improve.review_writing import begun_review, start_review, write
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still missing, by the section in which it belongs; what is not `needed` is advice."""

    section: str
    sentence: str
    needed: bool = True


def gaps(facts: Mapping[str, Any], graph: CauseGraph | None, *, actions: int, starred: int) -> list[Gap]:
    """What is missing before others are asked to look at a review, in the order of the document.

    `starred` counts the entries of the timeline that were chosen for it.
    """
    texts = {name: str(value).strip() for name, value in facts.items() if isinstance(value, str)}
    numbers = facts["people_affected"] is not None or facts["impact_numbers"]
    found: list[Gap] = []

    def ask(missing: bool, section: str, sentence: str, *, needed: bool = True) -> None:
        if missing:
            found.append(Gap(section, sentence, needed))

    ask(not texts["overview"], "overview", _("Say in a few sentences what happened."))
    ask(not texts["impact"] and not numbers, "impact", _("Say who was affected and how, in words or in numbers."))
    ask(not starred, "timeline", _("Star the entries that tell the story."), needed=False)
    ask(not texts["detection"], "detection", _("Say how it was noticed."), needed=False)
    ask(
        not texts["causes"] and not has_cause(graph),
        "causes",
        _("Name at least one cause that is verified, or say why none was found."),
    )
    ask(not texts["resolution"], "resolution", _("Say what solved it."), needed=False)
    ask(not texts["went_well"], "went_well", _("Say what went well."))
    ask(not texts["went_badly"], "went_badly", _("Say what went badly."))
    ask(not texts["got_lucky"], "got_lucky", _("Say where you got lucky."), needed=False)
    ask(not actions, "actions", _("Nothing is planned so that it does not happen again."), needed=False)
    ask(not texts["outside_message"], "outside_message", _("Write what others may know."), needed=False)
    return found


def submit_review(session: Session, incident_id: int) -> None:
    """Draft → In Review; raises Refused naming what is missing."""
    row = _row_in(session, incident_id, ReviewState.DRAFT)
    _whose, graph = graph_of_review(session.reader, incident_id)
    missing = [gap for gap in gaps(facts_in(row, ""), graph, actions=0, starred=0) if gap.needed]
    if missing:
        raise Refused(sentence_of(missing))
    write(session, row, {"state": ReviewState.IN_REVIEW, "submitted_at": session.at})


def sentence_of(missing: Sequence[Gap]) -> str:
    names = ", ".join(_(SECTION_NAME[gap.section]) for gap in missing)
    return _("Before others look at the review, these sections need a text: {sections}.").format(sections=names)


def return_review(session: Session, incident_id: int, reason: str) -> None:
    """In Review or Reviewed → Draft; raises Refused without a reason."""
    row = _row_in(session, incident_id, ReviewState.IN_REVIEW, ReviewState.REVIEWED)
    reason = _reason(reason, _("Say what has to be worked on, so that the author knows."))
    write(session, row, {"state": ReviewState.DRAFT, **_NOT_SIGNED}, reason=reason)


def approve_review(session: Session, incident_id: int) -> None:
    """In Review → Reviewed, by whoever acts; that it is not the author is asked for and not forced."""
    row = _row_in(session, incident_id, ReviewState.IN_REVIEW)
    signed = {"reviewed_at": session.at, "reviewed_by": session.actor}
    write(session, row, {"state": ReviewState.REVIEWED, **signed})


def publish_review(session: Session, incident_id: int) -> None:
    """Reviewed → Published; from then on its texts stand."""
    row = _row_in(session, incident_id, ReviewState.REVIEWED)
    signed = {"published_at": session.at, "published_by": session.actor}
    write(session, row, {"state": ReviewState.PUBLISHED, **signed})


def reopen_review(session: Session, incident_id: int, reason: str) -> None:
    """Published → Draft, to correct what was published; raises Refused without a reason.

    When it was published last stays with it, so that nothing becomes overdue by a correction.
    """
    row = _row_in(session, incident_id, ReviewState.PUBLISHED)
    reason = _reason(reason, _("Say why a published review has to be changed."))
    write(session, row, {"state": ReviewState.DRAFT, **_NOT_SIGNED}, reason=reason)


def skip_review(session: Session, incident_id: int, reason: str) -> None:
    """There is to be no review; raises Refused without a reason (I14). What was written in a draft stays."""
    reason = _reason(reason, _("Say why this incident needs no review."))
    start_review(session, incident_id)
    row = _row_in(session, incident_id, ReviewState.DRAFT)
    write(session, row, {"skipped_reason": reason}, reason=reason)


def resume_review(session: Session, incident_id: int) -> None:
    """Take up a review that was skipped."""
    row = begun_review(session, incident_id)
    if not row["skipped_reason"]:
        raise Refused(_("This review was not skipped."))
    write(session, row, {"skipped_reason": ""})


_NOT_SIGNED = {"submitted_at": None, "reviewed_at": None, "reviewed_by": ""}


def _row_in(session: Session, incident_id: int, *states: ReviewState) -> Mapping[str, Any]:
    row = begun_review(session, incident_id)
    if row["skipped_reason"]:
        raise Refused(_("This review was skipped. Take it up first."))
    if row["state"] not in states:
        raise Refused(
            _("The review is {state}. That can only be done while it is {wanted}.").format(
                state=_(row["state"]), wanted=_(" or ").join(_(state) for state in states)
            )
        )
    return row


def _reason(text: str, sentence: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Refused(sentence)
    return text
