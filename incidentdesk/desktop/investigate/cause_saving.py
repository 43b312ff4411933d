"""Reading and writing a cause graph away from the window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidentdesk.investigate.cause_graph import CauseGraph, Gesture
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict


class Rejected(Refused):
    """The rules of the records refuse a gesture; anything else that is refused is trouble with the database."""


@dataclass(frozen=True, slots=True)
class LoadedCauses:
    """`graph` is None where nothing was investigated yet; then `start` is what is saved with the first gesture."""

    graph: CauseGraph | None
    start: Gesture
    title: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What somebody wanted to write into a record of the graph, and does not after a conflict."""

    noun: str
    key: str
    values: Mapping[str, Any]


def load_causes(database: Any, subject: Subject) -> LoadedCauses:
    """Raises Refused where there is no such incident or problem."""
    from incidentdesk.investigate.category_set import category_sets
    from incidentdesk.investigate.cause_record import cause_graph_of, starting

    with database.read() as reader:
        title = _title_of(reader, subject)
        graph = cause_graph_of(reader, subject)
        if graph is not None:
            return LoadedCauses(graph, (), title)
        return LoadedCauses(None, starting(subject, title, category_sets(reader)[0].categories), title)


def _title_of(reader: Any, subject: Subject) -> str:
    table = "incident" if subject.noun == INCIDENT else "problem"
    rows = reader.rows(f"SELECT title FROM {table} WHERE id = :id", {"id": subject.id})
    if not rows:
        raise Refused(_("There is no {number}.").format(number=subject.number))
    return str(rows[0][0])


def save_causes(
    database: Any,
    actor: str,
    subject: Subject,
    gesture: Gesture,
    start: Gesture = (),
    given_up: Sequence[GivenUp] = (),
) -> int:
    """Write a gesture in one transaction; returns the id of the gesture in the ledger.

    Raises Rejected where the rules refuse it, Conflict where somebody else has changed the same field, and any other
    Refused where the database can't be written.
    """
    from incidentdesk.investigate.cause_conflict import give_up
    from incidentdesk.investigate.cause_record import save_changes

    with database.write(actor=actor, via="window") as session:
        try:
            investigation_id = save_changes(session, subject, gesture, start=start)
        except Conflict:
            raise
        except Refused as refused:
            raise Rejected(str(refused)) from refused
        for each in given_up:
            give_up(session, investigation_id, each.noun, each.key, each.values)
        return session.gesture


def undo_elsewhere(database: Any, actor: str, gesture: int) -> int:
    """Take back a gesture of the ledger; returns the gesture that does so."""
    from incidentdesk.store import undoing

    with database.write(actor=actor, via="window") as session:
        try:
            undoing.undo(session, gesture)
        except Refused as refused:
            raise Rejected(str(refused)) from refused
        return session.gesture
