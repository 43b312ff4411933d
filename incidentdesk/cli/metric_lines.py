"""Metrics as lines for a terminal: every figure beside its n and its coverage."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from incidentdesk import clock
from incidentdesk.cli.printing import column
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext
from incidentdesk.measure.duration_text import NO_DATA, duration_text
from incidentdesk.measure.metric.definition import DEFINITIONS, POPULATION, STATISTICS, Unit
from incidentdesk.measure.metric.distribution import Amount, Count, Distribution, Share, Value
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.service_time import ServiceTime
from incidentdesk.measure.metric.spans import ALWAYS_WORKED

if TYPE_CHECKING:
    from incidentdesk.cli.metrics import Told

_NAME, _FIRST, _CELL = 36, 18, 13


def metric_lines(told: "Told") -> Iterator[str]:
    """Of what it speaks, a table for each kind of metric, the services, and what contradicts itself."""
    yield from (f"{name}: {text}" for name, text in about(told).items())
    yield _who_counts(told)
    for kind, headings in _HEADINGS.items():
        names = [name for name, values in told.measurement.values.items() if values and isinstance(values[0], kind)]
        if names:
            yield ""
            yield _line("", headings())
            for name in names:
                yield from _metric_lines(told, name)
    yield from _service_lines(told)
    yield from _anomaly_lines(told)
    yield ""
    for text in (POPULATION, STATISTICS):
        yield from textwrap.wrap(_(text), 110)


def about(told: "Told") -> dict[str, str]:
    """Of which incidents, of which time and by which hours the numbers are."""
    calendars = ", ".join(name or _("round the clock") for name in told.measurement.calendars)
    calendar_hours = _("calendar hours; the first response in working hours ({calendars})")
    return {
        _("Period"): f"{period_text(told.period)} ({told.zone})",
        _("Filter"): told.query or _("all incidents"),
        _("Hours"): (
            _("working hours ({calendars})").format(calendars=calendars)
            if told.business
            else calendar_hours.format(calendars=calendars)
            if calendars
            else _("calendar hours")
        ),
    }


def period_text(period: Period) -> str:
    """Its days, as they are written everywhere."""
    if period.first is None and period.last is None:
        return _("all time")
    if period.first is None:
        return _("until {day}").format(day=period.last)
    if period.last is None:
        return _("from {day} on").format(day=period.first)
    return _("{first} to {last}").format(first=period.first, last=period.last)


def _who_counts(told: "Told") -> str:
    count, left_out = told.measurement.incidents, told.measurement.left_out
    found = ngettext("The filter finds {n} incident.", "The filter finds {n} incidents.", count).format(n=count)
    rest = _("Canceled: {canceled}, duplicates: {duplicates}, children: {children}.").format(
        canceled=left_out.canceled, duplicates=left_out.duplicates, children=left_out.children
    )
    return f"{found} {rest}"


# ── each metric ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _metric_lines(told: "Told", name: str) -> Iterator[str]:
    label, values = _(DEFINITIONS[name].label), told.measurement.values[name]
    grouped = bool(told.measurement.grouping.by)
    if grouped:
        yield label
    for group, value in zip(told.measurement.groups, values, strict=True):
        yield _line(f"  {group.label}" if grouped else label, _cells(told, name, value))


def _line(name: str, cells: Sequence[str]) -> str:
    widths = (_FIRST, *(_CELL for _cell in cells[1:]))
    shown = [column(cell, width) for cell, width in zip(cells[:-1], widths, strict=False)]
    return " ".join([column(name, _NAME), *shown, *cells[-1:]]).rstrip()


def _cells(told: "Told", name: str, value: Value) -> list[str]:
    shown = _shown(told, name)
    if isinstance(value, Distribution):
        figures = [shown(each) for each in (value.median, value.p90, value.mean)] if value.n else [_(NO_DATA)]
        return [_of(value), percent(value.coverage), *figures]
    if isinstance(value, Share):
        low, high = value.interval or (None, None)
        interval = _("{low} to {high}").format(low=percent(low), high=percent(high))
        return [_of(value), percent(value.coverage), *([percent(value.value), interval] if value.n else [_(NO_DATA)])]
    if isinstance(value, Count):
        return [f"{value.value:+}" if value.signed else str(value.value)]
    return [str(value.n), _amount_text(value, shown)]


def _amount_text(value: Amount, shown: Callable[[float | None], str]) -> str:
    text = shown(value.value)
    return _("> {length}").format(length=text) if value.at_least and value.value is not None else text


def _of(value: Distribution | Share) -> str:
    return _("{n} of {population}").format(n=value.n, population=value.population)


def _shown(told: "Told", name: str) -> Callable[[float | None], str]:
    """How a figure of a metric is written."""
    unit = DEFINITIONS[name].unit
    if unit is Unit.SHARE:
        return percent
    if unit in (Unit.COUNT, Unit.POINTS):
        return lambda value: _(NO_DATA) if value is None else f"{value:.4g}"
    worked = (told.business and name != "backlog-age") or name == ALWAYS_WORKED
    return lambda value: duration_text(value, worked=worked)


def percent(share: float | None) -> str:
    """ "65.0 %" of 0.65; "—" where there is nothing to be had."""
    return "—" if share is None else _("{number} %").format(number=f"{100 * share:.1f}")


_HEADINGS: dict[type[Value], Callable[[], Sequence[str]]] = {
    Distribution: lambda: [_("n"), _("Coverage"), _("Median"), _("90th perc."), _("Mean")],
    Share: lambda: [_("n"), _("Coverage"), _("Share"), _("95 % interval")],
    Count: lambda: [_("Number")],
    Amount: lambda: [_("Failures"), _("Value")],
}


# ── services and anomalies ───────────────────────────────────────────────────────────────────────────────────────────


def _service_lines(told: "Told") -> Iterator[str]:
    services = told.measurement.services
    # By service they stand above already.
    if not services or told.measurement.grouping.by == "service":
        return
    yield ""
    yield _line(_("Service"), [_("Failures"), _("Availability"), _("MTBF"), _("MTBSI"), _("Downtime"), _("Degraded")])
    quiet = [each for each in services if not (each.failures or each.degraded)]
    for each in services:
        if each not in quiet:
            yield _line(f"  {each.name}", _service_cells(each))
    if quiet:
        yield ngettext(
            "  {n} service without an unplanned outage", "  {n} services without an unplanned outage", len(quiet)
        ).format(n=len(quiet))


def _service_cells(each: ServiceTime) -> list[str]:
    return [
        str(each.failures),
        percent(each.availability.value),
        _amount_text(each.mtbf, duration_text),
        _amount_text(each.mtbsi, duration_text),
        duration_text(each.downtime),
        duration_text(each.degraded),
    ]


def _anomaly_lines(told: "Told") -> Iterator[str]:
    anomalies = told.measurement.anomalies
    if not anomalies:
        return
    yield ""
    yield ngettext(
        "{n} time ends before it begins and is in no figure:",
        "{n} times end before they begin and are in no figure:",
        len(anomalies),
    ).format(n=len(anomalies))
    for each in anomalies:
        start, end = (_moment(told, at) for at in (each.started_at, each.ended_at))
        label = _(DEFINITIONS[each.metric].label)
        yield f"  {column(number(each.incident_id), 10)} {column(label, _NAME)} {start} → {end}"


def _moment(told: "Told", at: int) -> str:
    return clock.instant(at).astimezone(told.period.zone).strftime("%Y-%m-%d %H:%M:%S")
