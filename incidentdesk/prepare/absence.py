"""An absence: days on which a person is not to be counted on."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, iso_date, record, reference

absence = record(
    "absence",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("person_id", "person", nullable=False),
    # The first and the last day, in the person's time zone.
    sa.Column("from_on", sa.Text, nullable=False, info=iso_date()),
    sa.Column("until_on", sa.Text, nullable=False, info=iso_date()),
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_absence_person", "person_id", "until_on"),
)
