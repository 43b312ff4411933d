"""A dead letter: what came in and could not be taken, whole, with the reason, until somebody has looked at it."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class LetterKind(StrEnum):
    MAIL = N_("Mail")
    ALERT = N_("Alert")
    FORM = N_("Web form")


class LetterState(StrEnum):
    WAITING = N_("Waiting")
    TAKEN = N_("Taken in")  # it could be taken at another try
    DROPPED = N_("Dropped")


dead_letter = record(
    "dead_letter",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("kind", sa.Text, nullable=False, info=among(LetterKind)),
    sa.Column("state", sa.Text, nullable=False, info=among(LetterState)),
    # The mailbox, the source or the address that it came by.
    sa.Column("source", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("sender", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("subject", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("reason", sa.Text, nullable=False),
    # Parked is what is whole and only not wanted: bounces, replies by themselves, loops.
    sa.Column("parked", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    # The raw source.
    reference("attachment_id", "attachment", nullable=False),
    reference("incident_id", "incident"),
    sa.Index("ix_dead_letter_state", "state", "received_at"),
)
