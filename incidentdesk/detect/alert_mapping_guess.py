"""A mapping that is proposed for a sample payload: by the names of its fields, the nearest to the root first."""

from collections.abc import Iterator
from typing import Any

from incidentdesk.detect import alert_generic as usual
from incidentdesk.detect.alert_mapping import AlertMapping
from incidentdesk.detect.payload_json import json_of_payload
from incidentdesk.detect.payload_value import instant_of

_MOST_PATHS = 2_000
_DEEPEST = 6
_LISTS = ("alerts", "incidents", "events", "problems", "items", "data", "results", "notifications")
_NAMES = {
    "title": usual.TITLES,
    "fingerprint": usual.KEYS,
    "status": usual.STATES,
    "severity": usual.SEVERITIES,
    "host": usual.HOSTS,
    "service": usual.SERVICES,
    "detail": usual.DETAILS,
    "link": usual.LINKS,
}
_TIMES = {"started_at": usual.STARTS, "ended_at": usual.ENDS}


def guessed_mapping(sample: str | bytes) -> AlertMapping:
    """The best guess, which a person corrects; fields that nothing fits stay empty. Raises Refused for no JSON."""
    payload = json_of_payload(sample.encode() if isinstance(sample, str) else sample)
    each, alert = _list_of_alerts(payload)
    leaves = list(_leaves(alert))
    texts = [(path, name) for path, name, value in leaves if isinstance(value, str | int | float)]
    times = [(path, name) for path, name, value in leaves if instant_of(value) is not None]
    found: dict[str, Any] = {field: _first(names, texts) for field, names in _NAMES.items()}
    found |= {field: _first(names, times) for field, names in _TIMES.items()}
    if found["detail"] == found["title"]:
        found["detail"] = _first(usual.DETAILS, [pair for pair in texts if pair[0] != found["title"]])
    return AlertMapping(each=each, labels=_labels(alert), **found)


def _list_of_alerts(payload: Any) -> tuple[str, Any]:
    """The path of the list and its first alert; an empty path and the whole where there is none."""
    if isinstance(payload, list):
        return "", next((each for each in payload if isinstance(each, dict)), {})
    if isinstance(payload, dict):
        names = [*(name for name in _LISTS if name in payload), *payload]
        for name in names:
            found = payload[name]
            if isinstance(found, list) and found and isinstance(found[0], dict) and _named(found[0]):
                return f"{_quoted(name)}[*]", found[0]
    return "", payload


def _named(alert: dict[str, Any]) -> bool:
    return any(name in usual.TITLES for _path, name, _value in _leaves(alert))


def _leaves(value: Any) -> Iterator[tuple[str, str, Any]]:
    """(path, name in lower case, value), those nearest to the root first."""
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    told = 0
    for path, found, depth in waiting:
        if not isinstance(found, dict):
            continue
        for name, each in found.items():
            told += 1
            if told > _MOST_PATHS:
                return
            own = f"{path}.{_quoted(name)}" if path else _quoted(name)
            if isinstance(each, dict) and depth < _DEEPEST:
                waiting.append((own, each, depth + 1))
            elif each not in (None, "", [], {}):
                yield own, str(name).lower(), each


def _first(names: tuple[str, ...], leaves: list[tuple[str, str]]) -> str:
    """The path whose name comes first in a list of names; of the same name the one nearest to the root."""
    for wanted in names:
        for path, name in leaves:
            if name == wanted or name.replace("_", "") == wanted.replace("_", ""):
                return path
    return ""


def _labels(alert: Any) -> str:
    for name in ("labels", "tags", "annotations"):
        if isinstance(alert, dict) and isinstance(alert.get(name), dict):
            return name
    return ""


def _quoted(name: str) -> str:
    if name and not set(name) & set('."[]\\{}'):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
