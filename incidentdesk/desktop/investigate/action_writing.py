"""Reading and writing corrective actions from the window."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from incidentdesk import clock
from incidentdesk.desktop.record_dialog import Facts, RecordStore
from incidentdesk.investigate.action_list import ActionRow, actions_with
from incidentdesk.investigate.cause_graph import EFFECT, Kind
from incidentdesk.investigate.subject import Subject, subject_of
from incidentdesk.language import _
from incidentdesk.measure.judged_action import JudgedAction, judged
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class ActionContext:
    """What is offered while an action is written.

    `causes` are (key, status, depth, text) in the order of the diagram, `evidence` (id, title), `others` the (type,
    text) of the other actions of the subject, dropped ones left out.
    """

    subject: Subject | None = None
    subject_title: str = ""
    causes: tuple[tuple[str, str, int, str], ...] = ()
    evidence: tuple[tuple[int, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    names: KnownNames = field(default_factory=KnownNames)


def row_of(reader: Reader, action_id: int) -> ActionRow:
    """Raises Refused where there is no such action or it is in the trash."""
    found = actions_with(reader, [action_id])
    if not found:
        raise Refused(_("The action is not there any more; somebody has taken it away."))
    return found[0]


def facts_in(row: ActionRow) -> Facts:
    return {
        "text": row.text,
        "detail": row.detail,
        "cause": row.cause_key or EFFECT,
        "effort": row.effort,
        "type": row.type,
        "owner": row.owner,
        "due_on": row.due_on,
        "priority": row.priority,
        "verification": row.verification,
        "completion": row.completion,
    }


def _change(session: Any, action_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.investigate.action_change import change_action

    change_action(session, action_id, changes, seen=seen)


def _give_up(session: Any, action_id: int, given_up: Facts) -> None:
    from incidentdesk.investigate.action_change import give_up_action

    give_up_action(session, action_id, given_up)


def _withdraw(session: Any, action_id: int) -> None:
    from incidentdesk.investigate.action_change import withdraw_action

    withdraw_action(session, action_id)


def action_store(subject: Subject | None) -> RecordStore:
    """How actions are read and written; a new one is about `subject`, or what its fact "subject" names."""

    def create(session: Any, facts: Facts) -> int:
        from incidentdesk.investigate.action_change import change_action
        from incidentdesk.investigate.action_intake import propose_action

        values = {name: value for name, value in facts.items() if name not in ("subject", "completion")}
        action_id = propose_action(session, subject or subject_of(str(facts["subject"])), **values)
        change_action(session, action_id, {"completion": facts["completion"]})
        return action_id

    return RecordStore(
        noun="corrective_action",
        read=lambda reader, action_id: facts_in(row_of(reader, action_id)),
        create=create,
        change=_change,
        give_up=_give_up,
        withdraw=_withdraw,
    )


Act = Callable[[Any, int], None]


def moving(wish: Any) -> Act:
    """Move to another state; `wish` is an investigate.action_move.ActionMove.

    What it fills in is filled in only where an action has nothing of its own, for it may be meant for many.
    """

    def act(session: Any, action_id: int) -> None:
        from incidentdesk.investigate.action_change import action_facts
        from incidentdesk.investigate.action_move import move_action

        facts = action_facts(session, action_id)
        own = {name: "" for name in ("owner", "due_on", "completion") if facts[name]}
        move_action(session, action_id, replace(wish, **own))

    return act


def changing(changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> Act:
    def act(session: Any, action_id: int) -> None:
        from incidentdesk.investigate.action_change import change_action

        change_action(session, action_id, changes, seen=seen)

    return act


def linking(evidence_id: int | None) -> Act:
    def act(session: Any, action_id: int) -> None:
        from incidentdesk.investigate.action_move import link_completion

        link_completion(session, action_id, evidence_id)

    return act


def with_all(ids: Sequence[int], act: Act) -> Callable[[Any], None]:
    """The same with many of them, or with none where one is refused."""

    def run(session: Any) -> None:
        for action_id in ids:
            try:
                act(session, action_id)
            except Refused as refused:
                raise _of_one(refused, action_id, len(ids)) from refused

    return run


def _of_one(refused: Refused, action_id: int, count: int) -> Refused:
    from incidentdesk.investigate.action_number import action_number

    if count == 1:
        return refused
    sentence = _("{number}: {reason} Nothing was changed.")
    return Refused(sentence.format(number=action_number(action_id), reason=str(refused)))


# ── what is offered ──────────────────────────────────────────────────────────────────────────────────────────────────


def load_action(database: Any, action_id: int) -> tuple[JudgedAction, int | None, ActionContext]:
    """An action, the evidence that shows its completion, and what is offered for it."""
    with database.read() as reader:
        row = judged(reader, [row_of(reader, action_id)], clock.stored(clock.now()))[0]
        linked = reader.rows("SELECT evidence_id FROM corrective_action WHERE id = :id", {"id": action_id})
        return row, linked[0][0], _context(reader, row.subject, action_id)


def load_context(database: Any, subject: Subject | None) -> ActionContext:
    """What is offered for a new action; raises Refused where there is no such incident or problem."""
    with database.read() as reader:
        return _context(reader, subject, 0)


def _context(reader: Reader, subject: Subject | None, action_id: int) -> ActionContext:
    names = known_names(reader)
    if subject is None:
        return ActionContext(names=names)
    title = reader.rows(f"SELECT title FROM {subject.noun} WHERE id = :id AND withdrawn_at IS NULL", {"id": subject.id})
    if not title:
        raise Refused(_("There is no {number}.").format(number=subject.number))
    return ActionContext(
        subject, str(title[0][0]), _causes(reader, subject), _evidence(reader, subject),
        _others(reader, subject, action_id), names,
    )  # fmt: skip


def _causes(reader: Reader, subject: Subject) -> tuple[tuple[str, str, int, str], ...]:
    from incidentdesk.investigate.cause_record import cause_graph_of

    graph = cause_graph_of(reader, subject)
    if graph is None:
        return ()
    return tuple(
        (cause.key, str(cause.status), graph.depth(cause.key), cause.text)
        for cause in graph.subtree(EFFECT)
        if cause.kind == Kind.CAUSE and cause.text
    )


def _evidence(reader: Reader, subject: Subject) -> tuple[tuple[int, str], ...]:
    rows = reader.rows(
        f"SELECT id, title FROM evidence WHERE {subject.noun}_id = :id AND withdrawn_at IS NULL ORDER BY id DESC",
        {"id": subject.id},
    )
    return tuple((int(evidence_id), str(title)) for evidence_id, title in rows)


def _others(reader: Reader, subject: Subject, action_id: int) -> tuple[tuple[str, str], ...]:
    rows = reader.rows(
        f"SELECT type, text FROM corrective_action WHERE {subject.noun}_id = :id AND id <> :own"
        " AND withdrawn_at IS NULL AND state <> 'Dropped'",
        {"id": subject.id, "own": action_id},
    )
    return tuple((str(type_), str(text)) for type_, text in rows)
