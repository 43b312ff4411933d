"""The recovery of an incident: the restore tasks in their order, and who declared that service is back."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, json_of, record, reference


class RestorePhase(StrEnum):
    """One begins when the one before is done."""

    PREPARE = N_("Prepare")
    RECOVER = N_("Recover")
    VALIDATE = N_("Validate")


class RestoreState(StrEnum):
    OPEN = N_("Open")
    IN_PROGRESS = N_("In Progress")
    DONE = N_("Done")
    FAILED = N_("Failed")
    SKIPPED = N_("Skipped")


recovery = record(
    "recovery",
    reference("incident_id", "incident", nullable=False),
    reference("coordinator_id", "person"),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    sa.Column("began_by", sa.Text, nullable=False),
    # What is done if the recovery makes it worse, and the change under which it is done.
    sa.Column("rollback", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("change_ref", sa.Text, nullable=False, default="", server_default=""),
    # When and by whom it was declared that all criteria are met or waived.
    sa.Column("declared_at", sa.BigInteger),
    sa.Column("declared_by", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("incident_id"),
    incident="incident_id",
)

restore_task = record(
    "restore_task",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("phase", sa.Text, nullable=False, info=among(RestorePhase)),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("instructions", sa.Text, nullable=False, default="", server_default=""),
    reference("service_id", "service"),
    reference("owner_id", "person"),
    # JSON: the keys of the tasks that are done before.
    sa.Column("needs", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    # Minutes that the service may be away, and minutes of data that may be lost; empty where nobody has said.
    sa.Column("rto", sa.Integer),
    sa.Column("rpo", sa.Integer),
    sa.Column("state", sa.Text, nullable=False, info=among(RestoreState)),
    sa.Column("started_at", sa.BigInteger),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("ended_by", sa.Text, nullable=False, default="", server_default=""),
    # The instant of the last data that came back.
    sa.Column("data_until", sa.BigInteger),
    # What came of it, or why it was skipped or failed.
    sa.Column("result", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("rollback", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("change_ref", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_restore_task_incident", "incident_id"),
    incident="incident_id",
)

# A workaround that stands until the cause is gone, and until when it may.
temporary_fix = record(
    "temporary_fix",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("placed_at", sa.BigInteger, nullable=False),
    sa.Column("placed_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("expires_at", sa.BigInteger),
    sa.Column("removed_at", sa.BigInteger),
    sa.Index("ix_temporary_fix_incident", "incident_id"),
    incident="incident_id",
)
