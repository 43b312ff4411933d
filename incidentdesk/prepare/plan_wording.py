"""How the parts of a plan are written for people: due times, needs, other roles."""

import re
from collections.abc import Mapping
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.prepare.plan_content import PlanContent

FIELD_NAME = {
    "purpose": N_("purpose"),
    "cadence": N_("minutes between updates"),
    "first_message": N_("first message"),
    "title": N_("title"),
    "role": N_("role"),
    "department": N_("department"),
    "offset": N_("due time"),
    "needs": N_("needs"),
    "mandatory": N_("mandatory or optional"),
    "instructions": N_("instructions"),
    "criterion": N_("done when"),
    "raci": N_("other roles"),
    "audience": N_("audience"),
    "message": N_("message"),
    "place": N_("phase"),
    "there": N_("whether it is there"),
    "what_for": N_("what for"),
    "address": N_("address"),
    "phases": N_("phases"),
    "actions": N_("actions"),
    "roles": N_("roles"),
    "audiences": N_("audiences"),
    "contacts": N_("contacts"),
    "channels": N_("channels"),
}

LARGEST_OFFSET = 60 * 24 * 366  # minutes
_OFFSET = re.compile(
    r"""(?:T\s*)?\+\s*(?:
        (?P<clock_hours>\d{1,4}):(?P<clock_minutes>[0-5]\d)
      | (?:(?P<days>\d{1,3})\s*d(?:ays?)?\b)?\s*
        (?:(?P<hours>\d{1,4})\s*h(?:ours?|rs?)?\b)?\s*
        (?:(?P<minutes>\d{1,6})\s*(?:m(?:in(?:utes?)?)?\b\.?)?)?
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def offset_text(offset: int | None) -> str:
    """T+15 min, T+2 h, T+1 h 30 min, T+3 d; empty for no due time."""
    if offset is None:
        return ""
    days, rest = divmod(offset, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{value} {unit}" for value, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if value]
    return "T+" + (" ".join(parts) or "0 min")


def offset_of(text: str) -> int | None:
    """Minutes of “T+15 min”, “T+1:30”, “+2 h” or “15”; None for what is no time after the start."""
    text = text.strip()
    found = _OFFSET.fullmatch(text if "+" in text else f"+{text}")
    return offset_in(found) if found else None


def offset_in(found: re.Match[str]) -> int | None:
    """Minutes of a match of `OFFSET`; None where nothing stands behind the plus or it is more than a year."""
    parts = {name: int(value) for name, value in found.groupdict().items() if value and value.isdecimal()}
    if not parts:
        return None
    hours = parts.get("hours", 0) + parts.get("clock_hours", 0)
    minutes = parts.get("minutes", 0) + parts.get("clock_minutes", 0)
    total = (parts.get("days", 0) * 24 + hours) * 60 + minutes
    return total if total <= LARGEST_OFFSET else None


def titles_of(*contents: PlanContent) -> dict[str, str]:
    """The titles of phases and actions by their keys; the first content that has one tells it."""
    found: dict[str, str] = {}
    for content in contents:
        for phase in content.phases:
            found.setdefault(phase.key, phase.title)
            for action in phase.actions:
                found.setdefault(action.key, action.title)
    return found


def shown(part: str, value: Any, titles: Mapping[str, str]) -> str:
    """A part of an action or of a plan as a person reads it."""
    if value is None:
        return ""
    if part == "offset":
        return offset_text(value)
    if part == "mandatory":
        return _("mandatory") if value else _("optional")
    if part == "needs":
        return "\n".join(titles.get(key, "?") for key in value)
    if part == "raci":
        return "\n".join(f"{letter}: {role}" for letter, role in value)
    if part == "place":
        return titles.get(value, "")
    if isinstance(value, tuple):
        return "\n".join(titles.get(each, str(each)) for each in value)
    return str(value)
