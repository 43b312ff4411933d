"""What the dashboard shows: four figures and eight charts, reckoned over one set of facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any

import numpy as np

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.detect.sla_standing import standings
from incidentdesk.language import N_, _, ngettext
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.comparison import medians_compared, percentiles_compared, shares_compared
from incidentdesk.measure.duration_text import NO_DATA, duration_text
from incidentdesk.measure.metric.business import CHOSEN_BY
from incidentdesk.measure.metric.distribution import Distribution, Numbers, Share, distribution
from incidentdesk.measure.metric.facts import Facts, facts_of
from incidentdesk.measure.metric.flow import backlog
from incidentdesk.measure.metric.grouping import whole
from incidentdesk.measure.metric.measuring import Findings, Subject
from incidentdesk.measure.metric.period import Period, all_time, between, day_of, month, period_of, quarter, year
from incidentdesk.measure.metric.sla_share import Results, read_results, sla_shares
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.store.reading import Reader

SHOWN = (
    "time-to-resolve", "sla-per-month", "open-by-age", "backlog", "root-causes", "when-incidents-start", "satisfaction",
    "drill-scores",
)  # fmt: skip
_FIGURES = ("created_at", "resolved_at", "closed_at", "state", "duplicate", "parent_id", "priority", "reopen_count")
_WEEK = 7

# What may be chosen as the time that is shown, beside any that is written as a period.
SPANS = {
    "weeks-4": N_("Last 4 weeks"),
    "weeks-13": N_("Last 13 weeks"),
    "weeks-26": N_("Last 26 weeks"),
    "weeks-52": N_("Last 52 weeks"),
    "this-month": N_("This month"),
    "last-month": N_("Last month"),
    "this-quarter": N_("This quarter"),
    "last-quarter": N_("Last quarter"),
    "this-year": N_("This year"),
    "all": N_("All time"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the dashboard: `note` says what became of it, `query` finds what it was made of."""

    title: str
    value: str
    note: str
    query: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`charts` has what was gathered for each chart by its name; `incidents` are those of the filter among all."""

    period: Period
    figures: Sequence[Figure]
    charts: Mapping[str, Any]
    incidents: int
    everything: int


def columns(*, business: bool = False) -> set[str]:
    """The columns of the facts that the dashboard needs; those that choose a calendar only with `business`."""
    wanted = {*_FIGURES, *(name for each in SHOWN for name in CHARTS[each].columns)}
    return wanted | set(CHOSEN_BY) if business else wanted - (set(CHOSEN_BY) - set(_FIGURES))


def shown_period(span: str, now: int, zone: tzinfo) -> Period:
    """The period of a choice, or of a written one; raises Refused for what is none."""
    today = day_of(now, zone)
    if span == "all":
        return all_time(zone)
    kind, _dash, count = span.partition("-")
    if kind == "weeks" and count.isdecimal():
        monday = today - timedelta(days=today.weekday())
        return between(monday - timedelta(days=_WEEK * (int(count) - 1)), today, zone)
    step = {"month": month, "quarter": quarter, "year": year}.get(count)
    if step is not None and kind in ("this", "last"):
        this = step(today, zone)
        return this if kind == "this" or this.first is None else step(this.first - timedelta(days=1), zone)
    return period_of(span, zone)


def gather_dashboard(
    reader: Reader,
    everything: Facts,
    context: Context,
    *,
    span: str,
    query: str = "",
    business: bool = False,
    charts: Collection[str] = SHOWN,
    results: Results | None = None,
) -> Dashboard:
    """Everything that the dashboard shows of the incidents that a query means; raises Refused for a wrong period.

    `everything` are the facts of all incidents, `results` those of all clocks of resolution if they are known already.
    """
    now = clock.stored(context.now)
    period = shown_period(span, now, context.zone)
    facts = facts_of(reader, parse(query), context, everything)
    scope = Scope(
        reader, facts, everything, period, now, context.zone, query.strip(), business, context.first_weekday, results
    )
    return Dashboard(
        period,
        _figures(scope),
        {name: CHARTS[name].gather(scope) for name in SHOWN if name in charts},
        len(facts),
        len(everything),
    )


# ── the figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _figures(scope: Scope) -> list[Figure]:
    before = scope.period.before()
    return [*_times(scope, before), _sla(scope, before), _open(scope)]


def _lengths(scope: Scope, period: Period) -> tuple[Distribution, Numbers]:
    known = Findings(scope.reader, scope.facts, scope.everything, scope.business)
    found = Subject(known, whole(period), scope.now).span("time-to-resolve")
    return distribution(found.seconds, int(found.populations[0])), found.seconds


def _times(scope: Scope, before: Period | None) -> list[Figure]:
    now, seconds = _lengths(scope, scope.period)
    past = _lengths(scope, before)[1] if before else np.empty(0)
    query = drill(scope.query, "metric:time-to-resolve", scope.period.written("resolved"))
    n = _("n = {n} of {population}").format(n=f"{now.n:,}", population=f"{now.population:,}")
    hours = _("working hours") if scope.business else _("calendar hours")
    explained = _("{name}: last resolution − creation, in {hours}; {n}.")
    return [
        Figure(
            _("Median time to resolve"),
            duration_text(now.median, worked=scope.business),
            medians_compared(seconds, past).text if before else n,
            query,
            explained.format(name=_("The middle value"), hours=hours, n=n),
        ),
        Figure(
            _("90th percentile"),
            duration_text(now.p90, worked=scope.business),
            percentiles_compared(seconds, past).text if before else n,
            query,
            explained.format(name=_("The smallest time that 90 % do not exceed"), hours=hours, n=n),
        ),
    ]


def _sla(scope: Scope, before: Period | None) -> Figure:
    share = _share(scope, scope.period)
    target = f"{float(setting_of(scope.reader, 'sla_target_percent')):g}"
    value = _(NO_DATA)
    if share.value is not None:
        value = _("{percent} % (n = {n})").format(percent=f"{100 * share.value:.1f}", n=f"{share.n:,}")
    change = shares_compared(share, _share(scope, before)).text if before else ""
    met, missed = (scope.period.written(key) or f"{key}:..now" for key in ("met", "missed"))
    return Figure(
        _("SLA met"),
        value,
        _("target {target} %; {change}").format(change=change, target=target)
        if change
        else _("target {target} %").format(target=target),
        drill(scope.query, f"({met} or {missed})"),
        _("Resolution clocks that were met ÷ those that ended; cancelled ones and OLAs are left out."),
    )


def _share(scope: Scope, period: Period) -> Share:
    results = read_results(scope.reader, period) if scope.results is None else scope.results
    return sla_shares(scope.facts, results, whole(period))["sla-resolution"][0]


def _open(scope: Scope) -> Figure:
    now = clock.instant(scope.now)
    there = int((scope.facts.open & scope.facts.counted).sum())
    late = [each for each, standing in standings(scope.reader, now).items() if standing.overdue]
    places = scope.facts.places_of(np.array(late, np.int64))
    overdue = int(scope.facts.counted[places[places >= 0]].sum())
    week_ago = int(backlog(scope.facts, np.array([scope.now - 7 * 86_400_000_000]))[0])
    change = there - week_ago
    note = (
        _("as many as a week ago")
        if not change
        else ngettext("{n} more than a week ago", "{n} more than a week ago", change).format(n=f"{change:,}")
        if change > 0
        else ngettext("{n} fewer than a week ago", "{n} fewer than a week ago", -change).format(n=f"{-change:,}")
    )
    value = f"{there:,}"
    if overdue:
        value = _("{open} · {overdue} overdue").format(open=value, overdue=f"{overdue:,}")
    return Figure(
        _("Open now"), value, note, drill(scope.query, "is:open counted:yes"),
        _("New, In Progress and On Hold, whatever the time that is shown; overdue are those with a target missed."),
    )  # fmt: skip
