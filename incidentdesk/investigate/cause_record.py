"""The cause graph in the database: read whole, written change by change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.investigate.cause_editing import GAP
from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Backing,
    Cause,
    CauseGraph,
    Change,
    CounterMeasure,
    Effect,
    Gesture,
    Kind,
    Noun,
    Side,
    Vote,
    made,
)
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.investigation import cause, cause_vote, investigation
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Clash, Conflict
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session
from incidentdesk.store.text import storable

# News of these is news of a cause graph.
NOUNS = frozenset({"investigation", "cause", "cause_vote", "corrective_action", "cause_evidence", "evidence"})
_MIDDLE_PRIORITY = 3

_CAUSES = (
    "SELECT c.key, parent.key, c.kind, c.position, c.text, c.note, c.status, c.role, owner.name, c.gate, c.asked,"
    " c.stop_reason, c.accepted_reason, c.side FROM cause c LEFT JOIN cause parent ON parent.id = c.parent_id"
    " LEFT JOIN person owner ON owner.id = c.owner_id"
    " WHERE c.investigation_id = :id AND c.withdrawn_at IS NULL"
)
_VOTES = (
    "SELECT c.key, v.voter, v.dots FROM cause_vote v JOIN cause c ON c.id = v.cause_id"
    " WHERE v.investigation_id = :id AND v.withdrawn_at IS NULL AND c.withdrawn_at IS NULL"
)
_MEASURES = (
    "SELECT a.key, c.key, a.position, a.text, a.effort, a.state, owner.name, a.due_on, a.id FROM corrective_action a"
    " LEFT JOIN cause c ON c.id = a.cause_id AND c.withdrawn_at IS NULL LEFT JOIN person owner ON owner.id = a.owner_id"
    " WHERE a.investigation_id = :id AND a.withdrawn_at IS NULL"
)
_BACKING = (
    "SELECT c.key, l.stance, count(*) FROM cause_evidence l JOIN cause c ON c.id = l.cause_id"
    " JOIN evidence e ON e.id = l.evidence_id"
    " WHERE c.investigation_id = :id AND l.withdrawn_at IS NULL AND e.withdrawn_at IS NULL GROUP BY c.key, l.stance"
)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def investigation_of(reader: Reader, subject: Subject) -> int | None:
    """The id of the investigation of an incident or problem, or None."""
    rows = reader.rows(
        f"SELECT id FROM investigation WHERE {subject.noun}_id = :id AND withdrawn_at IS NULL", {"id": subject.id}
    )
    return int(rows[0][0]) if rows else None


def cause_graph_of(reader: Reader, subject: Subject) -> CauseGraph | None:
    """The graph as it is, or None where nothing has been investigated yet."""
    found = investigation_of(reader, subject)
    return None if found is None else _graph(reader, found)


def _graph(reader: Reader, investigation_id: int) -> CauseGraph:
    wanted = {"id": investigation_id}
    (facts,) = reader.rows("SELECT effect, gate, dots, voting FROM investigation WHERE id = :id", wanted)
    causes = [
        Cause(key, parent or EFFECT, kind, position, text, note, status, role, owner or "", gate, bool(asked), *rest)
        for key, parent, kind, position, text, note, status, role, owner, gate, asked, *rest in reader.rows(
            _CAUSES, wanted
        )
    ]
    votes = [Vote(*row) for row in reader.rows(_VOTES, wanted)]
    measures = [
        CounterMeasure(key, at or EFFECT, position, text, effort, state, owner or "", due_on, number)
        for key, at, position, text, effort, state, owner, due_on, number in reader.rows(_MEASURES, wanted)
    ]
    return CauseGraph(
        Effect(*facts),
        {each.key: each for each in causes},
        {f"{each.cause}/{each.voter}": each for each in votes},
        {each.key: each for each in measures},
        _backing(reader, investigation_id),
    )


def _backing(reader: Reader, investigation_id: int) -> dict[str, Backing]:
    found: dict[str, Backing] = {}
    for key, stance, count in reader.rows(_BACKING, {"id": investigation_id}):
        found[key] = replace(found.get(key, Backing()), **{stance: int(count)})
    return found


def starting(subject: Subject, effect: str, categories: tuple[str, ...]) -> Gesture:
    """What a first look at an incident's causes begins with: the effect, and a bone for each category.

    The same for everybody who begins, so that two who begin at the same moment begin one investigation.
    """
    gesture: Gesture = (Change(Noun.EFFECT, EFFECT, {"text": ""}, {"text": effect}),)
    for place, name in enumerate(categories):
        key = uuid5(NAMESPACE_URL, f"incidentdesk:{subject.noun}/{subject.id}/{name}").hex
        side = Side.BOTTOM if place % 2 else Side.TOP
        category = Cause(key, EFFECT, Kind.CATEGORY, (place + 1) * GAP, name, side=side)
        gesture = (*gesture, made(Noun.CAUSE, category))
    return gesture


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class CauseConflict(Conflict):
    """Somebody has changed the same fields of one cause, counter-measure or of the effect; `noun` and `key` name it."""

    def __init__(self, change: Change, clashes: tuple[Clash, ...], changed_by: str) -> None:
        super().__init__(clashes, changed_by)
        self.noun, self.key = change.noun, change.key


def save_changes(session: Session, subject: Subject, gesture: Gesture, *, start: Gesture = ()) -> int:
    """Write a gesture; returns the id of the investigation, which is begun with `start` where there is none.

    What a gesture makes may be there already, withdrawn or not: then it is brought back. Different causes merge, and
    who begins while somebody else has just begun joins them.
    Raises CauseConflict where somebody has changed the same field of the same cause, and Refused where a cause that
    is changed is gone, where one is to be taken away below which somebody has put another, or where a cause would
    stand below itself.
    """
    investigation_id = investigation_of(session.reader, subject)
    if investigation_id is None:
        investigation_id, gesture = _begin(session, subject, start, gesture)
    # Whoever writes into a graph waits for whoever writes into it now.
    ledger.current(session, investigation, investigation_id)
    for change in gesture:
        _WRITERS[change.noun](session, subject, investigation_id, change)
    if any(change.noun == Noun.CAUSE and "parent" in (change.after or {}) for change in gesture):
        _refuse_ring(session, investigation_id)
    if subject.incident_id is not None:
        ledger.update(session, incident, subject.incident_id, {"updated_at": session.at})
    else:
        ledger.update(session, problem, subject.id, {"updated_at": session.at})
    return investigation_id


def _begin(session: Session, subject: Subject, start: Gesture, gesture: Gesture) -> tuple[int, Gesture]:
    """The id of the investigation, and what is to be written into it."""
    ledger.current(session, incident if subject.noun == "incident" else problem, subject.id)
    begun_meanwhile = investigation_of(session.reader, subject)
    if begun_meanwhile is not None:
        return begun_meanwhile, (*(change for change in start if change.noun != Noun.EFFECT), *gesture)
    effect = Effect()
    facts = {
        "effect": effect.text,
        "gate": effect.gate,
        "dots": effect.dots,
        "voting": effect.voting,
        "started_at": session.at,
        "started_by": session.actor,
    }
    column = investigation.c[f"{subject.noun}_id"]
    withdrawn = session.connection.execute(sa.select(investigation.c.id).where(column == subject.id)).scalar()
    if withdrawn is not None:
        ledger.update(session, investigation, withdrawn, {"withdrawn_at": None, **facts})
        return int(withdrawn), (*start, *gesture)
    whose = {"incident_id": subject.incident_id, "problem_id": subject.problem_id}
    return ledger.insert(session, investigation, {**whose, **facts}), (*start, *gesture)


def _write_effect(session: Session, _subject: Subject, investigation_id: int, change: Change) -> None:
    row = ledger.current(session, investigation, investigation_id)
    columns = {"text": "effect"}
    stored = {name: row[columns.get(name, name)] for name in change.after or {}}
    _refuse_clashes(session, investigation, row["id"], change, stored)
    ledger.update(
        session,
        investigation,
        investigation_id,
        {columns.get(name, name): value for name, value in (change.after or {}).items()},
    )


def _write_cause(session: Session, subject: Subject, investigation_id: int, change: Change) -> None:
    def columns(fields: Mapping[str, Any]) -> dict[str, Any]:
        facts = dict(fields)
        if "parent" in facts:
            facts["parent_id"] = _id_of(session, facts.pop("parent"), investigation_id)
        if "owner" in facts:
            facts["owner_id"] = staff_named(session, facts.pop("owner"))
        return facts

    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        parent, owner = _key_of(session, row["parent_id"]), _name_of(session, row["owner_id"])
        return {**row, "parent": parent, "owner": owner}

    if change.after is None:
        _refuse_children(session, change.key)
    whose = {"investigation_id": investigation_id, "incident_id": subject.incident_id}
    _write(session, cause, change, whose, columns, shown)


def _write_vote(session: Session, subject: Subject, investigation_id: int, change: Change) -> None:
    key, _slash, voter = change.key.partition("/")
    cause_id = _live_id(session, key, investigation_id)
    if cause_id is None:
        if change.after is None:
            return
        raise Refused(_("The cause that you vote for is gone."))
    row = session.connection.execute(
        sa.select(cause_vote).where(cause_vote.c.cause_id == cause_id, cause_vote.c.voter == voter)
    ).first()
    if change.after is None:
        if row is not None:
            ledger.withdraw(session, cause_vote, row.id)
        return
    dots = {"dots": change.after["dots"], "withdrawn_at": None}
    if row is not None:
        ledger.update(session, cause_vote, row.id, dots)
        return
    whose = {"investigation_id": investigation_id, "incident_id": subject.incident_id}
    ledger.insert(session, cause_vote, {"cause_id": cause_id, "voter": voter, **whose, **dots})


def _write_measure(session: Session, subject: Subject, investigation_id: int, change: Change) -> None:
    def columns(fields: Mapping[str, Any]) -> dict[str, Any]:
        facts = {**fields, "updated_at": session.at}
        facts.pop("number", None)
        if "cause" in facts:
            facts["cause_id"] = _id_of(session, facts.pop("cause"), investigation_id)
        if "owner" in facts:
            facts["owner_id"] = staff_named(session, facts.pop("owner"))
        return facts

    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "cause": _key_of(session, row["cause_id"]), "owner": _name_of(session, row["owner_id"])}

    whose = {
        "investigation_id": investigation_id,
        "incident_id": subject.incident_id,
        "problem_id": subject.problem_id,
        "priority": _MIDDLE_PRIORITY,
        "created_at": session.at,
        "created_by": session.actor,
    }
    _write(session, corrective_action, change, whose, columns, shown)


_WRITERS: dict[str, Callable[[Session, Subject, int, Change], None]] = {
    Noun.EFFECT: _write_effect,
    Noun.CAUSE: _write_cause,
    Noun.VOTE: _write_vote,
    Noun.MEASURE: _write_measure,
}


def _write(
    session: Session,
    table: sa.Table,
    change: Change,
    whose: Mapping[str, Any],
    columns: Callable[[Mapping[str, Any]], dict[str, Any]],
    shown: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> None:
    """Make, change or withdraw the record with the key of the change; `whose` goes into a new one only."""
    found = session.connection.execute(sa.select(table).where(table.c.key == change.key).with_for_update()).first()
    if change.before is None and change.after is not None:
        if found is None:
            ledger.insert(session, table, {**whose, **columns(change.after)})
        elif found.withdrawn_at is not None:
            ledger.update(session, table, found.id, {**columns(change.after), "withdrawn_at": None})
        return
    if found is None or found.withdrawn_at is not None:
        if change.after is None:
            return
        who = _last_actor(session, table, found.id) if found else ""
        raise Refused(
            _("{name} has taken this away meanwhile, so your change of it was not saved.").format(name=isolated(who))
        )
    _refuse_clashes(session, table, found.id, change, shown(found._asdict()))
    if change.after is None:
        ledger.withdraw(session, table, found.id)
    else:
        ledger.update(session, table, found.id, columns(change.after))


def _refuse_clashes(
    session: Session, table: sa.Table, record_id: int, change: Change, stored: Mapping[str, Any]
) -> None:
    """The place among the siblings is nobody's text: there the later one stands."""
    before, after = _as_stored(change.before or {}), change.after and _as_stored(change.after)
    clashes = tuple(
        Clash(name, before[name], stored[name], after[name] if after else None)
        for name in before
        if name != "position"
        and name in stored
        and stored[name] != before[name]
        and (after is None or stored[name] != after[name])
    )
    if clashes:
        raise CauseConflict(change, clashes, _last_actor(session, table, record_id))


