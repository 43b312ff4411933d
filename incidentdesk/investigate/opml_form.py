"""Causes as OPML 2.0, the outlines of mind maps and outliners; what OPML has no name for stands in a namespace.

opml.org/spec2.opml; `_note` is how OmniOutliner, Workflowy and others write a note.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate, errors
from xml.sax.saxutils import escape, quoteattr

from incidentdesk.investigate.cause_fact_line import measure_facts
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, CounterMeasure, Effect, Effort, Gate, Kind
from incidentdesk.investigate.cause_sketch import DEEPEST, MOST_CAUSES, SketchLine, grown, refuse_too_many
from incidentdesk.investigate.cause_word import effort_named, gate_named, role_named, status_named
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_SPACE = "urn:incidentdesk:cause"
_MEASURE = "measure"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def cause_opml(graph: CauseGraph) -> str:
    """Every cause an outline, its status, votes and evidence as attributes, counter-measures below it."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:cause="{_SPACE}">',
        f"  <head>\n    <title>{escape(_kept(graph.effect.text))}</title>\n  </head>",
        f"  <body{_attributes({'cause:gate': _unusual(graph.effect.gate)})}>",
        *_outlines(graph),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def _outlines(graph: CauseGraph) -> Iterator[str]:
    """Without recursion, as graphs may be deep; a text on the stack is an end."""
    stack: list[Cause | str] = [*graph.children(EFFECT)[::-1]]
    depth = 2
    while stack:
        cause = stack.pop()
        if isinstance(cause, str):
            depth -= 1
            yield "  " * depth + cause
            continue
        children, measures = graph.children(cause.key), graph.measures_of(cause.key)
        open_tag = f"{'  ' * depth}<outline{_attributes(_facts(graph, cause))}"
        if not children and not measures:
            yield f"{open_tag}/>"
            continue
        yield f"{open_tag}>"
        depth += 1
        yield from (f"{'  ' * depth}<outline{_attributes(_measure_facts(measure))}/>" for measure in measures)
        stack += ["</outline>", *children[::-1]]


def _facts(graph: CauseGraph, cause: Cause) -> dict[str, str]:
    if cause.kind == Kind.CATEGORY:
        return {"text": cause.text, "_note": cause.note, "cause:kind": Kind.CATEGORY, "cause:side": cause.side}
    backing, votes = graph.backing_of(cause.key), graph.votes_of(cause.key)
    return {
        "text": cause.text,
        "_note": cause.note,
        "cause:kind": Kind.CAUSE,
        "cause:status": cause.status,
        "cause:role": cause.role,
        "cause:owner": cause.owner,
        "cause:gate": _unusual(cause.gate),
        "cause:asked": "yes" if cause.asked else "",
        "cause:stop_reason": cause.stop_reason,
        "cause:accepted_reason": cause.accepted_reason,
        "cause:votes": str(votes or ""),
        "cause:supports": str(backing.supports or ""),
        "cause:contradicts": str(backing.contradicts or ""),
    }


def _measure_facts(measure: CounterMeasure) -> dict[str, str]:
    return {
        "text": measure.text,
        "cause:kind": _MEASURE,
        "cause:effort": measure.effort,
        "cause:state": measure.state,
        "cause:owner": measure.owner,
        "cause:due": measure.due_on,
    }


def _unusual(gate: str) -> str:
    return Gate.OR if gate == Gate.OR else ""


def _attributes(facts: Mapping[str, str]) -> str:
    """A text is there even where it is empty, as OPML wants it."""
    return "".join(f" {name}={quoteattr(_kept(value))}" for name, value in facts.items() if value or name == "text")


