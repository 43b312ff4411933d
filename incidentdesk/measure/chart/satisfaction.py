"""How those who reported answered when they were asked: each score with its n, never their mean alone."""

from dataclasses import dataclass

from incidentdesk.language import _
from incidentdesk.measure.chart.canvas import Box, Canvas, boxes, new_canvas, width_of, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.chart.frame import FOOT, column_at, count_ticks, floor, grid, name_columns, room_for
from incidentdesk.measure.chart.label import say_why_empty, wrapped
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.satisfaction import Answers, answers

_WORDS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Scores:
    """`query` finds the incidents about which somebody was asked in this time."""

    answers: Answers
    query: str


def gather(scope: Scope) -> Scores:
    asked = scope.period.written("surveyed") or "surveyed:1900.."
    return Scores(answers(scope.reader, scope.facts, scope.period), drill(scope.query, "counted:yes", asked))


def draw(data: Scores, look: Look) -> Drawn:
    canvas = new_canvas(look)
    counts = data.answers.counts
    if not sum(counts):
        say_why_empty(canvas, _unanswered(data))
        return Drawn(canvas.figure)
    size = look.font_size
    told = wrapped(canvas, csat_text(data.answers.satisfied), look.width - 4)
    for place, line in enumerate(told):
        write(canvas, 1, size * (0.8 + 1.35 * place), line)
    top = (2.4 + 1.35 * len(told)) * size
    ticks = count_ticks(max(counts), look.height - top - FOOT * size)
    left = room_for(canvas, [f"{each:,}" for each in ticks]) + 12
    plot = Box(left, top, look.width - 8, look.height - FOOT * size)
    grid(canvas, plot, [(plot.bottom - each / ticks[-1] * plot.height, f"{each:,}") for each in ticks])
    width = min(72.0, plot.width / len(counts) * 0.6)
    bars, marks = [], []
    for place, count in enumerate(counts):
        x = column_at(plot, place, len(counts))
        box = Box(x - width / 2, plot.bottom - count / ticks[-1] * plot.height, x + width / 2, plot.bottom)
        bars.append(box)
        label = _("{n} ({percent} %)").format(n=f"{count:,}", percent=f"{100 * count / sum(counts):.0f}")
        if width_of(canvas, label, strong=True) > plot.width / len(counts) - 6:
            label = f"{count:,}"
        write(canvas, x, box.top - 0.95 * size, label, strong=True, align="center", halo=True)
        query = f"{data.query} rated:{place + 1}" if count else ""
        marks.append(Mark(box.left, box.top - 4, width, box.height + 4, _told(data, place), query, count))
    boxes(canvas, bars, canvas.colour("series1"))
    floor(canvas, plot)
    name_columns(canvas, plot, _names(canvas, plot.width / len(counts)))
    return Drawn(canvas.figure, marks)


def _names(canvas: Canvas, room: float) -> list[str]:
    """What the ends of the scale mean, where there is room for it."""
    ends = [_("1 very dissatisfied"), *_WORDS[1:4], _("5 very satisfied")]
    return ends if room_for(canvas, ends) + 10 <= room else list(_WORDS)


def _unanswered(data: Scores) -> str:
    sent = data.answers.answered
    return rate_text(sent) if sent.n else _("No reporter was asked how satisfied they are in this time.")


def csat_text(satisfied: Share) -> str:
    """ "CSAT 75.0 % chose 4 or 5 (n = 20, 95 % interval 53.1 to 88.8 %)"."""
    if satisfied.value is None or satisfied.interval is None:
        return _("No answer yet.")
    low, high = (f"{100 * each:.1f}" for each in satisfied.interval)
    return _("CSAT {percent} % chose 4 or 5 (n = {n}, 95 % interval {low} to {high} %)").format(
        percent=f"{100 * satisfied.value:.1f}", n=f"{satisfied.n:,}", low=low, high=high
    )


def rate_text(answered: Share) -> str:
    """ "20 of 32 letters were answered (62.5 %)"."""
    if answered.value is None:
        return _("no letter was sent")
    return _("{hits} of {n} letters answered ({percent} %)").format(
        hits=f"{answered.hits:,}", n=f"{answered.n:,}", percent=f"{100 * answered.value:.1f}"
    )


def _told(data: Scores, place: int) -> str:
    count, total = data.answers.counts[place], sum(data.answers.counts)
    return _("{score} of 5: n = {n} of {total} answers").format(score=place + 1, n=f"{count:,}", total=f"{total:,}")


def table(data: Scores) -> Table:
    """The scores, and below them what they come to; shares in percent."""
    found = data.answers
    total = sum(found.counts)
    rows = [
        [name, count, total, round(100 * count / total, 4) if total else None]
        for name, count in zip(_WORDS, found.counts, strict=True)
    ]
    for name, share in ((_("4 or 5 (CSAT)"), found.satisfied), (_("Letters answered"), found.answered)):
        rows.append([name, share.hits, share.n, None if share.value is None else round(100 * share.value, 4)])
    return Table((_("Score"), _("Answers"), _("n"), _("Share, %")), rows)


def subtitle(data: Scores) -> str:
    return _("bar = answers with that score, n = {n}; {rate}").format(
        n=f"{sum(data.answers.counts):,}", rate=rate_text(data.answers.answered)
    )
