"""An investigation: the search for the causes of one incident or of one problem."""

import sqlalchemy as sa

from incidentdesk.investigate.cause_graph import Gate, Kind, Role, Side, Status, Voting
from incidentdesk.store.base import among, filled, full_text, record, reference

investigation = record(
    "investigation",
    reference("incident_id", "incident"),
    reference("problem_id", "problem"),
    # What is to be explained: the head of the fishbone, the first card of the 5-Whys.
    sa.Column("effect", sa.Text, nullable=False),
    sa.Column("gate", sa.Text, nullable=False, info=among(Gate)),
    sa.Column("dots", sa.SmallInteger, nullable=False),
    sa.Column("voting", sa.Text, nullable=False, info=among(Voting)),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("started_by", sa.Text, nullable=False),
    sa.UniqueConstraint("incident_id"),
    sa.UniqueConstraint("problem_id"),
    incident="incident_id",
)

cause = record(
    "cause",
    # Made where the cause is made, so that what stands below it can be written before it has an id.
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("investigation_id", "investigation", nullable=False),
    reference("incident_id", "incident"),
    reference("parent_id", "cause"),
    sa.Column("kind", sa.Text, nullable=False, info=among(Kind)),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("status", sa.Text, nullable=False, info=among(Status)),
    sa.Column("role", sa.Text, nullable=False, default="", server_default="", info=among(Role)),
    reference("owner_id", "person"),
    sa.Column("gate", sa.Text, nullable=False, info=among(Gate)),
    sa.Column("asked", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("stop_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("accepted_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("side", sa.Text, nullable=False, default="", server_default="", info=among(("", *Side))),
    sa.Index("ix_cause_incident", "incident_id"),
    incident="incident_id",
)
full_text(cause, ("text", "note"))
# Lists count the causes of every investigation by their status.
sa.Index("ix_cause_investigation", cause.c.investigation_id, cause.c.kind, cause.c.status, cause.c.withdrawn_at)

cause_vote = record(
    "cause_vote",
    reference("cause_id", "cause", nullable=False),
    reference("investigation_id", "investigation", nullable=False),
    reference("incident_id", "incident"),
    sa.Column("voter", sa.Text, nullable=False),
    sa.Column("dots", sa.SmallInteger, nullable=False),
    sa.UniqueConstraint("cause_id", "voter"),
    sa.Index("ix_cause_vote_investigation", "investigation_id"),
    incident="incident_id",
)
