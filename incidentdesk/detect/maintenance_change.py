"""Making, changing and withdrawing maintenance windows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.maintenance import rule
from incidentdesk.detect.monitor import maintenance_window, monitor
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import Fact, changed_columns, line, present, stored_facts
from incidentdesk.prepare.person_change import stored_zone
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing
from incidentdesk.prepare.service import service
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_DAY = 24 * 3_600 * 1_000_000  # microseconds
_LONGEST = 366 * _DAY


def _instant(column: str) -> Fact:
    def store(_session: Session, value: Any) -> int:
        if not isinstance(value, datetime):
            raise Refused(_("Say when the maintenance begins and when it ends."))
        return clock.stored(value)

    return Fact(column, store, lambda _session, value: clock.instant(value))


MAINTENANCE_FACTS: dict[str, Fact] = {
    "name": line("name", N_("A maintenance window needs a name: what is done then?")),
    "monitor": existing("monitor_id", monitor, N_("There is no monitor “{name}”.")),
    "service": existing("service_id", service, N_("There is no service “{name}”.")),
    "starts_at": _instant("starts_at"),
    "ends_at": _instant("ends_at"),
    "repeats": Fact("repeats", lambda _session, value: str(value).strip().upper(), lambda _session, value: value),
    "zone": Fact("zone", lambda _session, value: stored_zone(value) or "UTC", lambda _session, value: value),
}


def create_window(
    session: Session,
    *,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    repeats: str = "",
    zone: str = "UTC",
    monitor: str = "",
    service: str = "",
) -> int:
    """Write a new window and return its id: of one monitor, of all of a service, or of all monitors.

    `repeats` is a rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=SU, by the clock in `zone`. Raises Refused for an end
    that is not after the beginning, for a rule or zone that there is not, and for a monitor and a service at once.
    """
    facts = {
        "name": name, "monitor": monitor, "service": service, "starts_at": starts_at, "ends_at": ends_at,
        "repeats": repeats, "zone": zone,
    }  # fmt: skip
    columns = stored_facts(session, MAINTENANCE_FACTS, facts)
    _refuse_impossible(columns)
    return ledger.insert(session, maintenance_window, {"key": new_key(), **columns})


def change_window(
    session: Session, window_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; raises Conflict where somebody has changed one of them since it was seen, and Refused."""
    row = present(session, maintenance_window, window_id)
    columns = changed_columns(session, maintenance_window, MAINTENANCE_FACTS, row, changes, seen)
    _refuse_impossible({**row, **columns})
    if columns:
        ledger.update(session, maintenance_window, window_id, columns)


def withdraw_window(session: Session, window_id: int) -> None:
    """Take a window out of sight; Undo brings it back."""
    present(session, maintenance_window, window_id)
    ledger.withdraw(session, maintenance_window, window_id)


def _refuse_impossible(columns: Mapping[str, Any]) -> None:
    length = columns["ends_at"] - columns["starts_at"]
    if length <= 0:
        raise Refused(_("The maintenance must end after it begins."))
    if length > _LONGEST:
        raise Refused(_("A maintenance window lasts for a year at most. Switch the monitor off instead."))
    if columns["monitor_id"] and columns["service_id"]:
        raise Refused(_("A window is of one monitor or of all of a service. Choose one of them."))
    if columns["repeats"]:
        rule(columns["repeats"], datetime(2026, 1, 1))  # noqa: DTZ001 - rules go by the clock on the wall
