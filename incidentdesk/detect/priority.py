"""Impact, urgency and the priority that follows from them."""

from enum import IntEnum

from incidentdesk.language import N_, _


class Level(IntEnum):
    """Impact or urgency."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3


LEVEL_NAME = {Level.HIGH: N_("High"), Level.MEDIUM: N_("Medium"), Level.LOW: N_("Low")}
PRIORITIES = (1, 2, 3, 4, 5)
PRIORITY_NAME = {1: N_("Critical"), 2: N_("High"), 3: N_("Moderate"), 4: N_("Low"), 5: N_("Planning")}


def priority_of(impact: int, urgency: int) -> int:
    """1 to 5 from two levels of 1 to 3; the 3 × 3 lookup that is ServiceNow's default."""
    return impact + urgency - 1


def priority_label(priority: int) -> str:
    return f"P{priority} {_(PRIORITY_NAME[priority])}"
