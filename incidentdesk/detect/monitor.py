"""A monitor: what is looked at by itself, how often, and when a failure is one.

How it stands and what each check found are kept beside the ledger: they are measured and not decided by anybody.
"""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import Identity, among, filled, json_of, metadata, record, reference


class MonitorKind(StrEnum):
    PING = N_("Ping")
    TCP = N_("TCP port")
    HTTP = N_("Web page")
    TLS = N_("Certificate")
    DNS = N_("DNS name")
    DISK = N_("Disk space")
    CPU = N_("Processor")
    MEMORY = N_("Memory")
    PROCESS = N_("Process or service")
    FILE = N_("Age of a file")
    LOG = N_("Pattern in a log")
    SMTP = N_("SMTP server")
    IMAP = N_("IMAP server")
    HEARTBEAT = N_("Heartbeat")


class Health(StrEnum):
    """How a monitor stands. Soft is a failure that is not confirmed yet; unknown is what nobody has watched."""

    UNKNOWN = N_("Unknown")
    UP = N_("Up")
    SOFT = N_("Failing")
    DOWN = N_("Down")
    FLAPPING = N_("Flapping")
    MAINTENANCE = N_("Maintenance")
    SUPPRESSED = N_("Behind its parent")


class OnRecovery(StrEnum):
    """What becomes of the incident when what was wrong is right again."""

    NOTE = N_("Only note it")
    PROPOSE = N_("Propose to resolve")
    RESOLVE = N_("Resolve it")


monitor = record(
    "monitor",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False, info=among(MonitorKind)),
    # An address, a host, a path; empty for what is looked at on this machine.
    sa.Column("target", sa.Text, nullable=False, default="", server_default=""),
    # JSON: what its kind needs beside the target, as {"status": 200, "contains": "OK"}.
    sa.Column("options", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # Seconds.
    sa.Column("interval", sa.Integer, nullable=False, default=60, server_default="60"),
    sa.Column("retry_interval", sa.Integer, nullable=False, default=20, server_default="20"),
    sa.Column("timeout", sa.Integer, nullable=False, default=10, server_default="10"),
    # So many failures in a row are a hard one, and so many successes are a recovery.
    sa.Column("failures", sa.Integer, nullable=False, default=3, server_default="3"),
    sa.Column("recoveries", sa.Integer, nullable=False, default=2, server_default="2"),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    # No incident is opened before this instant; it is watched all the same.
    sa.Column("muted_until", sa.BigInteger),
    reference("parent_id", "monitor"),
    reference("service_id", "service"),
    reference("team_id", "team"),
    sa.Column("impact", sa.SmallInteger, nullable=False, default=2, server_default="2"),
    sa.Column("urgency", sa.SmallInteger, nullable=False, default=2, server_default="2"),
    sa.Column(
        "on_recovery", sa.Text, nullable=False, default="Propose to resolve", server_default="Propose to resolve",
        info=among(OnRecovery),
    ),
    # Minutes after a recovery within which the same incident is reopened; after that a new one is linked to it.
    sa.Column("reopen_within", sa.Integer, nullable=False, default=60, server_default="60"),
    # Addresses inside, which are denied to checks otherwise (promise sec-9).
    sa.Column("inside_allowed", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
)  # fmt: skip

maintenance_window = record(
    "maintenance_window",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False),
    # Of one monitor, of all of a service, or of everything where both are empty.
    reference("monitor_id", "monitor"),
    reference("service_id", "service"),
    sa.Column("starts_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
    # A rule of RFC 5545 as FREQ=WEEKLY;BYDAY=SU, empty for once; by the clock in `zone`.
    sa.Column("repeats", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("zone", sa.Text, nullable=False, default="UTC", server_default="UTC"),
)

monitor_state = sa.Table(
    "monitor_state",
    metadata,
    sa.Column("monitor_id", Identity, sa.ForeignKey("monitor.id"), primary_key=True, autoincrement=False),
    sa.Column("health", sa.Text, nullable=False),
    # Since when it stands so, and since when the present run of failures goes on.
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("failing_since", sa.BigInteger),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("successes", sa.Integer, nullable=False, server_default="0"),
    sa.Column("checked_at", sa.BigInteger),
    sa.Column("next_at", sa.BigInteger, nullable=False, server_default="0"),
    # Milliseconds.
    sa.Column("latency", sa.Float),
    sa.Column("said", sa.Text, nullable=False, server_default=""),
    # Of a heartbeat: when the last one came.
    sa.Column("beat_at", sa.BigInteger),
    # JSON: the last outcomes, by which flapping is told, and what else is to be known for the next check.
    sa.Column("changes", sa.Text, nullable=False, server_default="[]"),
    # Of a log: where it was read to.
    sa.Column("place", sa.Text, nullable=False, server_default=""),
    # The row of the stretch that the next check goes on with.
    sa.Column("stretch_id", Identity),
    # The incident that was opened for the present failure, or the last one.
    sa.Column("incident_id", Identity, sa.ForeignKey("incident.id")),
    sa.Column("recovered_at", sa.BigInteger),
)

# Neighbouring checks with the same outcome are one row, from the first of them to the last.
check_stretch = sa.Table(
    "check_stretch",
    metadata,
    sa.Column("id", Identity, primary_key=True, autoincrement=True),
    sa.Column("monitor_id", Identity, sa.ForeignKey("monitor.id"), nullable=False),
    sa.Column("health", sa.Text, nullable=False),
    sa.Column("from_at", sa.BigInteger, nullable=False),
    sa.Column("until_at", sa.BigInteger, nullable=False),
    sa.Column("checks", sa.Integer, nullable=False, server_default="1"),
    # Milliseconds: mean and longest.
    sa.Column("latency", sa.Float),
    sa.Column("slowest", sa.Float),
    sa.Column("said", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_check_stretch_monitor", "monitor_id", "until_at"),
)

# From when to when an agent has watched; what lies between is not known, and never up.
watch = sa.Table(
    "watch",
    metadata,
    sa.Column("id", Identity, primary_key=True, autoincrement=True),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("from_at", sa.BigInteger, nullable=False),
    sa.Column("until_at", sa.BigInteger, nullable=False),
    sa.Index("ix_watch_until", "until_at"),
)
