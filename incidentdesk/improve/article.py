"""A knowledge article: how something is solved or done, written once from a resolution and used again."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, full_text, record, reference


class ArticleState(StrEnum):
    DRAFT = N_("Draft")
    PUBLISHED = N_("Published")
    RETIRED = N_("Retired")


article = record(
    "article",
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("symptom", sa.Text, nullable=False, default="", server_default=""),
    # Markdown.
    sa.Column("solution", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(ArticleState)),
    # The incident from whose resolution it was written.
    reference("from_incident_id", "incident"),
    reference("service_id", "service"),
    reference("category_id", "category"),
    # As those of an incident: " network wan ".
    sa.Column("tags", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    unrecorded=("updated_at",),
)
full_text(article, ("title", "symptom", "solution"))

# Each incident in which it helped.
article_use = record(
    "article_use",
    reference("article_id", "article", nullable=False),
    reference("incident_id", "incident", nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("used_by", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("article_id", "incident_id"),
    incident="incident_id",
)
