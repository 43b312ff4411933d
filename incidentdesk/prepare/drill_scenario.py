"""A drill scenario: what happens when, and what those who take part are expected to do.

What happens is one value (`scenario_content`); a drill keeps a copy of it, so that a scenario can be worked on while
the results of earlier drills stay what they are.
"""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, iso_date, json_of, record, reference


class DrillKind(StrEnum):
    TABLETOP = N_("Tabletop")
    WALKTHROUGH = N_("Walkthrough")
    SIMULATION = N_("Simulation")


drill_scenario = record(
    "drill_scenario",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False, info=among(DrillKind)),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("objectives", sa.Text, nullable=False, default="", server_default=""),
    # The plan that is drilled and the service that it is about.
    reference("plan_id", "plan"),
    reference("service_id", "service"),
    reference("owner_id", "person"),
    # The number of the past incident that it replays, as INC-0042.
    sa.Column("replays", sa.Text, nullable=False, default="", server_default=""),
    # JSON of a ScenarioContent.
    sa.Column("content", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # Every so many months; 0 is never by itself.
    sa.Column("every_months", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("next_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
)
