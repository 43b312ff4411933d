"""An announcement: what an audience is told about an incident, and how often it is to be told.

Its messages stand in the outbox, written in the transaction in which it is sent.
"""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.store.base import among, filled, json_of, record, reference


class AnnouncementKind(StrEnum):
    UPDATE = N_("Status update")
    ESCALATION = N_("Escalation")
    REMINDER = N_("Reminder")
    HAND_OVER = N_("Hand-over note")
    REPORT = N_("Report")
    NEWS = N_("News to the reporter")


class AnnouncementState(StrEnum):
    DRAFT = N_("Draft")
    SENT = N_("Sent")
    DISCARDED = N_("Discarded")


announcement = record(
    "announcement",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident"),
    # Empty where it goes to single people.
    reference("audience_id", "audience"),
    sa.Column("kind", sa.Text, nullable=False, info=among(AnnouncementKind)),
    sa.Column("phase", sa.Text, nullable=False, default="", server_default="", info=among(("", *MessagePhase))),
    sa.Column("form", sa.Text, nullable=False, default="", server_default="", info=among(("", *Form))),
    # JSON: what was filled into the form: conditions, actions, needs; or summary, impact, next.
    sa.Column("fields", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, info=among(AnnouncementState)),
    sa.Column("written_at", sa.BigInteger, nullable=False),
    sa.Column("written_by", sa.Text, nullable=False),
    sa.Column("sent_at", sa.BigInteger),
    sa.Column("sent_by", sa.Text, nullable=False, default="", server_default=""),
    # A file that goes along, as a report.
    reference("attachment_id", "attachment"),
    sa.Index("ix_announcement_incident", "incident_id"),
    incident="incident_id",
)

# When an audience is to be told again; the next time follows from what was sent, and is stored nowhere.
update_schedule = record(
    "update_schedule",
    reference("incident_id", "incident", nullable=False),
    reference("audience_id", "audience", nullable=False),
    # Minutes.
    sa.Column("cadence", sa.Integer, nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    # Not before this instant.
    sa.Column("snoozed_until", sa.BigInteger),
    # Updates that were due and left out, with the reason of the last.
    sa.Column("skipped", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("skipped_at", sa.BigInteger),
    sa.Column("skipped_reason", sa.Text, nullable=False, default="", server_default=""),
    # When somebody was last reminded that the update is due.
    sa.Column("reminded_at", sa.BigInteger),
    sa.Column("ended_at", sa.BigInteger),
    sa.UniqueConstraint("incident_id", "audience_id"),
    incident="incident_id",
)
