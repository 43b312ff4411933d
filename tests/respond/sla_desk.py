"""A desk with working hours and SLAs, and in few words what its clocks show."""

import json
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.detect.sla_clock import clocks_of
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.sla import sla
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger

LONDON = ZoneInfo("Europe/London")
HOUR = 3_600_000_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
_position = count(1)


def office(work, *windows, days=WEEKDAYS, name="Office hours", zone="Europe/London", **facts):
    """A calendar with these windows on weekdays, 09:00 to 17:00 if none are named; returns its id."""
    week = {day: [list(window) for window in windows or (("09:00", "17:00"),)] for day in days}
    with work.desk.write(actor="Mei Okafor") as session:
        facts = {"name": name, "time_zone": zone, "windows": json.dumps(week), **facts}
        return ledger.insert(session, calendar, facts)


def agree(work, calendar_id=None, *, name="Office SLA", pauses=("Awaiting Vendor", "Awaiting Caller"), **facts):
    """An SLA; `response`, `update` and `resolution` are hours, for all priorities. Returns its id."""
    aims = {target: round(facts.pop(target) * 60) for target in ("response", "update", "resolution") if target in facts}
    targets = facts.pop("targets", {str(priority): aims for priority in range(1, 6)})
    with work.desk.write(actor="Mei Okafor") as session:
        return ledger.insert(session, sla, {
            "key": new_key(), "name": name, "position": next(_position), "kind": "SLA", "calendar_id": calendar_id,
            "targets": json.dumps(targets), "pauses": json.dumps(list(pauses)), **facts,
        })  # fmt: skip


def change_sla(work, sla_id, **facts):
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, sla, sla_id, facts)


def go_to(time, text):
    """Moves the held clock to a time of London."""
    time.now = datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(ZoneInfo("UTC"))


def weekday_of_march(time):
    """Moves the held clock to a time of a week in London, such as "Tue 09:30"."""

    def go(text):
        day, hour = text.split()
        number = {"Mon": 9, "Tue": 10, "Wed": 11, "Thu": 12, "Fri": 13, "Sat": 14, "Sun": 15}[day]
        go_to(time, f"2026-03-{number:02}T{hour}")

    return go


def a_service(work, name):
    with work.desk.write(actor="Mei Okafor") as session:
        return service_named(session, name)


def say(work, incident_id, text="We are on it.", *, public=True, actor="Mei Okafor", **facts):
    work.act(add_note, incident_id, text, public=public, actor=actor, **facts)


def hears(work, incident_id, text="Any news?", caller="Ann Lee"):
    work.act(add_note, incident_id, text, from_caller=caller)


def hold(work, incident_id, reason="Awaiting Vendor", **wish):
    work.move(incident_id, "On Hold", hold_reason=reason, **wish)


def resolve(work, incident_id):
    work.move(incident_id, "Resolved", resolution_code="Solved", resolution_notes="Replaced the line card.")


def clocks(work, incident_id):
    with work.desk.read() as reader:
        return clocks_of(reader, [incident_id], clock.now()).get(incident_id, ())


def the(work, incident_id, target="resolution", kind="SLA"):
    """The one clock of a target that goes on, or the last that has ended; None where there is none."""
    found = [each for each in clocks(work, incident_id) if each.target == target and each.kind == kind]
    return max(found, key=lambda each: (each.is_open, each.started_at), default=None)


def shown(instant):
    return None if instant is None else clock.instant(instant).astimezone(LONDON).strftime("%a %H:%M")


def results(work, incident_id):
    """(target, outcome, elapsed in hours, aim in hours) of what stands."""
    sql = (
        "SELECT target, outcome, elapsed, aim FROM sla_result WHERE incident_id = :id AND withdrawn_at IS NULL"
        " ORDER BY id"
    )
    return [(target, outcome, done / HOUR, aim / HOUR) for target, outcome, done, aim in work.rows(sql, id=incident_id)]
