"""The folder in which the newest copy of the crisis binder is kept: which it is, and of which desk the copy is."""

from datetime import UTC, datetime
from pathlib import Path

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import safe_file_name
from incidentdesk.language import _
from incidentdesk.paths import default_database


def binder_folder(desk: Desk) -> Path | None:
    """Where the newest copy is kept, None where nobody has chosen that for this desk.

    Each desk has its own, for a copy of one that is looked at for a moment would take the place of the real one.
    """
    folders = desk.preferences.get("binder_folders")
    place = desk.database.place
    # What was chosen before each desk had its own was meant for that of this account.
    earlier = desk.preferences.get("binder_folder") if place == str(default_database()) and not folders else ""
    chosen = folders.get(place, earlier)
    return Path(chosen) if chosen else None


def keep_binder_in(desk: Desk, folder: str) -> None:
    """Keep the binder of this desk in a folder from now on, "" for nowhere; raises Refused like `Preferences.set`."""
    desk.preferences.set("binder_folders", {**desk.preferences.get("binder_folders"), desk.database.place: folder})


def binder_file(folder: Path) -> Path:
    return folder / safe_file_name(_("Crisis binder"), ".pdf")


def kept_at(file: Path) -> datetime | None:
    """When the copy was written; None where there is none, or where it can't be seen. For a worker."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return None