def _kept(text: str) -> str:
    return _NO_XML.sub("", text)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def causes_from_opml(data: bytes) -> CauseGraph:
    """The outlines of a file with their notes; the title is the effect.

    Where a file says nothing of categories, outlines at the top that have others below them are. Raises Refused for
    what is no OPML, has a document type (whose entities could grow without end), or is deeper or longer than can be
    drawn.
    """
    reading = _Reading()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler, parser.EndElementHandler = reading.begin, reading.end
    parser.CharacterDataHandler = reading.take_text
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise Refused(
            _("This is no OPML: line {line}, column {column}: {reason}. Export the outline as OPML again.").format(
                line=error.lineno, column=error.offset + 1, reason=errors.messages.get(error.code, str(error))
            )
        ) from error
    except (LookupError, ValueError) as error:
        raise Refused(_("This is no OPML that can be read: {reason}.").format(reason=error)) from error
    return grown(Effect(reading.title.strip(), reading.gate), reading.lines_with_categories())


def _refuse_document_type(*_arguments: Any) -> None:
    raise Refused(_("The file has a document type, which OPML has not. Export the outline as OPML again."))


class _Reading:
    def __init__(self) -> None:
        self.open: list[str] = []
        self.title = ""
        self.gate: str = Gate.AND
        self.lines: list[SketchLine] = []
        self.outlines: list[SketchLine | None] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2].lower()
        if not self.open and name != "opml":
            raise Refused(
                _("This is XML, but no OPML: it begins with <{name}>. Export the outline as OPML.").format(
                    name=isolated(name[:60])
                )
            )
        self.open.append(name)
        if len(self.open) > 2 * DEEPEST:
            raise Refused(_("The outlines of the file stand deeper in each other than can be drawn. Make it flatter."))
        facts = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
        if name == "outline":
            self._begin_outline(facts)
        elif name == "body":
            self.gate = gate_named(facts.get("gate", "")) or Gate.AND

    def end(self, _name: str) -> None:
        if self.open.pop() == "outline":
            self.outlines.pop()

    def take_text(self, text: str) -> None:
        if self.open[-2:] == ["head", "title"]:
            self.title += text

    def _begin_outline(self, facts: Mapping[str, str]) -> None:
        text = facts.get("text") or facts.get("title") or ""
        above = next((each for each in reversed(self.outlines) if each), None)
        if facts.get("kind") == _MEASURE and above is not None:
            effort = effort_named(facts.get("effort", "")) or Effort.PREVENT
            told = measure_facts(facts.get("state", ""), facts.get("owner", ""), facts.get("due", ""))
            above.measures.append({"text": " ".join(text.split()), "effort": effort, **told})
            self.outlines.append(None)
            return
        line = SketchLine(len(self.outlines), text, _cause_facts(facts))
        self.outlines.append(line)
        self.lines.append(line)
        if len(self.lines) > MOST_CAUSES:
            refuse_too_many(len(self.lines))

    def lines_with_categories(self) -> list[SketchLine]:
        if not any("kind" in line.facts for line in self.lines):
            for line, following in pairwise(self.lines):
                if line.depth == 0 and following.depth > 0:
                    line.facts = {"kind": Kind.CATEGORY, "note": line.facts.get("note", "")}
        return self.lines


def _cause_facts(facts: Mapping[str, str]) -> dict[str, Any]:
    note = facts.get("_note") or facts.get("note") or ""
    kind = {"category": Kind.CATEGORY, "cause": Kind.CAUSE}.get(facts.get("kind", ""))
    if kind == Kind.CATEGORY:
        side = facts.get("side", "")
        return {"kind": kind, "note": note, "side": side if side in ("top", "bottom") else ""}
    found: dict[str, Any] = {
        "kind": kind,
        "note": note,
        "status": status_named(facts.get("status", "")),
        "role": role_named(facts.get("role", "")),
        "gate": gate_named(facts.get("gate", "")),
        "owner": facts.get("owner"),
        "asked": facts.get("asked") in ("yes", "true", "1") or None,
        "stop_reason": facts.get("stop_reason"),
        "accepted_reason": facts.get("accepted_reason"),
    }
    return {name: value for name, value in found.items() if value}
