"""How each service did, on paper: volume, times, SLA, availability, outages, what came back and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext
from incidentdesk.measure.chart.drawn import Table as Numbers
from incidentdesk.measure.duration_text import duration_text
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.distribution import Amount, Distribution, Share, Value
from incidentdesk.measure.metric.service_time import ServiceTime
from incidentdesk.measure.metric_file import HEADINGS, metric_rows
from incidentdesk.measure.printed import NEVER, minute
from incidentdesk.measure.report_pages import (
    RIGHT,
    RIGHT_STRONG,
    Making,
    definitions,
    interval_cell,
    opening,
    period_scope,
    share_cell,
    sub,
    titled,
    write_report,
)
from incidentdesk.measure.service_content import NAMES, Outage, ServiceContent, ServiceSheet, count_of
from incidentdesk.paper.styles import BODY, LABEL, NOTE, STRONG
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text

_MOST_CAUSES, _MOST_OUTAGES = 5, 12


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def service_report(
    content: ServiceContent, path: Path | str, making: Making, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Write the report as a PDF and return the number of its pages; raises Refused where it can't be written."""
    title = titled(content.service or _("Services"), content.period)
    return write_report(path, _story(content, making, title), title, _("Service report"), making, cancelled)


def _story(content: ServiceContent, making: Making, title: str) -> list[Flowable]:
    scope = period_scope(content.period, "", making)
    blocks = opening(making.desk or _("Incident desk"), title, scope)
    if not content.sheets:
        return [*blocks, Text(_("There are no services yet. Add one under People and services."), BODY)]
    loud = [each for each in content.sheets if not each.quiet or content.service]
    if not content.service:
        blocks.append(_overview(content))
        blocks += _quiet([each.name for each in content.sheets if each.quiet])
    for each in loud:
        blocks += _sheet(each, making, alone=bool(content.service))
    return [*blocks, *_definitions()]


def _overview(content: ServiceContent) -> Flowable:
    columns = [
        Column(_("Service"), share=1, style=STRONG),
        Column(_("Logged"), width=40, style=RIGHT),
        Column(_("Open"), width=34, style=RIGHT),
        Column(_("Median to resolve"), width=62, style=RIGHT),
        Column(_("SLA met"), width=46, style=RIGHT),
        Column(_("Repeats"), width=46, style=RIGHT),
        Column(_("Availability"), width=60, style=RIGHT_STRONG),
        Column(_("Outages"), width=46, style=RIGHT),
    ]
    rows = [_overview_row(each.name, each.values, each.time) for each in content.sheets if not each.quiet]
    if content.without is not None and any(count_of(content.without[name]) for name in _VOLUME):
        rows.append(_overview_row(_("No service named"), content.without, None))
    return Section(_("All services"), Table(columns, rows or [(_("Nothing happened."), *[NEVER] * 7)]))


def _overview_row(name: str, values: Mapping[str, Value], time: ServiceTime | None) -> Sequence[Cell]:
    resolve = values["time-to-resolve"]
    assert isinstance(resolve, Distribution)
    return (
        name,
        str(count_of(values["created"])),
        str(count_of(values["backlog"])),
        duration_text(resolve.median) if resolve.n else NEVER,
        _of(values, "sla-resolution"),
        _of(values, "repeat-rate"),
        NEVER if time is None else _availability(time),
        NEVER if time is None else str(time.failures),
    )


def _of(values: Mapping[str, Value], name: str) -> str:
    share = values[name]
    assert isinstance(share, Share)
    return share_cell(share)


def _availability(time: ServiceTime) -> str:
    """To a thousandth of a per cent, for 99.9 and 99.99 are not the same promise; never 100 where it was down."""
    share = time.availability.value
    if share is None:
        return _("no data")
    shown = f"{100 * share:.3f}".rstrip("0").rstrip(".")
    return _("{percent} %").format(percent="99.999" if shown == "100" and time.downtime else shown)


def _quiet(names: Sequence[str]) -> list[Flowable]:
    if not names:
        return []
    sentence = ngettext(
        "{count} service had no incident and no outage: {names}.",
        "{count} services had no incident and no outage: {names}.",
        len(names),
    )
    return [Text(sentence.format(count=len(names), names=", ".join(names)), NOTE.but(after=4))]


def _sheet(each: ServiceSheet, making: Making, *, alone: bool) -> list[Flowable]:
    heading = _("In numbers") if alone else each.name
    blocks: list[Flowable] = [CondPageBreak(150), Section(heading, _figures(each))]
    if each.outages:
        blocks += sub(_("Outages"), _outage_table(each.outages[:_MOST_OUTAGES], making), *_more_outages(each))
    if each.causes:
        blocks += sub(_("Root causes"), _cause_table(each.causes[:_MOST_CAUSES]), *_more_causes(each))
    return blocks


# What stands in a line above the others.
_VOLUME = ("created", "resolved", "backlog")


def _figures(each: ServiceSheet) -> Flowable:
    counts = [count_of(each.values[name]) for name in _VOLUME]
    volume = _("{logged} logged · {resolved} resolved · {open} open").format(
        logged=counts[0], resolved=counts[1], open=counts[2]
    )
    rows: list[Sequence[Cell]] = [_figure(each, name) for name in NAMES if name not in _VOLUME]
    columns = [Column(volume, share=1.4), Column("", width=90, style=RIGHT_STRONG), Column("", share=1.5, style=LABEL)]
    return Table(columns, rows, after=6)


