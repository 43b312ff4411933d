"""A role in the response to an incident, and who holds it: whoever is on call, a person, or the lead of a team.

Plans name roles and not people; at activation each role is bound to the first holder who can be reached.
"""

import sqlalchemy as sa

from incidentdesk.store.base import filled, record, reference

role = record(
    "role",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("position", sa.BigInteger, nullable=False),
    # The commander leads, so that commanding and resolving can be held apart.
    sa.Column("commands", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
)
# What is written together with it.
role.info["parts"] = frozenset({"role_holder"})

role_holder = record(
    "role_holder",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("role_id", "role", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    # One of these.
    reference("rota_id", "rota"),
    reference("person_id", "person"),
    reference("team_id", "team"),
    sa.Index("ix_role_holder_role", "role_id"),
)
