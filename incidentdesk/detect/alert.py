"""An alert: what another program says is wrong, by which source it came, and what became of it."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.detect.monitor import OnRecovery
from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, json_of, record, reference


class AlertState(StrEnum):
    """An alert is no incident: it waits until it is one, belongs to one, or was dismissed."""

    WAITING = N_("Waiting")  # below the threshold of its source, or for a person to accept it
    INCIDENT = N_("Incident")
    DISMISSED = N_("Dismissed")
    RESOLVED = N_("Resolved")  # it went away before it became an incident


alert_source = record(
    "alert_source",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    # The name of a preset, or "mapping".
    sa.Column("preset", sa.Text, nullable=False),
    # JSON: where the fields lie in the payload, for a mapping.
    sa.Column("mapping", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # JSON: a payload to try the mapping on.
    sa.Column("sample", sa.Text, nullable=False, default="", server_default=""),
    # SHA-256 of its token; the token itself is shown once. Signed sources have a secret in the keyring instead.
    sa.Column("token_hash", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("signed", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    # An incident is opened by itself after so many alerts of one cause within so many minutes; 0 is never by itself.
    sa.Column("threshold", sa.Integer, nullable=False, default=1, server_default="1"),
    sa.Column("within", sa.Integer, nullable=False, default=10, server_default="10"),
    # Alerts of the same service or host within so many minutes join the open incident; 0 is never.
    sa.Column("correlate", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column(
        "on_recovery", sa.Text, nullable=False, default="Propose to resolve", server_default="Propose to resolve",
        info=among(OnRecovery),
    ),
    sa.Column("reopen_within", sa.Integer, nullable=False, default=60, server_default="60"),
    reference("service_id", "service"),
    reference("team_id", "team"),
    reference("category_id", "category"),
)  # fmt: skip

alert = record(
    "alert",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("source_id", "alert_source", nullable=False),
    reference("incident_id", "incident"),
    # What makes two alerts the same cause.
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("severity", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("host", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("service", sa.Text, nullable=False, default="", server_default=""),
    # JSON: labels as the source gave them.
    sa.Column("labels", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("link", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("firing", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    sa.Column("state", sa.Text, nullable=False, info=among(AlertState)),
    # Why it was dismissed.
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("started_at", sa.BigInteger),
    sa.Column("first_at", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("count", sa.Integer, nullable=False, default=1, server_default="1"),
    # JSON: the instants of the last times that it fired, by which a threshold is told.
    sa.Column("recent", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    # The payload as it came last, up to a megabyte.
    sa.Column("payload", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_alert_fingerprint", "source_id", "fingerprint", "last_at"),
    sa.Index("ix_alert_state", "state", "last_at"),
    sa.Index("ix_alert_incident", "incident_id"),
    # A storm would fill the ledger with what it says a thousand times.
    unrecorded=("count", "recent", "last_at", "payload"),
)
