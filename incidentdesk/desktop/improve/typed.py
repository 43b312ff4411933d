"""What was typed into a review and is not saved yet, and what it was typed over."""

from collections.abc import Iterable, Mapping
from typing import Any

from incidentdesk.improve.review_text import TEXTS

# The fields that are typed on the page; the others are set in one go.
TYPED = (*TEXTS, "people_affected", "impact_numbers")


class Typed:
    """`seen` is what each field said when somebody began to write in it, `waiting` what is typed and not saved."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}
        self.waiting: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """What the field says on the page."""
        return self.waiting.get(name, self.seen.get(name))

    def type(self, name: str, value: Any) -> None:
        if value == self.seen.get(name):
            self.waiting.pop(name, None)
        else:
            self.waiting[name] = value

    def read(self, facts: Mapping[str, Any]) -> list[str]:
        """Take what is stored now; returns the fields that say something else than before.

        Where somebody is writing, `seen` stays what they wrote over, so that a change by another is noticed.
        """
        changed = []
        for name in TYPED:
            if name in self.waiting and self.waiting[name] != facts[name]:
                continue
            if self[name] != facts[name] or name not in self.seen:
                changed.append(name)
            self.seen[name] = facts[name]
            self.waiting.pop(name, None)
        return changed

    def saved(self, values: Mapping[str, Any]) -> None:
        """These values are stored now; what was typed since goes on waiting."""
        for name, value in values.items():
            self.seen[name] = value
            if name in self.waiting and self.waiting[name] == value:
                del self.waiting[name]

    def rebase(self, name: str, theirs: Any, wanted: Any) -> None:
        """Somebody has decided what stands in a field that another has changed too."""
        self.seen[name] = theirs
        self.type(name, wanted)

    def as_draft(self) -> dict[str, Any]:
        """For a file: every waiting field with what it was typed over."""
        return {name: [value, self.seen.get(name)] for name, value in self.waiting.items()}

    def take_draft(self, kept: Mapping[str, Any]) -> None:
        """Go on where a program that was killed left off; what makes no sense is passed over."""
        for name, pair in kept.items():
            if name in TYPED and isinstance(pair, list) and len(pair) == 2:
                value, seen = (_from_file(name, each) for each in pair)
                self.seen[name], self.waiting[name] = seen, value


def _from_file(name: str, value: Any) -> Any:
    if name == "impact_numbers":
        return tuple((str(row[0]), str(row[1])) for row in value if isinstance(row, list) and len(row) == 2)
    return value


def whole(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Rows of numbers as they are stored: on one line, without those that say nothing."""
    clean = (tuple(" ".join(part.split()) for part in row) for row in rows)
    return tuple((row[0], row[1]) for row in clean if any(row))
