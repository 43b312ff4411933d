"""A message of the outbox on its way: claimed, sent, tried again later, or given up for another way.

A message is claimed in one transaction, sent, and its end written in the next. Whoever dies in between leaves it as
Sending; it is then sent once more, with the same Message-ID.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet import OutletKind, outlet
from incidentdesk.respond.announcement import AnnouncementKind, announcement
from incidentdesk.respond.announcing import MESSAGE_DOMAIN
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.recipient import phone_of
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_SECOND, _MINUTE, _HOUR = 1_000_000, 60_000_000, 3_600_000_000
# After each failed attempt; then another way is taken (promise notify-2).
RETRY_AFTER = (5 * _SECOND, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR)
# Who is to be woken does not wait for hours.
URGENT_RETRY_AFTER = (5 * _SECOND, 1 * _MINUTE)
# What is to wait longer than that was written by a clock that has gone wrong, and is due.
_LONGEST_WAIT = 3 * _HOUR
# The other side may ask for a pause, but not for one that counts as a wrong clock.
LONGEST_PAUSE = 2 * _HOUR
# A notification that no window has shown by then goes another way.
DESKTOP_PATIENCE = 10 * _MINUTE
# How many messages fail together in one transaction, so that nobody else waits long for the database.
FAIL_AT_ONCE = 200
# So many notifications name whom to tell by hand; the rest of an announcement is told of as one.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is being sent; its attempt tells it from a later claim of the same message."""

    id: int
    attempt: int
    incident_id: int | None
    recipient: str
    address: str
    subject: str
    body: str
    message_id: str
    queued_at: int
    kind: str
    attachment_id: int | None


def due_outlets(reader: Reader, now: int, since: int = 0) -> list[int]:
    """The outlets for which a message waits that is due (not since before `since`), but not those of desktops."""
    rows = reader.rows(
        "SELECT DISTINCT outbox_message.outlet_id FROM outbox_message"
        " JOIN outlet ON outlet.id = outbox_message.outlet_id WHERE outbox_message.state = :queued"
        " AND (outbox_message.next_at BETWEEN :since AND :now OR outbox_message.next_at > :never"
        "  OR (outbox_message.attempts = 0 AND outbox_message.queued_at > :ahead))"
        " AND outbox_message.withdrawn_at IS NULL"
        " AND outlet.kind <> :desktop"
        " ORDER BY outbox_message.outlet_id",
        {
            "queued": MessageState.QUEUED,
            "now": now,
            "since": since,
            "desktop": OutletKind.DESKTOP,
            "never": now + _LONGEST_WAIT,
            "ahead": now + _MINUTE,
        },
    )
    return [int(row[0]) for row in rows]


def claim(session: Session, outlet_id: int, since: int = 0) -> Claimed | None:
    """The oldest message that is due for an outlet, now in our hands; None where there is none (since `since`).

    Escalations come first: whoever is to be woken does not wait behind ten thousand other messages.
    """
    waiting = sa.select(outbox_message.c.id).where(*_queued(outlet_id))
    due = waiting.where(outbox_message.c.next_at.between(since, session.at))
    found = (
        _first(session, due.where(_urgent()))
        # The index has them in this order, so that how many wait makes no difference.
        or _first(session, due)
        or _first(session, waiting.where(_of_wrong_clock(session)))
    )
    return None if found is None else _claimed(session, found)


