"""What the database or the disk may say, as sentences for a person."""

import sqlite3

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


class Damaged(Refused):
    """The file is damaged; it is not written any more."""


class Full(Refused):
    """There is no space left."""


class Busy(Refused):
    """Somebody else is writing for longer than we wait."""


class Unreachable(Refused):
    """The database server does not answer."""


def refusal_of(error: BaseException, where: str) -> Refused | None:
    """The sentence for an error of the database at `where`, or None where it is a bug of ours."""
    original = getattr(error, "orig", None) or error
    text = str(original).lower()
    place = isolated(where)
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(text, place)
    if type(original).__module__.startswith("psycopg"):
        return _of_postgresql(original, text, place)
    return None


def _of_sqlite(text: str, place: str) -> Refused | None:
    if "interrupted" in text:
        return Interrupted(_("The search was ended."))
    if "full" in text:
        return Full(
            _("The disk with {place} is full. Nothing was saved. Free some space, then save again.").format(place=place)
        )
    if "locked" in text or "busy" in text:
        return Busy(_("Another program is writing to {place}. Nothing was saved. Try again.").format(place=place))
    if "readonly" in text or "read-only" in text:
        return Refused(
            _("{place} is read-only. Nothing was saved. Allow writing to the file and its folder.").format(place=place)
        )
    if "malformed" in text or "corrupt" in text:
        return Damaged(
            _("{place} is damaged and is not written any more. Restore the newest backup.").format(place=place)
        )
    if "not a database" in text:
        return Refused(_("{place} is not an IncidentDesk database. Choose another file.").format(place=place))
    if "unable to open" in text:
        return Refused(
            _("{place} can't be opened. Check that the folder exists and that you may write there.").format(place=place)
        )
    if "disk i/o" in text:
        return Refused(
            _("The disk with {place} could not be read or written. Nothing was saved. Check the disk.").format(
                place=place
            )
        )
    return None


def _of_postgresql(error: BaseException, text: str, place: str) -> Refused | None:
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith("53"):
        return Full(_("The database server at {place} has no room left. Nothing was saved.").format(place=place))
    if state in ("55P03", "57014", "40001", "40P01"):
        return Busy(_("Somebody else is changing the same record. Nothing was saved. Try again."))
    if state == "25006":
        return Refused(_("The database at {place} is read-only. Nothing was saved.").format(place=place))
    if state in ("28000", "28P01"):
        return Refused(_("The database server at {place} refused the name or the password.").format(place=place))
    if state == "3D000":
        return Refused(_("There is no such database at {place}. Create it on the server first.").format(place=place))
    if state == "42501":
        return Refused(_("The account at {place} may not do this. Ask whoever runs the server.").format(place=place))
    lost = state.startswith(("08", "57P")) or "connect" in text or "server closed" in text or "timeout" in text
    if lost:
        return Unreachable(
            _("The database server at {place} does not answer. What was not saved yet is kept here.").format(
                place=place
            )
        )
    return None


class Interrupted(Refused):
    """A query was ended because nobody waits for its result any more."""
