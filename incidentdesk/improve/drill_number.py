"""The number of a drill, by which it is called."""

import re

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_NUMBER = re.compile(r"^\s*(?:DRL-?)?0*(\d{1,18})\s*$", re.IGNORECASE)


def drill_number(drill_id: int) -> str:
    """DRL-0001."""
    return f"DRL-{drill_id:04d}"


def drill_id_of(text: str) -> int:
    """The id in "DRL-0001", "drl1" or "1"; raises Refused for anything else."""
    found = _NUMBER.match(text)
    if not found:
        raise Refused(_("“{text}” is no number of a drill. Numbers look like DRL-0001.").format(text=isolated(text)))
    return int(found[1])
