"""A fact of the timeline, and the row of the ledger from which it is told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    NOTE = "note"
    COMMENT = "comment"
    LOGGED = "logged"
    STATE = "state"
    FIELD = "field"
    FILE = "file"
    ANALYSIS = "analysis"
    EVIDENCE = "evidence"
    PLAN = "plan"
    MESSAGE = "message"
    RECOVERY = "recovery"


GLYPH = {
    Kind.NOTE: "●", Kind.COMMENT: "◆", Kind.LOGGED: "✚", Kind.STATE: "◑", Kind.FIELD: "↑", Kind.FILE: "▤",
    Kind.ANALYSIS: "◇", Kind.EVIDENCE: "▣", Kind.PLAN: "✓", Kind.MESSAGE: "▷",
    Kind.RECOVERY: "↺",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with what it said before and after, as texts or, of stage times, as microseconds since 1970."""

    field: str
    before: str | int | None
    after: str | int | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the timeline; instants in microseconds since 1970.

    `about` is a reference to what it tells of, such as INC-0042#evidence; empty where it tells everything itself.
    """

    happened_at: int
    entered_at: int
    actor: str
    kind: Kind
    text: str = ""
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    via: str = ""
    public: bool = False
    starred: bool = False
    entry_id: int | None = None
    edited: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the ledger with its changes read."""

    noun: str
    record_id: int
    act: str
    changes: dict[str, Any]
    reason: str
    at: int
    actor: str
    via: str
