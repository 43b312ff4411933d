"""Investigations of a share of the incidents of a large desk: causes, votes, evidence, actions, problems, known errors,
lessons and reviews, so that their lists can be tried with very much data. Used by `million.py`."""

import random
from datetime import timedelta
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.improve.lesson import lesson
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.review import review
from incidentdesk.improve.review_state import ReviewState
from incidentdesk.investigate.action_state import PROMISED_STATES, ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_graph import Effort, Gate, Kind, Side, Status, Voting
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.evidence import cause_evidence, custody, evidence
from incidentdesk.investigate.evidence_list import Act, EvidenceType, Stance
from incidentdesk.investigate.investigation import cause, cause_vote, investigation
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.prepare.known_error import known_error
from incidentdesk.prepare.known_error_state import KnownErrorState
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

CAUSES, ACTIONS, PIECES = 20, 10, 5
_CATEGORIES = 4
_DAY = 86_400_000_000  # microseconds
_WORDS = (
    "nobody renews the certificate", "the rollback was never tried", "the alert goes to a mailbox", "disk full",
    "release notes are not read", "gateway restarts", "checklist has no step for it", "spare part is missing",
    "monitor looks at the port only", "contract number was wrong", "driver leaks memory", "clock is twelve minutes off",
)  # fmt: skip

Row = dict[str, Any]


