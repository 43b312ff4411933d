"""Reading and writing improvements from the window."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidentdesk.desktop.record_dialog import Facts, RecordStore
from incidentdesk.improve.improvement_change import (
    change_improvement,
    create_improvement,
    give_up_improvement,
    move_improvement,
    withdraw_improvement,
)
from incidentdesk.improve.improvement_list import ImprovementRow, improvement_row
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.improve.plan_proposal_list import ProposalRow, proposals_of_improvement
from incidentdesk.language import _
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.prepare.plan_list import plans
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

Act = Callable[[Any, int], None]
FACTS = (
    "title", "description", "source", "service", "plan", "owner", "benefit", "effort", "due_on", "metric", "result",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImprovementMove:
    """A wish to change the state; owner and result are filled in only where an improvement has none of its own."""

    state: str
    owner: str = ""
    result: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the fields of an improvement are completed with; `metrics` are (name, label)."""

    names: KnownNames
    plans: tuple[str, ...]
    metrics: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An improvement as its dialog shows it."""

    row: ImprovementRow
    proposals: tuple[ProposalRow, ...]
    offers: Offers


def facts_in(row: ImprovementRow) -> Facts:
    return {name: getattr(row, name) for name in FACTS}


def row_of(reader: Reader, improvement_id: int) -> ImprovementRow:
    """Raises Refused where there is no such improvement or it is in the trash."""
    found = improvement_row(reader, improvement_id)
    if found is None:
        raise Refused(_("The improvement is not there any more; somebody has taken it away."))
    return found


def improvement_store(origins: Mapping[str, int]) -> RecordStore:
    """How improvements are read and written; a new one gets `origins`, ids by the names of their columns."""
    return RecordStore(
        noun="improvement",
        read=lambda reader, key: facts_in(row_of(reader, key)),
        create=lambda session, facts: create_improvement(session, **facts, **origins),
        change=lambda session, key, changes, seen: change_improvement(session, key, changes, seen=seen),
        give_up=give_up_improvement,
        withdraw=withdraw_improvement,
    )


def moving(wish: ImprovementMove) -> Act:
    """Move to another state, filling in before what was said and is missing."""

    def act(session: Any, improvement_id: int) -> None:
        row = row_of(session.reader, improvement_id)
        filled = {
            name: getattr(wish, name)
            for name in ("owner", "result")
            if getattr(wish, name) and not getattr(row, name)
        }  # fmt: skip
        if filled:
            change_improvement(session, improvement_id, filled)
        move_improvement(session, improvement_id, wish.state, reason=wish.reason)

    return act


def changing(changes: Mapping[str, Any]) -> Act:
    return lambda session, improvement_id: change_improvement(session, improvement_id, changes)


def with_all(ids: Sequence[int], act: Act) -> Callable[[Any], None]:
    """The same with many of them, or with none where one is refused."""

    def run(session: Any) -> None:
        for improvement_id in ids:
            try:
                act(session, improvement_id)
            except Refused as refused:
                if len(ids) == 1:
                    raise
                sentence = _("{number}: {reason} Nothing was changed.")
                number = improvement_number(improvement_id)
                raise Refused(sentence.format(number=number, reason=str(refused))) from refused

    return run


def load_offers(database: Any) -> Offers:
    with database.read() as reader:
        return _offers(reader)


def load_improvement(database: Any, improvement_id: int) -> Shown:
    with database.read() as reader:
        row = row_of(reader, improvement_id)
        return Shown(row, tuple(proposals_of_improvement(reader, improvement_id)), _offers(reader))


def _offers(reader: Reader) -> Offers:
    metrics = tuple((name, _(metric.label)) for name, metric in DEFINITIONS.items())
    return Offers(known_names(reader), tuple(row.name for row in plans(reader)), metrics)
