"""What those who worked on an incident say of how it was handled: one for each person (U6)."""

from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.improve.feedback import responder_feedback
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

SCORES = (1, 2, 3, 4, 5)
_OVER = (State.RESOLVED, State.CLOSED)


def give_feedback(
    session: Session, incident_id: int, *, score: int, went_well: str = "", went_badly: str = "", suggestion: str = ""
) -> int:
    """Say how an incident was handled, 1 (badly) to 5 (very well), and return the id; a person changes the own words.

    Raises Refused while the incident is not resolved, for another score, and for a low one without a word about why.
    """
    if score not in SCORES:
        raise Refused(_("Choose how it went, from 1 (badly) to 5 (very well)."))
    words = {
        "went_well": text_of(went_well).strip(),
        "went_badly": text_of(went_badly).strip(),
        "suggestion": text_of(suggestion).strip(),
    }
    if score <= 2 and not (words["went_badly"] or words["suggestion"]):
        raise Refused(_("Say in a few words what went badly; a low score alone helps nobody."))
    if present(session, incident, incident_id)["state"] not in _OVER:
        raise Refused(
            _("{number} is not resolved yet. Feedback is given when it is.").format(number=number(incident_id))
        )
    ledger.hold(session, incident_id)
    facts: dict[str, Any] = {"score": score, **words, "given_at": session.at, "withdrawn_at": None}
    found = session.connection.execute(
        sa.select(responder_feedback.c.id).where(
            responder_feedback.c.incident_id == incident_id, responder_feedback.c.author == session.actor
        )
    ).scalar()
    if found is not None:
        ledger.update(session, responder_feedback, found, facts)
        return int(found)
    return ledger.insert(
        session,
        responder_feedback,
        {"key": new_key(), "incident_id": incident_id, "author": session.actor, **facts},
    )


def withdraw_feedback(session: Session, feedback_id: int) -> None:
    """Take feedback back; raises Refused for that of somebody else."""
    row = present(session, responder_feedback, feedback_id)
    if row["author"] != session.actor:
        raise Refused(_("Only {name} can take this back.").format(name=row["author"]))
    ledger.withdraw(session, responder_feedback, feedback_id)
