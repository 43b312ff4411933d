"""How often the resolution targets of SLAs were met, month by month and by priority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from incidentdesk.language import _
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Table
from incidentdesk.measure.chart.drill import days, drill, inside
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.chart.share_dots import Dot, draw_dots, share_cells, share_headings, share_text
from incidentdesk.measure.chart.steps import up_to_now
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.grouping import Group, Grouping, by_time, grouping
from incidentdesk.measure.metric.sla_share import METRIC_OF, TARGETS, Results, read_results, sla_shares
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.prepare.sla_kind import Target


@dataclass(frozen=True, slots=True)
class Met:
    """The share of a month or a priority: `group` says which, `n` how many incidents had a clock that ended."""

    group: Group
    share: Share
    n: int
    query: str


@dataclass(frozen=True, slots=True)
class SlaShares:
    """`target` in percent."""

    found: Sequence[Met]
    target: float


def gather_months(scope: Scope) -> SlaShares:
    groups = by_time("month", scope.facts, scope.period, scope.now)
    found = _gathered(scope, groups)
    months = [each.period for each in groups.groups if each.period is not None]
    with_data = [each.share.n > 0 for each in found]
    # Before the first clock of an SLA there was nothing to be met.
    first = with_data.index(True) if any(with_data) and scope.period.first is None else 0
    return SlaShares(found[first : up_to_now(months, with_data, scope.now)], _target(scope))


def gather_priorities(scope: Scope) -> SlaShares:
    groups = grouping(scope.reader, scope.facts, scope.period, "priority", scope.now)
    return SlaShares(_gathered(scope, groups), _target(scope))


def _target(scope: Scope) -> float:
    return float(setting_of(scope.reader, "sla_target_percent"))


def _gathered(scope: Scope, groups: Grouping) -> list[Met]:
    results = read_results(scope.reader, scope.period) if scope.results is None else scope.results
    shares = sla_shares(scope.facts, results, groups)[METRIC_OF[Target.RESOLUTION]]
    counts = _incidents(scope, results, groups)
    return [
        Met(group, share, n, drill(scope.query, group.query, _ended(scope, group)))
        for group, share, n in zip(groups.groups, shares, counts, strict=True)
    ]


def _incidents(scope: Scope, results: Results, groups: Grouping) -> list[int]:
    """How many incidents are behind the clocks of each group; one that was reopened has had several."""
    chosen = results.targets == TARGETS.index(Target.RESOLUTION)
    places = scope.facts.places_of(results.incident_ids)
    chosen &= places >= 0
    chosen[chosen] = scope.facts.counted[places[chosen]]
    codes = groups.codes(results.ended_at[chosen], places[chosen])
    # A pair as one number, sorted; np.unique would hold the interpreter, and so the window.
    inside = codes >= 0
    pairs = np.sort(codes[inside] * len(scope.facts) + places[chosen][inside])
    first = np.ones(len(pairs), bool)
    first[1:] = pairs[1:] != pairs[:-1]
    return [int(each) for each in np.bincount(pairs[first] // max(1, len(scope.facts)), minlength=len(groups))]


def _ended(scope: Scope, group: Group) -> str:
    if group.period is None:
        met, missed = (scope.period.written(key) or f"{key}:1900.." for key in ("met", "missed"))
    else:
        first, until = inside(group.period, scope.period)
        met, missed = (f"{key}:{days(first, until - timedelta(days=1))}" for key in ("met", "missed"))
    return f"({met} or {missed})"


def draw(data: SlaShares, look: Look) -> Drawn:
    shown = [Dot(_short(each.group), each.share, _told(each), each.query, each.n) for each in data.found]
    return draw_dots(shown, data.target, look, _("No resolution clock of an SLA ended in this time."))


def _short(group: Group) -> str:
    """ "Jun", with the year in January; "P1"."""
    if group.period is None or group.period.first is None:
        return group.key
    first = group.period.first
    names = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"),
        _("Dec"),
    )  # fmt: skip
    return names[first.month - 1] if first.month > 1 else f"{names[0]} {first.year}"


def _told(each: Met) -> str:
    text = f"{each.group.label}\n{share_text(each.share)}"
    if each.n == each.share.n:
        return text
    return text + "\n" + _("clocks of {count} incidents").format(count=f"{each.n:,}")


def table_months(data: SlaShares) -> Table:
    return _table(data, _("Month"))


def table_priorities(data: SlaShares) -> Table:
    return _table(data, _("Priority"))


def _table(data: SlaShares, heading: str) -> Table:
    rows = [[each.group.label, *share_cells(each.share), data.target] for each in data.found]
    return Table((heading, *share_headings(), _("Target, %")), rows)


def subtitle(data: SlaShares) -> str:
    return _("dot = share of resolution targets met, whisker = 95 % interval, dashed = target {percent} %").format(
        percent=f"{data.target:g}"
    )
