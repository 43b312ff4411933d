"""Who is affected by an incident, beside whoever reported it."""

import sqlalchemy as sa

from incidentdesk.store.base import record, reference

affected_person = record(
    "affected_person",
    reference("incident_id", "incident", nullable=False),
    reference("person_id", "person", nullable=False),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("incident_id", "person_id"),
    incident="incident_id",
)