def investigate(session: Session, chance: random.Random, names: dict[str, list[int]], count: int, *, now: int) -> None:
    """Investigate `count` incidents that are spread over the whole desk, up to `now` in microseconds since 1970."""
    last = session.reader.rows("SELECT max(id) FROM incident")[0][0]
    incidents = [1 + place * last // count for place in range(count)]
    made = {"created_at": now, "created_by": "Mei Okafor", "updated_at": now}
    ledger.update_many(session, incident, {each: {"major": True} for each in incidents[::3]})
    begun = [
        {"incident_id": each, "effect": _text(chance), "gate": Gate.AND, "dots": 5, "voting": Voting.OPEN,
         "started_at": now, "started_by": "Mei Okafor"}
        for each in incidents
    ]  # fmt: skip
    ids = ledger.insert_many(session, investigation, begun)
    causes = _causes(session, chance, names, list(zip(ids, incidents, strict=True)))
    _evidence(session, chance, causes, now)
    _actions(session, chance, names, causes, now, made)
    _problems(session, chance, names, incidents, made)
    _lessons_and_reviews(session, chance, names, incidents, now, made)


def _causes(
    session: Session, chance: random.Random, names: dict[str, list[int]], begun: list[tuple[int, int]]
) -> list[Row]:
    bones = [
        {**_cause(chance, f"{each}c{place}", each, incident_id, place), "kind": Kind.CATEGORY, "side": Side.TOP}
        for each, incident_id in begun
        for place in range(_CATEGORIES)
    ]
    above = ledger.insert_many(session, cause, bones)
    rows = [
        {**_cause(chance, f"{each}n{place}", each, incident_id, place),
         "parent_id": above[number * _CATEGORIES + place % _CATEGORIES], "status": chance.choice(list(Status)),
         "owner_id": chance.choice(names["person"][:60]), "note": _text(chance)}
        for number, (each, incident_id) in enumerate(begun)
        for place in range(CAUSES)
    ]  # fmt: skip
    for row, record_id in zip(rows, ledger.insert_many(session, cause, rows), strict=True):
        row["id"] = record_id
    votes = [
        {"cause_id": row["id"], "investigation_id": row["investigation_id"], "incident_id": row["incident_id"],
         "voter": "Mei Okafor", "dots": 1}
        for row in rows[::5]
    ]  # fmt: skip
    ledger.insert_many(session, cause_vote, votes)
    return rows


def _cause(chance: random.Random, key: str, investigation_id: int, incident_id: int, place: int) -> Row:
    return {
        "key": key,
        "investigation_id": investigation_id,
        "incident_id": incident_id,
        "parent_id": None,
        "kind": Kind.CAUSE,
        "position": place,
        "text": _text(chance),
        "note": "",
        "status": Status.SUSPECTED,
        "owner_id": None,
        "gate": Gate.AND,
        "side": "",
    }


def _evidence(session: Session, chance: random.Random, causes: list[Row], now: int) -> None:
    about = causes[:: CAUSES // PIECES]
    rows = [
        {"key": f"e{number}", "incident_id": row["incident_id"], "type": chance.choice(list(EvidenceType)),
         "title": _text(chance), "text": _text(chance), "sha256": "0" * 64, "size": 40, "collected_at": now,
         "collected_by": "Mei Okafor", "added_at": now, "added_by": "Mei Okafor"}
        for number, row in enumerate(about)
    ]  # fmt: skip
    ids = ledger.insert_many(session, evidence, rows)
    links, lines = [], []
    for record_id, row in zip(ids, about, strict=True):
        whose = {"evidence_id": record_id, "incident_id": row["incident_id"]}
        links.append({**whose, "cause_id": row["id"], "stance": chance.choice(list(Stance))})
        lines += [{**whose, "at": now, "who": "Mei Okafor", "act": act} for act in (Act.ADDED, Act.MATCHES)]
    ledger.insert_many(session, cause_evidence, links)
    ledger.insert_many(session, custody, lines)


def _actions(
    session: Session, chance: random.Random, names: dict[str, list[int]], causes: list[Row], now: int, made: Row
) -> None:
    rows = []
    for number, row in enumerate(causes[:: CAUSES // ACTIONS]):
        state = chance.choice(list(ActionState))
        promised = state in PROMISED_STATES
        due = clock.instant(now) + timedelta(days=chance.randrange(-60, 90))
        rows.append({
            "key": f"a{number}", "incident_id": row["incident_id"], "investigation_id": row["investigation_id"],
            "cause_id": row["id"], "position": number, "text": _text(chance), "detail": _text(chance), "state": state,
            "effort": chance.choice(list(Effort)), "type": chance.choice(list(ActionType)),
            "owner_id": chance.choice(names["person"][:60]) if promised else None,
            "due_on": due.date().isoformat() if promised else "", "priority": chance.randrange(1, 6), **made,
        })  # fmt: skip
    ledger.insert_many(session, corrective_action, rows)


def _problems(
    session: Session, chance: random.Random, names: dict[str, list[int]], incidents: list[int], made: Row
) -> None:
    errors = [
        {"title": _text(chance), "symptom": _text(chance), "workaround": _text(chance),
         "service_id": chance.choice(names["service"]), "state": chance.choice(list(KnownErrorState)), **made}
        for _each in incidents[::10]
    ]  # fmt: skip
    known = ledger.insert_many(session, known_error, errors)
    problems = [
        {"title": _text(chance), "description": _text(chance), "state": chance.choice(list(ProblemState)),
         "priority": chance.randrange(1, 6), "service_id": chance.choice(names["service"]), "known_error_id": each,
         **made}
        for each in known
    ]  # fmt: skip
    ids = ledger.insert_many(session, problem, problems)
    links = [
        {"incident_id": each, "problem_id": ids[place // 10]} for place, each in enumerate(incidents[: 10 * len(ids)])
    ]
    ledger.insert_many(session, problem_incident, links)


def _lessons_and_reviews(
    session: Session, chance: random.Random, names: dict[str, list[int]], incidents: list[int], now: int, made: Row
) -> None:
    lessons = [
        {"incident_id": each, "kind": chance.choice(list(LessonKind)), "title": _text(chance), "text": _text(chance),
         "recommendation": _text(chance), "service_id": chance.choice(names["service"]), "tags": " monitoring ", **made}
        for each in incidents
    ]  # fmt: skip
    ledger.insert_many(session, lesson, lessons)
    reviews = [
        {"incident_id": each, "state": ReviewState.PUBLISHED, "overview": _text(chance), "published_at": now - _DAY,
         "published_by": "Mei Okafor", **made}
        for each in incidents[::4]
    ]  # fmt: skip
    ledger.insert_many(session, review, reviews)


def _text(chance: random.Random) -> str:
    return "; ".join(chance.choices(_WORDS, k=2)).capitalize()
