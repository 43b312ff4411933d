"""The states of a problem and what may follow what, after ServiceNow's problem (features.md I1)."""

from enum import StrEnum

from incidentdesk.language import N_, _


class ProblemState(StrEnum):
    NEW = "New"
    ASSESS = "Assess"
    ANALYSIS = "Root Cause Analysis"
    FIX = "Fix in Progress"
    RESOLVED = "Resolved"
    CLOSED = "Closed"
    RISK_ACCEPTED = "Risk accepted"


OPEN_STATES = (ProblemState.NEW, ProblemState.ASSESS, ProblemState.ANALYSIS, ProblemState.FIX)
ENDED_STATES = (ProblemState.RESOLVED, ProblemState.CLOSED, ProblemState.RISK_ACCEPTED)

# The first of what can follow is the usual way on. From an end, Root Cause Analysis is a re-analysis, which is counted.
FOLLOWING: dict[ProblemState, tuple[ProblemState, ...]] = {
    ProblemState.NEW: (ProblemState.ASSESS, ProblemState.ANALYSIS, ProblemState.RISK_ACCEPTED),
    ProblemState.ASSESS: (ProblemState.ANALYSIS, ProblemState.FIX, ProblemState.RESOLVED, ProblemState.RISK_ACCEPTED),
    ProblemState.ANALYSIS: (ProblemState.FIX, ProblemState.RESOLVED, ProblemState.ASSESS, ProblemState.RISK_ACCEPTED),
    ProblemState.FIX: (ProblemState.RESOLVED, ProblemState.ANALYSIS, ProblemState.RISK_ACCEPTED),
    ProblemState.RESOLVED: (ProblemState.CLOSED, ProblemState.ANALYSIS),
    ProblemState.CLOSED: (ProblemState.ANALYSIS,),
    ProblemState.RISK_ACCEPTED: (ProblemState.ANALYSIS,),
}

# For the catalogue of translations: the values are stored in English and shown through `_`.
_SHOWN = (
    N_("New"), N_("Assess"), N_("Root Cause Analysis"), N_("Fix in Progress"), N_("Resolved"), N_("Closed"),
    N_("Risk accepted"),
)  # fmt: skip


def is_reanalysis(before: str, after: str) -> bool:
    """Whether a problem that had come to an end is taken up again."""
    return before in ENDED_STATES and after == ProblemState.ANALYSIS


def why_not_follow(before: str, after: str) -> str:
    """Why a state can't follow on another, as a sentence; "" where it can."""
    if before == after:
        return _("The problem is {state} already.").format(state=_(after))
    following = FOLLOWING[ProblemState(before)]
    if after in following:
        return ""
    return _("{before} can't become {after}. What can follow: {following}.").format(
        before=_(before), after=_(after), following=", ".join(_(state) for state in following)
    )
