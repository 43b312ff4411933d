"""How SLAs were kept, on paper: the share by SLA, target and priority, and each breach with how it came about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import priority_label
from incidentdesk.detect.sla_clock import HOURS_ONLY
from incidentdesk.detect.sla_explain import HEADINGS, Explained, explained, segment_cells
from incidentdesk.detect.sla_outcome import Outcome
from incidentdesk.detect.sla_wording import aim_text, span_words
from incidentdesk.language import _, ngettext
from incidentdesk.measure.chart.drawn import Table as Numbers
from incidentdesk.measure.metric.distribution import Count, Share
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import grouping
from incidentdesk.measure.metric.measuring import Measurement, measure
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.sla_share import METRIC_OF
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
from incidentdesk.paper.styles import BODY, CELL, LABEL, NOTE, STRONG
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.prepare.minutes import hours_text
from incidentdesk.prepare.sla_kind import TARGET_NAME, SlaKind, Target
from incidentdesk.store.reading import Reader, Row

NAMES = (*METRIC_OF.values(), "sla-coverage", "open-breached")
# So many breaches are explained piece by piece; a report of a thousand pages is read by nobody.
MOST_EXPLAINED = 40
_MINUTE = 60_000_000
_EARLIEST = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Kept:
    """How often one target of one SLA was met for one priority."""

    sla: str
    kind: SlaKind
    target: Target
    priority: int
    share: Share


@dataclass(frozen=True, slots=True)
class Breach:
    """A clock that ended breached; amounts and instants in microseconds. `how` is None where it is not told."""

    incident_id: int
    title: str
    priority: int
    sla: str
    kind: SlaKind
    target: Target
    aim: int
    elapsed: int
    started_at: int
    ended_at: int
    how: Explained | None = None

    @property
    def over(self) -> int:
        return self.elapsed - self.aim

    @property
    def day(self) -> int:
        """The length of a working day, by which its lengths are told."""
        return self.how.clock.day if self.how is not None else HOURS_ONLY


@dataclass(frozen=True, slots=True)
class SlaContent:
    """`whole` and `by_priority` are measured over SLAs, without OLAs; `kept` has both. The worst breaches first."""

    period: Period
    query: str
    whole: Measurement
    by_priority: Measurement
    kept: Sequence[Kept]
    breaches: Sequence[Breach]
    unexplained: int = field(default=0)


def gather_sla(
    reader: Reader, period: Period, now: int, *, everything: Facts, facts: Facts, query: str = "",
    most: int = MOST_EXPLAINED,
) -> SlaContent:  # fmt: skip
    """What the report says of clocks that ended in the period; `facts` are those of the incidents that a query means.

    `now` in microseconds since 1970. The `most` breaches that are furthest over are explained.
    """
    whole = measure(reader, facts, grouping(reader, facts, period, "", now), now, everything=everything, names=NAMES)
    groups = grouping(reader, facts, period, "priority", now)
    by_priority = measure(reader, facts, groups, now, everything=everything, names=NAMES)
    results = _results(reader, period, facts)
    breaches = sorted(
        (Breach(*row[:-1]) for row in results if row[-1] == Outcome.BREACHED),
        key=lambda each: (each.aim - each.elapsed, each.incident_id, each.ended_at),
    )
    told = [_explained(reader, each, now) for each in breaches[:most]]
    return SlaContent(
        period, query, whole, by_priority, _kept(results), [*told, *breaches[most:]], max(0, len(breaches) - most)
    )


def _results(reader: Reader, period: Period, facts: Facts) -> list[Row]:
    """The results that count, as facts of a breach with the outcome last: met or breached, of counted incidents."""
    counted = set(facts["id"][facts.counted].tolist())
    start, end = period.start_at, period.end_at
    rows = reader.rows(
        "SELECT r.incident_id, i.title, i.priority, r.sla, r.kind, r.target, r.aim, r.elapsed, r.started_at,"
        " r.ended_at, r.outcome FROM sla_result AS r JOIN incident AS i ON i.id = r.incident_id"
        " WHERE r.withdrawn_at IS NULL AND r.outcome IN ('Met', 'Breached')"
        " AND r.ended_at >= :start AND r.ended_at < :end ORDER BY r.id",
        {"start": _EARLIEST if start is None else start, "end": -_EARLIEST if end is None else end},
    )
    return [(*row[:4], SlaKind(row[4]), Target(row[5]), *row[6:]) for row in rows if row[0] in counted]


def _kept(results: Iterable[Row]) -> list[Kept]:
    counts: dict[tuple[str, SlaKind, Target, int], list[int]] = {}
    for row in results:
        key = row[3], row[4], row[5], row[2]
        pair = counts.setdefault(key, [0, 0])
        pair[0] += row[-1] == Outcome.MET
        pair[1] += 1
    kinds, targets = list(SlaKind), list(Target)
    ordered = sorted(counts, key=lambda key: (kinds.index(key[1]), key[0].casefold(), targets.index(key[2]), key[3]))
    return [Kept(*key, Share(counts[key][0], counts[key][1], counts[key][1])) for key in ordered]


def _explained(reader: Reader, breach: Breach, now: int) -> Breach:
    """With what its clock was made of, where the SLA is still the one that it was."""
    for each in explained(reader, breach.incident_id, clock.instant(now)):
        one = each.clock
        same = (one.kind, one.target, one.started_at, one.ended_at)
        if same == (breach.kind, breach.target, breach.started_at, breach.ended_at):
            facts = {name: getattr(breach, name) for name in Breach.__slots__ if name != "how"}
            return Breach(**facts, how=each)
    return breach


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def sla_report(
    content: SlaContent, path: Path | str, making: Making, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Write the report as a PDF and return the number of its pages; raises Refused where it can't be written."""
    title = titled(_("Service level agreements"), content.period)
    return write_report(path, _story(content, making, title), title, _("SLA report"), making, cancelled, landscape=True)


