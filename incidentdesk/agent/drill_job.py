"""What is due by itself for drills: a real major incident goes first, the next drill is scheduled, people are reminded.

Each is told once, known by the key of its announcement as in `jobs`.
"""

from collections.abc import Iterable
from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.detect.number import number
from incidentdesk.improve.drill import DrillPart
from incidentdesk.improve.drill_list import (
    DrillRow,
    ScenarioRow,
    drill_row,
    drills_over_since,
    scheduled_drills,
)
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_pause import drills_to_pause, pause_for_majors
from incidentdesk.improve.drill_recurrence import due_scenarios, schedule_next
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.schema.drill_sandbox import remove_sandbox, sandbox_path
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session

HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR
# How long before it begins a drill is announced, the nearest first, and the name of that in the key.
BEFORE = ((HOUR, "hour"), (DAY, "day"), (7 * DAY, "week"))
# A drill that was not begun so long after its time is asked about.
FORGOTTEN_AFTER = HOUR
# How long the sandbox of a drill that is over is kept; its timeline and its score are kept for ever.
SANDBOX_KEPT = 30 * DAY


def yield_to_majors(database: Database, tell: Tell) -> list[str]:
    """Pause the drills that run while a real major incident came up, and tell those who take part."""
    with database.read() as reader:
        if not drills_to_pause(reader):
            return []
    with database.write(actor=ACTOR, via=VIA) as session:
        return [_paused(session, *each, tell) for each in pause_for_majors(session)]


def _paused(session: Session, drill_id: int, incident_id: int, tell: Tell) -> str:
    row = drill_row(session.reader, drill_id)
    assert row is not None
    said = _("{drill} is paused: {number} is a major incident, and real").format(
        drill=row.number, number=number(incident_id)
    )
    body = _("Leave the drill and look at {number}. Whoever leads the drill lets it go on or ends it.")
    tell(
        session,
        incident_id=incident_id,
        person_ids=_people(row),
        kind=AnnouncementKind.REMINDER,
        subject=said,
        body=body.format(number=number(incident_id)),
        key=f"drill-{row.key}-paused-{incident_id}-{session.at}",
    )
    return said


