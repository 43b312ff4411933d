"""What a piece of evidence says of a cause: it supports it or contradicts it."""

import sqlalchemy as sa

from incidentdesk.investigate.cause_graph import Kind
from incidentdesk.investigate.evidence import cause_evidence, evidence
from incidentdesk.investigate.evidence_list import Stance
from incidentdesk.investigate.investigation import cause, investigation
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def link_evidence(session: Session, evidence_id: int, cause_key: str, stance: str) -> None:
    """Let a piece of evidence support or contradict a cause; one that is linked already changes its side.

    Raises Refused where the cause is gone, is a category, or belongs to something else than the evidence.
    """
    row = ledger.current(session, evidence, evidence_id)
    cause_id = _cause_of(session, cause_key, row["incident_id"], row["problem_id"])
    found = _link_of(session, evidence_id, cause_id)
    if found is None:
        facts = {"cause_id": cause_id, "evidence_id": evidence_id, "incident_id": row["incident_id"]}
        ledger.insert(session, cause_evidence, {**facts, "stance": Stance(stance).value})
    else:
        ledger.update(session, cause_evidence, found, {"stance": Stance(stance).value, "withdrawn_at": None})


def unlink_evidence(session: Session, evidence_id: int, cause_key: str) -> None:
    """A piece of evidence says nothing of a cause any more; it stays evidence."""
    cause_id = session.connection.execute(sa.select(cause.c.id).where(cause.c.key == cause_key)).scalar()
    found = _link_of(session, evidence_id, cause_id) if cause_id is not None else None
    if found is not None and ledger.current(session, cause_evidence, found)["withdrawn_at"] is None:
        ledger.withdraw(session, cause_evidence, found)


def _cause_of(session: Session, key: str, incident_id: int | None, problem_id: int | None) -> int:
    found = session.connection.execute(
        sa.select(cause.c.id, cause.c.kind, cause.c.text, cause.c.withdrawn_at, cause.c.investigation_id).where(
            cause.c.key == key
        )
    ).first()
    if found is None or found.withdrawn_at is not None:
        raise Refused(_("The cause is gone, or not saved yet. Choose another one."))
    if found.kind == Kind.CATEGORY:
        raise Refused(_("“{text}” is a category. Choose a cause.").format(text=isolated(found.text)))
    whose = ledger.current(session, investigation, found.investigation_id)
    if (whose["incident_id"], whose["problem_id"]) != (incident_id, problem_id):
        raise Refused(_("This evidence belongs to another investigation. Add it here first."))
    return int(found.id)


def _link_of(session: Session, evidence_id: int, cause_id: int) -> int | None:
    found = session.connection.execute(
        sa.select(cause_evidence.c.id).where(
            cause_evidence.c.cause_id == cause_id, cause_evidence.c.evidence_id == evidence_id
        )
    ).scalar()
    return None if found is None else int(found)
