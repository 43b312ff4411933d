"""A contact method: one way to reach a person or a contact; the first is tried first."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, iso_date, record, reference


class Means(StrEnum):
    EMAIL = N_("E-mail")
    MOBILE = N_("Mobile")
    PHONE = N_("Phone")
    CHAT = N_("Chat")
    PAGER = N_("Pager")
    WEB = N_("Web")


contact_method = record(
    "contact_method",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("person_id", "person"),
    reference("contact_id", "contact"),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("means", sa.Text, nullable=False, info=among(Means)),
    sa.Column("address", sa.Text, nullable=False, info=filled()),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("verified_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    sa.Index("ix_contact_method_person", "person_id"),
    sa.Index("ix_contact_method_contact", "contact_id"),
)
