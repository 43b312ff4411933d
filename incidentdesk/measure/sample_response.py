"""The major incident of the sample desk that is under way: its plan in the middle, and what was told to whom."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts
from incidentdesk.prepare.local_zone import local_zone
from incidentdesk.respond.activation import activate
from incidentdesk.respond.announcement import AnnouncementState
from incidentdesk.respond.major_step import accept, propose
from incidentdesk.respond.message_draft import drafted
from incidentdesk.respond.outbox_sending import claim, due_outlets, mark_sent
from incidentdesk.respond.status_update import StatusUpdate, UpdateText, send_update
from incidentdesk.respond.task_change import add_task, finish_task, skip_task, start_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.store.session import Session

_MINUTE = timedelta(minutes=1)


def response_deeds(begun: Mapping[str, datetime]) -> Iterator[Deed]:
    """`begun` says when incidents were logged, by their titles."""
    told = texts("preparation")["running"]
    title, logged = told["of"], begun[told["of"]]
    started = logged + span(told["after"])
    yield Deed(started - 2 * _MINUTE, told["steps_by"], partial(_propose, told))
    yield Deed(started - _MINUTE, told["by"], partial(_accept, title))
    yield Deed(started, told["by"], partial(_activate, told))
    for step in told["step"]:
        yield Deed(logged + span(step["after"]), step["who"], partial(_step, title, step))
    for added in told["added"]:
        yield Deed(logged + span(added["after"]), added["who"], partial(_add, title, added, logged))
    for update in told["update"]:
        at = logged + span(update["after"])
        yield Deed(at, update["who"], partial(_send, title, update))
        yield Deed(at + timedelta(seconds=4), "agent", _deliver)


def _propose(told: Told, session: Session, logged: Logged) -> None:
    propose(session, logged[told["of"]][-1], qualifiers=told["qualifiers"])


def _accept(title: str, session: Session, logged: Logged) -> None:
    accept(session, logged[title][-1])


def _activate(told: Told, session: Session, logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM plan WHERE name = :name", {"name": told["plan"]})
    activate(session, logged[told["of"]][-1], plan_id=int(rows[0][0]))


def _step(title: str, step: Told, session: Session, logged: Logged) -> None:
    task_id = next(row.id for row in tasks(session.reader, logged[title][-1]) if row.title == step["task"])
    if step["do"] == "skip":
        skip_task(session, task_id, reason=step["reason"])
    elif step["do"] == "start":
        start_task(session, task_id)
    else:
        finish_task(session, task_id, result=step.get("result", ""))


def _add(title: str, added: Told, begun: datetime, session: Session, logged: Logged) -> None:
    facts = {name: added[name] for name in ("team", "department") if name in added}
    add_task(session, logged[title][-1], title=added["title"], due=begun + span(added["due"]), **facts)


def _send(title: str, update: Told, session: Session, logged: Logged) -> None:
    incident_id = logged[title][-1]
    texts_by_audience = {}
    for name in update["audiences"]:
        audience_id, cadence = _audience(session, name)
        text = drafted(
            session.reader, incident_id, audience_id=audience_id, phase=update["phase"], fields=update["fields"],
            sender=session.actor, zone=local_zone(), cadence=cadence,
        )  # fmt: skip
        last = {state: _announced(session, incident_id, audience_id, state) for state in AnnouncementState}
        texts_by_audience[audience_id] = UpdateText(
            text.subject,
            text.body,
            cadence,
            draft_id=last[AnnouncementState.DRAFT],
            seen_id=last[AnnouncementState.SENT],
        )
    send_update(session, incident_id, StatusUpdate(update["phase"], update["fields"], texts_by_audience))


def _audience(session: Session, name: str) -> tuple[int, int]:
    rows = session.reader.rows("SELECT id, cadence FROM audience WHERE name = :name", {"name": name})
    return int(rows[0][0]), int(rows[0][1])


def _announced(session: Session, incident_id: int, audience_id: int, state: str) -> int | None:
    """The newest announcement in a state, such as the draft that the activation has written."""
    rows = session.reader.rows(
        "SELECT max(id) FROM announcement WHERE incident_id = :incident AND audience_id = :audience AND state = :state",
        {"incident": incident_id, "audience": audience_id, "state": str(state)},
    )
    return int(rows[0][0]) if rows[0][0] is not None else None


def _deliver(session: Session, _logged: Logged) -> None:
    """What waits counts as sent; the outlets of the sample lead nowhere."""
    for outlet_id in due_outlets(session.reader, session.at):
        while (claimed := claim(session, outlet_id)) is not None:
            mark_sent(session, claimed)
