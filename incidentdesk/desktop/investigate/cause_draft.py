"""What of a diagram is not saved yet, as a draft on this machine."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from incidentdesk.investigate.cause_graph import Change, Gesture, Noun


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that is being typed into a field of a cause or of the problem; `seen` is what stood there before."""

    key: str
    text: str
    seen: str = ""
    field: str = "text"


def as_values(steps: Sequence[Gesture], typed: Typed | None) -> dict[str, Any]:
    """As JSON can hold it; empty where there is nothing to keep."""
    if not steps and typed is None:
        return {}
    written = [
        [[change.noun, change.key, _plain(change.before), _plain(change.after)] for change in step] for step in steps
    ]
    return {"steps": written, "typed": list(astuple(typed)) if typed else None}


def _plain(fields: Any) -> dict[str, Any] | None:
    return None if fields is None else dict(fields)


def from_values(values: dict[str, Any]) -> tuple[list[Gesture], Typed | None]:
    """What `as_values` has kept; a draft that some other version has written counts as far as it can be read."""
    steps: list[Gesture] = []
    for step in values.get("steps") or ():
        try:
            steps.append(tuple(Change(Noun(noun), str(key), before, after) for noun, key, before, after in step))
        except (TypeError, ValueError):
            continue
    typed = values.get("typed")
    readable = isinstance(typed, list) and len(typed) == 4 and all(isinstance(part, str) for part in typed)
    return steps, Typed(*typed) if readable else None
