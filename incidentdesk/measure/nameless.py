"""Texts without the names of people, for readers outside."""

import re
from collections.abc import Iterable

_LEFT_OUT = "[…]"
# Of a name of several words each word is a name too, but for initials and particles.
_SHORTEST_WORD = 3
# From here on begin the scripts that part no words.
_FIRST_UNSPACED = "\u2e80"


def without_names(text: str, people: Iterable[str]) -> str:
    """The text with every name replaced by a sign that something was left out.

    A whole name is found whatever its case, a word of it only with its capital: "Grant" and not "grant".
    """
    pattern = _pattern(people)
    return re.sub(rf"{re.escape(_LEFT_OUT)}(?:\s+{re.escape(_LEFT_OUT)})+", _LEFT_OUT, pattern.sub(_LEFT_OUT, text))


def names_in(text: str, people: Iterable[str]) -> list[str]:
    """The people who are named in a text."""
    return sorted(name for name in people if _pattern([name]).search(text))


def _pattern(people: Iterable[str]) -> "re.Pattern[str]":
    names = sorted({name.strip() for name in people if name.strip()}, key=lambda name: (-len(name), name))
    parts = [part for name in names for part in _parts(name)]
    return re.compile("|".join(parts) if parts else r"(?!)")


def _parts(name: str) -> list[str]:
    if max(name) >= _FIRST_UNSPACED:
        return [re.escape(name)]
    words = [word for word in re.split(r"\s+", name) if len(word) >= _SHORTEST_WORD and word[0] != word[0].lower()]
    whole = [f"(?i:{_apart(name)})"] if " " in name else []
    return [*whole, *map(_apart, words)]


def _apart(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)"
