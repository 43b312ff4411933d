"""Telling the incidents of a problem what helps until its cause is gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_OPEN = ", ".join(repr(state.value) for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Pushed:
    """The incidents that were told, and those that had been told the same words before."""

    told: tuple[int, ...]
    told_before: tuple[int, ...]


def workaround_note(problem_id: int, text: str, *, public: bool) -> str:
    """What an incident is told; a requester knows nothing of numbers of problems."""
    if public:
        return _("Workaround: {text}").format(text=text.strip())
    return _("Workaround of {number}: {text}").format(number=Subject(PROBLEM, problem_id).number, text=text.strip())


def to_be_told(reader: Reader, problem_id: int) -> list[int]:
    """The open incidents of a problem."""
    rows = reader.rows(
        "SELECT i.id FROM problem_incident l JOIN incident i ON i.id = l.incident_id WHERE l.problem_id = :id"
        f" AND l.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND i.state IN ({_OPEN}) ORDER BY i.id",
        {"id": problem_id},
    )
    return [int(row[0]) for row in rows]


def push_workaround(
    session: Session,
    problem_id: int,
    *,
    public: bool = False,
    again: bool = False,
    incident_ids: Iterable[int] | None = None,
) -> Pushed:
    """Write the workaround of a problem into its open incidents, as a work note or a public comment.

    An incident that has been told the same words in the same stream is passed over, unless `again`. Raises Refused
    where the problem has no workaround or no open incident is linked.
    """
    row = present(session, problem, problem_id)
    if not row["workaround"]:
        raise Refused(_("The problem has no workaround yet. Write one first."))
    wanted = to_be_told(session.reader, problem_id)
    if incident_ids is not None:
        chosen = set(incident_ids)
        wanted = [each for each in wanted if each in chosen]
    if not wanted:
        raise Refused(_("No open incident is linked to this problem, so nobody needs to be told."))
    text = workaround_note(problem_id, row["workaround"], public=public)
    before = () if again else tuple(each for each in wanted if _was_told(session.reader, each, text, public))
    told = tuple(each for each in wanted if each not in before)
    for incident_id in told:
        add_note(session, incident_id, text, public=public)
    return Pushed(told, before)


def _was_told(reader: Reader, incident_id: int, text: str, public: bool) -> bool:
    rows = reader.rows(
        "SELECT public FROM entry WHERE incident_id = :id AND withdrawn_at IS NULL AND text = :text",
        {"id": incident_id, "text": text},
    )
    return any(bool(row[0]) == public for row in rows)
