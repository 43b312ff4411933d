"""A service that can break: who owns it, how much depends on it, what it needs, and how soon it must be back."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.prepare.naming import named
from incidentdesk.store.base import among, record, reference
from incidentdesk.store.session import Session


class Criticality(StrEnum):
    CRITICAL = N_("Critical")
    HIGH = N_("High")
    MEDIUM = N_("Medium")
    LOW = N_("Low")


service = record(
    "service",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    reference("owner_id", "person"),
    reference("team_id", "team"),
    sa.Column(
        "criticality", sa.Text, nullable=False, default="Medium", server_default="Medium", info=among(Criticality)
    ),
    # Support hours; every hour where there is no calendar.
    reference("calendar_id", "calendar"),
    # Recovery time objective and recovery point objective in minutes.
    sa.Column("rto", sa.Integer),
    sa.Column("rpo", sa.Integer),
    # Who is notified while nobody acknowledges an incident of this service.
    reference("escalation_policy_id", "escalation_policy"),
)
# What is written together with it.
service.info["parts"] = frozenset({"service_dependency"})

service_dependency = record(
    "service_dependency",
    reference("service_id", "service", nullable=False),
    # The service without which it does not work.
    reference("needs_id", "service", nullable=False),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("service_id", "needs_id"),
)


def service_named(session: Session, name: str) -> int | None:
    """The id of the service of that name, made if there is none; None for an empty name."""
    return named(session, service, name)
