"""Causes as Mermaid: the fishbone as `ishikawa-beta`, the 5-Whys as a flowchart (mermaid.js.org/syntax, 11.12.3)."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from incidentdesk.investigate.cause_fact_line import facts_of_measure, measure_line
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Effect, Gate, Kind, Status
from incidentdesk.investigate.cause_sketch import SketchLine, grown
from incidentdesk.investigate.cause_word import gate_named, role_named, status_named, with_glyph, without_glyph
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_STEP = "    "
_ENTITIES = {"#": "#35;", "&": "#amp;", "<": "#lt;", ">": "#gt;", '"': "#quot;", "`": "#96;", "\n": "#10;"}
_SIGNS = re.compile('[#&<>"`\n]')
# What Mermaid takes for a comment, a directive, a keyword, or, in a line with an escaped sign, for a style.
_WORDS = re.compile(r"%%|(?:\A(?:(?i:i)))(?=(?i:shikawa))|(?<=st)y(?=le)|(?<=class)D(?=ef)")
_ENTITY = re.compile(r"#(?:(\d{1,7})|([A-Za-z]\w{0,31}));")
_KIND = re.compile(r"\s*([A-Za-z][\w-]*)")
_EMPTY = "#160;"


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def cause_mermaid(graph: CauseGraph) -> str:
    """The fishbone; what Mermaid does not draw stands in comments below each cause."""
    lines = ["ishikawa-beta", f"{_STEP}{_label(graph.effect.text)}"]
    if graph.effect.gate == Gate.OR:
        lines.append(f"{_STEP}%% gate: {Gate.OR}")
    for cause in graph.subtree(EFFECT):
        indent = _STEP * (len(graph.path(cause.key)) + 1)
        lines.append(indent + _label(cause.text if cause.kind == Kind.CATEGORY else _signed(cause)))
        lines += [f"{indent}%% {name}: {_escaped(value)}" for name, value in _facts(graph, cause)]
    return "\n".join(lines) + "\n"


def _signed(cause: Cause) -> str:
    """The sign of the status, which is left out where nothing else can be meant."""
    needed = cause.status != Status.SUSPECTED or without_glyph(cause.text)[0]
    return with_glyph(cause.status, cause.text) if needed else cause.text


def _facts(graph: CauseGraph, cause: Cause) -> Iterator[tuple[str, str]]:
    if cause.kind == Kind.CATEGORY:
        yield from (("note", cause.note),) if cause.note else ()
        return
    backing = graph.backing_of(cause.key)
    facts = {
        "kind": Kind.CAUSE if cause.parent == EFFECT else "",
        "role": cause.role,
        "owner": cause.owner,
        "gate": Gate.OR if cause.gate == Gate.OR else "",
        "asked": "yes" if cause.asked else "",
        "stop_reason": cause.stop_reason,
        "accepted_reason": cause.accepted_reason,
        "votes": str(graph.votes_of(cause.key) or ""),
        "evidence": f"{backing.supports} for, {backing.contradicts} against" if backing.count else "",
        "note": cause.note,
    }
    yield from ((name, value) for name, value in facts.items() if value)
    yield from (("measure", measure_line(measure)) for measure in graph.measures_of(cause.key))


def whys_mermaid(graph: CauseGraph) -> str:
    """The 5-Whys: what is to be explained at the left, gates where several answers act together, then what is done."""
    lines = [
        "flowchart LR",
        f"{_STEP}classDef effect stroke-width:2px",
        f"{_STEP}classDef root stroke-width:3px",
        f"{_STEP}classDef ruledOut stroke-dasharray:4 3",
        f'{_STEP}effect["{_label(graph.effect.text)}"]:::effect',
    ]
    stack = [(EFFECT, "effect")]
    nodes = 0
    while stack:
        key, name = stack.pop()
        answers = graph.answers(key)
        above = name
        if len(answers) > 1:
            above = f"{name}gate"
            lines += [f'{_STEP}{above}{{{{"{graph.gate(key)}"}}}}', f"{_STEP}{name} --> {above}"]
        named = [(cause, f"why{nodes + number}") for number, cause in enumerate(answers, 1)]
        nodes += len(named)
        for cause, node in named:
            arrow = "-.->" if cause.status == Status.RULED_OUT else "-->"
            lines += [f'{_STEP}{node}["{_label(with_glyph(cause.status, cause.text))}"]{_class(cause)}']
            lines += [f"{_STEP}{above} {arrow} {node}", *_measures(graph, cause, node)]
        stack += [(cause.key, node) for cause, node in named[::-1]]
    return "\n".join(lines) + "\n"


def _class(cause: Cause) -> str:
    return {Status.ROOT_CAUSE: ":::root", Status.RULED_OUT: ":::ruledOut"}.get(Status(cause.status), "")


def _measures(graph: CauseGraph, cause: Cause, node: str) -> Iterator[str]:
    for number, measure in enumerate(graph.measures_of(cause.key), 1):
        text = _label(f"{_(measure.effort)}: {measure.text}")
        yield f'{_STEP}{node}done{number}(["{text}"])'
        yield f"{_STEP}{node} ==> {node}done{number}"


def _label(text: str) -> str:
    return _escaped(text) or _EMPTY


def _escaped(text: str) -> str:
    text = _SIGNS.sub(lambda sign: _ENTITIES[sign[0]], text)
    return _WORDS.sub(lambda word: "".join(f"#{ord(each)};" for each in word[0]), text)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_fishbone(text: str) -> bool:
    """Whether a text is a fishbone of Mermaid."""
    return next((kind for kind, _number in _kinds(text)), "").startswith("ishikawa")


def causes_from_mermaid(text: str) -> CauseGraph:
    """The fishbone of a text: its first line is the effect, the next ones by their indentation categories and causes.

    Raises Refused for other diagrams, and for more than can be drawn.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    kind, start = next(_kinds(text), ("", 0))
    if not kind.startswith("ishikawa"):
        raise Refused(
            _("This is no fishbone of Mermaid, which begins with “ishikawa-beta”, but “{kind}”.").format(
                kind=isolated(kind[:40])
            )
        )
    return _grown([line for line in lines[start:] if line.strip() and not line.strip().startswith("```")])


