"""The diagrams of a review, each on pages of its own behind the text."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from incidentdesk.improve.review_record import ReviewRecord
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.fishbone_pages import fishbone_pages
from incidentdesk.investigate.whys_pages import whys_pages
from incidentdesk.language import _
from incidentdesk.paper.diagram import diagram_story
from incidentdesk.paper.frame import PageSize, Sheet
from incidentdesk.paper.label import measured
from incidentdesk.paper.page_choice import Choice


@dataclass(frozen=True, slots=True)
class Appendix:
    """A diagram with its letter; `mention` is the sentence that leads to it."""

    mention: str
    blocks: list[Flowable]


def appendices(record: ReviewRecord, sheet: Sheet) -> list[Appendix]:
    """Those of the two diagrams in which there is something to see."""
    if record.graph is None:
        return []
    letter = sheet.page_size == PageSize.LETTER
    found = list(_drawn(record.graph, letter))
    return [_appendix(chr(ord("A") + place), name, choice) for place, (name, choice) in enumerate(found)]


def _drawn(graph: CauseGraph, letter: bool) -> Iterator[tuple[str, Choice]]:
    if any(graph.children(category.key) for category in graph.categories):
        yield _("Fishbone"), fishbone_pages(graph, measured, letter=letter)
    if graph.answers(EFFECT):
        yield _("5-Whys"), whys_pages(graph, measured, letter=letter)


def _appendix(letter: str, name: str, choice: Choice) -> Appendix:
    title = _("Appendix {letter}: {diagram}").format(letter=letter, diagram=name)
    return Appendix(_("See {appendix}.").format(appendix=title), diagram_story(choice, title, heading=title))
