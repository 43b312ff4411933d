"""The 5-Whys on paper: which width of cards and which pages let its text be read (ux.md 7)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.cause_graph import Cause, CauseGraph
from incidentdesk.investigate.whys_drawing import whys
from incidentdesk.investigate.whys_layout import CARD_WIDTHS, WhysLook
from incidentdesk.language import _
from incidentdesk.paper.page_choice import Choice, Make, Part, chosen_pages


def whys_pages(graph: CauseGraph, measure: Measure, look: WhysLook | None = None, *, letter: bool = False) -> Choice:
    """The pages of a 5-Whys, upright or lying; the width of its cards in `look` does not matter on paper."""
    look = replace(look or WhysLook(), on_paper=True)
    parts = list(_parts(graph, measure, look))
    return chosen_pages(_makes(graph, measure, look), parts, letter=letter, upright=True)


def _makes(graph: CauseGraph, measure: Measure, look: WhysLook) -> Sequence[Make]:
    """The widest cards first, for they are taken where the text is no smaller on them."""
    widths = sorted(CARD_WIDTHS, reverse=True)
    return [partial(_drawing, graph, measure, replace(look, card_width=width)) for width in widths]


def _drawing(graph: CauseGraph, measure: Measure, look: WhysLook) -> Drawing:
    return whys(graph, measure, look).drawing


def _parts(graph: CauseGraph, measure: Measure, look: WhysLook) -> Iterator[Part]:
    """The overview as far as the first why with several answers, then the branch of each of these."""
    answers = _first_parting(graph, look)
    if len(answers) < 2:
        return
    folded = look.folded | {each.key for each in answers}
    yield Part(_("Overview"), _makes(graph, measure, replace(look, folded=folded)))
    for each in answers:
        yield Part(each.text, _makes(graph, measure, replace(look, branch=each.key)))


def _first_parting(graph: CauseGraph, look: WhysLook) -> list[Cause]:
    answers = graph.answers(look.branch, everything=look.everything)
    while len(answers) == 1 and answers[0].key not in look.folded:
        answers = graph.answers(answers[0].key)
    return answers
