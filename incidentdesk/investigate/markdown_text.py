"""A text in Markdown: written so that it shows as it is, and read without its marks (CommonMark 0.31)."""

import re
from html import unescape

# An underscore inside of a word is no mark.
_MARKS = re.compile(r"[\\`*\[\]<]|~{2,}|&(?=#?\w+;)|(?<![^\W_])_+|_+(?![^\W_])")
_OPENING = re.compile(r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-+$|=+$|-(?=[ \t]*-)|\||~|(?P<number>\d{1,9})(?=[.)](?:\s|$))")
_EDGE = {" ": "&#32;", "\t": "&#9;"}
# Bounded, so that a long line of opening marks takes no time.
_SPANS = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`{1,3})(?P<code>[^`]{1,500})(?P=ticks)"
    r"|!?\[(?P<label>[^\]\[]{0,500})\]\(\s?<?(?P<target>[^)\s>]{0,2000})>?(?:\s\"[^\"]{0,500}\")?\)"
    r"|<(?P<address>(?:https?://|mailto:)[^>\s]{1,2000})>"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<emphasis>\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|~~)"
)


def escaped(text: str) -> str:
    """A text inside a line."""
    return _MARKS.sub(lambda found: "".join(f"\\{mark}" for mark in found[0]), text)


def escaped_title(text: str) -> str:
    """The text of a heading, whose last signs could be taken for its end."""
    written = escaped(text)
    return f"{written[:-1]}\\#" if written.endswith("#") else written


def escaped_lines(text: str) -> list[str]:
    """A text as lines of a document: line breaks, empty lines and blanks at the edges of lines are kept."""
    found: list[str] = []
    for number, paragraph in enumerate(text.split("\n\n")):
        lines = [_with_edges(line) if line else "&nbsp;" for line in paragraph.split("\n")]
        found += [*([""] if number else []), *(f"{line}\\" for line in lines[:-1]), lines[-1]]
    return found


def plain_lines(lines: list[str]) -> str:
    """The text of the lines of one paragraph."""
    unbroken = (_unbroken(line.strip()) for line in lines)
    return "\n".join("" if line == "&nbsp;" else plain(line) for line in unbroken)


def plain(text: str) -> str:
    """A line of Markdown as people read it; the address of a link stands in parentheses behind its text."""
    return _SPANS.sub(_plain_span, text)


def _plain_span(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if found["entity"]:
        return unescape(found["entity"])
    if found["label"] is not None:
        label, target = plain(found["label"]), found["target"]
        return f"{label} ({target})" if label and target and label != target else label or target
    return found["code"] or found["address"] or ""


def _with_edges(line: str) -> str:
    inner = line.strip(" \t")
    if not inner:
        return "".join(_EDGE[blank] for blank in line)
    before, _inner, after = line.partition(inner)
    written = escaped(inner)
    if not before and (opening := _OPENING.match(inner)):
        mark = opening["number"] or ""
        written = f"{mark}\\{written[len(mark) :]}"
    return "".join(_EDGE[blank] for blank in before) + written + "".join(_EDGE[blank] for blank in after)


def _unbroken(line: str) -> str:
    """Without the backslash that breaks a line."""
    backslashes = len(line) - len(line.rstrip("\\"))
    return line[:-1] if backslashes % 2 else line
