"""Writing and changing lessons."""

from collections.abc import Iterable, Mapping
from typing import Any

from incidentdesk.detect.wording import tags_in, tags_text
from incidentdesk.improve.lesson import lesson
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.investigate.subject import Subject
from incidentdesk.investigate.subject_record import mark_changed, subject_columns, subject_in
from incidentdesk.language import N_
from incidentdesk.prepare.category import category as category_table
from incidentdesk.prepare.category import category_named
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    line,
    named,
    one_of,
    present,
    stored_facts,
)
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.service import service as service_table
from incidentdesk.prepare.service import service_named
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

LESSON_FACTS = {
    "title": line("title", N_("A lesson needs a title. Say in one sentence what was learnt.")),
    "kind": chosen("kind", one_of(tuple(LessonKind), N_("A lesson went well, went badly, got lucky or is a finding."))),
    "text": text_fact("text"),
    "recommendation": text_fact("recommendation"),
    "service": named("service_id", service_table, service_named),
    "category": named("category_id", category_table, category_named),
    "tags": Fact("tags", lambda _session, tags: tags_text(tags), lambda _session, stored: tags_in(stored)),
}


def write_lesson(
    session: Session,
    subject: Subject | None,
    *,
    title: str,
    kind: str = LessonKind.FINDING,
    text: str = "",
    recommendation: str = "",
    service: str = "",
    category: str = "",
    tags: Iterable[str] = (),
) -> int:
    """Write a new lesson, of an incident, of a problem or of neither; returns its id.

    Raises Refused for a title that is empty or too long, an unknown kind, and a subject that is not there.
    """
    facts = {
        "title": title,
        "kind": kind,
        "text": text,
        "recommendation": recommendation,
        "service": service,
        "category": category,
        "tags": tuple(tags),
    }
    whose = subject_columns(session, subject) if subject else {}
    lesson_id = ledger.insert(
        session,
        lesson,
        {
            **whose,
            **stored_facts(session, LESSON_FACTS, facts),
            "created_at": session.at,
            "created_by": session.actor,
            "updated_at": session.at,
        },
    )
    mark_changed(session, subject)
    return lesson_id


def change_lesson(
    session: Session, lesson_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be.
    """
    row = present(session, lesson, lesson_id)
    if "tags" in changes:
        changes = {**changes, "tags": tags_in(tags_text(changes["tags"]))}
    columns = changed_columns(session, lesson, LESSON_FACTS, row, changes, seen)
    if columns:
        ledger.update(session, lesson, lesson_id, {**columns, "updated_at": session.at})
        mark_changed(session, subject_in(row))


def give_up_lesson(session: Session, lesson_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, lesson, LESSON_FACTS, lesson_id, given_up)


def withdraw_lesson(session: Session, lesson_id: int) -> None:
    """Take a lesson out of sight; Undo brings it back."""
    row = present(session, lesson, lesson_id)
    ledger.update(session, lesson, lesson_id, {"withdrawn_at": session.at, "updated_at": session.at})
    mark_changed(session, subject_in(row))
