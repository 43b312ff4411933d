"""Runs the checks of monitors when they are due, while the agent holds the lease, and writes what they found.

It plans by the monotonic clock, so that a clock that is set back or on neither hurries nor stops it; the clock on the
wall says when something was. Where the two do not go together, this machine slept or its clock was set: then a new time
of watching begins, and what lies between was not watched. What is found is written every two seconds in one
transaction, and at once where something has changed.
"""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.agent.lease import NAME
from incidentdesk.detect.check import Outcome, run_check
from incidentdesk.detect.monitor import MonitorKind, watch
from incidentdesk.detect.monitor_list import secret_name
from incidentdesk.detect.monitor_option import HERE, WITH_SECRET
from incidentdesk.detect.monitor_thinning import thin_stretches
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.store.database import Database
from incidentdesk.store.lease import lease
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

log = logging.getLogger(__name__)

ACTOR, VIA = "IncidentDesk", "agent"
MOST_AT_ONCE = 64  # checks
_TICK = 0.2  # seconds
_READ_EVERY = 5.0
_WRITE_EVERY = 2.0
_SAY_EVERY = 10.0  # that somebody watches
_AFTER_TROUBLE = 5.0
_THIN_EVERY = 6 * 3_600.0
_SPREAD = 10.0  # over so many seconds begins what is due all at once
_HEARTBEATS_EVERY = 15.0
_CLOCKS_APART = 30 * 1_000_000  # microseconds

SecretOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Planned:
    """A monitor as it was read, with how it stood in the records then."""

    facts: Mapping[str, Any]
    options: Mapping[str, Any]

    @property
    def id(self) -> int:
        return int(self.facts["id"])

    @property
    def kind(self) -> str:
        return str(self.facts["kind"])

    def same_as(self, other: "Planned | None") -> bool:
        return other is not None and all(
            self.facts[name] == other.facts[name] for name in ("version", "beat_at", "enabled")
        )


