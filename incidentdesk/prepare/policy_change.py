"""Writing policy documents: drafts, versions that are published and stay as they are, and who has read them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.department import department, department_named
from incidentdesk.prepare.fact import Fact, changed_columns, give_up_facts, named, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.policy_document import acknowledgement, policy_document, policy_version
from incidentdesk.prepare.policy_list import PolicyVersion, document_row, versions_of
from incidentdesk.prepare.record_name import insert_named, own_name, refuse_taken
from incidentdesk.prepare.team import team, team_named
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

DOCUMENT_FACTS = {
    "name": own_name(N_("A policy needs a name, such as Acceptable use.")),
    "description": text_fact("description"),
    "owner": named("owner_id", person, staff_named),
    "team": named("team_id", team, team_named),
    "department": named("department_id", department, department_named),
    "review_by": Fact("review_by", lambda _session, value: str(value), lambda _session, stored: stored),
}
_TEXT = {"text": text_fact("text")}


def create_document(session: Session, *, name: str, text: str = "", **facts: Any) -> int:
    """Write a new policy, with a first draft where there is a text; `facts` are those of DOCUMENT_FACTS.

    Raises Refused for a name that is empty or taken, and for what a fact can't be.
    """
    new = {**dict.fromkeys(DOCUMENT_FACTS, ""), **facts, "name": name}
    document_id = insert_named(session, policy_document, stored_facts(session, DOCUMENT_FACTS, new))
    if text.strip():
        save_draft_text(session, document_id, text)
    return document_id


def change_document(
    session: Session, document_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since, Refused for what a fact can't be.
    """
    row = present(session, policy_document, document_id)
    columns = changed_columns(session, policy_document, DOCUMENT_FACTS, row, changes, seen)
    if "name" in columns:
        refuse_taken(session, policy_document, document_id, columns["name"])
    if columns:
        ledger.update(session, policy_document, document_id, columns)


def give_up_document(session: Session, document_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, policy_document, DOCUMENT_FACTS, document_id, given_up)


def withdraw_document(session: Session, document_id: int) -> None:
    """Take a policy out of sight, nobody is asked to read it any more; Undo brings it back."""
    present(session, policy_document, document_id)
    ledger.withdraw(session, policy_document, document_id)


def save_draft_text(session: Session, document_id: int, text: str, *, seen: str | None = None) -> int:
    """Write the draft, a new version where there is none, and return its id; `seen` is the text that was edited.

    Raises Conflict where somebody has changed the draft since, Refused for an empty text.
    """
    present(session, policy_document, document_id)
    text = text_of(text).strip()
    if not text:
        raise Refused(_("A policy needs a text. Write it, or import it from a file."))
    versions = versions_of(session.reader, document_id)
    draft = _draft(versions)
    if draft is None:
        return _new_version(session, document_id, text)
    row = present(session, policy_version, draft.id)
    before = {"text": seen.strip()} if seen is not None else None
    columns = changed_columns(session, policy_version, _TEXT, row, {"text": text}, before)
    if columns:
        ledger.update(session, policy_version, draft.id, columns)
    return draft.id


def discard_draft(session: Session, document_id: int) -> None:
    """Take the draft away; Undo brings it back. Raises Refused where there is none."""
    draft = _draft(versions_of(session.reader, document_id))
    if draft is None:
        raise Refused(_("There is no draft."))
    ledger.withdraw(session, policy_version, draft.id)


def publish_draft(session: Session, document_id: int, note: str = "", *, seen: str | None = None) -> int:
    """Let the draft hold from now on; everybody who is asked has to acknowledge it anew. Returns its number.

    `seen` is the text that the person has read. Raises Refused where there is no draft, where it says just what is
    published already, and where somebody has changed it since it was read.
    """
    present(session, policy_document, document_id)
    versions = versions_of(session.reader, document_id)
    draft, before = _draft(versions), _published(versions)
    if draft is None:
        raise Refused(_("There is no draft to publish. Begin a new version first."))
    if before is not None and before.text == draft.text:
        raise Refused(_("The draft says the same as version {number}.").format(number=before.number))
    if seen is not None and seen != draft.text:
        raise Refused(_("Somebody has changed the draft meanwhile. Read what is new in it, then publish it."))
    facts = {"note": text_of(note).strip(), "published_at": session.at, "published_by": session.actor}
    ledger.update(session, policy_version, draft.id, facts)
    return draft.number


def acknowledge(session: Session, document_id: int, person_id: int, *, version: int) -> None:
    """A person says to have read a version. Raises Refused where another is published meanwhile or nobody asks."""
    _acknowledge(session, document_id, person_id, version, "")


def acknowledge_for(
    session: Session, document_id: int, person_id: int, *, version: int, by_id: int | None, reason: str
) -> None:
    """A lead records that somebody else has read a version, as where it was signed on paper; the reason stays.

    Raises Refused without a reason, and where `by_id` neither leads that person nor owns the policy.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why it is recorded for somebody else, such as signed on paper."))
    if not may_record_for(session, document_id, person_id, by_id):
        raise Refused(_("Only who owns the policy or leads this person can record it."))
    _acknowledge(session, document_id, person_id, version, reason)


def may_record_for(session: Session, document_id: int, person_id: int, by_id: int | None) -> bool:
    document = ledger.current(session, policy_document, document_id)
    if by_id is None:
        return False
    if document["owner_id"] == by_id:
        return True
    lead, led = ledger.current(session, person, by_id), ledger.current(session, person, person_id)
    of_team = lead["leads_team"] and lead["team_id"] is not None and lead["team_id"] == led["team_id"]
    department_id = lead["department_id"]
    of_department = lead["leads_department"] and department_id is not None and department_id == led["department_id"]
    return bool(of_team or of_department)


def _acknowledge(session: Session, document_id: int, person_id: int, number: int, reason: str) -> None:
    present(session, policy_document, document_id)
    row = document_row(session.reader, document_id)
    assert row is not None
    if row.version_id is None:
        raise Refused(_("Nothing of “{name}” is published yet.").format(name=isolated(row.name)))
    if row.published != number:
        raise Refused(_("Version {number} is published meanwhile. Read that one first.").format(number=row.published))
    if not any(each == person_id for each, _name in row.asked):
        raise Refused(_("This person is not among those who are asked to acknowledge it."))
    table = acknowledgement
    mine = sa.select(table).where(table.c.policy_version_id == row.version_id, table.c.person_id == person_id)
    found = session.connection.execute(mine).first()
    if found is None:
        facts = {"policy_version_id": row.version_id, "person_id": person_id, "at": session.at}
        ledger.insert(session, table, facts, reason=reason)
    elif found.withdrawn_at is not None:
        ledger.update(session, table, found.id, {"at": session.at, "withdrawn_at": None}, reason=reason)


def _draft(versions: list[PolicyVersion]) -> PolicyVersion | None:
    return next((each for each in versions if each.published_at is None), None)


def _published(versions: list[PolicyVersion]) -> PolicyVersion | None:
    return next((each for each in versions if each.published_at is not None), None)


def _new_version(session: Session, document_id: int, text: str) -> int:
    """Numbers are never given twice, not even that of a draft that was discarded."""
    ledger.hold(session)
    table = policy_version
    last = session.connection.execute(sa.select(sa.func.max(table.c.number)).where(table.c.document_id == document_id))
    return ledger.insert(
        session, table, {"document_id": document_id, "number": int(last.scalar() or 0) + 1, "text": text}
    )
