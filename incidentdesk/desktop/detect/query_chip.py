"""Which parts of a query stand as chips in the filter field, and which stay text."""

from incidentdesk.detect.query import Token, TokenKind, tokens

_STRUCTURE = (TokenKind.OR, TokenKind.OPEN, TokenKind.CLOSE)


def split(text: str) -> tuple[list[str], str]:
    """The filters that can stand for themselves, and the rest; both together mean what the text means.

    Between filters that all hold, order means nothing, so they may come first. Where "or" and parentheses say what
    belongs together, only filters in front of them may.
    """
    found = tokens(text)
    structured = any(token.kind in _STRUCTURE for token in found)
    chips: list[str] = []
    rest: list[str] = []
    end = 0
    for place, token in enumerate(found):
        if is_chip(token) and not (structured and (rest or _is_joined(found, place))):
            chips.append(text[token.start : token.end])
        elif structured:
            return chips, text[token.start :].strip()
        else:
            rest.append(text[token.start : token.end])
        end = token.end
    return chips, " ".join(rest) + (" " if rest and text[end:].startswith(" ") else "")


def is_chip(token: Token) -> bool:
    return token.kind is TokenKind.FILTER and token.good


def _is_joined(found: tuple[Token, ...], place: int) -> bool:
    return place + 1 < len(found) and found[place + 1].kind is TokenKind.OR


def is_finished(text: str) -> bool:
    """Whether the last piece of a text has been typed to its end."""
    found = tokens(text)
    return bool(found) and found[-1].end < len(text)
