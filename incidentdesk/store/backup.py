"""Backups: whole copies of the database that can be opened by themselves.

A backup is always a SQLite file, also of a PostgreSQL database. The live file is copied by SQLite itself, never as
bytes (sqlite.org/howtocorrupt.html, section 1).
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database
from incidentdesk.store.reading import connect_for_reading
from incidentdesk.store.sound import refuse_unsound
from incidentdesk.store.trouble import refusal_of

Progress = Callable[[int, int], None]

_NAME = re.compile(r"^(?P<stem>.+) (?P<at>\d{8}-\d{6})\.db$")
_STAMP = "%Y%m%d-%H%M%S"
_PAGES_AT_ONCE = 2_000
_STEPPING_ATTEMPTS = 3
ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    made_at: datetime
    size: int  # bytes


def back_up(database: Database, target: Path, progress: Progress | None = None) -> None:
    """Copy the database into a new file, look the copy through, and only then give it its name.

    Raises Refused where the target can't be written, where there is no room, or where the copy is not sound.
    """
    with _written_whole(target) as unfinished:
        if database.path:
            if target.absolute() == database.path or (target.exists() and target.samefile(database.path)):
                raise Refused(_("A backup can't replace the database itself. Choose another file."))
            _refuse_without_room(database.path, target.parent)
            _copy_sqlite(str(database.path), unfinished, progress)
        else:
            from incidentdesk.store.copying import copy_to_sqlite

            copy_to_sqlite(database, unfinished)
        refuse_unsound(unfinished)


def restore(
    backup: Path,
    target: Path,
    progress: Progress | None = None,
    settle: Callable[[Path], None] = lambda _unfinished: None,
) -> None:
    """Make a new database file from a backup; `settle` changes it before it gets its name.

    Raises Refused where the backup is not sound or the target exists.
    """
    if not backup.is_file():
        raise Refused(_("There is no backup at {place}.").format(place=isolated(str(backup))))
    if target.exists():
        raise Refused(
            _("{place} exists already and is not overwritten. Choose another name.").format(place=isolated(str(target)))
        )
    refuse_unsound(backup)
    with _written_whole(target) as unfinished:
        _copy_sqlite(str(backup), unfinished, progress)
        settle(unfinished)
        refuse_unsound(unfinished)


@contextmanager
def _written_whole(target: Path) -> Iterator[Path]:
    """A path beside the target that takes its name in the end, or disappears."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        _sync(unfinished)
        unfinished.replace(target)
    except sqlite3.Error as error:
        raise refusal_of(error, str(target)) or error from error
    except OSError as error:
        raise Refused(
            _("{place} can't be written: {reason}.").format(place=isolated(str(target)), reason=error.strerror)
        ) from error
    finally:
        for leftover in (unfinished, unfinished.with_name(unfinished.name + "-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_without_room(source: Path, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < source.stat().st_size * 1.1:
        raise Refused(
            _("There is too little room in {place} for a backup. Free some space or choose another folder.").format(
                place=isolated(str(folder))
            )
        )


class _Restarted(Exception):
    """Somebody wrote during the copy, so that SQLite began it anew."""


def _copy_sqlite(source: str, target: Path, progress: Progress | None) -> None:
    """In steps, so that writers come between; in one go where they come too often."""
    tell = progress or (lambda _done, _total: None)
    with closing(connect_for_reading(source)) as origin, closing(sqlite3.connect(target)) as copy:
        for _attempt in range(_STEPPING_ATTEMPTS):
            with suppress(_Restarted):
                origin.backup(copy, pages=_PAGES_AT_ONCE, progress=_noticing_restarts(tell))
                return
        origin.backup(copy, pages=-1)


def _noticing_restarts(tell: Progress) -> Callable[[int, int, int], None]:
    before = -1

    def told(_status: int, remaining: int, total: int) -> None:
        nonlocal before
        if 0 <= before < remaining:
            raise _Restarted
        before = remaining
        tell(total - remaining, total)

    return told


# ── automatic backups ────────────────────────────────────────────────────────────────────────────────────────────


def backups_in(folder: Path, stem: str) -> list[Backup]:
    """The automatic backups of a database, newest first."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            named = _NAME.match(path.name)
            if named and named["stem"] == stem:
                made_at = datetime.strptime(f"{named['at']}+0000", f"{_STAMP}%z")
                found.append(Backup(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def back_up_if_changed(database: Database, folder: Path, stem: str, progress: Progress | None = None) -> Backup | None:
    """Make a backup unless nothing was written since the newest one, then thin the older ones out.

    Raises Refused as `back_up` does.
    """
    known = backups_in(folder, stem)
    if known and _last_change(database) <= clock.stored(known[0].made_at):
        return None
    now = clock.now()
    path = folder / f"{stem} {now.strftime(_STAMP)}.db"
    back_up(database, path, progress)
    made = Backup(path, now, path.stat().st_size)
    for backup in superseded([made, *known], now):
        with suppress(OSError):
            backup.path.unlink()
    return made


def _last_change(database: Database) -> int:
    with database.read() as reader:
        return int(reader.rows("SELECT coalesce(max(at), 0) FROM ledger WHERE id = (SELECT max(id) FROM ledger)")[0][0])


def superseded(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Which backups may go: all of 2 days stay, then the newest of each of 12 days, 10 weeks and 9 months.

    The rule is Anki's (rslib/src/backup.rs), with the numbers of promise safe-10.
    """
    left = {"day": DAILY, "week": WEEKLY, "month": MONTHLY}
    last: dict[str, object] = {"day": None, "week": None, "month": None}
    gone = []
    for backup in sorted(backups, key=lambda backup: backup.made_at, reverse=True):
        if now - backup.made_at < timedelta(days=ALL_DAYS):
            continue
        if not _keeps(backup.made_at, left, last):
            gone.append(backup)
    return gone


def _keeps(made_at: datetime, left: dict[str, int], last: dict[str, object]) -> bool:
    periods = {"day": made_at.date(), "week": made_at.isocalendar()[:2], "month": (made_at.year, made_at.month)}
    for name, period in periods.items():
        if left[name] > 0 and last[name] != period:
            left[name] -= 1
            # A backup that stands for its day stands for its week and month too.
            last.update(periods)
            return True
    return False