class Monitoring:
    """Works on a thread of its own from `begin` to `join`; `still_ours` says whether the lease is still held.

    With `nowhere` only this machine is looked at, and nothing leaves it. `tell` hears a line for all that was done.
    """

    def __init__(
        self,
        database: Database,
        owner: str,
        *,
        still_ours: Callable[[], bool],
        secret_of: SecretOf,
        tell: Callable[[str], None],
        nowhere: bool = False,
    ) -> None:
        self._database, self._owner = database, owner
        self._still_ours, self._secret_of, self._tell, self._nowhere = still_ours, secret_of, tell, nowhere
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._found: list[Checked] = []
        self._troubles: dict[int, str] = {}
        self._forget()

    def _forget(self) -> None:
        """Begin anew, with nothing known of what somebody else may have done meanwhile."""
        self._plan: dict[int, Planned] = {}
        self._due: dict[int, float] = {}  # by the monotonic clock
        self._under_way: dict[int, float] = {}  # when it was due
        self._last: dict[int, Outcome] = {}
        self._next = {"read": 0.0, "write": 0.0, "say": 0.0, "thin": time.monotonic() + 60.0}
        self._watch: tuple[int, int] | None = None  # id and beginning
        self._clocks: tuple[int, float] | None = None
        self._first_round = True
        with self._lock:
            self._found = []
            self._unknown: list[int] = []  # whose check could not be made

    # -- from outside

    def begin(self) -> None:
        """Begin to watch, unless that is so already."""
        if self._thread is None or not self._thread.is_alive():
            self._forget()
            self._thread = threading.Thread(target=self._run, name="monitors", daemon=True)
            self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait until it has ended, which it does when the lease is not held any more."""
        self._wake.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def busy(self) -> bool:
        """Whether the first round of what was due is still under way."""
        return self._thread is not None and self._thread.is_alive() and self._first_round

    # -- the round

    def _run(self) -> None:
        while self._still_ours():
            wait = _TICK
            try:
                self._turn()
            except Refused as refused:
                # The database is locked or out of reach for a moment; what was found is written later.
                log.warning("%s", refused)
                wait = _AFTER_TROUBLE
            except Exception:
                log.exception("monitors")
                self._tell(_("Failed unexpectedly: {job}. The log says more.").format(job="monitors"))
                self._drop_found()
                wait = _AFTER_TROUBLE
            self._wake.wait(wait)
            self._wake.clear()
        self._write_last()

    def _turn(self) -> None:
        now = time.monotonic()
        self._compare_clocks(now)
        if self._watch is None:
            self._write(now)
        if now >= self._next["read"]:
            self._read(now)
        self._put_off(now)
        self._begin_due(now)
        if self._has_news() or (now >= self._next["write"] and self._found) or now >= self._next["say"]:
            self._write(time.monotonic())
        if now >= self._next["thin"]:
            self._next["thin"] = now + _THIN_EVERY
            with self._database.write(actor=ACTOR, via=VIA) as session:
                thin_stretches(session, clock.stored(clock.now()))
        if not self._under_way and all(due > now for due in self._due.values()):
            self._first_round = False

    def _compare_clocks(self, now: float) -> None:
        wall = clock.stored(clock.now())
        if self._clocks is not None:
            passed = int((now - self._clocks[1]) * 1_000_000)
            if abs(wall - self._clocks[0] - passed) > _CLOCKS_APART:
                self._watch = None
        self._clocks = (wall, now)

    # -- what is to be looked at

    def _read(self, now: float) -> None:
        with self._database.read() as reader:
            found = {each.id: each for each in planned(reader) if self._is_ours(each)}
        wall = clock.stored(clock.now())
        for each in found.values():
            if not each.same_as(self._plan.get(each.id)) and each.id not in self._under_way:
                self._due[each.id] = now + (
                    0.0 if each.id in self._plan else _until_due(each, wall, int(each.facts["interval"]))
                )
        self._plan = found
        self._due = {each: due for each, due in self._due.items() if each in found}
        self._next["read"] = now + _READ_EVERY

    def _put_off(self, now: float) -> None:
        """What could not be checked is tried again later."""
        with self._lock:
            unknown, self._unknown = self._unknown, []
        for monitor_id in unknown:
            self._under_way.pop(monitor_id, None)
            if monitor_id in self._plan:
                self._due[monitor_id] = now + float(self._plan[monitor_id].facts["interval"])

    def _drop_found(self) -> None:
        """What may be the cause of a failure is not tried for ever."""
        with self._lock:
            self._unknown += [each.monitor_id for each in self._found]
            self._found = []

    def _is_ours(self, each: Planned) -> bool:
        if each.kind in HERE:
            return bool(each.options.get("machine", socket.gethostname()) == socket.gethostname())
        return not self._nowhere or each.kind == MonitorKind.HEARTBEAT

    def _begin_due(self, now: float) -> None:
        for each in sorted((due, key) for key, due in self._due.items() if due <= now):
            if len(self._under_way) >= MOST_AT_ONCE:
                return
            due, monitor_id = each
            del self._due[monitor_id]
            self._under_way[monitor_id] = due
            checked = self._plan[monitor_id]
            if checked.kind == MonitorKind.HEARTBEAT:
                self._check(checked)
            else:
                threading.Thread(target=self._check, args=(checked,), name=f"monitor {monitor_id}", daemon=True).start()

    # -- one check, on a thread of its own

    def _check(self, each: Planned) -> None:
        outcome: Outcome | None = None
        at = clock.stored(clock.now())
        try:
            facts = {**each.facts, "now": at, "watched_from": self._watch[1] if self._watch else at}
            if each.id in self._last and self._last[each.id].place:
                facts["place"] = self._last[each.id].place
            outcome = run_check(facts, secret=self._secret(each))
            self._troubles.pop(each.id, None)
        except Refused as refused:
            # Its password can't be read now: that says nothing of what it watches, which stays not watched.
            self._say_once(each, str(refused))
        except Exception:
            log.exception("monitor %s", each.id)
            self._say_once(each, _("The check failed unexpectedly. The log says more."))
        with self._lock:
            if outcome is None:
                self._unknown.append(each.id)
            else:
                self._found.append(Checked(each.id, outcome, at))

    def _secret(self, each: Planned) -> str | None:
        if each.kind not in WITH_SECRET or not each.options.get("user"):
            return None
        return self._secret_of(secret_name(str(each.facts["key"])))

    def _say_once(self, each: Planned, trouble: str) -> None:
        if self._troubles.get(each.id) != trouble:
            self._troubles[each.id] = trouble
            self._tell(
                _("{name} can't be checked: {reason}").format(name=isolated(str(each.facts["name"])), reason=trouble)
            )

    # -- what was found

    def _has_news(self) -> bool:
        with self._lock:
            return any(
                each.monitor_id not in self._last or self._last[each.monitor_id].ok != each.outcome.ok
                for each in self._found
            )

    def _write(self, now: float) -> None:
        """Write what was found, if the lease is still ours by the records themselves."""
        with self._lock:
            found = list(self._found)
        with self._database.write(actor=ACTOR, via=VIA) as session:
            if not self._owns(session):
                return
            self._write_watch(session)
            taken = take_checks(session, found) if found else None
        with self._lock:
            self._found = self._found[len(found) :]
        self._next |= {"write": now + _WRITE_EVERY, "say": now + _SAY_EVERY}
        if taken is None:
            return
        for each in found:
            self._last[each.monitor_id] = each.outcome
            due = self._under_way.pop(each.monitor_id, now)
            if each.monitor_id in self._plan:
                wait = self._wait(each.monitor_id, taken.waits.get(each.monitor_id))
                self._due[each.monitor_id] = max(due + wait, now)
        for parent_id in taken.asked & self._due.keys():
            self._due[parent_id] = now
        for line in taken.lines:
            self._tell(line)

    def _wait(self, monitor_id: int, seconds: float | None) -> float:
        each = self._plan[monitor_id]
        wait = float(each.facts["interval"]) if seconds is None else seconds
        return min(wait, _HEARTBEATS_EVERY) if each.kind == MonitorKind.HEARTBEAT else wait

    def _write_last(self) -> None:
        """Keep what was found until the end; the next one may have the lease by now."""
        try:
            self._write(time.monotonic())
        except Refused as refused:
            log.warning("%s", refused)

    def _owns(self, session: Session) -> bool:
        return session.connection.execute(sa.select(lease.c.owner).where(lease.c.name == NAME)).scalar() == self._owner

    def _write_watch(self, session: Session) -> None:
        now = clock.stored(clock.now())
        if self._watch is None:
            row = {"agent": self._owner, "from_at": now, "until_at": now}
            written = session.connection.execute(sa.insert(watch), row).inserted_primary_key
            self._watch = (int(written[0]), now)  # type: ignore[index]  # a single insert has one
            return
        session.connection.execute(
            sa.update(watch).where(watch.c.id == self._watch[0], watch.c.until_at < now).values(until_at=now)
        )


def planned(reader: Reader) -> list[Planned]:
    """All monitors that are switched on, with how each stands in the records."""
    rows = reader.rows(
        f"SELECT {', '.join(f'm.{name}' for name in _OWN)}, {', '.join(f's.{name}' for name in _STATE)} FROM monitor m"
        " LEFT JOIN monitor_state s ON s.monitor_id = m.id"
        " WHERE m.withdrawn_at IS NULL AND m.enabled ORDER BY m.id"
    )
    several = [dict(zip((*_OWN, *_STATE), row, strict=True)) for row in rows]
    return [Planned(facts, json.loads(facts["options"])) for facts in several]


_OWN = (
    "id", "key", "name", "kind", "target", "options", "interval", "timeout", "inside_allowed", "enabled", "version",
)  # fmt: skip
_STATE = ("next_at", "beat_at", "place")


def _until_due(each: Planned, wall: int, interval: int) -> float:
    """Seconds until it is due; what is due already begins one after another."""
    left = ((each.facts["next_at"] or 0) - wall) / 1_000_000
    if 0 < left <= interval:
        return left
    return (each.id % 100) / 100 * min(_SPREAD, interval / 2) if each.id >= MOST_AT_ONCE else 0.0
