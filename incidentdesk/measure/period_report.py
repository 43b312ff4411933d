"""The report of a month, a quarter, a week or any days, on paper, for those who decide."""

from collections.abc import Callable, Iterator
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from incidentdesk.investigate.fishbone_pages import fishbone_pages
from incidentdesk.language import _, isolated
from incidentdesk.measure.period_content import SECTIONS, SUMMARY, PeriodContent
from incidentdesk.measure.period_definition_story import definitions_story, figures_story
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.period_major_story import majors_story
from incidentdesk.measure.period_satisfaction_story import satisfaction_story
from incidentdesk.measure.period_section import causes_story, load_story, response_story, volume_story
from incidentdesk.measure.period_service_story import services_story
from incidentdesk.measure.period_summary import summary_story
from incidentdesk.measure.printed import minute_and_zone
from incidentdesk.paper.diagram import diagram_story
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.label import measured
from incidentdesk.paper.styles import SECTION
from incidentdesk.paper.text import Section

_STORIES: dict[str, Callable[[PeriodContent], list[Flowable]]] = {
    "response": response_story,
    "volume": volume_story,
    "causes": causes_story,
    "load": load_story,
    "majors": majors_story,
    "services": services_story,
    "satisfaction": satisfaction_story,
    "figures": figures_story,
    "definitions": definitions_story,
}
_TOP = SECTION.but(size=14, leading=18, before=18, after=6)
# What may begin on a page that has something else already, and how much of it must be left, in points.
_SHORT, _LEAST = ("services", "satisfaction", "figures", "definitions"), 260


def period_report(
    content: PeriodContent,
    path: Path | str,
    *,
    made_by: str,
    made_at: int,
    page_size: PageSize | str = "A4",
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], object] | None = None,
) -> int:
    """Write the report as a PDF and return the number of its pages.

    `made_at` in microseconds since 1970. `progress` is told how many of how many sections are laid out. Raises
    Refused where the file can't be written, or when it is cancelled.
    """
    title = _("Incidents, {period}").format(period=period_label(content.period))
    sheet = Sheet(
        desk=content.desk,
        title=title,
        made=_("Made {time} by {person}").format(time=minute_and_zone(made_at, content.zone), person=isolated(made_by)),
        author=made_by,
        subject=_("Report on incidents"),
        mark=_("Confidential"),
        page_size=PageSize(page_size),
    )
    return write_document(path, list(_story(content, sheet, progress)), sheet, cancelled=cancelled)


def _story(content: PeriodContent, sheet: Sheet, progress: Callable[[int, int], object] | None) -> Iterator[Flowable]:
    for place, name in enumerate(content.sections, 1):
        yield from _pages(content, name, sheet)
        if progress is not None:
            progress(place, len(content.sections))


def _pages(content: PeriodContent, name: str, sheet: Sheet) -> Iterator[Flowable]:
    if name == SUMMARY:
        yield from summary_story(content, sheet.text_size)
    elif name == "diagrams":
        yield from _diagrams(content, sheet)
    else:
        first, *others = _STORIES[name](content)
        yield PageBreak() if _begins_page(content, name) else CondPageBreak(_LEAST)
        yield Section(_(SECTIONS[name]), first, _TOP)
        yield from others


def _begins_page(content: PeriodContent, name: str) -> bool:
    """Short sections share a page, but never that of the summary."""
    short = name in _SHORT or (name == "majors" and not content.majors)
    return not short or content.sections[1] == name


def _diagrams(content: PeriodContent, sheet: Sheet) -> Iterator[Flowable]:
    for each in content.diagrams:
        title = _("Fishbone of {number} {title}").format(number=each.subject.number, title=isolated(each.title))
        choice = fishbone_pages(each.graph, measured, letter=sheet.page_size == PageSize.LETTER)
        yield from diagram_story(choice, title, heading=title)
