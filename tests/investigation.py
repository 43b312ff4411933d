"""A desk on which everything has been investigated: one record at least of every table that later phases have."""

from datetime import date, timedelta
from io import BytesIO

from incidentdesk import clock
from incidentdesk.detect.attachment import attached
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.review_step import approve_review, publish_review, submit_review
from incidentdesk.improve.review_writing import change_review, start_review
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_editing import add_below, set_facts, vote
from incidentdesk.investigate.cause_graph import CauseGraph, Gesture, Role, Status, applied
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes, starting
from incidentdesk.investigate.custody import hand_over
from incidentdesk.investigate.evidence_adding import Label, add_attachment, add_entry, add_file, add_link, add_text
from incidentdesk.investigate.evidence_list import EvidenceType, Stance, evidence_of
from incidentdesk.investigate.examination import examine, record_findings
from incidentdesk.investigate.problem_intake import open_problem_of
from incidentdesk.investigate.problem_known_error import make_known_error
from incidentdesk.investigate.problem_move import ProblemMove, move_problem
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.investigate.stance import link_evidence
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.prepare.known_error_change import change_known_error, move_known_error
from incidentdesk.prepare.known_error_state import KnownErrorState
from incidentdesk.respond.note import add_note
from incidentdesk.store.session import Session

BYTES = b"\x00\xffpeer 10.0.0.1 down\n" * 5


def investigate_everything(session: Session, incident_id: int) -> int:
    """Investigate an incident that has an attachment, and its problem; returns the id of the problem."""
    incident, problem = Subject(INCIDENT, incident_id), Subject(PROBLEM, open_problem_of(session, incident_id))
    for subject in (incident, problem):
        causes = _find_causes(session, subject)
        _collect_evidence(session, subject, causes)
        _plan(session, subject, causes[0])
        write_lesson(
            session,
            subject,
            title=f"Renew certificates 30 days ahead ({subject.number})",
            kind=LessonKind.BADLY,
            text="Nobody was told.",
            recommendation="Let the monitoring tell two people.",
            service="VPN",
            category="Network",
            tags=("vpn",),
        )
    move_problem(session, problem.id, ProblemMove(ProblemState.ANALYSIS))
    move_problem(session, problem.id, ProblemMove(ProblemState.RISK_ACCEPTED, reason="Replaced in June anyway."))
    known_error_id = make_known_error(session, problem.id)
    change_known_error(session, known_error_id, {"workaround": "Use the old profile."})
    move_known_error(session, known_error_id, KnownErrorState.PUBLISHED)
    _review(session, incident_id)
    return problem.id


def _find_causes(session: Session, subject: Subject) -> list[str]:
    """The keys of the root cause and of the one below it, which is ruled out."""
    bones = starting(subject, f"VPN down für Ärzte, {subject.number}", ("People", "Technology"))
    graph = applied(CauseGraph(), bones)
    gesture: Gesture = ()
    keys = []
    parent = graph.categories[1].key
    for text in ("Certificate expired 证书过期", "Nobody renews it"):
        step = add_below(graph, parent, text)
        gesture, graph, parent = (*gesture, *step.gesture), applied(graph, step.gesture), step.key
        keys.append(step.key)
    for step in (
        set_facts(graph, keys[:1], status=Status.ROOT_CAUSE, role=Role.NONE, owner="Bo Diaz", note="seen in the log"),
        set_facts(graph, keys[1:], status=Status.RULED_OUT, role=Role.CONTRIBUTING, stop_reason="It has an owner."),
        vote(graph, keys[0], session.actor, 2),
    ):
        gesture = (*gesture, *step)
    save_changes(session, subject, gesture, start=bones)
    assert cause_graph_of(session.reader, subject)
    return keys


def _collect_evidence(session: Session, subject: Subject, causes: list[str]) -> None:
    label = Label(EvidenceType.PHOTO, source="Bo’s phone", collected_by="Bo Diaz")
    pieces = [
        add_file(session, subject, label, "rack.jpg", BytesIO(BYTES), size=len(BYTES)),
        add_text(session, subject, Label(EvidenceType.INTERVIEW, text="“I thought the vendor does it.”")),
        add_link(session, subject, Label(EvidenceType.METRIC), "https://graphs.example/vpn"),
    ]
    if subject.noun == INCIDENT:
        note_id = add_note(session, subject.id, "The peer refuses the certificate.")
        pieces.append(add_entry(session, subject, Label(EvidenceType.ENTRY), note_id))
        log = attached(session.reader, subject.id)[0]
        pieces.append(add_attachment(session, subject, Label(EvidenceType.LOG), log.id))
    for place, evidence_id in enumerate(pieces):
        stance = Stance.CONTRADICTS if place == 1 else Stance.SUPPORTS
        link_evidence(session, evidence_id, causes[place % 2], stance)
    hand_over(session, pieces[0], "Cy", "for the vendor")
    record_findings(session, examine(session.reader, evidence_of(session.reader, subject)))


def _plan(session: Session, subject: Subject, cause: str) -> None:
    due = (clock.now().date() + timedelta(days=7)).isoformat()
    action_id = propose_action(
        session, subject, text="Watch the certificates", type=ActionType.MONITORING, owner="Bo Diaz", due_on=due,
        priority=2, verification="An alert 30 days ahead.", cause=cause,
    )  # fmt: skip
    move_action(session, action_id, ActionMove(ActionState.COMMITTED))
    propose_action(session, subject, text="Tell the vendor", due_on=date(2026, 4, 1).isoformat())


def _review(session: Session, incident_id: int) -> None:
    start_review(session, incident_id)
    texts = {
        "overview": "The VPN was down for an hour.",
        "went_well": "Quickly noticed.",
        "went_badly": "Nobody knew the vendor’s number.",
        "people_affected": 180,
        "impact_numbers": (("Orders delayed", "412"),),
        "lead": "Bo Diaz",
    }
    change_review(session, incident_id, texts)
    submit_review(session, incident_id)
    approve_review(session, incident_id)
    publish_review(session, incident_id)
