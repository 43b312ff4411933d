"""The Markdown of a plan on paper: tables as tables, code as it was typed, and no marks within lines."""

import itertools
import re
from collections.abc import Iterator

from reportlab.platypus import Flowable

from incidentdesk.language import _
from incidentdesk.paper.prose import prose
from incidentdesk.paper.styles import BODY, CELL, STRONG, Style
from incidentdesk.paper.table import Column, Table
from incidentdesk.paper.text import Text

_LINK = re.compile(r"!?\[([^\[\]]*)\]\((\S+?)(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")


def plan_prose(text: str, style: Style = BODY) -> Iterator[Flowable]:
    """The blocks of a text below each other."""
    for kind, lines in _parts(text.split("\n")):
        if kind == "code":
            yield Text("\n".join(lines), style.but(after=5))
        elif kind == "table":
            yield _table(lines)
        else:
            yield from prose(plain("\n".join(lines)), style)


def plain(text: str) -> str:
    """Markdown without its marks within lines; headings and lists stay, for `prose` sets them."""
    text = _LINK.sub(_link_text, text)
    for pattern, kept in ((_TAG, ""), (_STRONG, r"\2"), (_EMPHASIS, r"\2"), (_CODE, r"\1")):
        text = pattern.sub(kept, text)
    return "\n".join(line.removeprefix("> ") if line.startswith(">") else line for line in text.split("\n"))


def _parts(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    return (
        (kind, [line for _kind, line in found if not (kind == "code" and _FENCE.match(line))])
        for kind, found in itertools.groupby(_kinds(lines), key=lambda each: each[0])
    )


def _kinds(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each line with what it belongs to; a table has a rule below its head, all else with pipes is text."""
    fence, in_table = "", False
    for at, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence or found:
            yield "code", line
            if found:
                fence = "" if fence and line.strip().startswith(fence) else fence or found[1]
            in_table = False
            continue
        in_table = bool(_ROW.match(line)) and (in_table or (at + 1 < len(lines) and bool(_RULE.match(lines[at + 1]))))
        yield ("table" if in_table else "text"), line


def _table(lines: list[str]) -> Table:
    head, *rows = [_cells(line) for line in lines if not _RULE.match(line)]
    width = max(len(row) for row in [head, *rows])
    columns = [Column(each, style=CELL) for each in [*head, *[""] * (width - len(head))]]
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    if not any(head):
        columns[0] = Column("", style=STRONG)
    return Table(columns, filled or [[""] * width], headings=any(head), after=6)


def _cells(line: str) -> list[str]:
    inside = line.strip().removeprefix("|").removesuffix("|")
    return [plain(" ".join(cell.replace("\\|", "|").split())) for cell in re.split(r"(?<!\\)\|", inside)]


def _link_text(found: re.Match[str]) -> str:
    """A place on the same page or in the same folder is of no use on paper; an address is."""
    label, address = found.groups()
    if address.startswith("attachment:"):
        return _("{name} (attached)").format(name=label)
    return f"{label} ({address})" if "://" in address and address != label else label
