"""An outlet: a way by which announcements leave the desk. What is secret about it stands in `prepare/secret`."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, json_of, record


class OutletKind(StrEnum):
    EMAIL = N_("E-mail")  # SMTP, to the addresses of people
    APPRISE = N_("Chat or service")  # one address of Apprise, which is secret
    WEBHOOK = N_("Webhook")
    DESKTOP = N_("Desktop notification")
    COPY = N_("Copy for phone")  # a text that a person sends by hand


outlet = record(
    "outlet",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False, info=among(OutletKind)),
    # JSON: what is not secret; of e-mail host, port, security, user and sender, of a webhook the form.
    sa.Column("options", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    # To which other outlet a message goes that this one can't deliver.
    sa.Column("fallback", sa.Text, nullable=False, default="", server_default=""),
)
