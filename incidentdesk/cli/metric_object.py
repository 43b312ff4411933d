"""Metrics as a program reads them: lengths in seconds, shares from 0 to 1, what is missing null and never 0."""

from typing import TYPE_CHECKING, Any

from incidentdesk.language import _
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.grouping import Group
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric_file import anomaly_objects, service_objects, value_object

if TYPE_CHECKING:
    from incidentdesk.cli.metrics import Told


def metric_object(told: "Told") -> dict[str, Any]:
    """All that was measured, with the definition of each metric."""
    measurement = told.measurement
    left_out = measurement.left_out
    return {
        "period": _period(told.period),
        "query": told.query,
        "zone": told.zone,
        "hours": "business" if told.business else "calendar",
        "calendars": [name or None for name in measurement.calendars],
        "by": measurement.grouping.by or None,
        "population": {
            "incidents": measurement.incidents,
            "canceled": left_out.canceled,
            "duplicates": left_out.duplicates,
            "children": left_out.children,
        },
        "definitions": {name: _definition(name) for name in measurement.values},
        "groups": [_group(told, place, group) for place, group in enumerate(measurement.groups)],
        "anomalies": list(anomaly_objects(measurement)),
        "services": list(service_objects(measurement)),
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "key": period.key,
        "first": None if period.first is None else period.first.isoformat(),
        "last": None if period.last is None else period.last.isoformat(),
    }


def _definition(name: str) -> dict[str, Any]:
    known = DEFINITIONS[name]
    return {
        "name": _(known.label),
        "meaning": _(known.meaning),
        "formula": _(known.formula),
        "left_out": _(known.left_out) if known.left_out else None,
        "belongs_to_a_period_by": known.ends or None,
    }


def _group(told: "Told", place: int, group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "label": group.label,
        "query": drill(told.query, group.query),
        "period": None if group.period is None else _period(group.period),
        "metrics": {
            name: {**value_object(values[place]), "unit": str(DEFINITIONS[name].unit)}
            for name, values in told.measurement.values.items()
        },
    }
