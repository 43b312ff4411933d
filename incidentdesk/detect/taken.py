"""What became of something that came in by itself: a mail, an alert or a report by the web form."""

from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.language import N_


class Outcome(StrEnum):
    CREATED = N_("created")  # a new incident
    APPENDED = N_("appended")  # a note on an incident
    RESOLVED = N_("resolved")
    PARKED = N_("parked")  # kept in sight, but whole and not wanted: a bounce, a reply by itself
    REFUSED = N_("refused")  # kept among what could not be taken


@dataclass(frozen=True, slots=True)
class Named:
    """A file that came along."""

    name: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """`reason` says why it was parked or refused, or what a person should know of what was taken."""

    outcome: Outcome
    incident_id: int | None = None
    number: str = ""
    source: str = ""
    sender: str = ""
    subject: str = ""
    attachments: tuple[Named, ...] = ()
    reason: str = ""
