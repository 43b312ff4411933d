"""Causes out of Markdown: what the program has written, and documents of others."""

import re
from dataclasses import replace
from typing import Any

from incidentdesk.investigate.cause_fact_line import cause_facts_in, measure_facts_in
from incidentdesk.investigate.cause_graph import CauseGraph, Effect, Kind
from incidentdesk.investigate.cause_sketch import SketchLine, grown
from incidentdesk.investigate.cause_word import effort_named, without_glyph
from incidentdesk.investigate.markdown_text import plain, plain_lines

_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s|$)(.*)$")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])(?=\s|$)\s*")
_TASK = re.compile(r"\[[ xX]\](?=\s|$)\s*")
_EFFORT = re.compile(r"\*\*([^*:]{1,40}):\*\*\s*")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*$")
_LONGEST_PREAMBLE = 200  # lines


def causes_from_markdown(text: str) -> CauseGraph:
    """The heading over everything is the effect, the next ones are categories, and lists are causes.

    Paragraphs are notes of what they follow.
    Raises Refused for more causes than can be drawn; everything else is a document.
    """
    lines = _without_preamble(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    reading = _Reading(_title_level([len(found[1]) for line in lines if (found := _HEADING.match(line))]))
    for line in lines:
        reading.take(line)
    reading.end()
    return grown(reading.effect, reading.lines)


def _without_preamble(lines: list[str]) -> list[str]:
    """Facts for a program that makes web pages may stand above a document, between two lines of dashes."""
    if lines[0].removeprefix("\ufeff").rstrip() == "---":
        end = next((at for at, line in enumerate(lines[1:_LONGEST_PREAMBLE], 1) if line.rstrip() == "---"), 0)
        return lines[end + 1 :] if end else lines
    return [lines[0].removeprefix("\ufeff"), *lines[1:]]


def _title_level(levels: list[int]) -> int:
    """The level of the heading that is over everything, 0 where none is."""
    if not levels:
        return 1
    top = min(levels)
    alone = levels[0] == top and levels.count(top) == 1
    return top if alone and (top == 1 or len(levels) > 1) else 0


class _Reading:
    """Where in the document we are: below which headings, in which items of a list, and in which paragraph."""

    def __init__(self, title_level: int) -> None:
        self.effect = Effect()
        self.lines: list[SketchLine] = []
        self.title_level = title_level
        self.headings: list[tuple[int, SketchLine]] = []
        self.items: list[tuple[int, SketchLine]] = []
        self.measure: dict[str, Any] | None = None
        self.paragraph: list[str] = []
        self.fence = ""
        self.code: list[str] = []
        # Whether the line continues the one of an item.
        self.right_below = False

    def take(self, raw: str) -> None:
        if self.fence or _FENCE.match(raw):
            self._take_code(raw)
        elif not raw.strip():
            self.end_paragraph()
            self.right_below = False
        elif heading := _HEADING.match(raw):
            self.end_paragraph()
            self._take_heading(len(heading[1]), _without_closing(heading[2].strip()))
        elif (underline := _UNDERLINE.match(raw)) and len(self.paragraph) == 1 and not self.items:
            title, self.paragraph = self.paragraph[0].strip(), []
            self._take_heading(1 if underline[1] else 2, title)
        elif _RULE.match(raw):
            self.end_paragraph()
        elif item := _ITEM.match(raw.lstrip()):
            self.end_paragraph()
            self._take_item(_indent(raw), raw.strip()[item.end() :].strip())
        else:
            self._take_text(raw)

    def end(self) -> None:
        self.end_paragraph()
        if self.fence and self.code:
            self._note("\n".join(self.code))
        self.fence = ""

    def end_paragraph(self) -> None:
        if not self.paragraph:
            return
        text, self.paragraph = plain_lines(self.paragraph), []
        facts = None if self.items or self.headings or self.lines else cause_facts_in(text)
        if facts and "gate" in facts:
            self.effect = replace(self.effect, gate=facts["gate"])
        else:
            self._note(text)

    def _note(self, text: str) -> None:
        """A note of what stands above; where there is nothing, a cause of its own."""
        above = self.items or self.headings
        if above:
            above[-1][1].notes.append(text)
        else:
            self.lines.append(SketchLine(0, text))

    def _take_heading(self, level: int, title: str) -> None:
        self.items, self.right_below = [], False
        if level == self.title_level:
            self.effect, self.title_level = replace(self.effect, text=plain(title)), 0
            return
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        facts = {} if self.headings else {"kind": Kind.CATEGORY}
        self._add(SketchLine(len(self.headings), plain(title), facts))
        self.headings.append((level, self.lines[-1]))

    def _take_item(self, indent: int, content: str) -> None:
        while self.items and self.items[-1][0] >= indent:
            self.items.pop()
        task = _TASK.match(content)
        content = content[task.end() :] if task else content
        self.right_below = True
        if task and self.items and (effort := _EFFORT.match(content)) and effort_named(effort[1]):
            self.measure = {"effort": effort_named(effort[1]), "text": plain(content[effort.end() :])}
            self.items[-1][1].measures.append(self.measure)
            return
        status, content = without_glyph(content)
        line = SketchLine(len(self.headings) + len(self.items), plain(content))
        if status:
            line.facts["status"] = status
        self._add(line)
        self.items.append((indent, line))

    def _take_text(self, raw: str) -> None:
        if self.right_below and not self.paragraph:
            self._continue_item(raw.strip())
            return
        if not self.paragraph:
            while self.items and self.items[-1][0] >= _indent(raw):
                self.items.pop()
        self.paragraph.append(raw)

    def _continue_item(self, text: str) -> None:
        if self.measure is not None:
            facts = measure_facts_in(text)
            self.measure.update(facts or {"text": f"{self.measure['text']} {plain(text)}"})
            return
        line, facts = self.items[-1][1], cause_facts_in(text)
        if facts is None:
            line.text = f"{line.text} {plain(text)}"
        else:
            line.facts.update(facts)

    def _take_code(self, raw: str) -> None:
        """Code is kept as it stands, in the note of what it follows."""
        fence = _FENCE.match(raw)
        if not self.fence and fence:
            self.end_paragraph()
            self.fence, self.code = fence[1], []
        elif fence and fence[1].startswith(self.fence) and not raw.strip().strip("`~"):
            self.end()
        else:
            self.code.append(raw)

    def _add(self, line: SketchLine) -> None:
        self.measure = None
        self.lines.append(line)


def _indent(raw: str) -> int:
    return len(raw[: len(raw) - len(raw.lstrip())].expandtabs(4))


def _without_closing(title: str) -> str:
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else title
