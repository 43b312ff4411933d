"""The fifth revision: monitors, alerts, mailboxes, the web form, what could not be taken, and rules."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "monitor",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), server_default="", nullable=False),
        sa.Column("options", sa.Text(), server_default="{}", nullable=False),
        sa.Column("interval", sa.Integer(), server_default="60", nullable=False),
        sa.Column("retry_interval", sa.Integer(), server_default="20", nullable=False),
        sa.Column("timeout", sa.Integer(), server_default="10", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="3", nullable=False),
        sa.Column("recoveries", sa.Integer(), server_default="2", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("muted_until", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", _IDENTITY, nullable=True),
        sa.Column("service_id", _IDENTITY, nullable=True),
        sa.Column("team_id", _IDENTITY, nullable=True),
        sa.Column("impact", sa.SmallInteger(), server_default="2", nullable=False),
        sa.Column("urgency", sa.SmallInteger(), server_default="2", nullable=False),
        sa.Column("on_recovery", sa.Text(), server_default="Propose to resolve", nullable=False),
        sa.Column("reopen_within", sa.Integer(), server_default="60", nullable=False),
        sa.Column("inside_allowed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["monitor.id"], name=op.f("fk_monitor_parent_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_monitor_service_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_monitor_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitor")),
        sa.UniqueConstraint("key", name=op.f("uq_monitor_key")),
        sa.UniqueConstraint("name", name=op.f("uq_monitor_name")),
    )

    op.create_table(
        "maintenance_window",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("monitor_id", _IDENTITY, nullable=True),
        sa.Column("service_id", _IDENTITY, nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("repeats", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["monitor_id"], ["monitor.id"], name=op.f("fk_maintenance_window_monitor_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_maintenance_window_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_window")),
        sa.UniqueConstraint("key", name=op.f("uq_maintenance_window_key")),
    )

    op.create_table(
        "monitor_state",
        sa.Column("monitor_id", _IDENTITY, autoincrement=False, nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("successes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("latency", sa.Float(), nullable=True),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=True),
        sa.Column("changes", sa.Text(), server_default="[]", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("stretch_id", _IDENTITY, nullable=True),
        sa.Column("incident_id", _IDENTITY, nullable=True),
        sa.Column("recovered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_monitor_state_incident_id")),
        sa.ForeignKeyConstraint(["monitor_id"], ["monitor.id"], name=op.f("fk_monitor_state_monitor_id")),
        sa.PrimaryKeyConstraint("monitor_id", name=op.f("pk_monitor_state")),
    )

    op.create_table(
        "check_stretch",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("monitor_id", _IDENTITY, nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("checks", sa.Integer(), server_default="1", nullable=False),
        sa.Column("latency", sa.Float(), nullable=True),
        sa.Column("slowest", sa.Float(), nullable=True),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["monitor_id"], ["monitor.id"], name=op.f("fk_check_stretch_monitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_stretch")),
    )
    op.create_index("ix_check_stretch_monitor", "check_stretch", ["monitor_id", "until_at"])

    op.create_table(
        "watch",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    op.create_index("ix_watch_until", "watch", ["until_at"])

    op.create_table(
        "alert_source",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), server_default="{}", nullable=False),
        sa.Column("sample", sa.Text(), server_default="", nullable=False),
        sa.Column("token_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("signed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("threshold", sa.Integer(), server_default="1", nullable=False),
        sa.Column("within", sa.Integer(), server_default="10", nullable=False),
        sa.Column("correlate", sa.Integer(), server_default="0", nullable=False),
        sa.Column("on_recovery", sa.Text(), server_default="Propose to resolve", nullable=False),
        sa.Column("reopen_within", sa.Integer(), server_default="60", nullable=False),
        sa.Column("service_id", _IDENTITY, nullable=True),
        sa.Column("team_id", _IDENTITY, nullable=True),
        sa.Column("category_id", _IDENTITY, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_alert_source_category_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_alert_source_service_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_alert_source_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_source")),
        sa.UniqueConstraint("name", name=op.f("uq_alert_source_name")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_source_key")),
    )

    op.create_table(
        "alert",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source_id", _IDENTITY, nullable=False),
        sa.Column("incident_id", _IDENTITY, nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("severity", sa.Text(), server_default="", nullable=False),
        sa.Column("host", sa.Text(), server_default="", nullable=False),
        sa.Column("service", sa.Text(), server_default="", nullable=False),
        sa.Column("labels", sa.Text(), server_default="{}", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("firing", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("count", sa.Integer(), server_default="1", nullable=False),
        sa.Column("recent", sa.Text(), server_default="[]", nullable=False),
        sa.Column("payload", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_alert_incident_id")),
        sa.ForeignKeyConstraint(["source_id"], ["alert_source.id"], name=op.f("fk_alert_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_key")),
    )
    op.create_index("ix_alert_fingerprint", "alert", ["source_id", "fingerprint", "last_at"])
    op.create_index("ix_alert_incident", "alert", ["incident_id"])
    op.create_index("ix_alert_state", "alert", ["state", "last_at"])

    op.create_table(
        "dead_letter",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("attachment_id", _IDENTITY, nullable=False),
        sa.Column("incident_id", _IDENTITY, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_dead_letter_attachment_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_dead_letter_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_dead_letter_key")),
    )
    op.create_index("ix_dead_letter_state", "dead_letter", ["state", "received_at"])

    op.create_table(
        "mailbox",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), server_default="{}", nullable=False),
        sa.Column("interval", sa.Integer(), server_default="60", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("service_id", _IDENTITY, nullable=True),
        sa.Column("team_id", _IDENTITY, nullable=True),
        sa.Column("category_id", _IDENTITY, nullable=True),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_mailbox_category_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_mailbox_service_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_mailbox_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("key", name=op.f("uq_mailbox_key")),
        sa.UniqueConstraint("name", name=op.f("uq_mailbox_name")),
    )

    op.create_table(
        "mail",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", _IDENTITY, nullable=True),
        sa.Column("dead_letter_id", _IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(["dead_letter_id"], ["dead_letter.id"], name=op.f("fk_mail_dead_letter_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_mail_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("place", name=op.f("uq_mail_place")),
    )
    op.create_index("ix_mail_digest", "mail", ["digest"])
    op.create_index("ix_mail_message", "mail", ["message_id"])
    op.create_index("ix_mail_sender", "mail", ["sender", "taken_at"])

    op.create_table(
        "web_report",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("incident_id", _IDENTITY, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_web_report_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_report")),
        sa.UniqueConstraint("submission", name=op.f("uq_web_report_submission")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_report_token_hash")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_web_report_incident_id")),
    )

    op.create_table(
        "rule",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), server_default="0", nullable=False),
        sa.Column("conditions", sa.Text(), server_default="{}", nullable=False),
        sa.Column("actions", sa.Text(), server_default="[]", nullable=False),
        sa.Column("stops", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("enabled_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("key", name=op.f("uq_rule_key")),
        sa.UniqueConstraint("name", name=op.f("uq_rule_name")),
    )

    op.create_table(
        "rule_run",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("rule_id", _IDENTITY, nullable=False),
        sa.Column("incident_id", _IDENTITY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), server_default="[]", nullable=False),
        sa.Column("failed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("depth", sa.Integer(), server_default="1", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_rule_run_incident_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_rule_run_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_run")),
        sa.UniqueConstraint("rule_id", "incident_id", "cause", name=op.f("uq_rule_run_rule_id_incident_id_cause")),
    )
    op.create_index("ix_rule_run_incident", "rule_run", ["incident_id"])

    op.create_table(
        "rule_place",
        sa.Column("id", _IDENTITY, autoincrement=False, nullable=False),
        sa.Column("ledger_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_place")),
    )
