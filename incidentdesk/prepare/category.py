"""What kind of trouble it is: categories and, one level below, subcategories."""

import sqlalchemy as sa

from incidentdesk.store.base import record, reference

category = record(
    "category",
    sa.Column("name", sa.Text, nullable=False),
    reference("parent_id", "category"),
    sa.UniqueConstraint("parent_id", "name"),
)
