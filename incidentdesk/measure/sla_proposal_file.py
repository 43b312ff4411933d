"""A proposal in a JSON file: what of SLAs and calendars would be other than today, by their names."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.sla_proposal import Proposal, known_record
from incidentdesk.prepare.business_time import MINUTE, WorkingTime, day_length, working_of, working_times
from incidentdesk.prepare.calendar_change import CALENDAR_FACTS, NEW_CALENDAR, calendar_columns, calendar_facts
from incidentdesk.prepare.rota_window import windows_words
from incidentdesk.prepare.sla_change import NEW_SLA, SLA_FACTS, sla_facts, targets_of, targets_text
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.sla_list import Targets
from incidentdesk.prepare.target_text import target_minutes
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_LARGEST = 4_000_000  # bytes
_Table = Mapping[str, Any]


def read_proposal(reader: Reader, path: Path) -> Proposal:
    """The proposal of a file; a name that there is not yet is a new SLA or calendar.

    The file is as {"slas": {"Office SLA": {"targets": {"P1": {"response": "15 min", "resolution": "4 h"}},
    "calendar": "Office"}}, "calendars": {"Office": {"windows": "mon-fri 08:00-18:00", "holidays": ["2026-12-24"]}}}.
    What it does not name stays as it is today. Raises Refused for a file that can't be read, and for what in it makes
    no sense.
    """
    return proposal_of(reader, _content(path))


def proposal_of(reader: Reader, content: Any) -> Proposal:
    """The proposal of what such a file holds; raises Refused for what makes no sense."""
    whole = _table(content, _("the file"), ("slas", "calendars"))
    calendars = _records(reader, "calendar", whole.get("calendars", {}), _calendar_facts)
    hours = {str(facts["name"]).casefold(): _hours(reader, key, facts) for key, facts in calendars.items()}
    slas = _records(
        reader, "sla", whole.get("slas", {}), lambda known, sla_id, facts: _sla_facts(known, sla_id, facts, hours)
    )
    if not slas and not calendars:
        raise Refused(_("The file proposes nothing. Name an SLA under “slas” or a calendar under “calendars”."))
    return Proposal(slas, {key: _without_own_name(key, facts) for key, facts in calendars.items()})


def _content(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
    except OSError as error:
        raise Refused(
            _("{file} can't be read: {why}").format(file=isolated(path.name), why=error.strerror or str(error)) + "."
        ) from error
    if len(text) > _LARGEST:
        raise Refused(_("{file} is too large for a proposal.").format(file=isolated(path.name)))
    try:
        return json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(_("{file} is not written in UTF-8.").format(file=isolated(path.name))) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        said = _("{file} is no JSON; look at line {line}.")
        raise Refused(said.format(file=isolated(path.name), line=line)) from error


def _table(value: Any, where: str, allowed: tuple[str, ...] = ()) -> _Table:
    if not isinstance(value, dict):
        raise Refused(_("In {where} there must be an object in braces.").format(where=where))
    for name in value:
        if allowed and name not in allowed:
            raise Refused(
                _("{where} has no “{name}”. Choose from: {names}.").format(
                    where=_capital(where), name=isolated(name), names=", ".join(allowed)
                )
            )
    return value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _records(
    reader: Reader, table: str, content: Any, facts_of: Callable[[Reader, int, dict[str, Any]], dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """The facts of each record by its id; new ones get ids below 0."""
    where = "“slas”" if table == "sla" else "“calendars”"
    allowed = tuple(name for name in (SLA_FACTS if table == "sla" else CALENDAR_FACTS) if name != "name")
    found: dict[int, dict[str, Any]] = {}
    new = 0
    for name, facts in _table(content, where).items():
        told = _table(facts, _("“{name}”").format(name=isolated(name)), allowed)
        record_id = known_record(reader, table, name)
        if record_id is None:
            new -= 1
        key = new if record_id is None else record_id
        found[key] = facts_of(reader, max(0, key), {"name": name, **told})
        if key > 0 and table == "sla":
            found[key] = _without_own_name(key, found[key])
    return found


def _without_own_name(key: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The name by which a record was found is no change of it."""
    return {name: value for name, value in facts.items() if name != "name" or key < 0}


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _calendar_facts(_reader: Reader, _calendar_id: int, facts: dict[str, Any]) -> dict[str, Any]:
    told = {name: _text(facts, name) for name in facts if name not in ("windows", "holidays")}
    if "windows" in facts:
        told["windows"] = _windows(facts["windows"], facts["name"])
    if "holidays" in facts:
        told["holidays"] = _holidays(facts["holidays"], facts["name"])
    return told


