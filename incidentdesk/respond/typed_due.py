"""When a task is due, as people type it: +30, +2h, 14:30, tomorrow's time, or a day with a time."""

import re
from datetime import datetime, timedelta, tzinfo

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_AFTER = re.compile(r"\+\s*(\d{1,5})\s*(m|min|h|d)?", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_UNIT = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}


def typed_due(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant; None for an empty text. A time alone is the next time that the clock shows it.

    Raises Refused for what is no time.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if after := _AFTER.fullmatch(text):
        return now + timedelta(**{_UNIT[(after[2] or "m").lower()]: int(after[1])})
    try:
        return _at_clock(text, now, zone) if _TIME.fullmatch(text) else _on_day(text, zone)
    except ValueError as error:
        raise Refused(
            _("“{text}” is no time. Write +30, +2h, 14:30 or 2026-03-31 14:30.").format(text=isolated(text))
        ) from error


def due_text(at: datetime | None, zone: tzinfo) -> str:
    """As `typed_due` reads it again: 2026-03-31 14:30, empty for None."""
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _at_clock(text: str, now: datetime, zone: tzinfo) -> datetime:
    hour, minute = (int(part) for part in re.split("[:.]", text))
    local = now.astimezone(zone)
    today = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if today <= local:
        today = datetime.combine(local.date() + timedelta(days=1), today.time(), zone)
    return today


def _on_day(text: str, zone: tzinfo) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
