"""The states of an incident and what may follow what, after ServiceNow's incident."""

from enum import StrEnum

from incidentdesk.language import N_


class State(StrEnum):
    NEW = "New"
    IN_PROGRESS = "In Progress"
    ON_HOLD = "On Hold"
    RESOLVED = "Resolved"
    CLOSED = "Closed"
    CANCELED = "Canceled"


class HoldReason(StrEnum):
    CALLER = "Awaiting Caller"
    CHANGE = "Awaiting Change"
    PROBLEM = "Awaiting Problem"
    VENDOR = "Awaiting Vendor"
    EVIDENCE = "Awaiting Evidence"
    SCHEDULED = "Scheduled"


OPEN_STATES = (State.NEW, State.IN_PROGRESS, State.ON_HOLD)

# Resolved and Closed lead back to In Progress only as a reopening, which is counted.
FOLLOWING: dict[State, tuple[State, ...]] = {
    State.NEW: (State.IN_PROGRESS, State.ON_HOLD, State.RESOLVED, State.CANCELED),
    State.IN_PROGRESS: (State.ON_HOLD, State.RESOLVED, State.CANCELED),
    State.ON_HOLD: (State.IN_PROGRESS, State.RESOLVED, State.CANCELED),
    State.RESOLVED: (State.CLOSED, State.IN_PROGRESS),
    State.CLOSED: (State.IN_PROGRESS,),
    State.CANCELED: (State.NEW,),
}

GLYPH: dict[State, str] = {
    State.NEW: "○",
    State.IN_PROGRESS: "◑",
    State.ON_HOLD: "‖",
    State.RESOLVED: "✓",
    State.CLOSED: "■",
    State.CANCELED: "✕",
}

# For the catalogue of translations: the values above are stored in English and shown through `_`.
_SHOWN = (
    N_("New"), N_("In Progress"), N_("On Hold"), N_("Resolved"), N_("Closed"), N_("Canceled"),
    N_("Awaiting Caller"), N_("Awaiting Change"), N_("Awaiting Problem"), N_("Awaiting Vendor"),
    N_("Awaiting Evidence"), N_("Scheduled"),
)  # fmt: skip
