"""speed-12: a chart takes at most 1.3 times as long as matplotlib called directly for the same marks, drawing it again
at most 1.2 times.

Run: python tests/benchmarks/charts.py [--repeats N]

Both sides show the same bars, lines, dots and texts at the same size. They take turns in one process and the medians
of their CPU time are compared, because absolute times drift on shared machines.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.measure.chart.backlog import Backlog
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.look import Look, colours_of
from incidentdesk.measure.chart.open_by_age import AGES, BANDS, OpenAges
from incidentdesk.measure.chart.root_causes import Pareto
from incidentdesk.measure.chart.sla_per_month import SlaShares
from incidentdesk.measure.chart.weekly_times import FEW, WeeklyTimes
from incidentdesk.measure.chart.when_incidents_start import DAYS, Starts
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.period import between
from incidentdesk.measure.sample_desk import fill_desk
from incidentdesk.schema.opening import open_desk

WIDTH, HEIGHT = 824, 350
NEW, AGAIN = 1.3, 1.2
SERIES = ("#A1260D", "#D4721B", "#7A5C00", "#3669B5")


def figure() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(WIDTH / 96, HEIGHT / 96), dpi=96)
    FigureCanvasAgg(made)
    axes = made.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", linewidth=0.7)
    axes.set_axisbelow(True)
    return made, axes


def halo() -> list[Any]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=4.5, foreground="white")]


def raw_times(data: WeeklyTimes) -> Any:
    made, axes = figure()
    xs = range(len(data.weeks))
    nan = float("nan")
    medians = [nan if week.median is None else week.median for week in data.weeks]
    tops = [nan if week.p90 is None or week.n < FEW else week.p90 for week in data.weeks]
    axes.set_yscale("log")
    axes.fill_between(xs, medians, tops, alpha=0.18)
    axes.plot(xs, tops, linewidth=0.75)
    axes.plot(xs, medians, linewidth=1.5)
    many = [place for place, week in enumerate(data.weeks) if week.n >= FEW]
    few = [place for place, week in enumerate(data.weeks) if 0 < week.n < FEW]
    axes.plot(many, [medians[place] for place in many], "o")
    axes.plot(few, [medians[place] for place in few], "o", markerfacecolor="white")
    for each in data.stretches:
        if each.limits:
            for value in (each.limits.lower, each.limits.centre, each.limits.upper):
                axes.hlines(value, each.first, each.after, linestyle="--", linewidth=0.75)
        if each.baseline:
            axes.axvline(each.first, linestyle=":")
            axes.text(each.first, axes.get_ylim()[0], each.baseline.caption, path_effects=halo())
    for place, week in enumerate(data.weeks):
        if week.signal:
            axes.plot([place], [week.median], "D", markersize=11, markerfacecolor="none")
            axes.text(place, week.median, data.slowest.get(place, ""), path_effects=halo(), clip_on=True)
    for value in ("90th pct. 3 d 4 h", "median 5 h", "upper limit 8 h", "lower limit 3 h"):
        axes.text(len(data.weeks), medians[-1], value)
    axes.set_xticks(list(xs)[::2], [week.step.key[-3:] for week in data.weeks][::2])
    axes.set_yticks([900, 3_600, 14_400, 86_400, 259_200], ["15 min", "1 h", "4 h", "1 d", "3 d"])
    axes.minorticks_off()
    return made


def raw_sla(data: SlaShares) -> Any:
    made, axes = figure()
    known = [(place, each.share) for place, each in enumerate(data.found) if each.share.n]
    for place, share in known:
        low, high = share.interval or (0, 0)
        axes.vlines(place, 100 * low, 100 * high, linewidth=1.5)
        axes.text(place + 0.1, 100 * (share.value or 0), f"{100 * (share.value or 0):.0f}", path_effects=halo())
    axes.plot([place for place, _share in known], [100 * (share.value or 0) for _place, share in known], "o")
    axes.axhline(data.target, linestyle="--")
    axes.text(len(data.found), data.target, "target 90 %")
    axes.set_xticks(range(len(data.found)), [f"{each.group.key}\nn={each.share.n}" for each in data.found])
    axes.set_yticks(range(30, 101, 10), [f"{each} %" for each in range(30, 101, 10)])
    return made


def raw_ages(data: OpenAges) -> Any:
    made, axes = figure()
    below = data.counts[:, 0] * 0
    for band, name in enumerate(BANDS):
        plain = data.counts[:, band] - data.held[:, band]
        axes.bar(AGES, plain, bottom=below, color=SERIES[band], edgecolor="white", label=name)
        axes.bar(
            AGES, data.held[:, band], bottom=below + plain, color=SERIES[band], edgecolor="white", hatch="\\\\\\\\"
        )
        below = below + data.counts[:, band]
    for place, total in enumerate(below.tolist()):
        axes.text(place, total, f"{total}", ha="center")
    axes.legend(ncols=5)
    return made


def raw_backlog(data: Backlog) -> Any:
    made, axes = figure()
    xs = range(len(data.flows))
    axes.bar([x - 0.2 for x in xs], [each.logged for each in data.flows], 0.4)
    axes.bar([x + 0.2 for x in xs], [each.resolved for each in data.flows], 0.4)
    axes.plot(xs, [each.open for each in data.flows], linewidth=4, color="white")
    axes.plot(xs, [each.open for each in data.flows], "s-")
    for value, text in zip((data.flows[-1].open, 13, 4), ("open", "logged", "resolved"), strict=True):
        axes.text(len(data.flows), value, text)
    axes.set_xticks(list(xs)[::2], [each.step.key[-3:] for each in data.flows][::2])
    return made


def raw_causes(data: Pareto) -> Any:
    made, axes = figure()
    xs = range(len(data.causes))
    counts = [each.count for each in data.causes]
    axes.bar(xs, counts)
    axes.plot(xs, [sum(counts[: place + 1]) for place in xs], "s-")
    axes.axhline(0.8 * data.total, linestyle="--")
    for x, count in zip(xs, counts, strict=True):
        axes.text(x, count, f"{count}", ha="center", path_effects=halo())
    axes.set_xticks(xs, [_folded(each.text) for each in data.causes])
    right = axes.twinx()
    right.set_ylim(0, 100)
    right.set_yticks([0, 50, 80, 100], ["0 %", "50 %", "80 %", "100 %"])
    return made


def _folded(text: str) -> str:
    return "\n".join((text[:20], text[20:40], text[40:60]))


def raw_starts(data: Starts) -> Any:
    made, axes = figure()
    axes.grid(visible=False)
    axes.pcolormesh(data.counts, cmap="Blues", edgecolors="white", linewidth=1)
    for day in range(7):
        for hour in range(24):
            if count := int(data.counts[day][hour]):
                axes.text(hour + 0.5, day + 0.5, f"{count}", ha="center", va="center")
    axes.set_xticks([hour + 0.5 for hour in range(0, 24, 3)], [f"{hour:02}" for hour in range(0, 24, 3)])
    axes.set_yticks([day + 0.5 for day in range(7)], DAYS)
    for place in range(5):
        made.text(0.5 + place / 10, 0.02, f"{place}–{place + 1}")
    return made


RAW: dict[str, Callable[[Any], Any]] = {
    "time-to-resolve": raw_times,
    "sla-per-month": raw_sla,
    "open-by-age": raw_ages,
    "backlog": raw_backlog,
    "root-causes": raw_causes,
    "when-incidents-start": raw_starts,
}


def gathered() -> dict[str, Any]:
    """What the charts of the sample desk are drawn from."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_desk(Path(folder) / "sample.db")
        fill_desk(database)
        now = clock.now()
        with database.read() as reader:
            facts = read_facts(reader)
            period = between(now.date() - timedelta(days=181), now.date(), UTC)
            scope = Scope(reader, facts, facts, period, clock.stored(now), UTC)
            found = {name: CHARTS[name].gather(scope) for name in RAW}
        database.close()
    return found


