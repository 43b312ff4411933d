"""Two people have changed the same field (R12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


@dataclass(frozen=True, slots=True)
class Clash:
    """One field: what both saw, what the other has saved since, and what is to be saved now."""

    field: str
    seen: Any
    theirs: Any
    mine: Any


class Conflict(Refused):
    """Nothing was saved; the person decides field by field."""

    def __init__(self, clashes: tuple[Clash, ...], changed_by: str) -> None:
        self.clashes = clashes
        self.changed_by = changed_by
        fields = ", ".join(_(clash.field) for clash in clashes)
        super().__init__(
            _(
                "{name} has changed the same fields meanwhile: {fields}. Nothing was saved; choose which text stays."
            ).format(name=isolated(changed_by), fields=fields)
        )


def clashes_between(seen: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> tuple[Clash, ...]:
    """The fields that were changed by both, differently; a field that was not seen can't clash."""
    return tuple(
        Clash(name, seen[name], theirs[name], value)
        for name, value in mine.items()
        if name in seen and theirs[name] != seen[name] and theirs[name] != value
    )
