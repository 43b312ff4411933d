"""The fishbone on paper: which wrap width and which pages let its text be read (ux.md 6.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.cause_graph import Cause, CauseGraph
from incidentdesk.investigate.fishbone import fishbone
from incidentdesk.investigate.fishbone_layout import WRAPS, Look
from incidentdesk.language import _
from incidentdesk.paper.page_choice import Choice, Make, Part, chosen_pages


def fishbone_pages(graph: CauseGraph, measure: Measure, look: Look | None = None, *, letter: bool = False) -> Choice:
    """The pages of a fishbone; of `look` its wrap width and what is frozen do not matter on paper."""
    look = replace(look or Look(), on_paper=True, frozen={})
    return chosen_pages(_makes(graph, measure, look), list(_parts(graph, measure, look)), letter=letter)


def _makes(graph: CauseGraph, measure: Measure, look: Look) -> Sequence[Make]:
    return [partial(_drawing, graph, measure, replace(look, wrap=wrap)) for wrap in WRAPS]


def _drawing(graph: CauseGraph, measure: Measure, look: Look) -> Drawing:
    return fishbone(graph, measure, look).drawing


def _parts(graph: CauseGraph, measure: Measure, look: Look) -> Iterator[Part]:
    """The overview, then each category that has causes."""
    if look.isolated:
        return
    keys = frozenset(category.key for category in graph.categories)
    folded = Part(_("Overview"), _makes(graph, measure, replace(look, folded=keys)))
    yield Part(_("Overview"), _makes(graph, measure, replace(look, level=1)), [lambda: [folded]])
    for category in graph.categories:
        causes = graph.children(category.key)
        if causes:
            alone = replace(look, isolated=category.key, legend=False)
            pieces = [partial(_pieces, graph, measure, alone, count) for count in range(2, len(causes) + 1)]
            yield Part(category.text, _makes(graph, measure, alone), pieces)


def _pieces(graph: CauseGraph, measure: Measure, look: Look, count: int) -> list[Part]:
    """A category in so many parts, each with its share of the causes that hang on the rib."""
    causes, category = graph.children(look.isolated), graph.causes[look.isolated]
    ends = [round(len(causes) * number / count) for number in range(count + 1)]
    return [
        Part(
            _("{category}, part {number} of {count}").format(category=category.text, number=number, count=count),
            _makes(_only(graph, category.key, causes[start:end]), measure, look),
        )
        for number, (start, end) in enumerate(pairwise(ends), 1)
    ]


def _only(graph: CauseGraph, category: str, causes: Sequence[Cause]) -> CauseGraph:
    """The graph with no other causes on that category; the others stay, so that the colours do."""
    kept = {each.key for cause in causes for each in graph.subtree(cause.key)}
    others = {each.key for each in graph.subtree(category)} - kept - {category}
    return replace(graph, causes={key: cause for key, cause in graph.causes.items() if key not in others})
