"""How the columns and values of a file become those of an incident."""

import json
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from incidentdesk.detect.transfer.field import CHOICES, FIELDS, Kind, answers
from incidentdesk.detect.transfer.instants import DateOrder, zone_named
from incidentdesk.detect.transfer.trimming import TRIMMINGS
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

MISSING = ("?",)  # besides empty cells
_LONGEST_JSON = 4 << 20  # characters


@dataclass(frozen=True)
class Mapping:
    """Columns to fields, values to values, and how times are read.

    Several columns may fill one field: entries, tags and kept columns are gathered, of the others the first that is
    not missing counts. `values` holds for each field what a text of the file means here; "" is: nothing.
    """

    profile: str = "own"
    origin: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    zone: str = "UTC"
    order: DateOrder | None = None
    missing: tuple[str, ...] = MISSING
    events: bool = False  # many rows per incident: the last is the record, the earlier ones its history
    title_from: tuple[str, ...] = ()  # columns that make a title where no column is one
    trimmed: dict[str, str] = field(default_factory=dict)  # column to the name of a trimming

    @cached_property
    def meanings(self) -> dict[str, dict[str, str]]:
        """For each field with a choice: folded text of the file to the value here."""
        return {
            name: {folded(text): meaning for text, meaning in {**known, **self.values.get(name, {})}.items()}
            for name, known in CHOICES.items()
        }

    @cached_property
    def missing_marks(self) -> frozenset[str]:
        return frozenset(("", *self.missing))

    def fields(self) -> frozenset[str]:
        return frozenset(self.columns.values())

    def with_values(self, name: str, values: AnyMapping[str, str]) -> "Mapping":
        """Some more values of one field mapped."""
        return replace(self, values={**self.values, name: {**self.values.get(name, {}), **values}})


def folded(text: str) -> str:
    """A value of the file as it is compared: white space and case make no difference."""
    return " ".join(text.split()).casefold()


def to_json(mapping: Mapping) -> str:
    """As it is kept in a file or with the import."""
    return json.dumps(
        {
            "profile": mapping.profile,
            "origin": mapping.origin,
            "columns": mapping.columns,
            "values": mapping.values,
            "zone": mapping.zone,
            "order": mapping.order,
            "missing": list(mapping.missing),
            "events": mapping.events,
            "title_from": list(mapping.title_from),
            "trimmed": mapping.trimmed,
        },
        ensure_ascii=False,
        indent=1,
    )


def from_json(text: str) -> Mapping:
    """The mapping of a file that a user chose; raises Refused saying what is wrong in it."""
    try:
        if len(text) > _LONGEST_JSON:
            raise ValueError(_("it is too long"))
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is no mapping: {reason}.").format(reason=error)) from error
    if not isinstance(given, dict) or not _texts(given.get("columns")):
        raise Refused(_("This is no mapping: “columns” must say which column is which field."))
    unknown = sorted(set(given) - set(Mapping.__dataclass_fields__))
    if unknown:
        raise Refused(_("A mapping has no “{key}”.").format(key=unknown[0]))
    mapping = Mapping(
        profile=_text(given, "profile", "own"),
        origin=_text(given, "origin", ""),
        columns=given["columns"],
        values=_values(given.get("values", {})),
        zone=_text(given, "zone", "UTC"),
        order=_order(given.get("order")),
        missing=_list(given, "missing", MISSING),
        events=given.get("events") is True,
        title_from=_list(given, "title_from", ()),
        trimmed=given.get("trimmed", {}) if _texts(given.get("trimmed", {})) else {},
    )
    check(mapping)
    return mapping


def check(mapping: Mapping) -> None:
    """Raises Refused for fields, values, trimmings or a zone that do not exist."""
    for name in mapping.columns.values():
        if name not in FIELDS:
            raise Refused(_("An incident has no field “{field}”.").format(field=name))
    for name, values in mapping.values.items():
        if name not in CHOICES:
            raise Refused(_("The values of “{field}” cannot be mapped.").format(field=name))
        for meaning in values.values():
            if meaning and meaning not in answers(name):
                raise Refused(
                    _("“{value}” is no value of “{field}”; possible are: {answers}.").format(
                        value=meaning, field=_(FIELDS[name].label), answers=", ".join(answers(name))
                    )
                )
    for name in mapping.trimmed.values():
        if name not in TRIMMINGS:
            raise Refused(_("There is no trimming “{name}”.").format(name=name))
    zone_named(mapping.zone)


def check_against(mapping: Mapping, columns: tuple[str, ...]) -> None:
    """Raises Refused if the mapping does not fit the columns of a file or leaves out what every incident needs."""
    for column in (*mapping.columns, *mapping.title_from):
        if column not in columns:
            raise Refused(_("The file has no column {column}.").format(column=isolated(column)))
    if "title" not in mapping.fields() and not mapping.title_from:
        raise Refused(_("Say which column is the title; every incident needs one."))
    single = [name for name in mapping.columns.values() if FIELDS[name].kind is Kind.CHOICE]
    doubled = next((name for name in single if single.count(name) > 1), None)
    if doubled:
        raise Refused(_("Two columns are mapped to “{field}”; choose one.").format(field=_(FIELDS[doubled].label)))


def _text(given: dict[str, Any], key: str, default: str) -> str:
    value = given.get(key, default)
    if not isinstance(value, str):
        raise Refused(_("“{key}” of a mapping is a text.").format(key=key))
    return value


def _list(given: dict[str, Any], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = given.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise Refused(_("“{key}” of a mapping is a list of texts.").format(key=key))
    return tuple(value)


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str) for part in value.values())


def _values(value: Any) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict) or not all(_texts(values) for values in value.values()):
        raise Refused(_("“values” of a mapping says for each field what the values of the file are here."))
    return value


def _order(value: Any) -> DateOrder | None:
    try:
        return None if value is None else DateOrder(value)
    except ValueError as error:
        raise Refused(_("The order of a date is “day-first” or “month-first”.")) from error