def _story(content: SlaContent, making: Making, title: str) -> list[Flowable]:
    scope = period_scope(content.period, content.query, making)
    blocks = [*opening(making.desk or _("Incident desk"), title, scope), Text(_summary(content), BODY.but(after=6))]
    blocks.append(Section(_("By target and priority"), _by_target(content)))
    if content.kept:
        blocks += [CondPageBreak(110), Section(_("By SLA"), _by_sla(content))]
    if content.breaches:
        first, *others = [block for each in _told(content) for block in _breach(each, making)]
        blocks += [CondPageBreak(120), Section(_("Breaches, the furthest over first"), first), *others]
    if content.unexplained:
        blocks += _rest(content)
    return [*blocks, *_definitions(content)]


def _told(content: SlaContent) -> Sequence[Breach]:
    return content.breaches[: len(content.breaches) - content.unexplained]


def _share(measurement: Measurement, name: str, place: int = 0) -> Share:
    found = measurement.of(name, place)
    assert isinstance(found, Share)
    return found


def _summary(content: SlaContent) -> str:
    said = []
    for target, name in METRIC_OF.items():
        share = _share(content.whole, name)
        if share.n:
            said.append(
                _("{target}: {share} met ({interval}, n={n})").format(
                    target=_(TARGET_NAME[target]), share=share_cell(share), interval=interval_cell(share), n=share.n
                )
            )
    if not said:
        said.append(_("No clock of an SLA ended in this period, so there is nothing to judge."))
    coverage, late = _share(content.whole, "sla-coverage"), content.whole.of("open-breached")
    if coverage.n:
        said.append(
            _("{hits} of {n} incidents resolved had an SLA ({share})").format(
                hits=coverage.hits, n=coverage.n, share=share_cell(coverage)
            )
        )
    if isinstance(late, Count) and late.value:
        sentence = ngettext(
            "{count} open incident is late already and in no share yet",
            "{count} open incidents are late already and in no share yet",
            late.value,
        )
        said.append(sentence.format(count=late.value))
    return "\n".join(said)


def _share_columns() -> list[Column]:
    return [
        Column(_("Clocks"), width=48, style=RIGHT),
        Column(_("Met"), width=42, style=RIGHT),
        Column(_("Breached"), width=54, style=RIGHT),
        Column(_("Share met"), width=60, style=RIGHT_STRONG),
        Column(_("95 % interval"), width=84, style=RIGHT),
    ]


def _share_cells(share: Share) -> tuple[str, ...]:
    if not share.n:
        return ("0", NEVER, NEVER, _("no data"), NEVER)
    return str(share.n), str(share.hits), str(share.n - share.hits), share_cell(share), interval_cell(share)


def _by_target(content: SlaContent) -> Flowable:
    rows: list[Sequence[Cell]] = []
    for target, name in METRIC_OF.items():
        rows.append(
            (((_(TARGET_NAME[target]), STRONG),), _("All priorities"), *_share_cells(_share(content.whole, name)))
        )
        for place, group in enumerate(content.by_priority.groups):
            share = _share(content.by_priority, name, place)
            if share.n:
                rows.append(("", group.label, *_share_cells(share)))
    columns = [Column(_("Target"), share=1), Column(_("Priority"), share=1), *_share_columns()]
    return Table(columns, rows)


def _by_sla(content: SlaContent) -> Flowable:
    rows: list[Sequence[Cell]] = []
    before = ("", "")
    for each in content.kept:
        name = each.sla if each.kind is SlaKind.SLA else _("{sla} (OLA)").format(sla=each.sla)
        target = _(TARGET_NAME[each.target])
        shown = ("" if before[0] == name else name, "" if before == (name, target) else target)
        rows.append((shown[0], shown[1], priority_label(each.priority), *_share_cells(each.share)))
        before = name, target
    columns = [
        Column(_("SLA"), share=1.2, style=STRONG),
        Column(_("Target"), share=0.9),
        Column(_("Priority"), share=0.9),
    ]
    return Table([*columns, *_share_columns()], rows)


