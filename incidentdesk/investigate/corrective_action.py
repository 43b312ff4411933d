"""A corrective action: what is done so that it does not happen again, by whom, until when, and how it is proven."""

import sqlalchemy as sa

from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_graph import Effort
from incidentdesk.store.base import among, filled, full_text, iso_date, record, reference

corrective_action = record(
    "corrective_action",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident"),
    reference("problem_id", "problem"),
    reference("investigation_id", "investigation"),
    # The cause that it answers.
    reference("cause_id", "cause"),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(ActionState)),
    # Prevent, detect or correct.
    sa.Column("effort", sa.Text, nullable=False, info=among(Effort)),
    sa.Column("type", sa.Text, nullable=False, default="", server_default="", info=among(("", *ActionType))),
    reference("owner_id", "person"),
    sa.Column("due_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    sa.Column("priority", sa.SmallInteger, nullable=False, info=among(PRIORITIES)),
    # How it will be seen that it works, and what shows that it was done.
    sa.Column("verification", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("completion", sa.Text, nullable=False, default="", server_default=""),
    reference("evidence_id", "evidence"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("committed_at", sa.BigInteger),
    sa.Column("completed_at", sa.BigInteger),
    # Who has seen that it works, and when.
    sa.Column("verified_at", sa.BigInteger),
    sa.Column("verified_by", sa.Text, nullable=False, default="", server_default=""),
    # Why it was given up.
    sa.Column("dropped_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Index("ix_corrective_action_incident", "incident_id"),
    sa.Index("ix_corrective_action_problem", "problem_id"),
    sa.Index("ix_corrective_action_cause", "cause_id"),
    sa.Index("ix_corrective_action_due", "state", "due_on"),
    incident="incident_id",
    unrecorded=("updated_at",),
)
full_text(corrective_action, ("text", "detail"))
