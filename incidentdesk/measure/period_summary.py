"""The first page of the report of a period: how are we doing, what has changed, what do you need to decide."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.comparison import Comparison, Verdict
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.period_cause import CauseRow
from incidentdesk.measure.period_chart import charts_of
from incidentdesk.measure.period_content import PeriodContent
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.period_sentence import count_of
from incidentdesk.measure.period_value import length, share_text
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.paper.card import Card, Cards
from incidentdesk.paper.chart import Beside
from incidentdesk.paper.masthead import Masthead
from incidentdesk.paper.styles import BODY, CELL, KICKER, LABEL, NOTE, STRONG, TITLE
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text

_CAUSES = 3
# Points. The charts take what the words leave of the page.
_LOW, _HIGH = 112.0, 230.0
_LEAD = STRONG.but(before=9, after=3, size=10, leading=13.5)


def summary_story(content: PeriodContent, room: tuple[float, float]) -> list[Flowable]:
    """The blocks of the first page; `room` is the width and height that it has, in points."""
    above = [_masthead(content), _cards(content), *_sentences(content)]
    below = [*_causes(content), *_decisions(content)]
    left = room[1] - sum(_tall(block, room[0]) for block in (*above, *below)) - 10
    height = max(_LOW, min(_HIGH, left))
    charts = charts_of(content, ("sla-per-month", "time-to-resolve"), height)
    return [*above, Beside(charts, after=2), *below]


def _tall(block: Flowable, width: float) -> float:
    tall: float = block.wrapOn(None, width, 10_000)[1]
    return tall + float(block.getSpaceBefore()) + float(block.getSpaceAfter())


def _masthead(content: PeriodContent) -> Flowable:
    title = _("Incidents, {period}").format(period=period_label(content.period))
    return Masthead(
        [(content.desk, KICKER), (title, TITLE), (_scope(content), NOTE)],
        _("Executive summary"),
        content.logo,
    )


def _scope(content: PeriodContent) -> str:
    """What the numbers are about, in one or two lines."""
    first, last = content.period.first, content.period.last
    parts = [
        _("{first} to {last}").format(first=first or NEVER, last=last or NEVER),
        _("filter: {query}").format(query=isolated(content.query)) if content.query else _("all incidents"),
        _("times in working hours") if content.business else _("times by the calendar"),
        _("as of {time}").format(time=minute_and_zone(content.now, content.zone)),
    ]
    if content.goes_on:
        parts.append(_("not over yet"))
    return " · ".join(parts)


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cards(content: PeriodContent) -> Flowable:
    resolve, worked = content.resolve, content.business
    rests = _("n={n} of {population}").format(n=resolve.n, population=resolve.population)
    return Cards(
        [
            Card(
                _("Median to resolve"),
                length(resolve.median, worked=worked),
                [rests, _change(content, "median")],
            ),
            Card(_("90 % resolved within"), length(resolve.p90, worked=worked), [rests, _change(content, "p90")]),
            Card(
                _("SLA met: resolution"),
                share_text(content.sla.value),
                [_interval(content.sla), _change(content, "sla")],
            ),
            _backlog(content),
        ]
    )


def _interval(share: Share) -> str:
    if share.interval is None:
        return _("n=0")
    low, high = (f"{each * 100:.0f}" for each in share.interval)
    return _("n={n}, interval {low} – {high} %").format(n=share.n, low=low, high=high)


def _change(content: PeriodContent, name: str) -> str:
    return content.changes.get(name, Comparison(Verdict.NOTHING, 0, 0)).text


def _backlog(content: PeriodContent) -> Card:
    count, overdue = count_of(content.figures, "backlog"), count_of(content.figures, "open-breached")
    notes = [ngettext("{count} overdue now", "{count} overdue now", overdue).format(count=overdue)]
    before = content.period.before()
    if content.earlier is not None and before is not None:
        then = count_of(content.earlier, "backlog")
        notes.append(_("{count} at the end of {period}").format(count=then, period=period_label(before)))
    name = _("Open now") if content.goes_on else _("Open at the end")
    return Card(name, str(count), notes)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sentences(content: PeriodContent) -> list[Flowable]:
    first, *others = content.sentences
    said_by = (
        _("edited by {person}").format(person=isolated(content.edited_by))
        if content.edited_by
        else _("generated from the numbers of this report")
    )
    style = BODY.but(after=3)
    heading = f"{_('In three sentences')} ({said_by})"
    return [Section(heading, Text(first, style), _LEAD, 1), *(Text(each, style) for each in others)]


def _causes(content: PeriodContent) -> list[Flowable]:
    heading = _("Root causes behind most incidents")
    if not content.causes:
        nothing = _("No root cause was verified for what was resolved in this period.")
        return [Section(heading, Text(nothing, NOTE), _LEAD, 1)]
    columns = [
        Column(_("Root cause"), share=1.5, style=STRONG),
        Column(_("Incidents"), width=50, style=CELL.but(align="right")),
        Column(_("Corrective action"), share=1.6),
        Column(_("Owner"), share=0.7),
        Column(_("State"), width=66),
    ]
    rows = [_cause_row(each, content.today) for each in content.causes[:_CAUSES]]
    return [Section(heading, Table(columns, rows, after=2), _LEAD, 1)]


def _cause_row(cause: CauseRow, today: str) -> Sequence[Cell]:
    count = str(len(cause.incidents))
    if not cause.actions:
        return _short(cause.text), count, _("nothing planned yet"), NEVER, NEVER
    action = cause.actions[0]
    state: Cell = _(action.state)
    if action.overdue(today):
        state = ((_("▲ overdue"), STRONG),)
    return _short(cause.text), count, _short(action.text), _short(action.owner or NEVER, 30), state


def _short(text: str, most: int = 88) -> str:
    """What a first page has room for; further behind it stands whole."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _decisions(content: PeriodContent) -> list[Flowable]:
    heading = _("Decisions needed from you")
    if not content.decisions:
        return [Section(heading, Text(_("None for this period."), BODY), _LEAD, 1)]
    rows: list[Sequence[Cell]] = [
        (str(place), ((each.ask, STRONG), (_short(each.reason, 220), LABEL)))
        for place, each in enumerate(content.decisions, 1)
    ]
    columns = [Column("", width=12, style=STRONG), Column("")]
    return [Section(heading, Table(columns, rows, headings=False, after=0), _LEAD, 1)]
