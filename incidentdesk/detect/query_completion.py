"""What the filter field offers while a query is typed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from incidentdesk.detect.query_key import KEYS, Key, Kind
from incidentdesk.detect.query_token import Token, TokenKind, cleaned, in_quotes, needs_quotes, pieces, sign_of
from incidentdesk.language import _

MOST = 50


@dataclass(frozen=True, slots=True)
class Completion:
    """Replace text[start:end] by `insert`; positions count code points."""

    start: int
    end: int
    insert: str
    label: str
    meaning: str = ""


def completions(text: str, cursor: int, vocabulary: Mapping[str, Iterable[str]]) -> list[Completion]:
    """Keys and values that fit what stands before the cursor; none inside a phrase.

    `vocabulary` has the names that the desk knows, by key: {"team": ["Network", ...]}.
    """
    token = _token_before(cleaned(text)[:cursor])
    if token is None:
        return _keys(cursor, cursor, "")
    if token.kind is TokenKind.WORD:
        return _keys(token.end - len(token.text), cursor, token.text)
    if token.kind is not TokenKind.FILTER:
        return []
    found = sign_of(token.text)
    return _values(token, found[0], found[2], vocabulary) if found else []


def _token_before(text: str) -> Token | None:
    last = None
    for token in pieces(text):
        last = token
    if last is None or last.end < len(text) or last.kind in (TokenKind.OPEN, TokenKind.CLOSE):
        return None
    return last


def _keys(start: int, end: int, typed: str) -> list[Completion]:
    folded = typed.lower().lstrip("-")
    start += len(typed) - len(typed.lstrip("-"))
    return [
        Completion(start, end, f"{key.name}:", f"{key.name}:", _(key.meaning))
        for key in KEYS.values()
        if key.name.startswith(folded)
    ]


def _values(token: Token, key: Key, start: int, vocabulary: Mapping[str, Iterable[str]]) -> list[Completion]:
    begin, typed = _last_value(token, start)
    offered = _offered(key, typed.casefold(), vocabulary)
    return [
        Completion(begin, token.end, insert, label) for (insert, label), _n in zip(offered, range(MOST), strict=False)
    ]


def _last_value(token: Token, start: int) -> tuple[int, str]:
    """Where the value begins that is being typed, and what is there of it."""
    written = token.text[start:]
    begin, in_quote = 0, False
    for place, character in enumerate(written):
        if character == '"':
            in_quote = not in_quote
        elif character == "," and not in_quote:
            begin = place + 1
        elif written.startswith("..", place) and not in_quote:
            begin = place + 2
    while begin < len(written) and written[begin] in "<>=":
        begin += 1
    return token.end - len(written) + begin, written[begin:].strip('"')


def _offered(key: Key, folded: str, vocabulary: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for value in key.values:
        if value.lower().startswith(folded):
            yield value, value
    if key.kind is not Kind.NAME:
        return
    inside = []
    for name in vocabulary.get(key.name, ()):
        lowered = name.casefold()
        if lowered.startswith(folded):
            yield _written_name(key, name), name
        elif f" {folded}" in lowered:
            inside.append(name)
    for name in inside:
        yield _written_name(key, name), name


def _written_name(key: Key, name: str) -> str:
    return in_quotes(name) if needs_quotes(name) or name.lower() in key.values else name
