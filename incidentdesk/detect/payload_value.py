"""Values out of a payload of which nothing is known beforehand: what is not there or is of another kind is empty."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from incidentdesk import clock

LONGEST_VALUE = 20_000  # characters of one text
_MOST_LABELS = 100
_LONGEST_LABEL = 200  # characters
_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^.\[\]"]+)|\[(\d{1,6}|\*)\]')
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
_ZONE_WORD = re.compile(r"\s*(UTC|GMT)$", re.IGNORECASE)
# The years of which a program can speak that watches something now; others mean that there is no time.
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%a %b %d %H:%M:%S %Y", "%d.%m.%Y %H:%M:%S")


def value_at(payload: Any, path: str) -> Any:
    """The value at a path as data.items[0].name or labels."dotted.name"; [*] gives a list. None if nothing is there."""
    found = payload
    for position, part in enumerate(steps := _steps(path)):
        if part == "*":
            rest = steps[position + 1 :]
            return [_walked(each, rest) for each in found] if isinstance(found, list) else None
        found = _step(found, part)
        if found is None:
            return None
    return found


def _walked(value: Any, steps: tuple[str | int, ...]) -> Any:
    for position, part in enumerate(steps):
        if part == "*":
            rest = steps[position + 1 :]
            return [_walked(each, rest) for each in value] if isinstance(value, list) else None
        value = _step(value, part)
    return value


def _step(value: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return value[part] if isinstance(value, list) and part < len(value) else None
    return value.get(part) if isinstance(value, dict) else None


@cache
def _steps(path: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for quoted, plain, index in _PART.findall(path):
        if index:
            steps.append("*" if index == "*" else int(index))
        else:
            steps.append(re.sub(r"\\(.)", r"\1", quoted) if quoted else plain)
    return tuple(steps)


def text(payload: Any, *paths: str) -> str:
    """The first of some paths that leads to something worth reading, on one piece of text."""
    for path in paths:
        found = shown(value_at(payload, path))
        if found:
            return found
    return ""


def shown(value: Any) -> str:
    """A value as a person reads it; lists are joined by commas, what is empty is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(part for part in map(shown, value[:50]) if part)[:LONGEST_VALUE]
    if isinstance(value, dict):
        pairs = (f"{name}: {shown(each)}" for name, each in list(value.items())[:50])
        return ", ".join(pairs)[:LONGEST_VALUE]
    return str(value)[:LONGEST_VALUE].strip()


def items(payload: Any, path: str) -> list[dict[str, Any]]:
    """The objects of a list."""
    found = value_at(payload, path) if path else payload
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def labels_of(*sources: Any) -> dict[str, str]:
    """The labels of some objects, later ones over earlier ones, without empty ones; at most a hundred."""
    labels: dict[str, str] = {}
    for source in sources:
        if isinstance(source, dict):
            pairs = ((str(name)[:_LONGEST_LABEL].strip(), shown(value)) for name, value in source.items())
            labels |= {name: value for name, value in pairs if name and value}
    return dict(list(labels.items())[:_MOST_LABELS])


def chosen(payload: Any, names: Iterable[str]) -> dict[str, str]:
    """Some fields of an object as labels."""
    return labels_of({name: value_at(payload, name) for name in names})


def tags_of(value: Any) -> dict[str, str]:
    """Tags as Datadog and others write them: "env:prod, team:web" or a list of such."""
    words = (
        value.split(",")
        if isinstance(value, str)
        else [shown(each) for each in value]
        if isinstance(value, list)
        else []
    )
    pairs = (word.strip().partition(":") for word in words)
    return labels_of({name or "tag": rest or name for name, _colon, rest in pairs if name})


def instant_in(payload: Any, *paths: str) -> int | None:
    """The first of some paths that leads to a time; microseconds since 1970."""
    for path in paths:
        found = instant_of(value_at(payload, path))
        if found is not None:
            return found
    return None


def instant_of(value: Any) -> int | None:
    """Microseconds since 1970 of a time as programs write it: ISO 8601, seconds or milliseconds since 1970.

    A time without a zone is meant in UTC. What is no time, or before 2000 as Go's year 1 and a 0, is None.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_number(float(value)) if abs(value) < 1e18 else None
    written = str(value).strip()[:60]
    if re.fullmatch(r"\d{9,16}(\.\d+)?", written):
        return _of_number(float(written))
    found = _of_text(written)
    if found is None:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return clock.stored(found.astimezone(UTC)) if _EARLIEST <= found <= _LATEST else None
    except OverflowError:
        return None


def _of_number(number: float) -> int | None:
    if not math.isfinite(number):
        return None
    for unit in (1, 1_000, 1_000_000):  # seconds, milliseconds, microseconds
        if _EARLIEST.timestamp() <= number / unit <= _LATEST.timestamp():
            return round(number / unit * 1_000_000)
    return None


def _of_text(written: str) -> datetime | None:
    plain = _FRACTION.sub(r"\1", _ZONE_WORD.sub("+00:00", written))
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        pass
    bare = re.sub(r"\s+(UTC|GMT)\s+", " ", written)
    for form in _FORMS:
        try:
            return datetime.strptime(bare, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def first_line(value: str, most: int = 300) -> str:
    """A text as a title: one line, not too long."""
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def lower_keys(payload: Mapping[str, Any]) -> dict[str, Any]:
    """An object whose names are in lower case, for programs whose users choose how to write them."""
    return {str(name).lower(): value for name, value in payload.items()}
