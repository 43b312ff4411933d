"""A task of an incident: a step of its plan, or one that was added; by a person, a team or a department, until when."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, full_text, record, reference


class TaskState(StrEnum):
    OPEN = N_("Open")
    IN_PROGRESS = N_("In Progress")
    BLOCKED = N_("Blocked")
    DONE = N_("Done")
    SKIPPED = N_("Skipped")


UNFINISHED = (TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.BLOCKED)

task = record(
    "task",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    # The run whose step it is; empty for a task that was added.
    reference("plan_run_id", "plan_run"),
    # The key of the action in the plan.
    sa.Column("action_key", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("phase", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("instructions", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("criterion", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("mandatory", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    # The role as the plan names it, and who is to do it.
    sa.Column("role", sa.Text, nullable=False, default="", server_default=""),
    reference("person_id", "person"),
    reference("team_id", "team"),
    reference("department_id", "department"),
    sa.Column("due_at", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False, info=among(TaskState)),
    sa.Column("blocked_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("skipped_reason", sa.Text, nullable=False, default="", server_default=""),
    # What came of it.
    sa.Column("result", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("started_at", sa.BigInteger),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("ended_by", sa.Text, nullable=False, default="", server_default=""),
    # Minutes of work.
    sa.Column("minutes", sa.Integer),
    # The audience and the message template of the announcement that the step asks for.
    sa.Column("audience", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("message", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Index("ix_task_incident", "incident_id"),
    sa.Index("ix_task_due", "state", "due_at"),
    incident="incident_id",
)
full_text(task, ("title", "instructions"))

task_dependency = record(
    "task_dependency",
    reference("incident_id", "incident", nullable=False),
    reference("task_id", "task", nullable=False),
    # The task that is done before.
    reference("needs_id", "task", nullable=False),
    sa.UniqueConstraint("task_id", "needs_id"),
    incident="incident_id",
)
