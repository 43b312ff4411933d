"""Which of several programs works the desk now; the others wait until it ends, or until it is silent for a minute.

The owner is named by host, process and a random part, so that a program that died here gives way at once.
"""

import os
import secrets
import socket
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from incidentdesk.store.lease import insert_lease, lease
from incidentdesk.store.session import Session

NAME = "agent"
LENGTH = 60 * 1_000_000  # microseconds
# A beat from the future stems from a clock that has gone wrong, and would keep everybody waiting for it.
_MOST_AHEAD = 5 * 60 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether the lease is ours, and who has it otherwise; `silence` is how long nobody worked, in microseconds.

    `anew` says that it was not ours at the beat before, so that whatever the other left half-done is ours too; `first`
    that nobody ever had it.
    """

    ours: bool
    owner: str
    silence: int
    anew: bool
    first: bool = False


def new_owner() -> str:
    return f"{_host()}/{os.getpid()}/{secrets.token_hex(4)}"


def take_lease(session: Session, owner: str, now: int) -> Taken:
    """Take the lease, or keep it; `now` in microseconds since 1970."""
    _begin(session)
    row = session.connection.execute(sa.select(lease).where(lease.c.name == NAME).with_for_update()).one()
    if row.owner != owner and _holds(row.owner, row.until, row.beat_at, now):
        return Taken(False, row.owner, 0, False)
    session.connection.execute(
        sa.update(lease).where(lease.c.name == NAME).values(owner=owner, until=now + LENGTH, beat_at=now)
    )
    return Taken(True, owner, max(0, now - row.beat_at), row.owner != owner, first=not row.beat_at)


def give_back_lease(session: Session, owner: str, now: int) -> None:
    """Let the next one work at once; nothing happens where another one has it."""
    session.connection.execute(
        sa.update(lease).where(lease.c.name == NAME, lease.c.owner == owner).values(owner="", until=now, beat_at=now)
    )


def _begin(session: Session) -> None:
    row = {"name": NAME, "owner": "", "until": 0, "beat_at": 0}
    session.connection.execute(insert_lease(session).values(row).on_conflict_do_nothing())


def _holds(owner: str, until: int, beat_at: int, now: int) -> bool:
    return bool(owner) and until > now and beat_at <= now + _MOST_AHEAD and not _died(owner)


def _died(owner: str) -> bool:
    """Whether the owner was a process of this machine that is no more."""
    host, _slash, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if host != _host() or not pid.isdigit() or os.name == "nt":
        # Windows reuses numbers quickly and has no harmless question; there the lease runs out.
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@cache
def _host() -> str:
    """The name of this machine and of its running system: a container may share the name with another one."""
    boot = ""
    for place in ("/proc/sys/kernel/random/boot_id",):
        try:
            with open(place, encoding="ascii") as file:  # noqa: PTH123 - is no file of ours
                boot = file.read().strip()[:8]
        except OSError:
            pass
    return f"{socket.gethostname()}:{boot}:{_namespace()}"


def _namespace() -> str:
    """Numbers of processes mean something only within one namespace of them."""
    try:
        return os.readlink("/proc/self/ns/pid").strip("pid:[]")  # noqa: PTH115 - is no file of ours
    except OSError:
        return ""
