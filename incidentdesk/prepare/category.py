"""What kind of trouble it is: categories and, one level below, subcategories."""

import sqlalchemy as sa

from incidentdesk.prepare.naming import named
from incidentdesk.store.base import record, reference
from incidentdesk.store.session import Session

category = record(
    "category",
    sa.Column("name", sa.Text, nullable=False),
    reference("parent_id", "category"),
    sa.UniqueConstraint("parent_id", "name"),
)


def category_named(session: Session, name: str, parent_id: int | None = None) -> int | None:
    """The id of the category, or of the subcategory of `parent_id`, made if there is none; None for an empty name."""
    return named(session, category, name, parent_id=parent_id)
