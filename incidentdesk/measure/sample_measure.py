"""What the sample desk has recorded to be measured: outages, the baseline since its new rota, and kept reports."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import cast

from incidentdesk import clock
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.measure.baseline_change import add_baseline
from incidentdesk.measure.report_definition_change import create_definition
from incidentdesk.measure.sample_deed import Deed, Logged, Told, begin_of, span, texts, titled
from incidentdesk.recover.outage_change import record_outage
from incidentdesk.store.session import Session

_A_WEEK_AGO = timedelta(days=7)


def measure_deeds(begun: Mapping[str, datetime], weeks: Told, now: datetime, zone: tzinfo) -> Iterator[Deed]:
    """`begun` says when incidents were logged, by their titles; `weeks` when the desk got a new rota."""
    told = texts("measures")
    rota = now - timedelta(weeks=len(weeks["counts"]) - weeks["rota_week"])
    yield Deed(rota + timedelta(hours=1), told["baseline_by"], partial(_set_baseline, weeks["baseline"], zone))
    for each in told["outage"]:
        logged = begun[each["of"]]
        yield Deed(logged + span(each["until"]), each["by"], partial(_record, each, logged))
    for each in told["planned"]:
        start = begin_of(each, now, zone)
        yield Deed(start + span(each["length"]), each["by"], partial(_record_planned, each, start))
    for each in told["action"]:
        yield from _action_deeds(each, now)
    for each in told["report"]:
        yield Deed(now - _A_WEEK_AGO, each["by"], partial(_keep, each))


def _set_baseline(caption: str, zone: tzinfo, session: Session, _logged: Logged) -> None:
    day = clock.instant(session.at).astimezone(zone).date()
    add_baseline(session, starts_on=day.isoformat(), caption=caption, zone=zone)


def _record(told: Told, logged_at: datetime, session: Session, logged: Logged) -> None:
    record_outage(
        session,
        service=told["service"],
        incident=titled(session, logged, told["of"]).number,
        began=logged_at - span(told["from"].removeprefix("-")),
        ended=logged_at + span(told["until"]),
        degree=told.get("degree", "Full"),
        note=told["note"],
    )


def _record_planned(told: Told, start: datetime, session: Session, _logged: Logged) -> None:
    end = start + span(told["length"])
    record_outage(session, service=told["service"], began=start, ended=end, planned=True, note=told["note"])


def _action_deeds(told: Told, now: datetime) -> Iterator[Deed]:
    """An action from its proposal to its end, some days after the other."""
    proposed, done, made = now - span(told["proposed"]), now - span(told["done"]), cast(list[int], [])
    yield Deed(proposed, told["by"], partial(_propose, told, done, made))
    steps = ((ActionState.COMMITTED, 0.05), (ActionState.IN_PROGRESS, 0.4), (ActionState.DONE, 1.0))
    for state, share in steps:
        yield Deed(proposed + (done - proposed) * share, told["by"], partial(_move, state, told, made))


def _propose(told: Told, done: datetime, made: list[int], session: Session, logged: Logged) -> None:
    action_id = propose_action(
        session,
        titled(session, logged, told["of"]),
        text=told["text"],
        type=told["type"],
        effort=told["effort"],
        owner=told["by"],
        due_on=done.date().isoformat(),
        verification=told["verification"],
    )
    made.append(action_id)


def _move(state: ActionState, told: Told, made: list[int], session: Session, _logged: Logged) -> None:
    completion = told["completion"] if state is ActionState.DONE else ""
    move_action(session, made[0], ActionMove(state, completion=completion))


def _keep(told: Told, session: Session, _logged: Logged) -> None:
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in told["facts"].items()}
    create_definition(session, name=told["name"], **facts)
