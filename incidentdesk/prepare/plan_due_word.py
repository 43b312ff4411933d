"""Until when it is done, as people write it without “T+”: “within 15 minutes”, “First hour”, “0–15 min”."""

import re

from incidentdesk.prepare.plan_wording import LARGEST_OFFSET

_UNITS = {"m": 1, "h": 60, "s": 60, "d": 24 * 60, "t": 24 * 60}  # minutes, by the first letter; s and t are German
_UNIT = r"(?P<unit>min(?:ute[sn]?)?|m|hours?|hrs?|h|stunden?|std|days?|d|tag(?:e|en)?)\b"
_COUNT = r"(?P<count>\d{1,4}|an|a|one|einer|eine)"
_WITHIN = re.compile(
    rf"\b(?:within|no later than|not later than|innerhalb(?: von)?|binnen)\s+(?:the (?:first|next)\s+)?"
    rf"{_COUNT}?\s*-?\s*{_UNIT}\.?(?P<base>\s+(?:of|after|before|from|nach|vor|ab)\b)?(?P<start>\s+(?:the\s+)?"
    r"(?:start|alert|alarm|incident|detection|activation|report)\b)?",
    re.IGNORECASE,
)
# “Look at who signed on within 24 hours” looks back, “restart it if it is down within 5 minutes” is none.
_NO_DEADLINE = re.compile(
    r"^(?:look|check|review|search|find|list|analy[sz]e|determine|see|identify|count|collect|gather|watch|monitor)\b"
    r"|\b(?:if|unless|when|whether|that|which|who|not|until|wenn|falls|ob)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"\b(?:(?:within\s+)?(?:the\s+)?first|ersten?)\s+{_COUNT}?\s*{_UNIT}"
    r"|(?:T\s*\+\s*)?\d{1,4}\s*(?:min|m|h|d)?\s*(?:[-–—]|to|bis)\s*(?:T\s*\+\s*)?(?P<until>\d{1,4})\s*-?"
    r"(?P<until_unit>min(?:ute[sn]?)?|hours?|hrs?|h|stunden?|days?|d|tag(?:e|en)?)\b",
    re.IGNORECASE,
)


def due_in(text: str) -> int | None:
    """Minutes after the start that a sentence allows; None where it says none, or counts from something else."""
    found = _WITHIN.search(text)
    if not found or (found["base"] and not found["start"]):
        return None
    before = text[: found.start()].rstrip()
    if before and before[-1] not in "([,;:–—-" and _NO_DEADLINE.search(before):
        return None
    return _minutes(found["count"], found["unit"])


def due_of_heading(title: str) -> int | None:
    """Minutes after the start until which the phase lasts: 15 for “0–15 min”, 60 for “First hour”."""
    found = _HEADING.search(title)
    if not found:
        return due_in(title)
    if found["until"]:
        return _minutes(found["until"], found["until_unit"])
    return _minutes(found["count"], found["unit"])


def _minutes(count: str | None, unit: str) -> int | None:
    if not count and unit.lower() not in ("hour", "day", "stunde", "tag"):
        return None  # “First minutes” says no number.
    number = int(count) if count and count.isdecimal() else 1
    minutes = number * _UNITS[unit[0].lower()]
    return minutes if minutes <= LARGEST_OFFSET else None
