"""A rule: when something happens to an incident, and if it is such a one, then this is done."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import Identity, among, filled, json_of, metadata, record, reference


class Trigger(StrEnum):
    CREATED = N_("An incident is logged")
    CHANGED = N_("An incident is changed")
    COMMENTED = N_("The requester answers")
    # Those that time brings about.
    AGE = N_("An incident is older than")
    SILENCE = N_("Nothing has happened for")
    HOLD = N_("A hold lasts longer than")
    SLA = N_("A target is used up by")


TIMED = (Trigger.AGE, Trigger.SILENCE, Trigger.HOLD, Trigger.SLA)

rule = record(
    "rule",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("trigger", sa.Text, nullable=False, info=among(Trigger)),
    # Minutes, or percent of a target, for what time brings about.
    sa.Column("amount", sa.Integer, nullable=False, default=0, server_default="0"),
    # JSON: all, any and not over comparisons of a field; see respond/rule_condition.py.
    sa.Column("conditions", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # JSON: what is done, one after the other; see respond/rule_action.py.
    sa.Column("actions", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    # No rule behind it is asked where it fits.
    sa.Column("stops", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    # Since when it is on; what happened before is not for it.
    sa.Column("enabled_at", sa.BigInteger),
    # Why it was switched off by the program itself.
    sa.Column("trouble", sa.Text, nullable=False, default="", server_default=""),
)

rule_run = record(
    "rule_run",
    reference("rule_id", "rule", nullable=False),
    reference("incident_id", "incident", nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    # What brought it about, so that it is done once for it.
    sa.Column("cause", sa.Text, nullable=False),
    # JSON: sentences of what was done, or why it could not be.
    sa.Column("done", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    sa.Column("failed", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("late", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    # How many rules have answered one another since the cause.
    sa.Column("depth", sa.Integer, nullable=False, default=1, server_default="1"),
    sa.UniqueConstraint("rule_id", "incident_id", "cause"),
    sa.Index("ix_rule_run_incident", "incident_id"),
    incident="incident_id",
)

# How far into the ledger the rules have read.
rule_place = sa.Table(
    "rule_place",
    metadata,
    sa.Column("id", Identity, primary_key=True, autoincrement=False),
    sa.Column("ledger_id", sa.BigInteger, nullable=False),
)
