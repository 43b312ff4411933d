"""Setting monitors up, changing, muting and withdrawing them.

What is secret about one goes to `prepare/secret` under `monitor_list.secret_name`, and never into the database.
"""

import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.intake import level_of
from incidentdesk.detect.monitor import MonitorKind, OnRecovery, monitor
from incidentdesk.detect.monitor_option import HERE, checked_options, checked_target
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import Fact, changed_columns, chosen, give_up_facts, one_of, present, stored_facts
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing, make_room, own_name
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

SHORTEST_INTERVAL = 5  # seconds
_DAY = 24 * 3_600  # seconds


def _number(column: str, least: int, most: int, sentence: str) -> Fact:
    """A whole number; `sentence` says which with {least} and {most}, marked for translation."""

    def choose(value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = least - 1
        if not least <= number <= most:
            raise Refused(_(sentence).format(least=least, most=most))
        return number

    return chosen(column, choose)


def _as_options(_session: Session, value: Any) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


MONITOR_FACTS: dict[str, Fact] = {
    "name": own_name(N_("A monitor needs a name.")),
    "kind": chosen("kind", one_of(tuple(MonitorKind), N_("There is no such kind of monitor."))),
    "target": Fact("target", lambda _session, value: str(value).strip(), lambda _session, value: value),
    "options": Fact("options", _as_options, lambda _session, value: json.loads(value)),
    "interval": _number(
        "interval", SHORTEST_INTERVAL, 7 * _DAY, N_("Checks follow one another in {least} to {most} seconds.")
    ),
    "retry_interval": _number(
        "retry_interval", SHORTEST_INTERVAL, _DAY,
        N_("After a failure the next check follows in {least} to {most} seconds."),
    ),
    "timeout": _number("timeout", 1, 120, N_("A check ends after {least} to {most} seconds.")),
    "failures": _number("failures", 1, 100, N_("A failure is confirmed by {least} to {most} checks in a row.")),
    "recoveries": _number("recoveries", 1, 100, N_("A recovery is confirmed by {least} to {most} checks in a row.")),
    "enabled": chosen("enabled", bool),
    "parent": existing("parent_id", monitor, N_("There is no monitor “{name}”.")),
    "service": existing("service_id", service, N_("There is no service “{name}”.")),
    "team": existing("team_id", team, N_("There is no team “{name}”.")),
    "impact": chosen("impact", level_of),
    "urgency": chosen("urgency", level_of),
    "on_recovery": chosen(
        "on_recovery", one_of(tuple(OnRecovery), N_("Choose what becomes of the incident after a recovery."))
    ),
    "reopen_within": _number(
        "reopen_within", 0, 30 * 24 * 60, N_("The same incident is reopened within {least} to {most} minutes.")
    ),
    "inside_allowed": chosen("inside_allowed", bool),
}  # fmt: skip


def create_monitor(session: Session, *, name: str, kind: str, **facts: Any) -> int:
    """Set a monitor up and return its id; `facts` are those of MONITOR_FACTS.

    Raises Refused for a target or an option that its kind can't have, and for what a fact can't be.
    """
    columns = stored_facts(session, MONITOR_FACTS, {"name": name, "kind": kind, **facts})
    columns |= _judged(columns)
    make_room(session, monitor, 0, columns["name"])
    return ledger.insert(session, monitor, {**columns, "key": new_key()})


def change_monitor(
    session: Session, monitor_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; switching a monitor off is `{"enabled": False}`.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be and for
    parents in a circle.
    """
    row = present(session, monitor, monitor_id)
    columns = changed_columns(session, monitor, MONITOR_FACTS, row, changes, seen)
    if columns.keys() & {"kind", "target", "options"}:
        columns |= _judged({**row, **columns})
        columns = {name: value for name, value in columns.items() if row[name] != value}
    if "name" in columns:
        make_room(session, monitor, monitor_id, columns["name"])
    if columns.get("parent_id") is not None:
        _refuse_circle(session, monitor_id, columns["parent_id"])
    if columns:
        ledger.update(session, monitor, monitor_id, columns)


def give_up_monitor(session: Session, monitor_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, monitor, MONITOR_FACTS, monitor_id, given_up)


def withdraw_monitor(session: Session, monitor_id: int) -> None:
    """Take a monitor out of sight, and those below it lose it as a parent; Undo brings it back."""
    present(session, monitor, monitor_id)
    children = session.connection.execute(sa.select(monitor.c.id).where(monitor.c.parent_id == monitor_id))
    ledger.update_many(session, monitor, {row.id: {"parent_id": None} for row in children.all()})
    ledger.withdraw(session, monitor, monitor_id)


def mute_monitor(session: Session, monitor_id: int, until_at: int | None) -> None:
    """Open no incident until an instant (microseconds since 1970); None unmutes.

    Raises Refused for one that is past.
    """
    present(session, monitor, monitor_id)
    if until_at is not None and until_at <= session.at:
        raise Refused(_("Choose a time to come until which it is muted."))
    ledger.update(session, monitor, monitor_id, {"muted_until": until_at})


def _judged(columns: Mapping[str, Any], host: Callable[[], str] = socket.gethostname) -> dict[str, str]:
    """Target and options as they are kept; what is of one machine remembers which."""
    kind = MonitorKind(columns["kind"])
    options = checked_options(kind, json.loads(columns.get("options") or "{}"))
    if kind in HERE:
        options = {"machine": host(), **options}
    target = checked_target(kind, columns.get("target") or "", options)
    return {"target": target, "options": _as_options(None, options)}  # type: ignore[arg-type]


def _refuse_circle(session: Session, monitor_id: int, parent_id: int) -> None:
    parents = {
        row.id: row.parent_id for row in session.connection.execute(sa.select(monitor.c.id, monitor.c.parent_id))
    }
    above: int | None = parent_id
    for _step in range(len(parents) + 1):
        if above is None:
            return
        if above == monitor_id:
            name = session.connection.execute(sa.select(monitor.c.name).where(monitor.c.id == parent_id)).scalar()
            raise Refused(
                _("{name} is below this monitor itself, so it can't be its parent.").format(name=isolated(str(name)))
            )
        above = parents.get(above)
