"""How shifts, gaps and spans of a rota are said."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.prepare.rota_painting import bar_words
from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_layout import Bar


def when(at: int, zone: ZoneInfo) -> str:
    """ "Mon 23 Mar 09:00" """
    local = clock.instant(at).astimezone(zone)
    weekday = QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
    month = QLocale().monthName(local.month, QLocale.FormatType.ShortFormat)
    return _("{weekday} {day} {month} {time}").format(
        weekday=weekday, day=local.day, month=month, time=local.strftime("%H:%M")
    )


def span_words(start: int, end: int, zone: ZoneInfo) -> str:
    return _("{start} to {end}").format(start=when(start, zone), end=when(end, zone))


def bar_sentence(bar: Bar, row: str, zone: ZoneInfo) -> str:
    """One line for those who cannot see the picture."""
    parts = [isolated(bar_words(bar)), isolated(row), span_words(bar.from_at, bar.until_at, zone)]
    if bar.shift and bar.shift.override_id:
        parts.append(_("stands in: {reason}").format(reason=isolated(bar.shift.reason)) if bar.shift.reason else
                     _("stands in"))  # fmt: skip
    return ", ".join(parts)


def bar_tip(bar: Bar, row: str, zone: ZoneInfo, rota_zone: ZoneInfo) -> str:
    """The sentence, how long it is, and the times on the wall of the rota where that is another."""
    lines = [bar_sentence(bar, row, zone), moment.length(bar.until_at - bar.from_at)]
    if rota_zone.key != zone.key:
        lines.append(
            _("{zone}: {span}").format(zone=rota_zone.key, span=span_words(bar.from_at, bar.until_at, rota_zone))
        )
    return "\n".join(lines)
