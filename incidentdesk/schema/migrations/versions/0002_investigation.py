"""The second revision: investigations, evidence, corrective actions, problems, known errors, lessons and reviews."""

import sqlalchemy as sa
from alembic import op

from incidentdesk.store.search import index_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FULL_TEXT = {
    "known_error": ("title", "symptom", "workaround"),
    "problem": ("title", "description"),
    "cause": ("text", "note"),
    "corrective_action": ("text", "detail"),
    "lesson": ("title", "text", "recommendation"),
}


def upgrade() -> None:
    op.create_table(
        "known_error",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("symptom", sa.Text(), server_default="", nullable=False),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("workaround", sa.Text(), server_default="", nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_known_error_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_error")),
    )
    op.create_table(
        "problem",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("workaround", sa.Text(), server_default="", nullable=False),
        sa.Column("resolution", sa.Text(), server_default="", nullable=False),
        sa.Column("risk_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("known_error_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["known_error_id"], ["known_error.id"], name=op.f("fk_problem_known_error_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_problem_owner_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_problem_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
    )
    op.create_table(
        "investigation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("dots", sa.SmallInteger(), nullable=False),
        sa.Column("voting", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_investigation_incident_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_investigation_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigation")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_investigation_incident_id")),
        sa.UniqueConstraint("problem_id", name=op.f("uq_investigation_problem_id")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("recommendation", sa.Text(), server_default="", nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tags", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_lesson_category_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_lesson_incident_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_lesson_problem_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_lesson_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    op.create_index("ix_lesson_incident", "lesson", ["incident_id"])
    op.create_index("ix_lesson_problem", "lesson", ["problem_id"])

    op.create_table(
        "problem_incident",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_problem_incident_incident_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_incident_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_incident")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_problem_incident_incident_id")),
    )
    op.create_index("ix_problem_incident_problem", "problem_incident", ["problem_id"])

    op.create_table(
        "review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("skipped_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("meeting_at", sa.BigInteger(), nullable=True),
        sa.Column("people_affected", sa.Integer(), nullable=True),
        sa.Column("impact_numbers", sa.Text(), server_default="[]", nullable=False),
        sa.Column("overview", sa.Text(), server_default="", nullable=False),
        sa.Column("impact", sa.Text(), server_default="", nullable=False),
        sa.Column("detection", sa.Text(), server_default="", nullable=False),
        sa.Column("causes", sa.Text(), server_default="", nullable=False),
        sa.Column("resolution", sa.Text(), server_default="", nullable=False),
        sa.Column("went_well", sa.Text(), server_default="", nullable=False),
        sa.Column("went_badly", sa.Text(), server_default="", nullable=False),
        sa.Column("got_lucky", sa.Text(), server_default="", nullable=False),
        sa.Column("outside_message", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.Text(), server_default="", nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_review_incident_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_review_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_review_incident_id")),
    )
    op.create_table(
        "cause",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("investigation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("asked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("stop_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("side", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_cause_incident_id")),
        sa.ForeignKeyConstraint(["investigation_id"], ["investigation.id"], name=op.f("fk_cause_investigation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_cause_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["cause.id"], name=op.f("fk_cause_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause")),
        sa.UniqueConstraint("key", name=op.f("uq_cause_key")),
    )
    op.create_index("ix_cause_incident", "cause", ["incident_id"])
    op.create_index("ix_cause_investigation", "cause", ["investigation_id", "kind", "status", "withdrawn_at"])

    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("attachment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("collected_at", sa.BigInteger(), nullable=False),
        sa.Column("collected_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_evidence_attachment_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_evidence_entry_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_evidence_incident_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_evidence_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("key", name=op.f("uq_evidence_key")),
    )
    op.create_index("ix_evidence_incident", "evidence", ["incident_id"])
    op.create_index("ix_evidence_problem", "evidence", ["problem_id"])

    op.create_table(
        "cause_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("cause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cause_id"], ["cause.id"], name=op.f("fk_cause_evidence_cause_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_cause_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_cause_evidence_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_evidence")),
        sa.UniqueConstraint("cause_id", "evidence_id", name=op.f("uq_cause_evidence_cause_id_evidence_id")),
    )
    op.create_index("ix_cause_evidence_evidence", "cause_evidence", ["evidence_id"])

    op.create_table(
        "cause_vote",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("cause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("investigation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.Column("dots", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cause_id"], ["cause.id"], name=op.f("fk_cause_vote_cause_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_cause_vote_incident_id")),
        sa.ForeignKeyConstraint(
            ["investigation_id"], ["investigation.id"], name=op.f("fk_cause_vote_investigation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_vote")),
        sa.UniqueConstraint("cause_id", "voter", name=op.f("uq_cause_vote_cause_id_voter")),
    )
    op.create_index("ix_cause_vote_investigation", "cause_vote", ["investigation_id"])

    op.create_table(
        "corrective_action",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("investigation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("effort", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Text(), server_default="", nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("verification", sa.Text(), server_default="", nullable=False),
        sa.Column("completion", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("committed_at", sa.BigInteger(), nullable=True),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("verified_by", sa.Text(), server_default="", nullable=False),
        sa.Column("dropped_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cause_id"], ["cause.id"], name=op.f("fk_corrective_action_cause_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_corrective_action_evidence_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_corrective_action_incident_id")),
        sa.ForeignKeyConstraint(
            ["investigation_id"], ["investigation.id"], name=op.f("fk_corrective_action_investigation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_corrective_action_owner_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_corrective_action_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
        sa.UniqueConstraint("key", name=op.f("uq_corrective_action_key")),
    )
    op.create_index("ix_corrective_action_cause", "corrective_action", ["cause_id"])
    op.create_index("ix_corrective_action_due", "corrective_action", ["state", "due_on"])
    op.create_index("ix_corrective_action_incident", "corrective_action", ["incident_id"])
    op.create_index("ix_corrective_action_problem", "corrective_action", ["problem_id"])

    op.create_table(
        "custody",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_custody_evidence_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_custody_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody")),
    )
    op.create_index("ix_custody_evidence", "custody", ["evidence_id"])

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column(
            "incident_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        )

    for table, columns in _FULL_TEXT.items():
        for statement in index_statements(op.get_bind().dialect.name, table, columns):
            op.get_bind().exec_driver_sql(statement)
