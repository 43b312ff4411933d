"""What causes are called in files, and what people call them there."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from incidentdesk.investigate.cause_trait import STATUS_GLYPH, Effort, Gate, Role, Status
from incidentdesk.language import _

_Word = TypeVar("_Word", bound=StrEnum)
_OTHER_STATUSES = {"root": Status.ROOT_CAUSE, "confirmed": Status.VERIFIED, "refuted": Status.RULED_OUT}
_GLYPHS = {glyph: status for status, glyph in STATUS_GLYPH.items()} | {
    "✔": Status.VERIFIED, "☑": Status.VERIFIED, "✗": Status.RULED_OUT, "✘": Status.RULED_OUT, "☆": Status.ROOT_CAUSE,
}  # fmt: skip


def status_named(text: str) -> Status | None:
    """By its name, in English or as shown, by another word for it or by its sign."""
    return _named(text, Status) or _OTHER_STATUSES.get(text.strip().casefold()) or _GLYPHS.get(text.strip())


def role_named(text: str) -> Role | None:
    return _named(text, Role)


def effort_named(text: str) -> Effort | None:
    return _named(text, Effort)


def gate_named(text: str) -> Gate | None:
    return _named(text, Gate)


def without_glyph(text: str) -> tuple[Status | None, str]:
    """The status whose sign stands before a text, and the text without it."""
    sign, _blank, rest = text.partition(" ")
    status = _GLYPHS.get(sign)
    return (status, rest.strip()) if status else (None, text)


def with_glyph(status: str, text: str) -> str:
    return f"{STATUS_GLYPH[Status(status)]} {text}".rstrip()


def _named(text: str, words: Iterable[_Word]) -> _Word | None:
    wanted = " ".join(text.split()).casefold()
    return next((word for word in words if wanted in (word.casefold(), _(word).casefold())), None) if wanted else None
