"""Writing, changing, publishing and retiring articles, from a resolution or from nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.wording import tags_in, tags_text
from incidentdesk.improve.article import ArticleState, article
from incidentdesk.improve.article_state import article_number, why_not_follow
from incidentdesk.language import N_, _
from incidentdesk.prepare.category import category as category_table
from incidentdesk.prepare.category import category_named
from incidentdesk.prepare.fact import Fact, changed_columns, give_up_facts, line, named, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.service import service as service_table
from incidentdesk.prepare.service import service_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

ARTICLE_FACTS = {
    "title": line("title", N_("An article needs a title. Say in a few words what people see or want.")),
    "symptom": text_fact("symptom"),
    "solution": text_fact("solution"),
    "service": named("service_id", service_table, service_named),
    "category": named("category_id", category_table, category_named),
    "tags": Fact("tags", lambda _session, tags: tags_text(tags), lambda _session, stored: tags_in(stored)),
}


def write_article(
    session: Session,
    *,
    title: str,
    symptom: str = "",
    solution: str = "",
    service: str = "",
    category: str = "",
    tags: Iterable[str] = (),
) -> int:
    """Write a draft and return its id. Raises Refused for a title that is empty or too long."""
    facts = {
        "title": title, "symptom": symptom, "solution": solution, "service": service, "category": category,
        "tags": tuple(tags),
    }  # fmt: skip
    return _insert(session, stored_facts(session, ARTICLE_FACTS, facts))


def article_from(session: Session, incident_id: int) -> int:
    """Write a draft out of how an incident was resolved and return its id.

    Raises Refused where the incident does not say how it was resolved, and where an article was written from it before.
    """
    row = present(session, incident, incident_id)
    if not row["resolution_notes"].strip():
        raise Refused(
            _("{number} does not say yet how it was resolved. Write that into its resolution first.").format(
                number=number(incident_id)
            )
        )
    ledger.hold(session, incident_id)
    before = session.connection.execute(
        sa.select(article.c.id).where(article.c.from_incident_id == incident_id, article.c.withdrawn_at.is_(None))
    ).scalar()
    if before is not None:
        raise Refused(
            _("{article} was written from {number} already. Open that one.").format(
                article=article_number(before), number=number(incident_id)
            )
        )
    facts = {
        "title": row["title"],
        "symptom": row["description"],
        "solution": row["resolution_notes"].strip(),
        "service_id": row["service_id"],
        "category_id": row["category_id"],
        "tags": row["tags"],
        "from_incident_id": incident_id,
    }
    return _insert(session, facts)


def _insert(session: Session, columns: Mapping[str, Any]) -> int:
    written = {"created_at": session.at, "created_by": session.actor, "updated_at": session.at}
    return ledger.insert(session, article, {**columns, "state": ArticleState.DRAFT, **written})


def change_article(
    session: Session, article_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be,
    and where the solution would be taken from what is published.
    """
    row = present(session, article, article_id)
    if "tags" in changes:
        changes = {**changes, "tags": tags_in(tags_text(changes["tags"]))}
    columns = changed_columns(session, article, ARTICLE_FACTS, row, changes, seen)
    if row["state"] == ArticleState.PUBLISHED:
        _refuse_unfinished({**row, **columns})
    if columns:
        ledger.update(session, article, article_id, {**columns, "updated_at": session.at})


def give_up_article(session: Session, article_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, article, ARTICLE_FACTS, article_id, given_up)


def move_article(session: Session, article_id: int, state: str) -> None:
    """Publish or retire an article, or make it a draft again.

    Raises Refused where the state can't follow, and for publishing what says no solution.
    """
    row = present(session, article, article_id)
    forbidden = why_not_follow(row["state"], state)
    if forbidden:
        raise Refused(forbidden)
    if state == ArticleState.PUBLISHED:
        _refuse_unfinished(row)
    ledger.update(session, article, article_id, {"state": state, "updated_at": session.at})


def withdraw_article(session: Session, article_id: int) -> None:
    """Take an article out of sight; Undo brings it back."""
    present(session, article, article_id)
    ledger.update(session, article, article_id, {"withdrawn_at": session.at, "updated_at": session.at})


def _refuse_unfinished(row: Mapping[str, Any]) -> None:
    if not row["solution"]:
        raise Refused(_("A published article needs a solution: what does somebody do who reads it?"))
