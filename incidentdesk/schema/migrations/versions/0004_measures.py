"""The fourth revision: outages, baselines, and reports that are kept and made by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("service_id", _IDENTITY, nullable=False),
        sa.Column("incident_id", _IDENTITY, nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("degree", sa.Text(), nullable=False),
        sa.Column("planned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_outage_service_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_outage_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
        sa.UniqueConstraint("key", name=op.f("uq_outage_key")),
    )
    op.create_index("ix_outage_service", "outage", ["service_id", "began_at"])

    op.create_table(
        "baseline",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
    )
    op.create_table(
        "report_definition",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), server_default="{}", nullable=False),
        sa.Column("schedule", sa.Text(), server_default="{}", nullable=False),
        sa.Column("audience_id", _IDENTITY, nullable=True),
        sa.Column("made_for", sa.Text(), server_default="", nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_report_definition_audience_id")),
        sa.UniqueConstraint("name", name=op.f("uq_report_definition_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_definition")),
    )
    op.create_table(
        "report_text",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), server_default="", nullable=False),
        sa.Column("sentences", sa.Text(), server_default="[]", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("period", "query", name=op.f("uq_report_text_period_query")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
    )

    # In plain SQL, because Alembic would copy the table in SQLite, to which other tables refer.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.get_bind().exec_driver_sql(
        f"ALTER TABLE announcement ADD COLUMN attachment_id {kind}"
        " CONSTRAINT fk_announcement_attachment_id REFERENCES attachment (id)"
    )
