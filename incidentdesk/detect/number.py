"""The number of an incident, by which it is called."""

import re

from incidentdesk.language import _
from incidentdesk.refusal import Refused

_NUMBER = re.compile(r"^\s*(?:INC-?)?0*(\d{1,18})\s*$", re.IGNORECASE)


def number(incident_id: int) -> str:
    """INC-0042."""
    return f"INC-{incident_id:04d}"


def incident_id_of(text: str) -> int:
    """The id in "INC-0042", "inc42" or "42"; raises Refused for anything else."""
    found = _NUMBER.match(text)
    if not found:
        raise Refused(_("“{text}” is no number of an incident. Numbers look like INC-0042.").format(text=text))
    return int(found[1])
