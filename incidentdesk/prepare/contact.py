"""A contact: somebody outside the team whom one must reach in an emergency, such as a vendor or an insurer."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, full_text, iso_date, record, reference


class ContactKind(StrEnum):
    VENDOR = N_("Vendor")
    UTILITY = N_("Utility")
    AUTHORITY = N_("Authority")
    INSURER = N_("Insurer")
    CUSTOMER = N_("Customer")
    INTERNAL = N_("Internal")
    OTHER = N_("Other")


contact = record(
    "contact",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("organisation", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("kind", sa.Text, nullable=False, info=among(ContactKind)),
    # The service for which this one is asked first, second and so on.
    reference("service_id", "service"),
    sa.Column("position", sa.BigInteger, nullable=False, default=0, server_default="0"),
    # The number under which they know us: of the customer, the contract, the policy.
    sa.Column("their_reference", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("hours", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    # When somebody last saw that the addresses are right.
    sa.Column("verified_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    sa.Column("verified_by", sa.Text, nullable=False, default="", server_default=""),
)
# What is written together with it.
contact.info["parts"] = frozenset({"contact_method"})
full_text(contact, ("name", "organisation", "note"))
