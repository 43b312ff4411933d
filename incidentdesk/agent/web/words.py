"""The words of the form in the language that the browser asks for, as far as we have it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from incidentdesk.paths import resources

ENGLISH = "en"
_MOST_ASKED = 20


@dataclass(frozen=True, slots=True)
class Words:
    """`direction` is ltr or rtl; a text is asked for by its key."""

    language: str
    direction: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **named: object) -> str:
        """Raises KeyError for a key that no text has."""
        text = self.texts[key]
        return text.format(**named) if named else text


@cache
def languages() -> dict[str, Words]:
    """All that we have, by their tags (RFC 5646)."""
    found = {}
    for path in sorted((resources() / "web").glob("*.toml")):
        texts = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Words(path.stem, texts["direction"], texts)
    return found


def words_for(accept_language: str) -> Words:
    """By the header Accept-Language (RFC 9110, 12.5.4); English where nothing of it is ours."""
    known = languages()
    for tag in _asked(accept_language):
        language = tag.partition("-")[0]
        if language in known:
            return known[language]
    return known[ENGLISH]


def _asked(header: str) -> list[str]:
    """The tags by weight, the first of equal ones first; what is no tag is left out."""
    weighed = []
    for place, part in enumerate(header.split(",")[:_MOST_ASKED]):
        tag, _semicolon, rest = part.strip().lower().partition(";")
        weight = _weight(rest)
        if tag and weight > 0:
            weighed.append((-weight, place, tag.strip()))
    return [tag for _weight_, _place, tag in sorted(weighed)]


def _weight(text: str) -> float:
    name, _equals, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
