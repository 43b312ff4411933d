"""Causes as Markdown: the effect is the title, categories are headings, causes a nested list with their signs."""

from collections.abc import Iterator

from incidentdesk.investigate.action_state import OPEN_STATES
from incidentdesk.investigate.cause_fact_line import cause_fact_line, measure_fact_line
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Gate
from incidentdesk.investigate.cause_word import with_glyph
from incidentdesk.investigate.markdown_text import escaped, escaped_lines, escaped_title
from incidentdesk.language import _

_STEP = "  "


def cause_markdown(graph: CauseGraph) -> str:
    """A document that reads well by itself and that `causes_from_markdown` reads back.

    Votes and evidence are told as counts. Counter-measures are a list of tasks below their cause.
    """
    lines = [f"# {escaped_title(graph.effect.text)}".rstrip(), ""]
    if graph.effect.gate == Gate.OR:
        lines += [f"{_('Gate')}: {Gate.OR}", ""]
    if graph.loose:
        lines += [line for cause in graph.loose for line in _branch(graph, cause, "")]
        lines.append("")
    for category in graph.categories:
        lines += [f"## {escaped_title(category.text)}".rstrip(), ""]
        lines += [*escaped_lines(category.note), ""] if category.note else []
        branches = [line for cause in graph.children(category.key) for line in _branch(graph, cause, "")]
        lines += [*branches, ""] if branches else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _branch(graph: CauseGraph, top: Cause, indent: str) -> Iterator[str]:
    """Without recursion, as files may be deep."""
    stack = [(top, indent)]
    while stack:
        cause, at = stack.pop()
        yield from _item(graph, cause, at)
        stack += [(child, at + _STEP) for child in graph.children(cause.key)[::-1]]


def _item(graph: CauseGraph, cause: Cause, indent: str) -> Iterator[str]:
    inner = indent + _STEP
    yield f"{indent}- {with_glyph(cause.status, escaped(cause.text))}"
    if facts := cause_fact_line(graph, cause):
        yield inner + facts
    if cause.note:
        yield ""
        yield from (f"{inner}{line}".rstrip() for line in escaped_lines(cause.note))
        yield ""
    for measure in graph.measures_of(cause.key):
        mark = " " if measure.state in OPEN_STATES else "x"
        yield f"{inner}- [{mark}] **{_(measure.effort)}:** {escaped(measure.text)}".rstrip()
        yield inner + _STEP + measure_fact_line(measure)