def _breach(each: Breach, making: Making) -> list[Flowable]:
    day = each.day
    aim = aim_text(each.how.clock) if each.how is not None else hours_text(each.aim // _MINUTE)
    told = _("{length} over {aim}").format(length=span_words(each.over, day), aim=aim)
    heading = f"{number(each.incident_id)} · {_(TARGET_NAME[each.target])} · {told}"
    about = [each.title, priority_label(each.priority), each.sla]
    about.append(
        _("{start} to {end}").format(start=minute(each.started_at, making.zone), end=minute(each.ended_at, making.zone))
    )
    if each.how is None or not each.how.segments:
        why = (
            each.how.why
            if each.how
            else _("The SLA or the history is another one now, so it can't be told piece by piece.")
        )
        return sub(heading, Text(" · ".join(about), NOTE.but(after=2)), Text(why, NOTE))
    return sub(heading, Text(" · ".join(about), NOTE.but(after=2)), _segments(each.how, making), room=110)


def _segments(how: Explained, making: Making) -> Flowable:
    widths = {0: 88.0, 1: 88.0, 4: 130.0, 5: 130.0}
    columns = [
        Column(_(heading), width=widths.get(place, 0), share=1.6 if place == 3 else 1,
               style=RIGHT if place >= 4 else LABEL if place < 2 else CELL)
        for place, heading in enumerate(HEADINGS)
    ]  # fmt: skip
    return Table(columns, [segment_cells(each, how.clock.day, making.zone) for each in how.segments], after=4)


def _rest(content: SlaContent) -> list[Flowable]:
    """Those that are not explained, by their numbers and as many as a page holds."""
    rest = content.breaches[len(content.breaches) - content.unexplained :]
    ids = list(dict.fromkeys(each.incident_id for each in rest))
    shown = ", ".join(number(each) for each in ids[:200])
    more = len(ids) - 200
    sentence = ngettext(
        "{count} more breach is not told piece by piece: {numbers}",
        "{count} more breaches are not told piece by piece: {numbers}",
        content.unexplained,
    ).format(count=f"{content.unexplained:,}", numbers=shown)
    if more > 0:
        sentence += " " + _("and {count} more").format(count=f"{more:,}")
    return sub(_("Other breaches"), Text(sentence, BODY.but(size=9, leading=12.5)))


def _definitions(content: SlaContent) -> list[Flowable]:
    left_out = [
        _("Judged is by what was written when each clock ended. A later change of an SLA changes none of it, unless"
          " somebody has recomputed it.")
    ]  # fmt: skip
    if any(each.kind is SlaKind.OLA for each in content.kept):
        left_out.append(_("OLAs stand in the tables by SLA and among the breaches, and in no share above them."))
    return definitions(NAMES, left_out)


# ── the same numbers for other programs ──────────────────────────────────────────────────────────────────────────────


def sla_tables(content: SlaContent) -> dict[str, Numbers]:
    """The tables of a file: shares by SLA, every breach, and the sums; lengths in seconds, times in UTC."""
    low_high = ("interval_low", "interval_high")
    kept = [
        (each.sla, str(each.kind), str(each.target), f"P{each.priority}", *_numbers(each.share))
        for each in content.kept
    ]
    sums = [("all", name, *_numbers(_share(content.whole, name))) for name in NAMES[:-1]]
    sums += [
        (group.key, name, *_numbers(_share(content.by_priority, name, place)))
        for name in NAMES[:-1]
        for place, group in enumerate(content.by_priority.groups)
    ]
    breaches = [
        (number(each.incident_id), each.title, f"P{each.priority}", each.sla, str(each.kind), str(each.target),
         each.aim // 1_000_000, each.elapsed // 1_000_000, each.over // 1_000_000, clock.iso(each.started_at),
         clock.iso(each.ended_at))
        for each in content.breaches
    ]  # fmt: skip
    return {
        _("Shares"): Numbers(("priority", "metric", "clocks", "met", "share", *low_high), sums),
        _("By SLA"): Numbers(("sla", "kind", "target", "priority", "clocks", "met", "share", *low_high), kept),
        _("Breaches"): Numbers(
            ("number", "title", "priority", "sla", "kind", "target", "target_seconds", "elapsed_seconds",
             "over_seconds", "started_at", "ended_at"), breaches,
        ),
        _("About"): Numbers(("name", "value"), [("period", content.period.key), ("filter", content.query)]),
    }  # fmt: skip


def _numbers(share: Share) -> tuple[object, ...]:
    return (share.n, share.hits, share.value, *(share.interval or (None, None)))
