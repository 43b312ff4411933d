"""What is new between two texts, word by word, as one reads it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `kind` is SAME, ADDED or REMOVED."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Line by line, and word by word within lines that have become others; all but REMOVED together is `after`."""
    found: list[Piece] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(new[c:d])))
        elif tag == "replace":
            found += _words("".join(old[a:b]), "".join(new[c:d]))
        elif tag == "delete":
            found.append(Piece(REMOVED, "".join(old[a:b])))
        else:
            found.append(Piece(ADDED, "".join(new[c:d])))
    return _joined(found)


def _words(before: str, after: str) -> list[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    # What has little in common is easier to read one after the other.
    if matcher.ratio() < 0.4:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    found = []
    for _tag, a, b, c, d in matcher.get_opcodes():
        if old[a:b] == new[c:d]:
            found.append(Piece(SAME, "".join(new[c:d])))
            continue
        found += [Piece(REMOVED, "".join(old[a:b])), Piece(ADDED, "".join(new[c:d]))]
    return found


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if piece.text and found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found
