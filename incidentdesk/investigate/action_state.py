"""The states of a corrective action; proposed is not committed, and only what was committed can be overdue."""

from enum import StrEnum

from incidentdesk.language import N_, _


class ActionState(StrEnum):
    PROPOSED = "Proposed"
    COMMITTED = "Committed"
    IN_PROGRESS = "In Progress"
    DONE = "Done"
    VERIFIED = "Verified"
    DROPPED = "Dropped"


OPEN_STATES = (ActionState.PROPOSED, ActionState.COMMITTED, ActionState.IN_PROGRESS)
# What somebody has promised and not done yet.
OWED_STATES = (ActionState.COMMITTED, ActionState.IN_PROGRESS)
DONE_STATES = (ActionState.DONE, ActionState.VERIFIED)
# From here on an action has an owner and a due date.
PROMISED_STATES = (*OWED_STATES, *DONE_STATES)

FOLLOWING: dict[ActionState, tuple[ActionState, ...]] = {
    ActionState.PROPOSED: (ActionState.COMMITTED, ActionState.IN_PROGRESS, ActionState.DONE, ActionState.DROPPED),
    ActionState.COMMITTED: (ActionState.IN_PROGRESS, ActionState.DONE, ActionState.PROPOSED, ActionState.DROPPED),
    ActionState.IN_PROGRESS: (ActionState.DONE, ActionState.COMMITTED, ActionState.PROPOSED, ActionState.DROPPED),
    ActionState.DONE: (ActionState.VERIFIED, ActionState.IN_PROGRESS),
    # It turned out not to work after all.
    ActionState.VERIFIED: (ActionState.IN_PROGRESS,),
    ActionState.DROPPED: (ActionState.PROPOSED,),
}

# For the catalogue of translations: the values are stored in English and shown through `_`.
_SHOWN = (
    N_("Proposed"), N_("Committed"), N_("In Progress"), N_("Done"), N_("Verified"), N_("Dropped"),
)  # fmt: skip


def is_overdue(state: str, due_on: str, today: str) -> bool:
    """Whether something promised is late; both dates as YYYY-MM-DD, `today` in the zone of the desk."""
    return bool(due_on) and due_on < today and state in OWED_STATES


def why_not_follow(before: str, after: str) -> str:
    """Why a state can't follow on another, as a sentence; "" where it can."""
    if before == after:
        return _("The action is {state} already.").format(state=_(after))
    following = FOLLOWING[ActionState(before)]
    if after in following:
        return ""
    return _("{before} can't become {after}. What can follow: {following}.").format(
        before=_(before), after=_(after), following=", ".join(_(state) for state in following)
    )
