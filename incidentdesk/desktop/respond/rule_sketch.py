"""The condition of a rule as rows and groups of them, also where it makes no sense yet.

What stands deeper than one group in another can't be shown so; such a condition is kept as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ALL, ANY, NONE = "all", "any", "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison; `value` is a text, a number or a list of texts."""

    field: str
    operator: str
    value: Any = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """All, any or none of its parts hold."""

    mode: str
    parts: tuple["Line | Group", ...] = ()


def sketch_of(stored: Mapping[str, Any]) -> Group | None:
    """The rows of a condition as its JSON says; None where it is nested deeper than one group."""
    if not stored:
        return Group(ALL)
    found = _part(stored, 0)
    return Group(ALL, (found,)) if isinstance(found, Line) else found


def _part(stored: Mapping[str, Any], depth: int) -> Line | Group | None:
    if "field" in stored:
        zone = str(stored.get("zone", ""))
        return Line(str(stored["field"]), str(stored.get("operator", "")), stored.get("value", ""), zone)
    if depth > 1:
        return None
    for mode in (ALL, ANY):
        if mode in stored:
            return _group(mode, stored[mode], depth)
    inner = stored.get("not", {})
    if ANY in inner:
        return _group(NONE, inner[ANY], depth)
    return _group(NONE, [inner], depth)


def _group(mode: str, stored: list[Any], depth: int) -> Group | None:
    parts = [_part(each, depth + 1) for each in stored]
    return None if None in parts else Group(mode, tuple(part for part in parts if part is not None))


def stored_of(group: Group) -> dict[str, Any]:
    """What `respond.rule_condition.condition_of` reads; groups in which nothing stands are left out."""
    parts = [_stored_line(part) if isinstance(part, Line) else stored_of(part) for part in group.parts]
    parts = [part for part in parts if part]
    if not parts:
        return {}
    if group.mode == NONE:
        return {"not": {ANY: parts}}
    return parts[0] if len(parts) == 1 else {group.mode: parts}


def _stored_line(line: Line) -> dict[str, Any]:
    stored: dict[str, Any] = {"field": line.field, "operator": line.operator}
    if line.value != "":
        stored["value"] = line.value
    return stored | ({"zone": line.zone} if line.zone else {})