def _windows(value: Any, name: str) -> str:
    """mon-fri 09:00-17:00, or {"mon": [["09:00", "17:00"]]} as an export has it."""
    if isinstance(value, str):
        return value
    days = _table(value, _("the windows of “{name}”").format(name=isolated(name)), _DAYS)
    for windows in days.values():
        if not isinstance(windows, list) or not all(_is_pair(each) for each in windows):
            raise Refused(
                _('{name}: write windows as mon-fri 09:00-17:00, or as [["09:00", "17:00"]] for each day.').format(
                    name=isolated(name)
                )
            )
    return windows_words({day: [tuple(each) for each in windows] for day, windows in days.items()})


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)


def _holidays(value: Any, name: str) -> str:
    """Days, or days with names: ["2026-12-24"], [["2026-12-24", "Works outing"]] or {"2026-12-24": "Works outing"}."""
    pairs = value.items() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        raise Refused(_("{name}: holidays are a list of days, such as 2026-12-24.").format(name=isolated(name)))
    cells = [
        [each] if isinstance(each, str) else list(each) if isinstance(each, list | tuple) else [] for each in pairs
    ]
    if not all(each and all(isinstance(cell, str) for cell in each) for each in cells):
        raise Refused(_("{name}: holidays are a list of days, such as 2026-12-24.").format(name=isolated(name)))
    return "\n".join("\t".join(each[:2]) for each in cells)


def _hours(reader: Reader, calendar_id: int, facts: Mapping[str, Any]) -> WorkingTime:
    before = calendar_facts(reader, calendar_id) if calendar_id > 0 else NEW_CALENDAR
    return working_of(calendar_columns({**before, **facts}))


# ── SLAs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_WORDS = ("kind", "service", "team", "category", "calendar", "zone_source", "update_mode")
_SWITCHES = {"restarts": N_("true or false"), "enabled": N_("true or false")}


def _sla_facts(reader: Reader, sla_id: int, facts: dict[str, Any], hours: Mapping[str, WorkingTime]) -> dict[str, Any]:
    told: dict[str, Any] = {name: _text(facts, name) for name in facts if name in ("name", *_WORDS)}
    for name in _SWITCHES:
        if name in facts:
            told[name] = _switch(facts, name)
    if "pauses" in facts:
        told["pauses"] = _pauses(facts)
    if "targets" in facts:
        before = sla_facts(reader, sla_id) if sla_id else NEW_SLA
        calendar = str(told.get("calendar", before["calendar"]))
        day = _day(reader, calendar, hours)
        told["targets"] = _targets(facts["targets"], targets_of(str(before["targets"])), day, facts["name"])
    return told


def _text(facts: _Table, name: str) -> str:
    value = facts[name]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(
            _("{record}: “{name}” is a text in quotation marks.").format(record=isolated(facts["name"]), name=name)
        )
    return value


def _switch(facts: _Table, name: str) -> bool:
    if not isinstance(facts[name], bool):
        raise Refused(_("{record}: “{name}” is true or false.").format(record=isolated(facts["name"]), name=name))
    return bool(facts[name])


def _pauses(facts: _Table) -> str:
    value = facts["pauses"]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Refused(
            _('{record}: “pauses” is a list of on-hold reasons, such as ["Awaiting Caller"].').format(
                record=isolated(facts["name"])
            )
        )
    return "\n".join(value)


def _day(reader: Reader, calendar: str, hours: Mapping[str, WorkingTime]) -> int:
    """The minutes of a business day of a calendar, which may be only proposed."""
    if not calendar.strip():
        return day_length(WorkingTime(always=True)) // MINUTE
    proposed = hours.get(calendar.strip().casefold())
    if proposed is not None:
        return day_length(proposed) // MINUTE
    calendar_id = known_record(reader, "calendar", calendar)
    return day_length(working_times(reader, [(calendar_id, "")])[calendar_id, ""]) // MINUTE


def _targets(content: Any, before: Targets, day: int, name: str) -> str:
    """Those of today with what is named: {"P1": {"response": "15 min"}, "P5": null}; null takes a target away."""
    where = _("the targets of “{name}”").format(name=isolated(name))
    found = {priority: dict(aims) for priority, aims in before.items()}
    for label, aims in _table(content, where, tuple(f"P{priority}" for priority in range(1, 6))).items():
        priority = int(label[1:])
        if aims is None:
            found.pop(priority, None)
            continue
        for target, value in _table(aims, f"{label}", tuple(str(each) for each in Target)).items():
            minutes = _minutes(value, day, f"{name}, {label}, {target}")
            found.setdefault(priority, {}).pop(target, None)
            if minutes is not None:
                found[priority][target] = minutes
    return targets_text(found)


def _minutes(value: Any, day: int, where: str) -> int | None:
    """A number is minutes."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Refused(
            _("{where}: a target is minutes, or a text such as “4 h” or “2 business days”.").format(
                where=isolated(where)
            )
        )
    try:
        return target_minutes(f"{value} min" if isinstance(value, int) else value, day)
    except Refused as refused:
        raise Refused(f"{isolated(where)}: {refused}") from refused
