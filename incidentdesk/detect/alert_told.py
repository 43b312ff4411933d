"""What a payload tells of one alert, whatever program it came from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from incidentdesk.refusal import Refused


class NoNews(Refused):
    """It is whole and of the right form, but tells of no alert: a test, an acknowledgement, a comment."""


@dataclass(frozen=True, slots=True)
class Told:
    """One alert. Two with the same fingerprint have the same cause; times are microseconds since 1970, or not told."""

    fingerprint: str
    firing: bool
    title: str
    detail: str = ""
    severity: str = ""
    host: str = ""
    service: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    started_at: int | None = None
    ended_at: int | None = None


def fingerprint_of(*parts: str) -> str:
    """The fingerprint of what names a cause; the same parts in the same order give the same one.

    A single part that is short stays readable, anything else becomes the first 32 hexadecimal digits of its SHA-256.
    """
    if len(parts) == 1 and 0 < len(parts[0]) <= 100:
        return parts[0]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def fingerprint_of_labels(labels: Mapping[str, str]) -> str:
    """Of all labels, in whatever order they came."""
    return fingerprint_of("", *(f"{name}\x1e{value}" for name, value in sorted(labels.items())))
