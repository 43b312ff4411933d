"""The pieces of a query's text, and where they stand; positions count code points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.detect.query_key import Key, key_of, read_value


class TokenKind(StrEnum):
    FILTER = "filter"
    WORD = "word"
    PHRASE = "phrase"
    OR = "or"
    OPEN = "("
    CLOSE = ")"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece; `text` is what stands there without the minus, for a phrase also without its quotes.

    `key` is the key's one name and only there for a filter; `good` tells whether all that stands there is understood.
    """

    start: int
    end: int
    kind: TokenKind
    text: str
    negated: bool = False
    key: str = ""
    good: bool = True


@dataclass(frozen=True, slots=True)
class Atom:
    """One end of a range or a whole value, as written."""

    text: str
    quoted: bool


_KEY_AND_SIGN = re.compile(r"([A-Za-z][A-Za-z-]*)(:|>=|<=|>|<)")
# Neither databases nor UTF-8 take a half of a surrogate pair, PostgreSQL takes no NUL.
_UNUSABLE = re.compile("[\ud800-\udfff]")


def cleaned(text: str) -> str:
    """The text without what no database can take; as long as before."""
    return _UNUSABLE.sub("\ufffd", text).replace("\0", " ")


def sign_of(word: str) -> tuple[Key, str, int] | None:
    """The key at the beginning of a word, what stands behind it and where its values begin."""
    found = _KEY_AND_SIGN.match(word)
    key = key_of(found[1]) if found else None
    if found is None or key is None or (found[2] != ":" and not key.ordered):
        return None
    return key, found[2], found.end()


def unknown_key(word: str) -> str:
    """What looks like a key but is none; empty for an address, a clock time or a drive letter."""
    found = _KEY_AND_SIGN.match(word)
    looks_so = found and found[2] == ":" and len(found[1]) > 1 and not word.startswith("//", found.end())
    return found[1] if found and looks_so and not key_of(found[1]) else ""


def pieces(text: str) -> Iterator[Token]:
    """The pieces of cleaned text, filters not yet judged."""
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        token = _piece(text, position)
        yield token
        position = token.end


def _piece(text: str, start: int) -> Token:
    if text[start] in "()":
        return Token(start, start + 1, TokenKind(text[start]), text[start])
    negated = text[start] == "-" and start + 1 < len(text) and not text[start + 1].isspace() and text[start + 1] != ")"
    body = start + negated
    if negated and text[body] == "(":
        return Token(start, body + 1, TokenKind.OPEN, "(", negated=True)
    if text[body] == '"':
        end, content = quoted(text, body)
        return Token(start, end, TokenKind.PHRASE, content, negated)
    end = _end_of_word(text, body)
    word = text[body:end]
    if word.lower() == "or" and not negated:
        return Token(start, end, TokenKind.OR, word)
    found = sign_of(word)
    if found is None:
        return Token(start, end, TokenKind.WORD, word, negated)
    end = _end_of_values(text, body + found[2])
    return Token(start, end, TokenKind.FILTER, text[body:end], negated, found[0].name)


def quoted(text: str, start: int) -> tuple[int, str]:
    """Where a quoted text ends and what it says; a quote inside is written twice, the last one may be missing."""
    content, position = "", start + 1
    while (end := text.find('"', position)) >= 0:
        content += text[position:end]
        if not text.startswith('""', end):
            return end + 1, content
        content += '"'
        position = end + 2
    return len(text), content + text[position:]


def in_quotes(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def needs_quotes(text: str) -> bool:
    """Whether a name can't stand in a filter as it is."""
    return ".." in text or any(character.isspace() or character in '",()' for character in text)


def _end_of_word(text: str, start: int) -> int:
    end = start
    while end < len(text) and not text[end].isspace() and text[end] not in '()"':
        end += 1
    return end


def _end_of_values(text: str, start: int) -> int:
    end = start
    while end < len(text) and not text[end].isspace() and text[end] not in "()":
        end = quoted(text, end)[0] if text[end] == '"' else end + 1
    return end


def values_of(written: str) -> Iterator[tuple[int, list[Atom]]]:
    """The values between the commas, each as the atoms between its two dots, with the place where it begins."""
    start = position = 0
    atoms: list[Atom] = []
    current, was_quoted = "", False
    while position <= len(written):
        if position == len(written) or written[position] == ",":
            yield start, [*atoms, Atom(current, was_quoted)]
            start, atoms, current, was_quoted = position + 1, [], "", False
            position += 1
        elif written[position] == '"':
            position, content = quoted(written, position)
            current, was_quoted = current + content, True
        elif written.startswith("..", position):
            atoms, current, was_quoted = [*atoms, Atom(current, was_quoted)], "", False
            position += 2
        else:
            current += written[position]
            position += 1


def tokens(text: str) -> tuple[Token, ...]:
    """The pieces of a query for drawing and editing."""
    return tuple(_judged(token) for token in pieces(cleaned(text)))


def _judged(token: Token) -> Token:
    if token.kind is TokenKind.WORD:
        good = not unknown_key(token.text)
    elif token.kind is TokenKind.FILTER:
        good = _is_understood(token)
    else:
        return token
    return token if good else Token(token.start, token.end, token.kind, token.text, token.negated, token.key, False)


def _is_understood(token: Token) -> bool:
    found = sign_of(token.text)
    if found is None:
        return False
    key, _sign, start = found
    values = [value for _place, value in values_of(token.text[start:])]
    return any(atom.text for value in values for atom in value) and all(_is_value(key, value) for value in values)


def _is_value(key: Key, atoms: list[Atom]) -> bool:
    if not key.ordered:
        return not any(atom.text for atom in atoms) or read_value(key, "..".join(a.text for a in atoms)) is not None
    ends = [atom.text.lstrip("<>=") for atom in atoms]
    return len(ends) <= 2 and all(not end or read_value(key, end) is not None for end in ends)
