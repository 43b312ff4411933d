"""A mapping: where in the JSON of any other program the facts of its alerts lie.

Each field is a path, as labels.name or alerts[*].labels."dotted.name" or data.items[0].id, or a text with paths in
braces, as {labels.name} on {host}. `each` is the path of the list of alerts; paths are meant from there, and from the
root where they begin with "$.". A text with braces is filled by replacing, nothing in it is ever evaluated.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from incidentdesk.detect.alert_generic import is_well
from incidentdesk.detect.alert_told import Told, fingerprint_of
from incidentdesk.detect.payload_json import json_of_payload
from incidentdesk.detect.payload_value import first_line, instant_of, labels_of, shown, value_at
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

LONGEST_FIELD = 500  # characters
_HOLE = re.compile(r"\{([^{}]{1,200})\}")
_ROOT = "$."

FIELD_NAME = {
    "each": N_("List of alerts"),
    "title": N_("Title"),
    "fingerprint": N_("What makes it the same alert"),
    "status": N_("State"),
    "severity": N_("Severity"),
    "host": N_("Host"),
    "service": N_("Service"),
    "detail": N_("Detail"),
    "labels": N_("Labels"),
    "link": N_("Link"),
    "started_at": N_("Started"),
    "ended_at": N_("Ended"),
}


@dataclass(frozen=True, slots=True)
class AlertMapping:
    """Paths and texts of the fields. An alert fires if its state is among `firing`; if that is empty, unless it is
    among `resolved` or, if both are empty, a word that says that all is well."""

    each: str = ""
    title: str = ""
    fingerprint: str = ""
    status: str = ""
    severity: str = ""
    host: str = ""
    service: str = ""
    detail: str = ""
    labels: str = ""
    link: str = ""
    started_at: str = ""
    ended_at: str = ""
    firing: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What a mapping makes of a payload, and a sentence for every field that it did not find."""

    told: list[Told]
    missing: list[str]


def mapping_text(mapping: AlertMapping) -> str:
    """JSON as it stands in the database, without what is empty."""
    return json.dumps({name: value for name, value in asdict(mapping).items() if value}, ensure_ascii=False)


def mapping_of(text: str) -> AlertMapping:
    """Raises Refused for what is no mapping."""
    try:
        raw = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        raise Refused(_("The mapping is no JSON object. Write it anew."))
    known = {field.name for field in fields(AlertMapping)}
    facts: dict[str, Any] = {name: str(value).strip() for name, value in raw.items() if name in FIELD_NAME}
    facts |= {name: _words(raw[name]) for name in ("firing", "resolved") if name in raw and name in known}
    return AlertMapping(**facts)


def checked_mapping(mapping: AlertMapping) -> AlertMapping:
    """The mapping itself; raises Refused where it names no title, is too long or has braces that do not match."""
    for name in FIELD_NAME:
        written = getattr(mapping, name)
        if len(written) > LONGEST_FIELD:
            raise Refused(_("“{field}” is too long: at most {most} characters.").format(
                field=_(FIELD_NAME[name]), most=LONGEST_FIELD
            ))  # fmt: skip
        if "{" in _HOLE.sub("", written) or "}" in _HOLE.sub("", written):
            raise Refused(_("In “{field}” a brace stands alone. Paths stand in braces as {example}.").format(
                field=_(FIELD_NAME[name]), example="{labels.name}"
            ))  # fmt: skip
    if not mapping.title:
        raise Refused(_("The mapping needs a title: which field says what is wrong?"))
    return mapping


def read_mapped(mapping: AlertMapping, payload: Any) -> list[Told]:
    """The alerts of a payload; raises Refused where there are none or one has no title."""
    found = [each for each in _alerts(mapping, payload) if isinstance(each, dict)]
    if not found:
        raise Refused(_("There is no object at “{path}”.").format(path=isolated(mapping.each or "$")))
    told = [_told(mapping, each, payload) for each in found]
    if not all(each.title for each in told):
        raise Refused(_missing_sentence("title", mapping.title))
    return told


