"""Drills that come again by themselves: every so many months, two weeks ahead, with those who took part last."""

import calendar
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from incidentdesk import clock
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_change import schedule_drill
from incidentdesk.improve.drill_list import DrillRow, ScenarioRow, drills_of, scenarios
from incidentdesk.improve.drill_seat import Seating
from incidentdesk.language import _
from incidentdesk.prepare.drill_scenario import drill_scenario
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

AHEAD = timedelta(days=14)
_USUAL_TIME = time(10)
_USUAL_LENGTH = 60  # minutes


def due_scenarios(reader: Reader, today: date) -> list[ScenarioRow]:
    """The scenarios whose next drill is to be scheduled now."""
    until = (today + AHEAD).isoformat()
    return [each for each in scenarios(reader) if each.every_months and each.next_on and each.next_on <= until]


def schedule_next(session: Session, scenario: ScenarioRow, zone: tzinfo) -> int | None:
    """Schedule the next drill of a scenario and move its day on; returns the id of the drill.

    Where somebody has scheduled one already, only the day moves on, and None comes back. It has the time of day, the
    length and the people of the one before; whoever is on another drill then is left out with all others, so that the
    lead names them anew. A day that has passed becomes tomorrow. Raises Refused where the scenario can't be played, as
    `schedule_drill` does.
    """
    before = _last(session.reader, scenario.id)
    today = clock.instant(session.at).astimezone(zone).date()
    if before is not None and before.state == DrillState.SCHEDULED and before.planned_at > session.at:
        _move_on(session, scenario, clock.instant(before.planned_at).astimezone(zone).date())
        return None
    day = max(date.fromisoformat(scenario.next_on), today + timedelta(days=1))
    at = _USUAL_TIME if before is None else clock.instant(before.planned_at).astimezone(zone).time()
    planned_at = clock.stored(datetime.combine(day, at, zone))
    length = before.planned_length if before else max(_USUAL_LENGTH, -(-scenario.content.length // 60))
    seats = [Seating(each.person_id, each.part, each.role_id) for each in before.seats] if before else []
    plan = partial(schedule_drill, session, scenario_id=scenario.id, planned_at=planned_at, planned_length=length)
    try:
        drill_id = plan(participants=seats)
    except Refused:
        if not seats:
            raise
        drill_id = plan()
    _move_on(session, scenario, day)
    return drill_id


def _move_on(session: Session, scenario: ScenarioRow, day: date) -> None:
    next_on = later(day, scenario.every_months).isoformat()
    ledger.update(session, drill_scenario, scenario.id, {"next_on": next_on}, reason=_("scheduled by itself"))


def later(day: date, months: int) -> date:
    """The same day some months later; the last day of the month where it has none of that number."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _last(reader: Reader, scenario_id: int) -> DrillRow | None:
    kept = [each for each in drills_of(reader, scenario_id) if each.state != DrillState.CANCELED]
    return max(kept, key=lambda each: each.planned_at, default=None)
