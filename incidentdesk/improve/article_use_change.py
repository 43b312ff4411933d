"""Noting that an article has helped with an incident."""

from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.improve.article import ArticleState, article, article_use
from incidentdesk.improve.article_state import article_number
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def use_article(session: Session, article_id: int, incident_id: int) -> int:
    """Count an article as used in an incident, and write what it says into a work note; returns the id of the use.

    An article counts once for each incident: a second time changes nothing. Raises Refused for what is not published
    and for the incident from which the article was written.
    """
    row = present(session, article, article_id)
    present(session, incident, incident_id)
    if row["state"] != ArticleState.PUBLISHED:
        raise Refused(_("{article} is no published article.").format(article=article_number(article_id)))
    if row["from_incident_id"] == incident_id:
        raise Refused(
            _("{article} was written from {number}; that is no use of it.").format(
                article=article_number(article_id), number=number(incident_id)
            )
        )
    ledger.hold(session, incident_id)
    found = _use(session, article_id, incident_id)
    if found is not None and found.withdrawn_at is None:
        return int(found.id)
    text = _("Article {number}: {title}\n\nSolution: {solution}")
    told = text.format(number=article_number(article_id), title=row["title"], solution=row["solution"])
    add_note(session, incident_id, told)
    used = {"at": session.at, "used_by": session.actor}
    if found is not None:
        ledger.update(session, article_use, found.id, {**used, "withdrawn_at": None})
        return int(found.id)
    return ledger.insert(session, article_use, {"article_id": article_id, "incident_id": incident_id, **used})


def _use(session: Session, article_id: int, incident_id: int) -> "sa.Row[Any, Any] | None":
    return session.connection.execute(
        sa.select(article_use.c.id, article_use.c.withdrawn_at).where(
            article_use.c.article_id == article_id, article_use.c.incident_id == incident_id
        )
    ).first()
