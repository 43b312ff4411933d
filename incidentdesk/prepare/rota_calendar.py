"""The shifts of a rota for other programs: iCalendar (RFC 5545) and CSV.

Times are written in UTC, so that no program has to know the zone to show them at the right moment.
"""

import csv
import io
from datetime import timedelta

from incidentdesk import clock
from incidentdesk.language import _
from incidentdesk.prepare.rota_list import rota_number
from incidentdesk.prepare.rota_shift import Rota, Shift, lanes, uncovered
from incidentdesk.prepare.rota_time import wall_at

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rota_shifts(rota: Rota, start: int, end: int) -> list[Shift]:
    """The shifts that touch a time, lane by lane, without those in which the person is away."""
    return [shift for lane in lanes(rota, start, end) for shift in lane.shifts if not shift.away]


def calendar_bytes(rota: Rota, start: int, end: int) -> bytes:
    """An iCalendar file with one event for each shift; an event has the same UID in every export of the shift."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//IncidentDesk//rota//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", rota.name)
    calendar.add("x-wr-timezone", rota.zone.key)
    for shift in rota_shifts(rota, start, end):
        event = Event()
        event.add("uid", f"{rota_number(rota.id)}-{shift.layer_id}-{shift.person_id}-{shift.from_at}@incidentdesk")
        event.add("dtstamp", clock.instant(start).replace(microsecond=0))
        event.add("dtstart", clock.instant(shift.from_at))
        event.add("dtend", clock.instant(shift.until_at))
        event.add("summary", _("{name}: on call ({layer})").format(name=shift.person, layer=shift.layer))
        event.add("description", " · ".join(filter(None, (rota.name, shift.reason))))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def csv_bytes(rota: Rota, start: int, end: int) -> bytes:
    """UTF-8 with a mark, one line for each shift and for each span in which nobody is on call."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ["rota", "layer", "person", "from_utc", "until_utc", "from_local", "until_local", "hours", "instead", "reason"]
    )
    lines = [
        (shift.from_at, [shift.layer, shift.person, *_times(rota, shift.from_at, shift.until_at),
            "yes" if shift.override_id else "", shift.reason])
        for shift in rota_shifts(rota, start, end)
    ]  # fmt: skip
    lines += [
        (since, ["", "", *_times(rota, since, until), "", _("nobody")])
        for since, until in uncovered(lanes(rota, start, end), start, end)
    ]
    for _since, line in sorted(lines):
        writer.writerow([_harmless(cell) for cell in (rota.name, *line)])
    return text.getvalue().encode("utf-8-sig")


def _times(rota: Rota, since: int, until: int) -> list[str]:
    walls = [wall_at(rota.zone, at).isoformat(" ", "minutes") for at in (since, until)]
    hours = (clock.instant(until) - clock.instant(since)) / timedelta(hours=1)
    return [str(clock.iso(since)), str(clock.iso(until)), *walls, f"{hours:g}"]


def _harmless(cell: str) -> str:
    """A spreadsheet takes no text for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
