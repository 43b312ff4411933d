"""The number of a response plan, as people say it."""

import re

from incidentdesk.language import _, isolated
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.near_name import names_meant
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_NUMBER = re.compile(r"\s*(?:PLAN-)?0*(\d{1,9})\s*", re.IGNORECASE)


def plan_number(plan_id: int) -> str:
    """PLAN-0003."""
    return f"PLAN-{plan_id:04d}"


def plan_id_of(reader: Reader, text: str) -> int:
    """The id of the plan of that name, or else of that number (PLAN-0003, 3).

    Raises Refused where there is none, with the names that there are.
    """
    known = [(int(row[0]), str(row[1])) for row in reader.rows(_PRESENT)]
    for plan_id, name in known:
        if same_name(name, text):
            return plan_id
    number = _NUMBER.fullmatch(text)
    if number and any(plan_id == int(number[1]) for plan_id, _name in known):
        return int(number[1])
    raise Refused(_missing(text, [name for _plan_id, name in known]))


_PRESENT = "SELECT id, name FROM plan WHERE withdrawn_at IS NULL ORDER BY lower(name), id"


def _missing(text: str, names: list[str]) -> str:
    if not names:
        return _("There is no response plan yet. Import one, or begin with one of the templates.")
    said = _("There is no response plan “{name}”.").format(name=isolated(text.strip()))
    return f"{said} {names_meant(text, names)}"