def try_mapping(mapping: AlertMapping, sample: str | bytes) -> Tried:
    """What a mapping makes of a sample payload; raises Refused for a sample or a mapping that can't be read."""
    checked_mapping(mapping)
    payload = json_of_payload(sample.encode() if isinstance(sample, str) else sample)
    alerts = [each for each in _alerts(mapping, payload) if isinstance(each, dict)]
    if not alerts:
        sentence = _("There is no object at “{path}”.").format(path=isolated(mapping.each or "$"))
        return Tried([], [sentence])
    wanted = [name for name in FIELD_NAME if name != "each" and getattr(mapping, name)]
    missing = [
        _missing_sentence(name, getattr(mapping, name))
        for name in wanted
        if any(_is_missing(mapping, name, each, payload) for each in alerts)
    ]
    told = [_told(mapping, each, payload) for each in alerts]
    return Tried([each for each in told if each.title], missing)


def _missing_sentence(name: str, path: str) -> str:
    return _("“{field}” finds nothing at {path}.").format(field=_(FIELD_NAME[name]), path=isolated(path))


def _is_missing(mapping: AlertMapping, name: str, alert: Any, payload: Any) -> bool:
    if name in ("started_at", "ended_at"):
        return instant_of(_value(mapping, getattr(mapping, name), alert, payload)) is None
    if name == "labels":
        return not labels_of(_value(mapping, mapping.labels, alert, payload))
    return not _filled(mapping, getattr(mapping, name), alert, payload)


def _alerts(mapping: AlertMapping, payload: Any) -> list[Any]:
    path = mapping.each.removesuffix("[*]").removeprefix(_ROOT).removeprefix("$")
    found = value_at(payload, path) if path else payload
    return found if isinstance(found, list) else [found]


def _told(mapping: AlertMapping, alert: Any, payload: Any) -> Told:
    filled = {
        name: _filled(mapping, getattr(mapping, name), alert, payload)
        for name in ("title", "fingerprint", "status", "severity", "host", "service", "detail", "link")
    }
    times = {
        name: instant_of(_value(mapping, getattr(mapping, name), alert, payload)) for name in ("started_at", "ended_at")
    }
    key = filled["fingerprint"]
    firing = _fires(mapping, filled.pop("status"))
    filled["title"] = first_line(filled["title"])
    filled["fingerprint"] = (
        fingerprint_of(key) if key else fingerprint_of("", filled["title"], filled["host"], filled["service"])
    )
    labels = labels_of(_value(mapping, mapping.labels, alert, payload)) if mapping.labels else {}
    ended = None if firing else times["ended_at"]
    return Told(**filled, firing=firing, labels=labels, started_at=times["started_at"], ended_at=ended)


def _fires(mapping: AlertMapping, status: str) -> bool:
    word = status.casefold()
    if mapping.firing:
        return word in (each.casefold() for each in mapping.firing)
    if mapping.resolved:
        return word not in (each.casefold() for each in mapping.resolved)
    return not is_well(status)


def _filled(mapping: AlertMapping, written: str, alert: Any, payload: Any) -> str:
    if "{" not in written:
        return shown(_value(mapping, written, alert, payload))
    return " ".join(_HOLE.sub(lambda hole: shown(_value(mapping, hole[1], alert, payload)), written).split())


def _value(mapping: AlertMapping, path: str, alert: Any, payload: Any) -> Any:
    path = path.strip()
    if path.startswith(_ROOT):
        return value_at(payload, path.removeprefix(_ROOT))
    own = mapping.each.removesuffix("[*]")
    if own and path.startswith(f"{own}[*]"):
        path = path.removeprefix(f"{own}[*]").removeprefix(".")
    return value_at(alert, path) if path else None


def _words(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else str(value).split(",")
    return tuple(word for word in (str(part).strip() for part in parts) if word)


def mapping_from(facts: Mapping[str, str]) -> AlertMapping:
    """A mapping of what a person has typed, field by field; the words of `firing` and `resolved` with commas."""
    return mapping_of(json.dumps(dict(facts)))