def _as_stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in fields.items()}


def _last_actor(session: Session, table: sa.Table, record_id: int) -> str:
    rows = session.reader.rows(
        "SELECT actor FROM ledger WHERE chain = :chain AND noun = :noun AND record_id = :id"
        " ORDER BY position DESC LIMIT 1",
        {"chain": ledger.chain_of(session, table, record_id), "noun": table.name, "id": record_id},
    )
    return str(rows[0][0]) if rows else ""


def _refuse_children(session: Session, key: str) -> None:
    rows = session.reader.rows(
        "SELECT child.id, child.text FROM cause child JOIN cause parent ON parent.id = child.parent_id"
        " WHERE parent.key = :key AND child.withdrawn_at IS NULL LIMIT 1",
        {"key": key},
    )
    if rows:
        raise Refused(
            _("{name} has put “{text}” below what you have taken away, so nothing was taken away.").format(
                name=isolated(_last_actor(session, cause, rows[0][0])), text=isolated(rows[0][1])
            )
        )


def _refuse_ring(session: Session, investigation_id: int) -> None:
    rows = session.reader.rows(
        "SELECT id, parent_id FROM cause WHERE investigation_id = :id AND withdrawn_at IS NULL",
        {"id": investigation_id},
    )
    parents: dict[int, int | None] = {int(row[0]): row[1] for row in rows}
    sound: set[int] = set()
    for start in parents:
        way: set[int] = set()
        at: int | None = start
        while at is not None and at in parents and at not in sound:
            if at in way:
                raise Refused(_("A cause would stand below itself, because somebody has moved another one meanwhile."))
            way.add(at)
            at = parents[at]
        sound |= way


def _id_of(session: Session, key: str, investigation_id: int) -> int | None:
    if key == EFFECT:
        return None
    found = _live_id(session, key, investigation_id)
    if found is None:
        raise Refused(_("The cause below which this was to stand is gone."))
    return found


def _live_id(session: Session, key: str, investigation_id: int) -> int | None:
    live = (cause.c.key == key, cause.c.investigation_id == investigation_id, cause.c.withdrawn_at.is_(None))
    return session.connection.execute(sa.select(cause.c.id).where(*live)).scalar()


def _key_of(session: Session, cause_id: int | None) -> str:
    if cause_id is None:
        return EFFECT
    return str(session.connection.execute(sa.select(cause.c.key).where(cause.c.id == cause_id)).scalar())


def _name_of(session: Session, person_id: int | None) -> str:
    if person_id is None:
        return ""
    return str(session.connection.execute(sa.select(person.c.name).where(person.c.id == person_id)).scalar())