def prepare_drills(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    """Schedule, remind and tidy up; returns a line for each."""
    return [
        *_schedule(database, now, tell, zone),
        *_remind(database, now, tell, zone),
        *_ask_for_forgotten(database, now, tell, zone),
        *clear_sandboxes(database, now),
    ]


# ── drills that come by themselves ───────────────────────────────────────────────────────────────────────────────


def _schedule(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    today = clock.instant(now).astimezone(zone).date()
    with database.read() as reader:
        due = due_scenarios(reader, today)
    lines = []
    for scenario in due:
        try:
            with database.write(actor=ACTOR, via=VIA) as session:
                drill_id = schedule_next(session, scenario, zone)
                if drill_id is not None:
                    _tell_of_schedule(session, drill_id, tell, zone)
                    lines.append(_("{number} scheduled by itself").format(number=drill_number(drill_id)))
        except Refused as refused:
            lines += _tell_of_trouble(database, scenario, str(refused), tell)
    return lines


def _tell_of_schedule(session: Session, drill_id: int, tell: Tell, zone: tzinfo) -> None:
    row = drill_row(session.reader, drill_id)
    assert row is not None
    subject = _("{number} on {time}: {title}").format(
        number=row.number, time=_at(row.planned_at, zone), title=isolated(row.title)
    )
    body = _("This drill comes by itself. Look whether the time and those who take part still fit.")
    _tell(session, row, _leads(row) or _owner(session, row.scenario_id), subject, body, f"drill-{row.key}-new", tell)


def _tell_of_trouble(database: Database, scenario: ScenarioRow, reason: str, tell: Tell) -> list[str]:
    key = f"drill-scenario-{scenario.id}-{scenario.next_on}"
    with database.write(actor=ACTOR, via=VIA) as session:
        if told_keys(session.reader, [key]):
            return []
        subject = _("The drill on “{scenario}” can't be scheduled").format(scenario=isolated(scenario.name))
        people = _owner(session, scenario.id)
        tell(
            session,
            incident_id=None,
            person_ids=people,
            kind=AnnouncementKind.REMINDER,
            subject=subject,
            body=reason,
            key=key,
            unreached=() if people else (_("Owner of the scenario"),),
        )
    return [f"{subject}: {reason}"]


# ── reminders ────────────────────────────────────────────────────────────────────────────────────────────────────


def _remind(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    """Everybody who takes part, a week, a day and an hour before; only the nearest of what is due."""
    with database.read() as reader:
        coming = [row for row in scheduled_drills(reader) if row.planned_at > now]
        due = {key: row for row in coming if (key := _reminder_key(row, now)) and row.seats}
        known = told_keys(reader, due)
    lines = []
    for key, row in due.items():
        if key not in known:
            with database.write(actor=ACTOR, via=VIA) as session:
                _tell(session, row, _people(row), _coming(row, zone), _invitation(row, zone), key, tell)
            lines.append(_("{number}: reminded of the drill").format(number=row.number))
    return lines


def _reminder_key(row: DrillRow, now: int) -> str:
    left = row.planned_at - now
    name = next((name for length, name in BEFORE if left <= length), "")
    return f"drill-{row.key}-{row.planned_at}-{name}" if name else ""


def _coming(row: DrillRow, zone: tzinfo) -> str:
    return _("Drill on {time}: {title}").format(time=_at(row.planned_at, zone), title=isolated(row.title))


def _invitation(row: DrillRow, zone: tzinfo) -> str:
    """Who takes part as what; what happens stays secret."""
    seats = "\n".join(
        f"- {each.person} · {_(each.part)}" + (f" · {each.role}" if each.role else "") for each in row.seats
    )
    said = _("{number} begins on {time} and takes {minutes} minutes. It is played in a sandbox: nothing real happens.")
    begins = said.format(number=row.number, time=_at(row.planned_at, zone), minutes=row.planned_length)
    return f"{begins}\n\n{seats}"


def _ask_for_forgotten(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    with database.read() as reader:
        late = {
            f"drill-{row.key}-{row.planned_at}-late": row
            for row in scheduled_drills(reader)
            if row.planned_at <= now - FORGOTTEN_AFTER
        }
        known = told_keys(reader, late)
    lines = []
    for key, row in late.items():
        if key not in known:
            subject = _("{number} was to begin on {time}").format(number=row.number, time=_at(row.planned_at, zone))
            body = _("Begin it, give it another time, or cancel it with a reason.")
            with database.write(actor=ACTOR, via=VIA) as session:
                _tell(session, row, _leads(row) or _owner(session, row.scenario_id), subject, body, key, tell)
            lines.append(_("{number}: asked what becomes of the drill").format(number=row.number))
    return lines


def _tell(
    session: Session, row: DrillRow, people: Iterable[int], subject: str, body: str, key: str, tell: Tell
) -> None:
    people = list(people)
    tell(
        session,
        incident_id=None,
        person_ids=people,
        kind=AnnouncementKind.REMINDER,
        subject=subject,
        body=body,
        key=key,
        unreached=() if people else (_("Lead of {number}").format(number=row.number),),
    )


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people(row: DrillRow) -> list[int]:
    return [each.person_id for each in row.seats]


def _leads(row: DrillRow) -> list[int]:
    return [each.person_id for each in row.seats if each.part == DrillPart.LEAD]


def _owner(session: Session, scenario_id: int) -> list[int]:
    rows = session.reader.rows("SELECT owner_id FROM drill_scenario WHERE id = :id", {"id": scenario_id})
    return [int(row[0]) for row in rows if row[0] is not None]


# ── what is over ─────────────────────────────────────────────────────────────────────────────────────────────────


def clear_sandboxes(database: Database, now: int) -> list[str]:
    """Take away the sandboxes of drills that have been over for long; they hold addresses of people."""
    with database.read() as reader:
        over = drills_over_since(reader, now - SANDBOX_KEPT)
    lines = []
    for row in over:
        path = sandbox_path(database, row)
        if path.exists():
            remove_sandbox(path)
            lines.append(_("{number}: sandbox taken away").format(number=row.number))
    return lines


def _at(instant: int, zone: tzinfo) -> str:
    return clock.instant(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