def cpu(run: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    started = time.process_time()
    made = run()
    return time.process_time() - started, made


def compare(name: str, data: Any, repeats: int) -> tuple[float, float]:
    """How many times as long as matplotlib it takes to make the chart, and to draw it again."""
    look = Look(WIDTH, HEIGHT, colours_of("light"))
    sides = {"ours": lambda: CHARTS[name].draw(data, look).figure, "raw": lambda: RAW[name](data)}
    new: dict[str, list[float]] = {side: [] for side in sides}
    again: dict[str, list[float]] = {side: [] for side in sides}
    for turn in range(repeats + 1):
        for side, make in sides.items():
            taken, made = cpu(lambda make=make: drawn(make()))
            redrawn, _made = cpu(made.canvas.draw)
            if turn:
                new[side].append(taken)
                again[side].append(redrawn)
    for kind, found in (("new", new), ("again", again)):
        shown = ", ".join(f"{side} {1000 * statistics.median(times):.1f} ms" for side, times in found.items())
        print(f"{name:22} {kind:6} {shown}, {_ratio(found):.2f}x")
    return _ratio(new), _ratio(again)


def drawn(made: Any) -> Any:
    made.canvas.draw()
    return made


def _ratio(found: dict[str, list[float]]) -> float:
    return statistics.median(found["ours"]) / statistics.median(found["raw"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    repeats = parser.parse_args().repeats
    ratios = [compare(name, data, repeats) for name, data in gathered().items()]
    new, again = (max(each) for each in zip(*ratios, strict=True))
    print(f"at most {new:.2f}x new (promised {NEW}x), {again:.2f}x again (promised {AGAIN}x)")
    return 0 if new <= NEW and again <= AGAIN else 1


if __name__ == "__main__":
    raise SystemExit(main())
