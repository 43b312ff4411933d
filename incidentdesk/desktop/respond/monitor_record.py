"""How the dialog of a monitor reads and writes: what a person types on one side, the facts as they are stored on the
other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.desktop.record_dialog import Facts, RecordStore
from incidentdesk.detect.monitor import MonitorKind, OnRecovery
from incidentdesk.detect.monitor_change import (
    change_monitor,
    create_monitor,
    give_up_monitor,
    withdraw_monitor,
)
from incidentdesk.detect.monitor_entry import kept_options, options_text, seconds_of, seconds_text
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import names_in
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

SPANS = ("interval", "retry_interval", "timeout", "reopen_within")
NUMBERS = ("failures", "recoveries")
_PLAIN = ("name", "kind", "target", "service", "team", "parent", "on_recovery", "impact", "urgency")
_SWITCHES = ("enabled", "inside_allowed")
_COLUMNS = (*_PLAIN, "options", *SPANS, *NUMBERS, *_SWITCHES)
NEW_MONITOR: Facts = {
    "name": "", "kind": str(MonitorKind.HTTP), "target": "", "options": "{}", "interval": "1 min",
    "retry_interval": "20 s", "timeout": "10 s", "failures": "3", "recoveries": "2", "enabled": True, "parent": "",
    "service": "", "team": "", "impact": 2, "urgency": 2, "on_recovery": str(OnRecovery.PROPOSE),
    "reopen_within": "1 h", "inside_allowed": False,
}  # fmt: skip
_SQL = (
    "SELECT m.name, m.kind, m.target, coalesce(s.name, ''), coalesce(t.name, ''), coalesce(p.name, ''), m.on_recovery,"
    " m.impact, m.urgency, m.options, m.interval, m.retry_interval, m.timeout, m.reopen_within, m.failures,"
    " m.recoveries, m.enabled, m.inside_allowed FROM monitor m LEFT JOIN service s ON s.id = m.service_id"
    " LEFT JOIN team t ON t.id = m.team_id LEFT JOIN monitor p ON p.id = m.parent_id"
    " WHERE m.id = :id AND m.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """The names that can be chosen."""

    services: tuple[str, ...]
    teams: tuple[str, ...]
    monitors: tuple[str, ...]


def load_offer(database: Any, monitor_id: int) -> Offer:
    """What can be chosen for a monitor; it can't be its own parent."""
    with database.read() as reader:
        own = reader.rows("SELECT name FROM monitor WHERE id = :id", {"id": monitor_id})
        others = tuple(name for name in names_in(reader, "monitor") if not own or name != own[0][0])
        return Offer(names_in(reader, "service"), names_in(reader, "team"), others)


def number_in(text: str) -> int:
    """A whole number above 0; raises Refused for anything else."""
    text = str(text).strip()
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) < 9):
        raise Refused(_("“{text}” is no whole number above 0.").format(text=isolated(text)))
    return int(text)


def monitor_facts(typed: Mapping[str, Any]) -> Facts:
    """The facts of what was typed; raises Refused for what makes no sense."""
    facts: Facts = {}
    for name, value in typed.items():
        if name in SPANS:
            seconds = seconds_of(value)
            facts[name] = seconds // 60 if name == "reopen_within" else seconds
        elif name in NUMBERS:
            facts[name] = number_in(value)
        elif name == "options":
            facts[name] = json.loads(value or "{}")
        else:
            facts[name] = value
    return facts


def _typed(facts: Mapping[str, Any]) -> Facts:
    found = dict(facts)
    for name in SPANS:
        found[name] = seconds_text(int(facts[name]) * (60 if name == "reopen_within" else 1))
    for name in NUMBERS:
        found[name] = str(facts[name])
    for name in _SWITCHES:
        found[name] = bool(facts[name])
    found["options"] = options_text(kept_options(facts["kind"], facts["options"]))
    return found


def stored_monitor(reader: Reader, monitor_id: int) -> Facts:
    """The facts as they are stored; raises Refused where the monitor is gone."""
    rows = reader.rows(_SQL, {"id": monitor_id})
    if not rows:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    facts = dict(zip(_COLUMNS, rows[0], strict=True))
    return {**facts, "options": json.loads(facts["options"])}


def _change(session: Any, monitor_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    stored = stored_monitor(session.reader, monitor_id)
    as_seen = monitor_facts(seen)
    if seen.get("options") == _typed(stored)["options"]:
        # Written in another way, they are the same.
        as_seen["options"] = stored["options"]
    change_monitor(session, monitor_id, monitor_facts(changes), seen=as_seen)


MONITOR_STORE = RecordStore(
    noun="monitor",
    read=lambda reader, monitor_id: _typed(stored_monitor(reader, monitor_id)),
    create=lambda session, facts: create_monitor(session, **monitor_facts(facts)),
    change=_change,
    give_up=lambda session, monitor_id, given_up: give_up_monitor(session, monitor_id, monitor_facts(given_up)),
    withdraw=withdraw_monitor,
)
