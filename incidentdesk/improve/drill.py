"""A drill: a scenario that is played at a time by people, in a sandbox of its own, and what came of it.

The sandbox is another desk: what happens in it never stands among what happened.
"""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.prepare.drill_scenario import DrillKind
from incidentdesk.store.base import among, filled, json_of, record, reference


class DrillState(StrEnum):
    SCHEDULED = N_("Scheduled")
    RUNNING = N_("Running")
    PAUSED = N_("Paused")
    ENDED = N_("Ended")
    CANCELED = N_("Canceled")


class DrillPart(StrEnum):
    """What somebody is in a drill."""

    LEAD = N_("Lead")
    PARTICIPANT = N_("Participant")
    OBSERVER = N_("Observer")


drill = record(
    "drill",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("scenario_id", "drill_scenario", nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, info=among(DrillKind)),
    # The version of the plan that it runs.
    reference("plan_version_id", "plan_version"),
    reference("service_id", "service"),
    sa.Column("state", sa.Text, nullable=False, info=among(DrillState)),
    sa.Column("planned_at", sa.BigInteger, nullable=False),
    # Minutes.
    sa.Column("planned_length", sa.Integer, nullable=False, default=60, server_default="60"),
    sa.Column("started_at", sa.BigInteger),
    sa.Column("ended_at", sa.BigInteger),
    # Seconds that it stood still, and since when it does.
    sa.Column("paused_for", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("paused_at", sa.BigInteger),
    # Why it stands still or was given up.
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    # JSON of the ScenarioContent that was played.
    sa.Column("content", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # JSON: the names of the outlets through which messages do leave; none at first.
    sa.Column("effects", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    # JSON: which injects were played when, by their keys.
    sa.Column("played", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # JSON of a DrillScore, and of the timeline of the sandbox.
    sa.Column("score", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("timeline", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    sa.Column("conclusion", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("reminded_at", sa.BigInteger),
)

drill_participant = record(
    "drill_participant",
    reference("drill_id", "drill", nullable=False),
    reference("person_id", "person", nullable=False),
    sa.Column("part", sa.Text, nullable=False, info=among(DrillPart)),
    # The role of the plan that the person has.
    reference("role_id", "role"),
    sa.UniqueConstraint("drill_id", "person_id"),
)

# What an observer writes down while it runs.
drill_note = record(
    "drill_note",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("drill_id", "drill", nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("author", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("text", sa.Text, nullable=False),
    # Whether it tells of a gap.
    sa.Column("gap", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Index("ix_drill_note_drill", "drill_id"),
)