def _queued(outlet_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    table = outbox_message.c
    return table.outlet_id == outlet_id, table.state == MessageState.QUEUED, table.withdrawn_at.is_(None)


def _of_wrong_clock(session: Session) -> sa.ColumnElement[bool]:
    table = outbox_message.c
    waits_too_long = table.next_at > session.at + _LONGEST_WAIT
    return waits_too_long | ((table.attempts == 0) & (table.queued_at > session.at + _MINUTE))


def _urgent() -> sa.ColumnElement[bool]:
    escalations = sa.select(announcement.c.id).where(announcement.c.kind == AnnouncementKind.ESCALATION)
    return outbox_message.c.announcement_id.in_(escalations)


def _first(session: Session, due: sa.Select[Any]) -> int | None:
    oldest = due.order_by(outbox_message.c.next_at, outbox_message.c.id).limit(1)
    found: int | None = session.connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
    return found


def _claimed(session: Session, message_id: int) -> Claimed:
    row = ledger.current(session, outbox_message, message_id)
    attempt = row["attempts"] + 1
    kind, attachment_id = _of_announcement(session, row["announcement_id"])
    ledger.update(session, outbox_message, message_id, {"state": MessageState.SENDING, "attempts": attempt})
    return Claimed(
        message_id,
        attempt,
        row["incident_id"],
        row["recipient"],
        row["address"],
        row["subject"],
        row["body"],
        row["message_id"],
        row["queued_at"],
        kind,
        attachment_id,
    )


def _of_announcement(session: Session, announcement_id: int | None) -> tuple[str, int | None]:
    """Its kind, and the file that goes along."""
    table = announcement.c
    found = session.connection.execute(sa.select(table.kind, table.attachment_id).where(table.id == announcement_id))
    row = found.first()
    return (str(row.kind), row.attachment_id) if row else ("", None)


def mark_sent(session: Session, claimed: Claimed) -> bool:
    """Whether it was still ours; somebody may have taken it over while this machine slept."""
    if not _ours(session, claimed):
        return False
    ledger.update(
        session,
        outbox_message,
        claimed.id,
        {"state": MessageState.SENT, "sent_at": session.at, "trouble": ""},
    )
    return True


def mark_failed(session: Session, claimed: Claimed, trouble: str, *, final: bool, pause: int = 0) -> bool:
    """Try again later, not before `pause` microseconds, or give up and take another way; whether it was still ours."""
    if not _ours(session, claimed):
        return False
    row = ledger.current(session, outbox_message, claimed.id)
    wait = None if final else _wait(claimed.kind, claimed.attempt)
    if wait is not None:
        ledger.update(session, outbox_message, claimed.id, _later(session, wait, pause, trouble))
    else:
        give_up(session, row, trouble)
    return True


def _wait(kind: str, attempt: int) -> int | None:
    waits = URGENT_RETRY_AFTER if kind == AnnouncementKind.ESCALATION else RETRY_AFTER
    return waits[attempt - 1] if attempt <= len(waits) else None


def _later(session: Session, wait: int, pause: int, trouble: str) -> dict[str, Any]:
    after = session.at + max(wait, min(pause, LONGEST_PAUSE))
    return {"state": MessageState.QUEUED, "next_at": after, "trouble": trouble}


def fail_waiting(session: Session, outlet_id: int, trouble: str, since: int = 0, pause: int = 0) -> int:
    """An attempt of other messages that are due for an outlet which does not answer, FAIL_AT_ONCE at most.

    Each would only have to wait for the same silence. Returns how many those are, 0 when there is none left.
    """
    table = outbox_message.c
    found = session.connection.execute(
        sa.select(table.id, table.attempts, announcement.c.kind)
        .select_from(outbox_message.outerjoin(announcement, announcement.c.id == table.announcement_id))
        .where(*_queued(outlet_id), table.next_at.between(since, session.at) | _of_wrong_clock(session))
        .order_by(table.next_at, table.id)
        .limit(FAIL_AT_ONCE)
    ).all()
    later: dict[int, dict[str, Any]] = {}
    for message_id, attempts, kind in found:
        wait = _wait(kind or "", attempts + 1)
        if wait is not None:
            later[message_id] = {**_later(session, wait, pause, trouble), "attempts": attempts + 1}
        else:
            give_up(session, ledger.current(session, outbox_message, message_id), trouble)
    ledger.update_many(session, outbox_message, later)
    return len(found)


def take_back(session: Session) -> int:
    """Queue what another program left as Sending when it died; returns how many messages those are."""
    table = outbox_message.c
    left = session.connection.execute(sa.select(table.id).where(table.state == MessageState.SENDING)).scalars().all()
    for message_id in left:
        ledger.update(session, outbox_message, message_id, {"state": MessageState.QUEUED, "next_at": session.at})
    return len(left)


def give_up(session: Session, row: Mapping[str, Any], trouble: str) -> None:
    """Write a message off and send its text another way: by the outlet's fallback, else by hand, if known by phone."""
    ledger.update(session, outbox_message, row["id"], {"state": MessageState.FAILED, "trouble": trouble})
    other = _fallback(session, row)
    if other is None:
        _tell_desktops(session, row)
    why = _("{outlet} could not deliver it. {trouble}").format(
        outlet=isolated(_outlet_name(session, row["outlet_id"])), trouble=trouble
    )
    # A late message says since when it waits.
    facts = {"outlet_id": other, "state": MessageState.QUEUED, "queued_at": row["queued_at"], "trouble": why}
    if other is None:
        address = phone_of(session.reader, row["recipient"]) or row["address"]
        facts = {**facts, "state": MessageState.BY_HAND, "address": address}
    _insert(session, row, facts)


def _tell_desktops(session: Session, row: Mapping[str, Any]) -> None:
    """Whoever has a window open is told that somebody has to be told by hand."""
    found = session.connection.execute(
        sa.select(outlet)
        .where(outlet.c.kind == OutletKind.DESKTOP, outlet.c.enabled, outlet.c.withdrawn_at.is_(None))
        .order_by(outlet.c.id)
    ).first()
    if found is None or found.id == row["outlet_id"]:
        return
    named = _told_desktops(session, row, found.id)
    if named > _MOST_NAMED:
        return
    said = (
        _("Tell {name} by hand: {subject}") if named < _MOST_NAMED else _("Tell others by hand, see Outbox: {subject}")
    )
    subject = said.format(name=row["recipient"] or row["address"], subject=row["subject"])
    facts = {"outlet_id": found.id, "recipient": found.name, "address": "", "subject": subject}
    _insert(session, row, {**facts, "state": MessageState.QUEUED, "queued_at": session.at})


def _told_desktops(session: Session, row: Mapping[str, Any], desktop_id: int) -> int:
    """How many notifications there are already that somebody has to be told of this announcement by hand."""
    table = outbox_message.c
    same = (table.announcement_id == row["announcement_id"], table.outlet_id == desktop_id, table.address == "")
    count = sa.select(sa.func.count()).select_from(outbox_message).where(*same, table.subject != row["subject"])
    return int(session.connection.execute(count).scalar() or 0)


def _insert(session: Session, row: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Another message of the same announcement."""
    key = uuid4().hex
    copied = ("incident_id", "announcement_id", "recipient", "address", "subject", "body")
    fresh = {"key": key, "message_id": f"<{key}@{MESSAGE_DOMAIN}>", "next_at": session.at}
    ledger.insert(session, outbox_message, {**{name: row[name] for name in copied}, **fresh, **facts})


def _fallback(session: Session, row: Mapping[str, Any]) -> int | None:
    """The other outlet, unless it was tried already or needs an address that there is not."""
    here = session.connection.execute(sa.select(outlet).where(outlet.c.id == row["outlet_id"])).first()
    if here is None or not here.fallback:
        return None
    other = session.connection.execute(
        sa.select(outlet).where(outlet.c.key == here.fallback, outlet.c.enabled, outlet.c.withdrawn_at.is_(None))
    ).first()
    if other is None or other.kind == OutletKind.COPY:
        return None
    if other.kind == OutletKind.EMAIL and "@" not in row["address"]:
        return None
    tried = sa.select(outbox_message.c.id).where(
        outbox_message.c.announcement_id == row["announcement_id"],
        outbox_message.c.recipient == row["recipient"],
        outbox_message.c.outlet_id == other.id,
    )
    return None if session.connection.execute(tried).first() else int(other.id)


def _outlet_name(session: Session, outlet_id: int | None) -> str:
    return str(session.connection.execute(sa.select(outlet.c.name).where(outlet.c.id == outlet_id)).scalar() or "")


def _ours(session: Session, claimed: Claimed) -> bool:
    row = ledger.current(session, outbox_message, claimed.id)
    return bool(row["state"] == MessageState.SENDING and row["attempts"] == claimed.attempt)


# ── the desktop, which every window serves by itself ─────────────────────────────────────────────────────────────


def desktop_messages(reader: Reader, actor: str, now: int) -> list[int]:
    """Notifications that are due for a person, or for whoever has a window open."""
    rows = reader.rows(
        "SELECT outbox_message.id FROM outbox_message JOIN outlet ON outlet.id = outbox_message.outlet_id"
        " WHERE outbox_message.state = :queued AND outbox_message.next_at <= :now"
        " AND outbox_message.withdrawn_at IS NULL AND outlet.kind = :desktop AND outlet.enabled"
        " AND (outbox_message.recipient = :actor OR outbox_message.recipient = outlet.name)"
        " ORDER BY outbox_message.queued_at, outbox_message.id",
        {"queued": MessageState.QUEUED, "now": now, "desktop": OutletKind.DESKTOP, "actor": actor},
    )
    return [int(row[0]) for row in rows]


def claim_desktop(session: Session, message_id: int) -> Claimed | None:
    """None where another window was faster."""
    row = ledger.current(session, outbox_message, message_id)
    return _claimed(session, message_id) if row["state"] == MessageState.QUEUED else None


def give_up_desktop(session: Session) -> int:
    """Send what no window has shown another way; returns how many messages those are."""
    table = outbox_message.c
    waiting = session.connection.execute(
        sa.select(table.id)
        .join(outlet, outlet.c.id == table.outlet_id)
        .where(outlet.c.kind == OutletKind.DESKTOP, table.state == MessageState.QUEUED, table.withdrawn_at.is_(None))
        .where(table.next_at <= session.at - DESKTOP_PATIENCE)
    ).scalars()
    found = list(waiting)
    for message_id in found:
        row = ledger.current(session, outbox_message, message_id)
        give_up(session, row, _("No window of {name} was open.").format(name=isolated(row["recipient"])))
    return len(found)
