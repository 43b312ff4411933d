"""Outlines as people paste them: from notes, mails, word processors, spreadsheets and Markdown."""

import re
from typing import NamedTuple

from incidentdesk.investigate.cause_editing import OutlineLine

_TAB = 4
_BULLET = re.compile(r"[-*+•◦‣⁃▪▫■□●○–—·➢](?=\s|$)|[o§](?=\t\s*\S)")
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)[.)](?=\s+\S)|(\d{1,3}(?:\.\d{1,3})+)(?=\s+\S)")
_LETTER = re.compile(r"\(?[A-Za-z]\)(?=\s+\S)|[a-z]\.(?=\t\s*\S)")
_TASK = re.compile(r"^\[[ xX]\](?:\s+|$)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s|$)")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*$")
_PLAIN = ""


class _Rank(NamedTuple):
    """How deep a line stands: below headings, by its indentation, and by its kind of bullet."""

    is_text: bool
    indent: int
    marker: str


def parse_outline(text: str) -> list[OutlineLine]:
    """The lines of an outline with their depths from 0; each is at most one deeper than the one before it.

    Indentation may be of tabs, blanks or both, of any width and irregular; below headings of Markdown their text stands
    deeper. Another kind of bullet at the same indentation is a level of its own, as word processors paste it. Bullets,
    numbers, marks of tasks and ruled lines are taken away, every other character stays. Nothing is refused.
    """
    lines: list[OutlineLine] = []
    open_ranks: list[_Rank] = []
    numbers: set[str] = set()
    for raw in text.removeprefix("\ufeff").splitlines():
        if not raw.strip() or _RULE.match(raw):
            continue
        rank, content = _ranked(raw, numbers)
        if not content:
            continue
        _close(open_ranks, rank)
        lines.append(OutlineLine(len(open_ranks), content))
        open_ranks.append(rank)
    return lines


def _ranked(raw: str, numbers: set[str]) -> tuple[_Rank, str]:
    if heading := _HEADING.match(raw):
        title = raw[heading.end() :].strip()
        bare = title.rstrip("#")
        closed = bare != title and (not bare or bare[-1].isspace())
        return _Rank(False, len(heading[1]), _PLAIN), bare.rstrip() if closed else title
    content = raw.lstrip()
    # Blanks of East Asian scripts are two wide.
    indent = len(raw[: len(raw) - len(content)].replace("\u3000", "  ").expandtabs(_TAB))
    marker, length = _marker(content, numbers)
    content = content[length:].strip()
    return _Rank(True, indent, marker), _TASK.sub("", content)


def _marker(content: str, numbers: set[str]) -> tuple[str, int]:
    """The kind of a line's bullet or number, and how many characters it has."""
    if found := _BULLET.match(content):
        return "-" if found[0] in "-*+" else found[0], found.end()
    if (found := _NUMBER.match(content)) and _counts(found, numbers):
        return "1" + ".1" * (found[1] or found[2]).count("."), found.end()
    if found := _LETTER.match(content):
        return "a", found.end()
    return _PLAIN, 0


def _counts(found: re.Match[str], numbers: set[str]) -> bool:
    """Whether a number counts lines: "1.2" does so only after "1.1", otherwise it may be a version or a size."""
    number = found[1] or found[2]
    above, _dot, last = number.rpartition(".")
    before = f"{above}.{int(last) - 1}"
    if above and not (before in numbers or (last == "1" and above in numbers)):
        return False
    numbers.add(number)
    return True


def _close(open_ranks: list[_Rank], rank: _Rank) -> None:
    """Leave open what the next line stands below."""
    while open_ranks and open_ranks[-1][:2] > rank[:2]:
        open_ranks.pop()
    markers = [each.marker for each in open_ranks if each[:2] == rank[:2]]
    if rank.marker in markers or rank.marker == _PLAIN:
        while open_ranks and open_ranks[-1][:2] == rank[:2]:
            if open_ranks.pop().marker == rank.marker:
                break
