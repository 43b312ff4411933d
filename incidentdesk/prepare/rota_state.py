"""The words in which turns, overrides and swaps are stored."""

from enum import StrEnum

from incidentdesk.language import N_

LONGEST_TURN = 1_000  # hours, days or weeks


class Every(StrEnum):
    """What a turn is counted in."""

    HOURS = N_("hours")
    DAYS = N_("days")
    WEEKS = N_("weeks")


class OverrideKind(StrEnum):
    OVERRIDE = N_("Override")
    SWAP = N_("Swap")


class OverrideState(StrEnum):
    """A swap counts once the other one has agreed."""

    PROPOSED = N_("Proposed")
    AGREED = N_("Agreed")
    DECLINED = N_("Declined")
