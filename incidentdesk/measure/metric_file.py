"""Measured numbers for other programs: as rows, and those rows as CSV and as an Excel workbook.

Lengths of time are seconds, shares go from 0 to 1, scores of drills to 100, and what is missing is an empty cell and
never 0.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.transfer.atomic import written_whole
from incidentdesk.detect.transfer.cell import safe_cell
from incidentdesk.detect.transfer.export import workbook, xml_text
from incidentdesk.language import _
from incidentdesk.measure.chart.drawn import Table
from incidentdesk.measure.metric.definition import DEFINITIONS, POPULATION, STATISTICS
from incidentdesk.measure.metric.distribution import Amount, Count, Distribution, Share, Value
from incidentdesk.measure.metric.measuring import Measurement

# The keys of a value in every format, in order.
KEYS = (
    "n", "population", "coverage", "median", "p90", "mean", "low", "high", "total", "share", "hits", "interval",
    "value", "at_least",
)  # fmt: skip
HEADINGS = (
    "metric", "name", "group", "unit", "n", "population", "coverage", "median", "p90", "mean", "low", "high", "total",
    "share", "hits", "interval_low", "interval_high", "value", "at_least",
)  # fmt: skip


def value_object(value: Value) -> dict[str, Any]:
    """A value by the keys of KEYS; what it does not have is None."""
    return {**dict.fromkeys(KEYS), **{key: _short(each) for key, each in _parts(value).items()}}


def _parts(value: Value) -> dict[str, Any]:
    if isinstance(value, Distribution):
        return {name: getattr(value, name) for name in KEYS[:9]}
    if isinstance(value, Share):
        known = {name: getattr(value, name) for name in ("n", "population", "coverage", "hits", "interval")}
        return {**known, "share": value.value}
    if isinstance(value, Count):
        return {"value": value.value} if value.signed else {"value": value.value, "n": value.value}
    return _amount(value)


def _amount(value: Amount) -> dict[str, Any]:
    return {"value": value.value, "n": value.n, "at_least": value.at_least}


def _short(value: Any) -> Any:
    """To the microsecond; what lies behind is only how computers write fractions."""
    if isinstance(value, tuple):
        return [_short(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value


# ── as rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def metric_rows(measurement: Measurement) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """The headings, and a row for each metric in each group."""
    rows = [
        _row(name, group.key, value)
        for name, values in measurement.values.items()
        for group, value in zip(measurement.groups, values, strict=True)
    ]
    return HEADINGS, rows


def _row(name: str, group: str, value: Value) -> Sequence[Any]:
    definition = DEFINITIONS[name]
    found = value_object(value)
    found["interval_low"], found["interval_high"] = found.pop("interval") or (None, None)
    return name, _(definition.label), group, str(definition.unit), *(found[each] for each in HEADINGS[4:])


def metric_tables(measurement: Measurement, about: Mapping[str, str]) -> dict[str, Table]:
    """What a file of metrics holds, by the name of each part; `about` says of what it speaks."""
    return {
        _("Metrics"): Table(*metric_rows(measurement)),
        _("Services"): Table(*_services(measurement)),
        _("Anomalies"): Table(*_anomalies(measurement)),
        _("Definitions"): Table(*_definitions(measurement)),
        _("About"): Table((_("About"), ""), [*about.items(), *_counted(measurement)]),
    }


def _services(measurement: Measurement) -> tuple[Sequence[str], list[Sequence[Any]]]:
    rows = [tuple(service_object.values()) for service_object in service_objects(measurement)]
    headings = (
        "name", "availability", "mtbf_seconds", "mtbf_at_least", "mtbsi_seconds", "agreed_seconds",
        "downtime_seconds", "degraded_seconds", "failures",
    )  # fmt: skip
    return headings, list(rows)


def service_objects(measurement: Measurement) -> Iterator[dict[str, Any]]:
    """Each service with its availability from 0 to 1 and its times in seconds."""
    for each in measurement.services:
        yield {
            "name": each.name,
            "availability": _short(each.availability.value),
            "mtbf_seconds": _short(each.mtbf.value),
            "mtbf_at_least": each.mtbf.at_least,
            "mtbsi_seconds": _short(each.mtbsi.value),
            "agreed_seconds": _short(each.agreed),
            "downtime_seconds": _short(each.downtime),
            "degraded_seconds": _short(each.degraded),
            "failures": each.failures,
        }


def anomaly_objects(measurement: Measurement) -> Iterator[dict[str, Any]]:
    """Each incident that has ended before it began, with both times in UTC."""
    for each in measurement.anomalies:
        yield {
            "number": number(each.incident_id),
            "metric": each.metric,
            "from": clock.iso(each.started_at),
            "to": clock.iso(each.ended_at),
        }


def _anomalies(measurement: Measurement) -> tuple[Sequence[str], list[Sequence[Any]]]:
    return ("number", "metric", "from", "to"), [tuple(each.values()) for each in anomaly_objects(measurement)]


def _definitions(measurement: Measurement) -> tuple[Sequence[str], list[Sequence[Any]]]:
    chosen = [DEFINITIONS[name] for name in measurement.values]
    rows = [(_(each.label), each.name, _(each.meaning), _(each.formula), _(each.left_out or "—")) for each in chosen]
    return ("name", "metric", "meaning", "formula", "left_out"), list(rows)


def _counted(measurement: Measurement) -> list[tuple[str, Any]]:
    return [
        (_("Incidents"), measurement.incidents),
        (_("Canceled"), measurement.left_out.canceled),
        (_("Duplicates"), measurement.left_out.duplicates),
        (_("Children"), measurement.left_out.children),
        (_("Who counts"), _(POPULATION)),
        (_("How to read it"), _(STATISTICS)),
    ]


# ── as files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_csv(path: Path, tables: Mapping[str, Table]) -> None:
    """Write tables below one another in UTF-8, an empty line between them and the name before all but the first.

    The first begins in the first line, so that a program that looks for one table finds it. No text is a formula.
    Raises Refused where it cannot be written; what was there is still there then.
    """
    with written_whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for place, (name, table) in enumerate(tables.items()):
            if place:
                writer.writerows([[], [safe_cell(name)]])
            writer.writerow([safe_cell(each) for each in table.headings])
            writer.writerows([_csv_cell(each) for each in row] for row in table.rows)


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_cell(value) if isinstance(value, str) else value


def write_xlsx(path: Path, tables: Mapping[str, Table]) -> None:
    """Write tables as sheets of an Excel workbook; numbers are numbers, and no text is a formula.

    Raises Refused like `write_csv`.
    """
    with written_whole(path) as part, workbook(part) as book:
        bold = book.add_format({"bold": True})
        for name, table in tables.items():
            sheet = book.add_worksheet(_sheet_name(name))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 30)
            sheet.set_column(1, max(1, len(table.headings) - 1), 20)
            for column, heading in enumerate(table.headings):
                sheet.write_string(0, column, xml_text(heading), bold)
            for line, row in enumerate(table.rows, 1):
                for column, value in enumerate(row):
                    _write_cell(sheet, line, column, value)


def _write_cell(sheet: Any, line: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, xml_text(str(value)))


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", "-", name)[:31]
