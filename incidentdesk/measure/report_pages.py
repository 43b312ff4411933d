"""What the reports of numbers have in common: their sheet, their first lines, and the page of definitions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from incidentdesk.language import _, isolated
from incidentdesk.measure.metric.definition import DEFINITIONS, POPULATION, STATISTICS
from incidentdesk.measure.metric.distribution import FEW, Share
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.styles import BODY, CELL, KICKER, LABEL, NOTE, STRONG, TITLE, Align, Style
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text

RIGHT = CELL.but(align=Align.RIGHT)
RIGHT_STRONG = STRONG.but(align=Align.RIGHT)
SUB = Style(face=STRONG.face, size=10.5, leading=14, before=10, after=4)


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a report when, the zone of its times, and its paper; `made_at` in microseconds since 1970."""

    desk: str
    zone: tzinfo
    made_by: str
    made_at: int
    page_size: PageSize | str = "A4"


def write_report(
    path: Path | str,
    story: Sequence[Flowable],
    title: str,
    subject: str,
    making: Making,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    landscape: bool = False,
) -> int:
    """Write the blocks as a PDF and return the number of its pages; `landscape` where tables have many columns.

    Raises Refused where the file can't be written, or when it is cancelled.
    """
    made = minute_and_zone(making.made_at, making.zone)
    sheet = Sheet(
        desk=making.desk or _("Incident desk"),
        title=title,
        made=_("Made {time} by {person}").format(time=made, person=isolated(making.made_by)),
        author=making.made_by,
        subject=subject,
        mark=_("Internal"),
        page_size=PageSize(making.page_size),
        landscape=landscape,
    )
    return write_document(path, story, sheet, cancelled=cancelled)


def opening(kicker: str, title: str, scope: Sequence[str]) -> list[Flowable]:
    """What stands at the top of the first page."""
    said = " · ".join(part for part in scope if part)
    return [Text(kicker, KICKER), Text(title, TITLE), Text(said, NOTE.but(after=8))]


def period_scope(period: Period, query: str, making: Making) -> list[str]:
    """Of when and of what the numbers are."""
    first, last = period.first, period.last
    return [
        _("{first} to {last}").format(first=first or NEVER, last=last or NEVER),
        _("filter: {query}").format(query=isolated(query)) if query.strip() else _("all incidents"),
        _("as of {time}").format(time=minute_and_zone(making.made_at, making.zone)),
        _("the period is not over yet") if period.end_at is None or period.end_at > making.made_at else "",
    ]


def titled(title: str, period: Period) -> str:
    return _("{title}, {period}").format(title=title, period=period_label(period))


def sub(heading: str, first: Flowable, *others: Flowable, room: float = 90) -> list[Flowable]:
    """A heading that never stands alone at the end of a page, and what follows it."""
    return [CondPageBreak(room), Section(heading, first, SUB, 1), *others]


def share_cell(share: Share) -> str:
    """ "92.4 %"; nothing where nothing was counted, for that is not 0."""
    return NEVER if share.value is None else _("{percent} %").format(percent=f"{100 * share.value:.1f}")


def interval_cell(share: Share) -> str:
    if share.interval is None:
        return NEVER
    low, high = (f"{100 * each:.0f}" for each in share.interval)
    few = f" · {_('few')}" if share.n < FEW else ""
    return _("{low}–{high} %").format(low=low, high=high) + few


def definitions(names: Sequence[str], left_out: Sequence[str], more: Sequence[tuple[str, str]] = ()) -> list[Flowable]:
    """The last page: what each number means, how it is reckoned and what is not in it.

    `more` are names and meanings of what only this report tells, `left_out` sentences about what it leaves out.
    """
    rows: list[Sequence[Cell]] = []
    for name in names:
        each = DEFINITIONS[name]
        told = ((_(each.meaning), CELL), (_(each.formula), LABEL))
        rows.append((((_(each.label), STRONG),), told, _(each.left_out) if each.left_out else NEVER))
    rows += [(((name, STRONG),), meaning, NEVER) for name, meaning in more]
    columns = [Column(_("Number"), share=1), Column(_("What it means"), share=2.2), Column(_("Not in it"), share=1.1)]
    blocks: list[Flowable] = [PageBreak(), Section(_("What the numbers mean"), Table(columns, rows))]
    blocks += [Text(sentence, BODY.but(size=9, leading=12.5, after=6)) for sentence in left_out]
    return [*blocks, *(Text(_(text), NOTE.but(after=6)) for text in (POPULATION, STATISTICS))]
