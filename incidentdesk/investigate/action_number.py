"""The number of a corrective action, by which it is called."""

import re

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_NUMBER = re.compile(r"^\s*(?:ACT-?)?0*(\d{1,18})\s*$", re.IGNORECASE)


def action_number(action_id: int) -> str:
    """ACT-0007."""
    return f"ACT-{action_id:04d}"


def action_id_of(text: str) -> int:
    """The id in "ACT-0007", "act7" or "7"; raises Refused for anything else."""
    found = _NUMBER.match(text)
    if not found:
        raise Refused(_("“{text}” is no number of an action. Numbers look like ACT-0007.").format(text=isolated(text)))
    return int(found[1])
