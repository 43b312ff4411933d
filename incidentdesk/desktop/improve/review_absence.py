"""What stands on the page where there is no review to be shown."""

from dataclasses import dataclass

from incidentdesk.improve.review_due import due_text
from incidentdesk.improve.review_state import ReviewState, ReviewSummary
from incidentdesk.language import _, isolated

START, SKIP, RESUME, LEAVE = "start", "skip", "resume", "leave"


@dataclass(frozen=True, slots=True)
class Absence:
    """A title, a sentence, and what can be done: the texts of a button and a link with the names of their acts."""

    title: str
    sentence: str
    action: tuple[str, str]
    link: tuple[str, str]


def absence_of(summary: ReviewSummary, now: int) -> Absence:
    """`now` in microseconds since 1970."""
    name = summary.number
    leave = (_("Back to {number}").format(number=name), LEAVE)
    if summary.state == ReviewState.SKIPPED:
        return Absence(
            _("The review of {number} was skipped").format(number=name),
            _("The reason: {reason}").format(reason=isolated(summary.skipped_reason)),
            (_("Take it up again"), RESUME),
            leave,
        )
    sentence = _("{title}. What happened, why, and what changes so that it does not happen again?").format(
        title=isolated(summary.title.rstrip("."))
    )
    due = due_text(summary.due_at, now)
    return Absence(
        _("There is no review of {number} yet").format(number=name),
        _("{sentence} It is {due}.").format(sentence=sentence, due=due) if due else sentence,
        (_("Begin the review"), START),
        (_("Skip it, with a reason…"), SKIP) if summary.major else leave,
    )
