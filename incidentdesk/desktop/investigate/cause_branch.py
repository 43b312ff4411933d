"""Branches of a cause graph as a value that can be put somewhere else: on the clipboard, and back into a graph."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from incidentdesk.investigate.cause_editing import (
    GAP,
    Made,
    OutlineLine,
    add_category,
    new_key,
    paste_below,
    topmost,
)
from incidentdesk.investigate.cause_graph import (
    Cause,
    CauseGraph,
    CounterMeasure,
    Gesture,
    Kind,
    Noun,
    Vote,
    applied,
    made,
    values_of,
)
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def branch_text(graph: CauseGraph, keys: Iterable[str]) -> str:
    """The causes with what stands below them, one a line, each level one tab deeper."""
    lines: list[str] = []
    for top in topmost(graph, keys):
        base = len(graph.path(top))
        for cause in graph.subtree(top):
            tabs = "\t" * (len(graph.path(cause.key)) - base)
            lines.append(tabs + " ".join(cause.text.split()))
    return "\n".join(lines)


def branch_data(graph: CauseGraph, keys: Iterable[str]) -> bytes:
    """Everything that a graph knows about the causes and what stands below them, as JSON."""
    causes = [cause for top in topmost(graph, keys) for cause in graph.subtree(top)]
    inside = {cause.key for cause in causes}
    records = {
        "causes": [values_of(cause) for cause in causes],
        "votes": [values_of(vote) for vote in graph.votes.values() if vote.cause in inside],
        "measures": [values_of(each) for each in graph.measures.values() if each.cause in inside],
    }
    return json.dumps(records).encode()


def paste_branch(graph: CauseGraph, parent: str, data: bytes, top_kind: str) -> Made:
    """Put branches below a parent, their topmost as causes or as categories.

    What was cut out of this graph comes back as itself, with votes, evidence and counter-measures; of what is still
    there a copy is made, of which nothing is proven and for which nobody has voted.

    Raises Refused where the data are none of ours.
    """
    records = _read(data)
    causes = [Cause(**values) for values in records["causes"]]
    returning = not any(cause.key in graph.causes for cause in causes)
    names = {cause.key: cause.key if returning else new_key() for cause in causes}
    last = max((each.position for each in graph.children(parent)), default=0)
    gesture: Gesture = ()
    for place, cause in enumerate(causes):
        top = cause.parent not in names
        below = parent if top else names[cause.parent]
        kind = top_kind if top else Kind.CAUSE
        moved = replace(cause, key=names[cause.key], parent=below, kind=kind, owner=cause.owner if returning else "")
        if top:
            moved = replace(moved, position=last + (place + 1) * GAP, asked=False)
        gesture = (*gesture, made(Noun.CAUSE, moved))
    if returning:
        votes = (made(Noun.VOTE, Vote(**values)) for values in records["votes"])
        measures = (made(Noun.MEASURE, CounterMeasure(**values)) for values in records["measures"])
        gesture = (*gesture, *votes, *measures)
    return Made(gesture, names[causes[0].key] if causes else "")


def _read(data: bytes) -> dict[str, list[dict[str, Any]]]:
    try:
        records = json.loads(data)
        return {name: list(records[name]) for name in ("causes", "votes", "measures")}
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_("What is on the clipboard can't be read as causes.")) from error


def paste_lines(graph: CauseGraph, parent: str, lines: Sequence[OutlineLine], top_kind: str) -> Made:
    """An outline below a parent, its first level as causes, or as categories: new ones or those of the same names."""
    if top_kind == Kind.CAUSE:
        return paste_below(graph, parent, lines)
    gesture: Gesture = ()
    first = ""
    for line, below in _branches(lines):
        now = applied(graph, gesture)
        key = next((each.key for each in now.categories if each.text.casefold() == line.text.casefold()), "")
        if not key:
            category = add_category(now, line.text)
            gesture, key = (*gesture, *category.gesture), category.key
        inner = paste_below(applied(graph, gesture), key, below)
        gesture = (*gesture, *inner.gesture)
        first = first or key
    return Made(gesture, first)


def _branches(lines: Sequence[OutlineLine]) -> list[tuple[OutlineLine, list[OutlineLine]]]:
    """Each line of the first level with the lines below it, whose depth then begins with 0."""
    found: list[tuple[OutlineLine, list[OutlineLine]]] = []
    for line in lines:
        if line.depth == 0 or not found:
            found.append((line, []))
        else:
            found[-1][1].append(OutlineLine(line.depth - 1, line.text))
    return found
