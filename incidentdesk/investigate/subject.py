"""What is investigated: an incident or a problem."""

import re
from dataclasses import dataclass

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

INCIDENT, PROBLEM = "incident", "problem"
_PREFIX = {INCIDENT: "INC", PROBLEM: "PRB"}
_NUMBER = re.compile(r"^\s*(?:(INC|PRB)-?)?0*(\d{1,18})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """An incident or a problem, by its id."""

    noun: str
    id: int

    @property
    def incident_id(self) -> int | None:
        return self.id if self.noun == INCIDENT else None

    @property
    def problem_id(self) -> int | None:
        return self.id if self.noun == PROBLEM else None

    @property
    def number(self) -> str:
        """INC-0042 or PRB-0003."""
        return f"{_PREFIX[self.noun]}-{self.id:04d}"


def subject_of(text: str) -> Subject:
    """The subject called "INC-0042", "PRB-3" or, for an incident, "42"; raises Refused for anything else."""
    found = _NUMBER.match(text)
    if not found:
        raise Refused(
            _("“{text}” is no number of an incident or a problem. Numbers look like INC-0042 and PRB-0003.").format(
                text=isolated(text)
            )
        )
    return Subject(PROBLEM if (found[1] or "").upper() == "PRB" else INCIDENT, int(found[2]))
