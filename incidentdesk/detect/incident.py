"""The incident: what is wrong, whom it concerns, how urgent it is, and when each stage was reached."""

import sqlalchemy as sa

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.priority import PRIORITIES, Level
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.store.base import among, full_text, index_of_present, json_of, record, reference

# The eight stage times and the closing, in the order in which they are shown.
TIMES = (
    "occurred_at",
    "detected_at",
    "created_at",
    "acknowledged_at",
    "first_response_at",
    "mitigated_at",
    "restored_at",
    "resolved_at",
    "closed_at",
)

incident = record(
    "incident",
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    reference("reporter_id", "person"),
    sa.Column("channel", sa.Text, nullable=False, info=among(Channel)),
    reference("service_id", "service"),
    reference("category_id", "category"),
    reference("subcategory_id", "category"),
    sa.Column("impact", sa.SmallInteger, nullable=False, info=among(Level)),
    sa.Column("urgency", sa.SmallInteger, nullable=False, info=among(Level)),
    sa.Column("priority", sa.SmallInteger, nullable=False, info=among(PRIORITIES)),
    # Why the priority is not the one of the matrix; empty where it is.
    sa.Column("override_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(State)),
    sa.Column("on_hold_reason", sa.Text, info=among(HoldReason)),
    reference("team_id", "team"),
    reference("assignee_id", "person"),
    # Tags are single words in lower case, each with a space before and after: " network wan ".
    sa.Column("tags", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("major", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("resolution_code", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("resolution_notes", sa.Text, nullable=False, default="", server_default=""),
    reference("parent_id", "incident"),
    # Where it came from and the number that it had there.
    sa.Column("origin", sa.Text),
    sa.Column("external_ref", sa.Text),
    reference("import_id", "import"),
    *(sa.Column(name, sa.BigInteger, nullable=name != "created_at") for name in TIMES),
    # JSON: {"occurred_at": ["back-dated", "Mei Okafor"]}; a time that is not named was set by the program.
    sa.Column("time_sources", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("reopen_count", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("reassignment_count", sa.Integer, nullable=False, default=0, server_default="0"),
    # The instant of the last change or entry, for sorting; the ledger has the whole.
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    incident="id",
    unrecorded=("updated_at",),
)

full_text(incident, ("title", "description"))
index_of_present("ix_incident_updated", incident.c.updated_at, incident.c.id)
index_of_present("ix_incident_created", incident.c.created_at, incident.c.id)
index_of_present("ix_incident_state", incident.c.state, incident.c.updated_at, incident.c.id)
index_of_present("ix_incident_priority", incident.c.priority, incident.c.updated_at, incident.c.id)
index_of_present("ix_incident_assignee", incident.c.assignee_id, incident.c.state)
index_of_present("ix_incident_reporter", incident.c.reporter_id)
# A query finds the next ones only if it says the same words (`detect.condition`).
_OPEN = "state NOT IN ('Resolved', 'Closed', 'Canceled')"
index_of_present("ix_incident_open", incident.c.updated_at, where=_OPEN)
index_of_present("ix_incident_open_assignee", incident.c.assignee_id, incident.c.updated_at, where=_OPEN)
index_of_present("ix_incident_major", incident.c.updated_at, where="major")
index_of_present("ix_incident_resolved", incident.c.resolved_at, where="resolved_at IS NOT NULL")
sa.Index(
    "ix_incident_external_ref",
    incident.c.external_ref,
    sqlite_where=incident.c.external_ref.isnot(None),
    postgresql_where=incident.c.external_ref.isnot(None),
)
sa.Index(
    "ix_incident_parent",
    incident.c.parent_id,
    sqlite_where=incident.c.parent_id.isnot(None),
    postgresql_where=incident.c.parent_id.isnot(None),
)
sa.Index(
    "ix_incident_import",
    incident.c.import_id,
    sqlite_where=incident.c.import_id.isnot(None),
    postgresql_where=incident.c.import_id.isnot(None),
)

watcher = record(
    "watcher",
    reference("incident_id", "incident", nullable=False),
    reference("person_id", "person", nullable=False),
    sa.UniqueConstraint("incident_id", "person_id"),
    incident="incident_id",
)
