"""A target of an SLA in words: "15 min", "4 h", "2 business days".

A day can be a working day of the calendar or 24 hours, so a target never says only "day" (features, SLA rule 11).
"""

import re

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.minutes import hours_text
from incidentdesk.refusal import Refused

FULL_DAY = 24 * 60  # minutes
_LONGEST = 366 * FULL_DAY
_PART = re.compile(
    r"(\d{1,5}(?:[.,]\d{1,2})?)\s*"
    r"(minutes?|mins?|m|hours?|h|business\s+days?|working\s+days?|b\.?d\.?|days?|d|business\s+weeks?|weeks?|w)\s*",
    re.IGNORECASE,
)


def target_minutes(text: str, day: int) -> int | None:
    """Whole minutes of working time, None for an empty text; `day` is the length of a working day in minutes.

    Raises Refused for what is no length of time, for a bare "day" where a working day has not 24 hours, for nothing and
    for more than a year.
    """
    text = " ".join(text.split())
    if not text:
        return None
    parts = list(_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        raise Refused(
            _("“{text}” is no target. Write it as 15 min, 4 h or 2 business days.").format(text=isolated(text))
        )
    minutes = round(sum(float(part[1].replace(",", ".")) * _unit(part[2].lower(), part[1], day) for part in parts))
    if not 0 < minutes <= _LONGEST:
        raise Refused(_("A target is at least a minute and at most a year; leave it empty for none."))
    return minutes


def target_text(minutes: int | None, day: int) -> str:
    """ "2 business days" where the time is whole working days, otherwise hours and minutes; "" for none."""
    if minutes is None:
        return ""
    if day < FULL_DAY and minutes >= day and minutes % day == 0:
        days = minutes // day
        return ngettext("{count} business day", "{count} business days", days).format(count=days)
    return hours_text(minutes)


def _unit(unit: str, count: str, day: int) -> int:
    if unit.startswith("m"):
        return 1
    if unit.startswith("h"):
        return 60
    length = 5 if "w" in unit.replace("working", "") else 1
    if unit.startswith("b") or unit.startswith("working"):
        return length * day
    if day == FULL_DAY:
        return FULL_DAY * (7 if length == 5 else 1)
    raise Refused(
        _("“{text}” can mean two things. Write “{days} business days” ({own} each) or the hours.").format(
            text=isolated(f"{count} {unit}"), days=count, own=hours_text(day)
        )
    )
