"""What a cause can be: its status, its role, how causes act together, and what answers them."""

from enum import StrEnum

from incidentdesk.language import N_


class Status(StrEnum):
    SUSPECTED = "Suspected"
    VERIFIED = "Verified"
    RULED_OUT = "Ruled out"
    ROOT_CAUSE = "Root cause"


STATUS_GLYPH = {Status.SUSPECTED: "○", Status.VERIFIED: "✓", Status.RULED_OUT: "✕", Status.ROOT_CAUSE: "★"}


class Role(StrEnum):
    """What a cause is to the incident (features.md I6); that of a root cause follows from its status."""

    NONE = ""
    CONTRIBUTING = "Contributing factor"
    TRIGGER = "Trigger"
    DETECTION_GAP = "Detection gap"


class Kind(StrEnum):
    CAUSE = "cause"
    CATEGORY = "category"


class Gate(StrEnum):
    """AND: all causes below are needed together; OR: each alone is enough (IEC 62740, 4.5: conjunction)."""

    AND = "AND"
    OR = "OR"


class Side(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"


class Voting(StrEnum):
    OPEN = "open"  # everybody sees all votes
    HIDDEN = "hidden"  # everybody sees only their own until they are revealed
    CLOSED = "closed"  # all are seen, none can be given


class Effort(StrEnum):
    """What a counter-measure does about its cause."""

    PREVENT = "Prevent"
    DETECT = "Detect"
    CORRECT = "Correct"


_SHOWN = (
    N_("Suspected"), N_("Verified"), N_("Ruled out"), N_("Root cause"),
    N_("Contributing factor"), N_("Trigger"), N_("Detection gap"), N_("Prevent"), N_("Detect"), N_("Correct"),
)  # fmt: skip
