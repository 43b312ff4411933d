"""A survey: what the reporter of a resolved incident thinks of how it was handled; one for each incident."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class AnswerWay(StrEnum):
    MAIL = N_("E-mail")
    WEB = N_("Web page")
    PHONE = N_("Phone")


survey = record(
    "survey",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    # The SHA-256 of the token with which it is answered; the token itself is with the reporter only.
    sa.Column("token_hash", sa.Text, nullable=False, unique=True, info=filled()),
    # Whom it was sent to; empty where it is answered by phone only.
    sa.Column("recipient", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("sent_at", sa.BigInteger, nullable=False),
    sa.Column("reminded_at", sa.BigInteger),
    # 1 (very dissatisfied) to 5 (very satisfied).
    sa.Column("score", sa.SmallInteger, info=among((None, 1, 2, 3, 4, 5))),
    sa.Column("comment", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("answered_at", sa.BigInteger),
    sa.Column("answered_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("answered_way", sa.Text, nullable=False, default="", server_default="", info=among(("", *AnswerWay))),
    sa.UniqueConstraint("incident_id"),
    incident="incident_id",
)
