"""What may follow on a state of an improvement, and what each state asks for."""

from collections.abc import Mapping

from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.language import _

_S = ImprovementState
OPEN_STATES = (_S.NEW, _S.ACCEPTED, _S.ASSESS, _S.APPROVED, _S.IN_PROGRESS, _S.REVIEW)
# From here on an improvement has an owner, for somebody has said yes to it.
PROMISED_STATES = (_S.APPROVED, _S.IN_PROGRESS, _S.REVIEW, _S.CLOSED)
# What is promised and not looked at yet.
OWED_STATES = (_S.APPROVED, _S.IN_PROGRESS)

FOLLOWING: Mapping[ImprovementState, tuple[ImprovementState, ...]] = {
    _S.NEW: (_S.ACCEPTED, _S.REJECTED),
    _S.ACCEPTED: (_S.ASSESS, _S.APPROVED, _S.NEW, _S.REJECTED),
    _S.ASSESS: (_S.APPROVED, _S.ACCEPTED, _S.REJECTED),
    _S.APPROVED: (_S.IN_PROGRESS, _S.ASSESS, _S.REJECTED),
    _S.IN_PROGRESS: (_S.REVIEW, _S.APPROVED, _S.REJECTED),
    _S.REVIEW: (_S.CLOSED, _S.IN_PROGRESS),
    # It turned out not to help after all.
    _S.CLOSED: (_S.IN_PROGRESS,),
    _S.REJECTED: (_S.NEW,),
}


def is_overdue(state: str, due_on: str, today: str) -> bool:
    """Whether something promised is late; both dates as YYYY-MM-DD, `today` in the zone of the desk."""
    return bool(due_on) and due_on < today and state in OWED_STATES


def why_not_follow(before: str, after: str) -> str:
    """Why a state can't follow on another, as a sentence; "" where it can."""
    if before == after:
        return _("The improvement is {state} already.").format(state=_(after))
    following = FOLLOWING[ImprovementState(before)]
    if after in following:
        return ""
    return _("{before} can't become {after}. What can follow: {following}.").format(
        before=_(before), after=_(after), following=", ".join(_(state) for state in following)
    )