def _figure(each: ServiceSheet, name: str) -> Sequence[Cell]:
    """The name of a number, the number, and what it rests on."""
    value, label = each.values[name], _(DEFINITIONS[name].label)
    if isinstance(value, Amount):
        return _time_figure(each, name, label, value)
    assert isinstance(value, Distribution | Share)
    if not value.n:
        return label, _("no data"), ""
    if isinstance(value, Share):
        of = _("{hits} of {n}").format(hits=value.hits, n=value.n)
        return label, share_cell(value), f"{interval_cell(value)} · {of}"
    told = _("90th percentile {p90} · n={n} of {all}").format(
        p90=duration_text(value.p90), n=value.n, all=value.population
    )
    return label, duration_text(value.median), told


def _time_figure(each: ServiceSheet, name: str, label: str, value: Amount) -> Sequence[Cell]:
    time = each.time
    if name == "availability":
        return label, _availability(time), _down(each)
    if value.value is None:
        return label, _("no data"), ""
    failures = ngettext("{count} failure", "{count} failures", time.failures).format(count=time.failures)
    length = duration_text(value.value, worked=each.worked)
    return label, _("> {length}").format(length=length) if value.at_least else length, failures


def _down(each: ServiceSheet) -> str:
    """Of how much agreed time it was away."""
    down, degraded, agreed = (
        duration_text(length, worked=each.worked)
        for length in (each.time.downtime, each.time.degraded, each.time.agreed)
    )
    if not each.time.downtime and not each.time.degraded:
        return _("no unplanned outage recorded · {agreed} agreed").format(agreed=agreed)
    return _("down {down} · degraded {degraded} · of {agreed} agreed").format(
        down=down, degraded=degraded, agreed=agreed
    )


def _outage_table(outages: Iterable[Outage], making: Making) -> Flowable:
    columns = [
        Column(_("From"), width=88, style=LABEL),
        Column(_("To"), width=88, style=LABEL),
        Column(_("Length"), width=70, style=RIGHT),
        Column(_("Degree"), width=88),
        Column(_("Incident"), width=56),
        Column(_("Note"), share=1),
    ]
    return Table(columns, [_outage_row(each, making) for each in outages], after=4)


def _outage_row(each: Outage, making: Making) -> Sequence[Cell]:
    ended = making.made_at if each.ended_at is None else each.ended_at
    degree = _("{degree}, planned").format(degree=_(each.degree)) if each.planned else _(each.degree)
    return (
        minute(each.began_at, making.zone),
        minute(each.ended_at, making.zone) if each.ended_at is not None else _("goes on"),
        duration_text((ended - each.began_at) / 1_000_000),
        degree,
        number(each.incident_id) if each.incident_id else NEVER,
        each.note or NEVER,
    )


def _more_outages(each: ServiceSheet) -> list[Flowable]:
    rest = len(each.outages) - _MOST_OUTAGES
    said = ngettext("{count} earlier one is left out.", "{count} earlier ones are left out.", rest)
    return [Text(said.format(count=rest), NOTE)] if rest > 0 else []


def _cause_table(causes: Iterable[tuple[str, int]]) -> Flowable:
    columns = [Column(_("Root cause"), share=1), Column(_("Incidents"), width=60, style=RIGHT)]
    return Table(columns, [(text, str(n)) for text, n in causes], after=4)


def _more_causes(each: ServiceSheet) -> list[Flowable]:
    rest = len(each.causes) - _MOST_CAUSES
    said = ngettext("{count} more is left out.", "{count} more are left out.", rest)
    return [Text(said.format(count=rest), NOTE)] if rest > 0 else []


def _definitions() -> list[Flowable]:
    left_out = [
        _("Availability and the time between failures are told over the agreed service time: the support hours of the"
          " service, every hour where it has none. Root causes are the verified ones of incidents that were resolved in"
          " the period.")
    ]  # fmt: skip
    return definitions(NAMES, left_out)


# ── the same numbers for other programs ──────────────────────────────────────────────────────────────────────────────


def service_tables(content: ServiceContent) -> dict[str, Numbers]:
    """The tables of a file: each number of each service, its outages and its causes; lengths in seconds."""
    shown = {each.name.casefold() for each in content.sheets}
    _headings, rows = metric_rows(content.measurement)
    group = HEADINGS.index("group")
    kept = [row for row in rows if not content.service or str(row[group]).casefold() in shown]
    times = [
        (each.name, each.time.availability.value, each.time.mtbf.value, each.time.mtbf.at_least, each.time.failures,
         each.time.agreed, each.time.downtime, each.time.degraded)
        for each in content.sheets
    ]  # fmt: skip
    outages = [
        (each.name, clock.iso(one.began_at), clock.iso(one.ended_at), one.degree, one.planned,
         number(one.incident_id) if one.incident_id else "", one.note)
        for each in content.sheets
        for one in each.outages
    ]  # fmt: skip
    causes = [(each.name, text, n) for each in content.sheets for text, n in each.causes]
    return {
        _("Metrics"): Numbers(HEADINGS, kept),
        _("Services"): Numbers(
            ("service", "availability", "mtbf_seconds", "mtbf_at_least", "failures", "agreed_seconds",
             "downtime_seconds", "degraded_seconds"), times,
        ),
        _("Outages"): Numbers(("service", "began_at", "ended_at", "degree", "planned", "incident", "note"), outages),
        _("Root causes"): Numbers(("service", "root_cause", "incidents"), causes),
        _("About"): Numbers(("name", "value"), [("period", content.period.key), ("service", content.service)]),
    }  # fmt: skip
