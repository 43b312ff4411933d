"""The outbox: one message to one recipient by one outlet, from being queued to being sent or given up.

It is written in the transaction of the change that it tells of, so that neither is without the other.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _
from incidentdesk.store.base import among, filled, record, reference

# A letter that is written by itself, or by one press, leaves so much later, so that Undo can call it back.
GRACE = 60 * 1_000_000  # microseconds

# Where the token of a letter will stand, by which it is answered; it is made when the letter leaves.
TOKEN_MARK = "⟨token⟩"


class MessageState(StrEnum):
    QUEUED = N_("Queued")
    SENDING = N_("Sending")
    SENT = N_("Sent")
    # To be sent by a person, by phone or from another program.
    BY_HAND = N_("By hand")
    FAILED = N_("Failed")
    CANCELLED = N_("Cancelled")


outbox_message = record(
    "outbox_message",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident"),
    reference("announcement_id", "announcement"),
    reference("outlet_id", "outlet"),
    sa.Column("recipient", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("address", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    # The same at every attempt, so that a receiver can tell a repetition.
    sa.Column("message_id", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("state", sa.Text, nullable=False, info=among(MessageState)),
    sa.Column("attempts", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("queued_at", sa.BigInteger, nullable=False),
    # Not before this instant.
    sa.Column("next_at", sa.BigInteger, nullable=False),
    sa.Column("sent_at", sa.BigInteger),
    # What the other side or the network said of the last attempt, without anything secret.
    sa.Column("trouble", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_outbox_message_state", "state", "next_at"),
    sa.Index("ix_outbox_message_incident", "incident_id"),
    sa.Index("ix_outbox_message_announcement", "announcement_id"),
    incident="incident_id",
)


def _of_another_desk(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What another desk is about to send is for that one to send."""
    if facts.get("state") not in (MessageState.QUEUED, MessageState.SENDING):
        return facts
    return {**facts, "state": MessageState.CANCELLED, "trouble": _("It waits in the desk from which it was imported.")}


outbox_message.info["of_another_desk"] = _of_another_desk
