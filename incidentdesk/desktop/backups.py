"""Which backups belong to which database, and when the next one is due."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.paths import data_folder
from incidentdesk.store.database import Database


def backup_folder(preferences: Preferences) -> Path:
    """Where automatic backups go."""
    chosen = preferences.get("backup_folder")
    return Path(chosen) if chosen else data_folder() / "backups"


def backup_stem(database: Database) -> str:
    """How the names of a database's backups begin."""
    return database.path.stem if database.path else database.place.replace("/", " ").replace(":", " ").strip()


def back_up_if_due(database: Database, folder: Path) -> Any:
    """A backup, where something changed since the newest one and the minutes of the setting have passed.

    Raises Refused where it cannot be written.
    """
    from incidentdesk.prepare.setting import setting_of
    from incidentdesk.store.backup import back_up_if_changed, backups_in

    stem = backup_stem(database)
    with database.read() as reader:
        minutes = int(setting_of(reader, "backup_minutes"))
    known = backups_in(folder, stem)
    if known and clock.now() - known[0].made_at < timedelta(minutes=minutes):
        return None
    return back_up_if_changed(database, folder, stem)
