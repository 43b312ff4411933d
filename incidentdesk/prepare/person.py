"""A person: who reports, who works, who is told."""

import sqlalchemy as sa

from incidentdesk.store.base import record, reference

person = record(
    "person",
    sa.Column("name", sa.Text, nullable=False, index=True),
    sa.Column("email", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("phone", sa.Text, nullable=False, default="", server_default=""),
    # The account on the desktop under which this person works; unknown for most reporters.
    sa.Column("account", sa.Text, unique=True),
    # Whether incidents can be assigned to this person.
    sa.Column("staff", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    reference("team_id", "team"),
)
