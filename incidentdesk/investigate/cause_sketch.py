"""A cause graph as a file tells it: lines with depths, in the order of the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from incidentdesk.investigate.cause_editing import GAP, new_key, shortened_cause
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, CounterMeasure, Effect, Kind, Side
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

MOST_CAUSES = 2_000
DEEPEST = 100


@dataclass(slots=True)
class SketchLine:
    """A cause or a category; `facts` are fields of it, `measures` what is done against it."""

    depth: int
    text: str
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    measures: list[Mapping[str, Any]] = field(default_factory=list)


def grown(effect: Effect, lines: Sequence[SketchLine]) -> CauseGraph:
    """The graph of some lines, with new keys; a category is one only directly below the effect.

    What is longer than a cause may be stands whole in its note. Raises Refused for more than can be drawn.
    """
    refuse_too_many(len(lines))
    causes: dict[str, Cause] = {}
    measures: dict[str, CounterMeasure] = {}
    open_branch: list[tuple[int, str]] = []
    categories = 0
    for number, line in enumerate(lines, 1):
        while open_branch and open_branch[-1][0] >= line.depth:
            open_branch.pop()
        if len(open_branch) >= DEEPEST:
            _refuse_deep()
        cause = _cause(line, open_branch[-1][1] if open_branch else EFFECT, number)
        if cause.kind == Kind.CATEGORY:
            cause = replace(cause, side=cause.side or (Side.BOTTOM if categories % 2 else Side.TOP))
            categories += 1
        causes[cause.key] = cause
        open_branch.append((line.depth, cause.key))
        for position, facts in enumerate(line.measures, 1):
            measure = CounterMeasure(new_key(), cause.key, position * GAP, **facts)
            measures[measure.key] = measure
    return CauseGraph(effect, causes, {}, measures)


def _cause(line: SketchLine, parent: str, number: int) -> Cause:
    text, whole = shortened_cause(line.text)
    note = "\n\n".join(each for each in (line.facts.get("note", ""), *line.notes) if each)
    if whole and whole not in note:
        note = f"{whole}\n\n{note}".rstrip()
    cause = Cause(new_key(), parent, Kind.CAUSE, number * GAP, text, note)
    facts = {name: value for name, value in line.facts.items() if name != "note"}
    if parent != EFFECT:
        facts.pop("kind", None)
    return replace(cause, **facts)


def refuse_too_many(count: int) -> None:
    """Raises Refused for more causes than a diagram can show."""
    if count > MOST_CAUSES:
        raise Refused(
            _("The file holds {count:,} causes; at most {most:,} are taken. Import a part of it.").format(
                count=count, most=MOST_CAUSES
            )
        )


def _refuse_deep() -> None:
    raise Refused(
        ngettext(
            "Causes stand more than {n} level deep in the file. Make it flatter.",
            "Causes stand more than {n} levels deep in the file. Make it flatter.",
            DEEPEST,
        ).format(n=DEEPEST)
    )
