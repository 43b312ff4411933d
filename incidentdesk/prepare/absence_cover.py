"""The shifts that fall into absences: who enters one hears at once what has to be covered."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from incidentdesk.prepare.on_call import OnCall
from incidentdesk.prepare.rota_span import Span, common
from incidentdesk.prepare.rota_time import day_span


def shifts_within(shifts: Iterable[OnCall], absences: str, zone: ZoneInfo) -> list[OnCall]:
    """Those shifts that touch one of some absences, lines of first day, last day and reason with tabs between them.

    Lines whose days are none, as they are while somebody types, are left out.
    """
    spans = [span for line in absences.splitlines() for span in _span(line.split("\t"), zone)]
    return [each for each in shifts if common([(each.from_at, each.until_at)], spans)]


def _span(cells: list[str], zone: ZoneInfo) -> list[Span]:
    try:
        first, last = (date.fromisoformat(each.strip()).isoformat() for each in cells[:2])
    except ValueError:
        return []
    return [day_span(zone, first, last)] if first <= last else []
