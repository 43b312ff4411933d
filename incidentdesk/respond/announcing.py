"""Writing announcements and sending them: into the outbox, in the transaction of the change that they tell of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import N_, _
from incidentdesk.prepare.audience import Form, audience
from incidentdesk.prepare.fact import Fact, changed_columns, chosen, line, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.recipient import Recipient, recipients_among, recipients_of
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MESSAGE_DOMAIN = "incidentdesk.invalid"
_KEYS_AT_ONCE = 500

DRAFT_FACTS = {
    "subject": line("subject", N_("An announcement needs a subject.")),
    "body": text_fact("body"),
    "phase": chosen("phase", one_of(("", *MessagePhase), N_("There is no such phase."))),
    "form": chosen("form", one_of(("", *Form), N_("There is no such form."))),
    "fields": Fact(
        "fields",
        lambda _session, value: json.dumps({str(name): str(text) for name, text in value.items()}, ensure_ascii=False),
        lambda _session, value: json.loads(value),
    ),
}  # fmt: skip


def draft_announcement(
    session: Session,
    incident_id: int,
    *,
    audience_id: int,
    kind: str = AnnouncementKind.UPDATE,
    subject: str,
    body: str,
    phase: str = "",
    form: str = "",
    fields: Mapping[str, str] | None = None,
) -> int:
    """Write the draft of an announcement and return its id; raises Refused for what one of its fields can't be."""
    present(session, audience, audience_id)
    facts = {"subject": subject, "body": body, "phase": phase, "form": form, "fields": fields or {}}
    return ledger.insert(
        session,
        announcement,
        {
            **stored_facts(session, DRAFT_FACTS, facts),
            "key": uuid4().hex,
            "incident_id": incident_id,
            "audience_id": audience_id,
            "kind": kind,
            "state": AnnouncementState.DRAFT,
            "written_at": session.at,
            "written_by": session.actor,
        },
    )


