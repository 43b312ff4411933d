"""How a maintenance window repeats: as one of a few choices, as a rule of RFC 5545 (section 3.3.10), and in words."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused


class Repeat(StrEnum):
    ONCE = N_("Once")
    DAILY = N_("Daily")
    WEEKLY = N_("Weekly")
    MONTHLY = N_("Monthly, on the same day")
    MONTHLY_WEEKDAY = N_("Monthly, on the same weekday")


WEEKDAYS = {
    "MO": N_("Monday"), "TU": N_("Tuesday"), "WE": N_("Wednesday"), "TH": N_("Thursday"), "FR": N_("Friday"),
    "SA": N_("Saturday"), "SU": N_("Sunday"),
}  # fmt: skip
_CODES = tuple(WEEKDAYS)
_NTH = {1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), -1: N_("last")}


def rule_of(repeat: str, first: date, weekdays: Iterable[str] = ()) -> str:
    """The rule of a choice, "" for once; raises Refused for weekdays that there are not.

    A day after the 28th stands for the last one of the month, because not every month has it.
    """
    if repeat == Repeat.DAILY:
        return "FREQ=DAILY"
    if repeat == Repeat.WEEKLY:
        return f"FREQ=WEEKLY;BYDAY={','.join(_checked(weekdays) or [_CODES[first.weekday()]])}"
    if repeat == Repeat.MONTHLY:
        return f"FREQ=MONTHLY;BYMONTHDAY={first.day if first.day <= 28 else -1}"
    if repeat == Repeat.MONTHLY_WEEKDAY:
        nth = (first.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={nth if nth <= 4 else -1}{_CODES[first.weekday()]}"
    return ""


def _checked(weekdays: Iterable[str]) -> list[str]:
    given = {day.strip().upper()[:2] for day in weekdays if day.strip()}
    if given - set(_CODES):
        raise Refused(_("Weekdays are written MO, TU, WE, TH, FR, SA and SU."))
    return [code for code in _CODES if code in given]


def choice_of(rule: str) -> tuple[Repeat, tuple[str, ...]]:
    """The choice that a rule was made of, and its weekdays."""
    parts = _parts(rule)
    days = tuple(parts.get("BYDAY", "").split(",")) if parts.get("BYDAY") else ()
    if parts.get("FREQ") == "DAILY":
        return Repeat.DAILY, ()
    if parts.get("FREQ") == "WEEKLY":
        return Repeat.WEEKLY, days
    if parts.get("FREQ") == "MONTHLY":
        return (Repeat.MONTHLY_WEEKDAY if days else Repeat.MONTHLY), ()
    return Repeat.ONCE, ()


def repeat_text(rule: str) -> str:
    """ "once", "daily", "weekly on Sunday", "monthly on the 15th day", "monthly on the second Sunday"."""
    repeat, days = choice_of(rule)
    if repeat == Repeat.WEEKLY:
        return _("weekly on {days}").format(days=", ".join(_(WEEKDAYS[day]) for day in days if day in WEEKDAYS))
    if repeat == Repeat.MONTHLY:
        day = _parts(rule).get("BYMONTHDAY", "1")
        return _("monthly on the last day") if day == "-1" else _("monthly on day {day}").format(day=day)
    if repeat == Repeat.MONTHLY_WEEKDAY:
        return _monthly_weekday_text(_parts(rule)["BYDAY"])
    return _("daily") if repeat == Repeat.DAILY else _("once")


def _monthly_weekday_text(day: str) -> str:
    nth = _NTH.get(int(day[:-2] or 1), N_("first"))
    return _("monthly on the {nth} {weekday}").format(nth=_(nth), weekday=_(WEEKDAYS.get(day[-2:], N_("Monday"))))


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
