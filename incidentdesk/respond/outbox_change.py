"""What a person does to a message of the outbox: send it again, cancel it, say that it was told by hand."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.outlet import outlet
from incidentdesk.refusal import Refused
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_WAITING = (MessageState.QUEUED, MessageState.SENDING)


def retry_message(session: Session, message_id: int) -> None:
    """Queue a message that failed, was cancelled, or waits for its next attempt; nobody is to tell it by hand then.

    Raises Refused for what was sent, and for what no outlet can send.
    """
    row = present(session, outbox_message, message_id)
    if row["state"] in (MessageState.SENT, MessageState.SENDING):
        raise Refused(_why_not(row["state"]))
    if row["outlet_id"] is None or not _enabled(session, row["outlet_id"]):
        raise Refused(_("No outlet can send this. Switch one on, or tell it by hand."))
    queued = {"state": MessageState.QUEUED, "next_at": session.at, "attempts": 0}
    ledger.update(session, outbox_message, message_id, queued)
    _release_hand(session, row)


def _release_hand(session: Session, row: Mapping[str, Any]) -> None:
    table = outbox_message.c
    by_hand = session.connection.execute(
        sa.select(table.id).where(
            table.announcement_id == row["announcement_id"], table.recipient == row["recipient"],
            table.id > row["id"], table.state == MessageState.BY_HAND, table.withdrawn_at.is_(None),
        )
    ).scalars()  # fmt: skip
    reason = _("It is sent once more.")
    cancelled = {"state": MessageState.CANCELLED, "trouble": reason}
    ledger.update_many(session, outbox_message, dict.fromkeys(list(by_hand), cancelled), reason=reason)


def retry_failed(session: Session) -> int:
    """Queue everything that failed, and try at once what waits for its next attempt; returns how many those are.

    What went another way meanwhile, or was held back there, is not sent to anybody a second time.
    """
    table, later = outbox_message.c, outbox_message.alias("later")
    other_way = sa.exists().where(
        later.c.announcement_id == table.announcement_id, later.c.recipient == table.recipient, later.c.id > table.id,
        later.c.state != MessageState.BY_HAND, later.c.withdrawn_at.is_(None),
    )  # fmt: skip
    found = session.connection.execute(
        sa.select(table.id)
        .join(outlet, outlet.c.id == table.outlet_id)
        .where(table.withdrawn_at.is_(None), outlet.c.enabled, outlet.c.withdrawn_at.is_(None))
        .where(
            ((table.state == MessageState.FAILED) & ~other_way)
            | ((table.state == MessageState.QUEUED) & (table.next_at > session.at))
        )
        .order_by(table.queued_at, table.id)
    )
    ids = [int(message_id) for message_id in found.scalars()]
    for message_id in ids:
        retry_message(session, message_id)
    return len(ids)


def cancel_message(session: Session, message_id: int, *, reason: str = "") -> None:
    """Send a message no more; raises Refused for one that is sent, or on its way."""
    row = present(session, outbox_message, message_id)
    if row["state"] not in (MessageState.QUEUED, MessageState.BY_HAND, MessageState.FAILED):
        raise Refused(_why_not(row["state"]))
    ledger.update(
        session,
        outbox_message,
        message_id,
        {"state": MessageState.CANCELLED, "trouble": reason or row["trouble"]},
        reason=reason,
    )


def told_by_hand(session: Session, message_id: int, *, note: str = "") -> None:
    """Write down that a person has told it, by phone or from another program.

    Raises Refused for what was sent already and for what is on its way.
    """
    row = present(session, outbox_message, message_id)
    if row["state"] in (MessageState.SENT, MessageState.SENDING):
        raise Refused(_why_not(row["state"]))
    told = {"state": MessageState.SENT, "sent_at": session.at, "outlet_id": None, "trouble": note.strip()}
    ledger.update(session, outbox_message, message_id, told, reason=note.strip())


def cancel_waiting(session: Session, reason: str) -> int:
    """Cancel everything that waits or is on its way; returns how many messages those are.

    For a copy of a desk: what the original has queued is for the original to send.
    """
    table = outbox_message.c
    waiting = session.connection.execute(sa.select(table.id).where(table.state.in_(_WAITING))).scalars().all()
    cancelled: Mapping[str, Any] = {"state": MessageState.CANCELLED, "trouble": reason}
    ledger.update_many(session, outbox_message, {int(each): cancelled for each in waiting}, reason=reason)
    return len(waiting)


def _enabled(session: Session, outlet_id: int) -> bool:
    found = sa.select(outlet.c.id).where(outlet.c.id == outlet_id, outlet.c.enabled, outlet.c.withdrawn_at.is_(None))
    return session.connection.execute(found).first() is not None


def _why_not(state: str) -> str:
    if state == MessageState.SENDING:
        return _("This message is being sent at this moment. Wait until its result is there.")
    if state == MessageState.CANCELLED:
        return _("This message was cancelled already.")
    return _("This message was sent already.")