def change_draft(
    session: Session, announcement_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Change subject, body, phase, form or fields of a draft.

    Raises Conflict where somebody else has changed one of them since it was seen, Refused for what was sent already.
    """
    row = _draft(session, announcement_id)
    columns = changed_columns(session, announcement, DRAFT_FACTS, row, changes, seen)
    if columns:
        ledger.update(session, announcement, announcement_id, columns)


def discard_draft(session: Session, announcement_id: int, *, reason: str = "") -> None:
    """Raises Refused for what was sent already."""
    _draft(session, announcement_id)
    ledger.update(session, announcement, announcement_id, {"state": AnnouncementState.DISCARDED}, reason=reason)


def send_announcement(session: Session, announcement_id: int) -> list[int]:
    """Put one message for each recipient into the outbox; returns their ids.

    Whoever has no address, and whoever only a person can reach, gets a message by hand with the reason. Raises Refused
    for what was sent already, for an empty text, and for an audience with nobody in it.
    """
    row = _draft(session, announcement_id)
    if not row["body"].strip():
        raise Refused(_("The announcement says nothing yet. Write what the audience must know."))
    recipients = recipients_of(session.reader, row["audience_id"], row["incident_id"], session.at)
    if not recipients:
        raise Refused(_("Nobody is in this audience, so nobody would be told. Add people to it first."))
    sent = {"state": AnnouncementState.SENT, "sent_at": session.at, "sent_by": session.actor}
    ledger.update(session, announcement, announcement_id, sent)
    return queue_messages(session, {**row, **sent}, recipients)


def notify_people(
    session: Session,
    *,
    incident_id: int | None,
    person_ids: Iterable[int],
    kind: str,
    subject: str,
    body: str,
    key: str = "",
    unreached: Iterable[str] = (),
) -> int:
    """Tell single people; returns how many messages that are.

    With a `key`, what was told under it before is not told again. Escalations and reminders also go to the desktops.
    `unreached` names those behind whom nobody was found; a person has to see to them by hand.
    """
    if key and session.connection.execute(sa.select(announcement.c.id).where(announcement.c.key == key)).first():
        return 0
    urgent = kind in (AnnouncementKind.ESCALATION, AnnouncementKind.REMINDER)
    recipients = recipients_among(session.reader, person_ids, at_once=urgent)
    recipients += [Recipient(name, why=_("Nobody can be reached there.")) for name in unreached]
    if not recipients:
        return 0
    values = _told(session, incident_id, kind, subject, body, key)
    announcement_id = ledger.insert(session, announcement, values)
    return len(queue_messages(session, {**values, "id": announcement_id}, recipients))


def note_only(
    session: Session,
    *,
    incident_id: int | None,
    person_ids: Iterable[int],  # noqa: ARG001 - has the form of notify_people
    kind: str,
    subject: str,
    body: str,
    key: str = "",
    unreached: Iterable[str] = (),  # noqa: ARG001
) -> int:
    """Write down what would have been told, tell nobody, and let it not be told later; returns 0."""
    known = key and session.connection.execute(sa.select(announcement.c.id).where(announcement.c.key == key)).first()
    if not known:
        values = _told(session, incident_id, kind, subject, body, key)
        ledger.insert(session, announcement, {**values, "state": AnnouncementState.DISCARDED, "sent_at": None})
    return 0


def _told(session: Session, incident_id: int | None, kind: str, subject: str, body: str, key: str) -> dict[str, Any]:
    return {
        "key": key or uuid4().hex,
        "incident_id": incident_id,
        "audience_id": None,
        "kind": kind,
        "subject": " ".join(subject.split()),
        "body": body,
        "state": AnnouncementState.SENT,
        "written_at": session.at,
        "written_by": session.actor,
        "sent_at": session.at,
        "sent_by": session.actor,
    }


def told_keys(reader: Reader, keys: Iterable[str]) -> set[str]:
    """Which of these keys something was told under already."""
    found: set[str] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = {f"key{place}": key for place, key in enumerate(wanted[start : start + _KEYS_AT_ONCE])}
        marks = ", ".join(f":{name}" for name in some)
        found |= {str(row[0]) for row in reader.rows(f'SELECT "key" FROM announcement WHERE "key" IN ({marks})', some)}
    return found


def queue_messages(
    session: Session, row: Mapping[str, Any], recipients: Sequence[Recipient], *, after: int = 0
) -> list[int]:
    """One row of the outbox for each recipient of an announcement, in this transaction; returns their ids.

    They leave `after` microseconds at the earliest.
    From the sandbox of a drill, each begins with [DRILL] and says that nothing has happened.
    """
    row = {**row, **_marked(setting_of(session.reader, "drill"), row)}
    rows = []
    for each in recipients:
        key = uuid4().hex
        rows.append(
            {
                "key": key,
                "incident_id": row["incident_id"],
                "announcement_id": row["id"],
                "outlet_id": each.outlet_id,
                "recipient": each.name,
                "address": each.address,
                "subject": row["subject"],
                "body": row["body"],
                "message_id": f"<{key}@{MESSAGE_DOMAIN}>",
                "state": MessageState.BY_HAND if each.by_hand else MessageState.QUEUED,
                "queued_at": session.at,
                "next_at": session.at + after,
                "trouble": each.why,
            }
        )
    return ledger.insert_many(session, outbox_message, rows)


def _marked(drill: str, row: Mapping[str, Any]) -> dict[str, str]:
    if not drill:
        return {}
    said = _("[DRILL] This is the drill {number}. Nothing has happened; do only what the drill asks of you.")
    return {"subject": f"[DRILL] {row['subject']}", "body": f"{said.format(number=drill)}\n\n{row['body']}"}


def _draft(session: Session, announcement_id: int) -> Mapping[str, Any]:
    row = present(session, announcement, announcement_id)
    if row["state"] == AnnouncementState.SENT:
        raise Refused(_("This announcement was sent already. Write another one to correct it."))
    if row["state"] == AnnouncementState.DISCARDED:
        raise Refused(_("This draft was discarded. Write a new one."))
    return row
