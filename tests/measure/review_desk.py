"""A major incident that was looked into and written about, for tests of its report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.review_step import approve_review, publish_review, submit_review
from incidentdesk.improve.review_writing import change_review, start_review
from incidentdesk.investigate.cause_editing import add_below, add_category, add_measure, set_facts, set_text
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Role, Status, applied
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.subject import Subject
from incidentdesk.prepare.plan_change import approve, create_plan
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_editing import add_action, add_phase
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.respond.activation import activate
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note, star
from incidentdesk.respond.task_change import add_task, finish_task, skip_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.respond.transition import Move, move
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session
from tests.recover.proven import recover

WRITTEN = {
    "overview": "A firmware update dropped the routing of four branch offices.",
    "impact": "Counters paid out on paper.",
    "people_affected": 180,
    "impact_numbers": [("Branch offices", "4")],
    "detection": "The alert named the line and not the routing.",
    "causes": "Both nodes were changed in one window.",
    "resolution": "- Traffic went over the second line.\n- Both nodes went back.",
    "went_well": "- The duty phone was answered.",
    "went_badly": "- The number of the supplier was not at hand.",
    "got_lucky": "- It was a Saturday.",
    "outside_message": "Four offices were cut off for an hour and a half.",
    "lead": "Johanna Wiese",
}


def kept_badly(session: Session, incident_id: int) -> None:
    """A plan of two steps is run: one is done in time, one skipped, and one was not in it."""
    content, phase = add_phase(PlanContent(), "First hour")
    for title in ("Call the provider", "Tell the staff"):
        content, _key = add_action(content, phase, title)
    plan_id = create_plan(session, name="WAN down", content=content)
    current = current_version(session.reader, plan_id)
    assert current is not None
    approve(session, current.id)
    activate(session, incident_id, plan_id=plan_id)
    first, second = tasks(session.reader, incident_id)
    finish_task(session, first.id)
    skip_task(session, second.id, reason="They had called us")
    add_task(session, incident_id, title="Call the guard", after=second.id)


@dataclass
class Made:
    desk: Database
    incident_id: int

    def act(self, use_case: Any, *arguments: Any, actor: str = "Mei Okafor", **named: Any) -> Any:
        with self.desk.write(actor=actor) as session:
            return use_case(session, self.incident_id, *arguments, **named)

    def publish(self) -> None:
        self.act(submit_review)
        self.act(approve_review, actor="Johanna Wiese")
        self.act(publish_review, actor="Carl Chief")


def incident_with_review(
    desk: Database, *, cause_count: int = 4, respond: Callable[[Session, int], None] | None = None, **written: Any
) -> Made:
    """`respond` is what else was done before it was resolved."""
    begun = datetime.now(UTC) - timedelta(hours=5)
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(
            session, title="Branch offices lost WAN access", service="WAN", reporter="Ann Lindqvist", channel="Phone"
        )
    made = Made(desk, incident_id)
    minutes = {"occurred_at": 0, "detected_at": 4, "created_at": 8, "mitigated_at": 90, "restored_at": 110}
    times = {name: begun + timedelta(minutes=after) for name, after in minutes.items()}
    made.act(change_incident, {"major": True, "assignee": "Mei Okafor", **times})
    first = made.act(add_note, "The alert came in.", happened_at=begun + timedelta(minutes=4))
    made.act(add_note, "Nothing to see here.")
    with desk.write(actor="Mei Okafor") as session:
        star(session, first, True)
    if respond is not None:
        with desk.write(actor="Mei Okafor") as session:
            respond(session, incident_id)
    made.act(recover)
    made.act(move, Move("Resolved", resolution_code="Solved", resolution_notes="Back to 7.2.3."))
    if cause_count:
        _investigate(made, cause_count)
    made.act(start_review)
    made.act(change_review, {**WRITTEN, **written})
    return made


def _investigate(made: Made, count: int) -> None:
    graph = CauseGraph()
    gesture: list[Any] = []

    def do(step: Any) -> str:
        nonlocal graph
        changes = getattr(step, "gesture", step)
        gesture.extend(changes)
        graph = applied(graph, changes)
        return str(getattr(step, "key", ""))

    do(set_text(graph, EFFECT, "Branch offices lost WAN access"))
    places = [do(add_category(graph, name)) for name in ("Process", "Technology", "People", "Suppliers")]
    for number in range(count):
        facts = _FACTS[number] if number < len(_FACTS) else {}
        key = do(add_below(graph, places[number % 4], str(facts.get("text", f"Cause {number} of many, looked into"))))
        do(set_facts(graph, [key], asked=number < 30, **{k: v for k, v in facts.items() if k != "text"}))
        if number == 0:
            do(add_measure(graph, key, "Try the way back before every update"))
    with made.desk.write(actor="Mei Okafor") as session:
        save_changes(session, Subject("incident", made.incident_id), tuple(gesture))


_FACTS = (
    {"text": "The way back was not tried", "status": Status.ROOT_CAUSE},
    {"text": "Firmware 7.2.4 drops sessions", "status": Status.VERIFIED, "role": Role.TRIGGER},
    {"text": "The alert names the line only", "status": Status.VERIFIED, "role": Role.DETECTION_GAP},
    {"text": "The cooling failed", "status": Status.RULED_OUT},
)
