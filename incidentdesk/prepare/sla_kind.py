"""The kinds of service level agreements, their targets and their ways; reading them needs no SQLAlchemy."""

from enum import StrEnum

from incidentdesk.language import N_


class SlaKind(StrEnum):
    SLA = "SLA"
    OLA = "OLA"


class Target(StrEnum):
    RESPONSE = "response"
    UPDATE = "update"
    RESOLUTION = "resolution"


TARGET_NAME = {
    Target.RESPONSE: N_("First response"),
    Target.UPDATE: N_("Update"),
    Target.RESOLUTION: N_("Resolution"),
}


class UpdateMode(StrEnum):
    """Whether the desk must speak every so often, or must answer a requester within so long (SLA rule 7)."""

    EVERY = "every"
    ANSWER = "answer"


class ZoneSource(StrEnum):
    """By whose clock the calendar's windows are read."""

    CALENDAR = "calendar"
    CALLER = "caller"
    SERVICE = "service"
