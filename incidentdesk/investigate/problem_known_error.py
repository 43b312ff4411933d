"""What a problem teaches becomes a known error in one step."""

import sqlalchemy as sa

from incidentdesk.investigate.cause_graph import STATUS_GLYPH, Status
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _
from incidentdesk.prepare.fact import name_of, present
from incidentdesk.prepare.known_error import known_error
from incidentdesk.prepare.known_error_change import write_known_error
from incidentdesk.prepare.service import service
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_CAUSES = (
    "SELECT c.text, c.status FROM cause c JOIN investigation n ON n.id = c.investigation_id"
    " WHERE c.withdrawn_at IS NULL AND n.withdrawn_at IS NULL AND c.status IN (:verified, :root)"
    " AND (n.problem_id = :id OR n.incident_id IN (SELECT l.incident_id FROM problem_incident l"
    " WHERE l.problem_id = :id AND l.withdrawn_at IS NULL)) ORDER BY c.id"
)


def make_known_error(session: Session, problem_id: int) -> int:
    """Draft a known error from a problem and link the two; returns its id.

    The symptom is the problem's description, the cause its root causes (or else what is verified), the workaround and
    the service its own. Raises Refused where the problem has a known error already.
    """
    row = present(session, problem, problem_id)
    if row["known_error_id"] is not None and _is_present(session, row["known_error_id"]):
        raise Refused(_("{number} has a known error already.").format(number=Subject(PROBLEM, problem_id).number))
    known_error_id = write_known_error(
        session,
        title=row["title"],
        symptom=row["description"] or row["title"],
        cause=found_causes(session.reader, problem_id),
        workaround=row["workaround"],
        service=name_of(session, service, row["service_id"]),
    )
    ledger.update(session, problem, problem_id, {"known_error_id": known_error_id, "updated_at": session.at})
    return known_error_id


def found_causes(reader: Reader, problem_id: int) -> str:
    """The root causes of a problem and its incidents, one a line; where there is none yet, the verified causes."""
    wanted = {"id": problem_id, "verified": Status.VERIFIED.value, "root": Status.ROOT_CAUSE.value}
    rows = reader.rows(_CAUSES, wanted)
    for status in (Status.ROOT_CAUSE, Status.VERIFIED):
        texts = [str(text) for text, each in rows if each == status]
        if texts:
            return (
                "\n".join(texts) if len(texts) == 1 else "\n".join(f"{STATUS_GLYPH[status]} {each}" for each in texts)
            )
    return ""


def problems_of_known_errors(reader: Reader) -> dict[int, int]:
    """The problem of each known error that has come from one, by the id of the known error."""
    rows = reader.rows(
        "SELECT known_error_id, id FROM problem WHERE known_error_id IS NOT NULL AND withdrawn_at IS NULL ORDER BY id"
    )
    return {int(known_error_id): int(problem_id) for known_error_id, problem_id in rows}


def _is_present(session: Session, known_error_id: int) -> bool:
    found = sa.select(known_error.c.id).where(known_error.c.id == known_error_id, known_error.c.withdrawn_at.is_(None))
    return session.connection.execute(found).first() is not None
