"""A report as it was put together once: which one, of what, and when it is made by itself."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.store.base import filled, json_of, record, reference

report_definition = record(
    "report_definition",
    sa.Column("name", sa.Text, nullable=False, unique=True, info=filled()),
    # Which report: "period", "actions", "sla" or "service".
    sa.Column("report", sa.Text, nullable=False, info=filled()),
    # JSON: what was chosen about it; see measure/report_choice.py.
    sa.Column("choice", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # JSON: when it is made by itself and where it goes; see measure/report_schedule.py.
    sa.Column("schedule", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # Whom it is sent to when it is made by itself.
    reference("audience_id", "audience"),
    # The key of the last period for which it was made by itself.
    sa.Column("made_for", sa.Text, nullable=False, default="", server_default=""),
    # Why it could not be made by itself; empty as soon as it could.
    sa.Column("trouble", sa.Text, nullable=False, default="", server_default=""),
)


def _of_another_desk(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What another desk makes by itself is for that one to make."""
    return {**facts, "schedule": "{}"}


report_definition.info["of_another_desk"] = _of_another_desk
