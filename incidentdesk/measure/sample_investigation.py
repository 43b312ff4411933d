"""The investigations of the sample desk: a meeting with its diagram, the evidence, what it shows, and the actions."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO

from incidentdesk.detect.attachment import attached
from incidentdesk.investigate.action_intake import MIDDLE_PRIORITY, propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_graph import Effect, Effort, Gesture
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.custody import hand_over
from incidentdesk.investigate.evidence_adding import Label, add_attachment, add_entry, add_file, add_link, add_text
from incidentdesk.investigate.evidence_list import EvidenceType, Stance, evidence_of
from incidentdesk.investigate.examination import examine, record_findings
from incidentdesk.investigate.stance import link_evidence
from incidentdesk.investigate.subject import Subject
from incidentdesk.measure.sample_cause import Diagram, diagram_of, findings, first_thoughts, votes
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts, titled
from incidentdesk.paths import resources
from incidentdesk.store.session import Session

_BEFORE_VOTES, _PER_VOTE = timedelta(minutes=25), timedelta(minutes=2)
_BEFORE_EVIDENCE, _PER_PIECE = timedelta(minutes=50), timedelta(minutes=11)
_BEFORE_ACTIONS = timedelta(hours=5)
# How an action has come to where it stands, and after how many paces each step.
_WAY = {
    ActionState.COMMITTED: 1,
    ActionState.IN_PROGRESS: 2,
    ActionState.DONE: 4,
    ActionState.VERIFIED: 6,
}


def investigation_deeds(begun: Mapping[str, datetime], people: list[str], today: date) -> Iterator[Deed]:
    """`begun` says when incidents were logged and problems opened, by their titles; `today` is the day at the desk."""
    for told in texts("investigations")["investigation"]:
        diagram = diagram_of(told["diagram"])
        start = begun[told["of"]] + span(told["after"])
        yield from _meeting(told, diagram, start, people)
        yield from _evidence(told, diagram, start)
        yield from _actions(told, diagram, start + _BEFORE_ACTIONS, today)


# ── causes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _meeting(told: Told, diagram: Diagram, start: datetime, people: list[str]) -> Iterator[Deed]:
    yield Deed(start, told["lead"], partial(_save, told["of"], first_thoughts(diagram)))
    for place, (name, gesture) in enumerate(votes(diagram, people, Effect().dots)):
        yield Deed(start + _BEFORE_VOTES + place * _PER_VOTE, name, partial(_save, told["of"], gesture))
    shown = start + _BEFORE_ACTIONS - timedelta(minutes=30)
    yield Deed(shown, told["lead"], partial(_save, told["of"], findings(diagram)))


def _save(title: str, gesture: Gesture, session: Session, logged: Logged) -> None:
    save_changes(session, titled(session, logged, title), gesture)


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _evidence(told: Told, diagram: Diagram, start: datetime) -> Iterator[Deed]:
    for place, piece in enumerate(told["evidence"]):
        at = start + _BEFORE_EVIDENCE + place * _PER_PIECE
        yield Deed(at, piece.get("by", told["lead"]), partial(_collect, told["of"], piece, diagram))
    yield Deed(start + _BEFORE_ACTIONS - timedelta(minutes=20), told["lead"], partial(_verify, told["of"]))


def _collect(title: str, piece: Told, diagram: Diagram, session: Session, logged: Logged) -> None:
    subject = titled(session, logged, title)
    evidence_id = _added(session, subject, piece)
    for stance in Stance:
        for beginning in piece.get(stance, ()):
            link_evidence(session, evidence_id, diagram.key_of(beginning), stance)
    if piece.get("type") == EvidenceType.PHOTO:
        hand_over(session, evidence_id, "Mei Okafor", "The phone stays with its owner, the picture is here.")


def _added(session: Session, subject: Subject, piece: Told) -> int:
    label = Label(
        piece.get("type", EvidenceType.ENTRY),
        piece.get("title", ""),
        piece.get("source", ""),
        piece.get("text", "").strip(),
    )
    if "entry" in piece:
        rows = session.reader.rows(
            "SELECT id FROM entry WHERE incident_id = :id AND text LIKE :begins",
            {"id": subject.id, "begins": f"{piece['entry']}%"},
        )
        return add_entry(session, subject, label, int(rows[0][0]))
    if "attachment" in piece:
        (found,) = [each for each in attached(session.reader, subject.id) if each.name == piece["attachment"]]
        return add_attachment(session, subject, label, found.id)
    if "file" in piece:
        data = (resources() / "sample" / piece["file"]).read_bytes()
        return add_file(session, subject, label, piece["file"], BytesIO(data), size=len(data))
    if "link" in piece:
        return add_link(session, subject, label, piece["link"])
    return add_text(session, subject, label)


def _verify(title: str, session: Session, logged: Logged) -> None:
    """All hashes are looked at again."""
    pieces = evidence_of(session.reader, titled(session, logged, title))
    record_findings(session, examine(session.reader, pieces))


# ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _actions(told: Told, diagram: Diagram, start: datetime, today: date) -> Iterator[Deed]:
    planned = [(diagram.key_of(each["cause"]), each) for each in told.get("action", ())]
    planned += [(cause.key, each) for cause, below in diagram.causes for each in below.get("measure", ())]
    for place, (key, each) in enumerate(planned):
        made: list[int] = []  # the number, for what is done with it later
        at = start + place * timedelta(minutes=4)
        yield Deed(at, told["lead"], partial(_propose, told["of"], key, each, today, made))
        for state, paces in _way(each.get("state", ActionState.PROPOSED)):
            who = told["lead"] if state == ActionState.COMMITTED else each.get("owner", told["lead"])
            yield Deed(at + paces * span(told["pace"]), who, partial(_move, state, each, made))


def _way(state: str) -> Iterator[tuple[ActionState, int]]:
    if state == ActionState.DROPPED:
        yield ActionState.DROPPED, 3
    elif state != ActionState.PROPOSED:
        yield from ((step, paces) for step, paces in _WAY.items() if paces <= _WAY[ActionState(state)])


def _propose(
    title: str, cause: str, told: Told, today: date, made: list[int], session: Session, logged: Logged
) -> None:
    action_id = propose_action(
        session,
        titled(session, logged, title),
        text=told["text"],
        type=told.get("type", ""),
        effort=told.get("effort", Effort.PREVENT),
        owner=told.get("owner", ""),
        due_on=(today + timedelta(days=told["due_in"])).isoformat() if "due_in" in told else "",
        priority=told.get("priority", MIDDLE_PRIORITY),
        verification=told.get("verification", ""),
        cause=cause,
    )
    made.append(action_id)


def _move(state: ActionState, told: Told, made: list[int], session: Session, _logged: Logged) -> None:
    completion = told["completion"] if state == ActionState.DONE else ""
    reason = told["reason"] if state == ActionState.DROPPED else ""
    move_action(session, made[0], ActionMove(state, completion=completion, reason=reason))