def _kinds(text: str) -> Iterator[tuple[str, int]]:
    """The word that names the diagram and the number of the line after it, behind a preamble and comments."""
    in_preamble = False
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip() == "---":
            in_preamble = not in_preamble
        elif not in_preamble and not line.strip().startswith(("%%", "```")) and (word := _KIND.match(line)):
            yield word[1].lower(), number


def _grown(raw: list[str]) -> CauseGraph:
    effect, base = Effect(), -1
    found: list[SketchLine] = []
    for line in raw:
        indent, text = len(line) - len(line.lstrip()), line.strip()
        if text.startswith("%%"):
            name, _colon, value = text[2:].strip().partition(": ")
            if found:
                _take_fact(found[-1], name, _plain(value))
            elif name == "gate":
                effect = Effect(effect.text, gate_named(value) or Gate.AND)
        elif base < 0:
            effect, base = Effect(_plain(text).strip()), indent
        else:
            found.append(SketchLine(max(1, indent - base), _plain(text).strip(), {"kind": Kind.CATEGORY}))
    shallowest = 1 << 30
    for each in found:
        _read_sign(each, is_below=each.depth > shallowest)
        shallowest = min(shallowest, each.depth)
    return grown(effect, found)


def _take_fact(line: SketchLine, name: str, value: str) -> None:
    words: dict[str, Any] = {"role": role_named, "gate": gate_named, "status": status_named}
    if name == "measure":
        line.measures.append(facts_of_measure(value))
    elif name == "kind":
        line.facts["kind"] = Kind.CAUSE if value == Kind.CAUSE else Kind.CATEGORY
    elif name == "asked":
        line.facts["asked"] = True
    elif name in words and (word := words[name](value)):
        line.facts[name] = word
    elif name in ("owner", "note", "stop_reason", "accepted_reason"):
        line.facts[name] = value


def _read_sign(line: SketchLine, *, is_below: bool) -> None:
    """Of a cause, not of a category, which is one only at the first level."""
    if is_below:
        line.facts["kind"] = Kind.CAUSE
    if line.facts["kind"] == Kind.CAUSE:
        status, line.text = without_glyph(line.text)
        if status:
            line.facts["status"] = status


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda found: _character(int(found[1])) if found[1] else unescape(f"&{found[2]};"), text)


def _character(number: int) -> str:
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
