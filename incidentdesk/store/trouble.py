"""What the database or the disk may say, as sentences for a person."""

import sqlite3

from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused


class Interrupted(Refused):
    """A query was ended because nobody waits for its result any more."""


class Damaged(Refused):
    """The file is damaged; it is not written any more."""


class Full(Refused):
    """There is no space left."""


class Busy(Refused):
    """Somebody else is writing for longer than we wait."""


class Unreachable(Refused):
    """The database server does not answer.

    Whether `gesture` was saved is not known then; `Database.saved` tells when the server is back.
    """

    gesture: int | None = None


def refusal_of(error: BaseException, where: str) -> Refused | None:
    """The sentence for an error of the database at `where`, or None where it is a bug of ours."""
    original = getattr(error, "orig", None) or error
    place = isolated(where)
    if _is_no_text(original):
        return Damaged(_(DAMAGED).format(place=place))
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original, place)
    if type(original).__module__.startswith("psycopg"):
        return _of_postgresql(original, str(original).lower(), place)
    return None


def _is_no_text(error: BaseException) -> bool:
    """Texts of the file, and messages of SQLite that quote them, are UTF-8 unless the file is damaged."""
    return isinstance(error, UnicodeDecodeError) or (
        isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode to UTF-8")
    )


def _of_sqlite(error: sqlite3.Error, place: str) -> Refused | None:
    # The lower byte of an extended code is the kind of error (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_ERROR and any(damage in str(error) for damage in _DAMAGE_WITHOUT_CODE):
        code = sqlite3.SQLITE_CORRUPT
    # Rules of our tables are named; the search index has rules of its own that only damage can break.
    if code == sqlite3.SQLITE_CONSTRAINT and str(error) == "constraint failed":
        code = sqlite3.SQLITE_CORRUPT
    if code == sqlite3.SQLITE_INTERRUPT:
        return Interrupted(_("The search was ended."))
    if code not in _SENTENCES:
        return None
    kind, sentence = _SENTENCES[code]
    return kind(_(sentence).format(place=place))


# The revision is looked at when a database is opened, so a missing part of it was lost since it was made.
_DAMAGE_WITHOUT_CODE = (
    "decode to UTF-8",
    "invalid fts5 file format",
    "no such column",
    "no such table",
    "has no column",
)
DAMAGED = N_("{place} is damaged and is not written any more. Restore the newest backup.")
NOT_A_DATABASE = N_(
    "{place} is not an IncidentDesk database, or its beginning is damaged. "
    "Choose another file, or restore the newest backup."
)
_BUSY = N_("Another program is writing to {place}. Nothing was saved. Try again.")
_READ_ONLY = N_("{place} is read-only. Nothing was saved. Allow writing to the file and its folder.")
_SENTENCES: dict[int, tuple[type[Refused], str]] = {
    sqlite3.SQLITE_FULL: (
        Full,
        N_("The disk with {place} is full. Nothing was saved. Free some space, then save again."),
    ),
    sqlite3.SQLITE_BUSY: (Busy, _BUSY),
    sqlite3.SQLITE_LOCKED: (Busy, _BUSY),
    sqlite3.SQLITE_PROTOCOL: (Busy, _BUSY),
    sqlite3.SQLITE_READONLY: (Refused, _READ_ONLY),
    sqlite3.SQLITE_PERM: (Refused, _READ_ONLY),
    sqlite3.SQLITE_CORRUPT: (Damaged, DAMAGED),
    sqlite3.SQLITE_NOTADB: (
        Damaged,
        NOT_A_DATABASE,
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Refused,
        N_("{place} can't be opened. Check that the folder exists and that you may write there."),
    ),
    sqlite3.SQLITE_IOERR: (
        Refused,
        N_("The disk with {place} could not be read or written. Nothing was saved. Check the disk."),
    ),
}


def _of_postgresql(error: BaseException, text: str, place: str) -> Refused | None:
    state = getattr(error, "sqlstate", None) or ""
    if state == "57014":
        return Interrupted(_("The search was ended."))
    if state == "53300":
        return Busy(_("Too many people are connected to {place}. Nothing was saved. Try again.").format(place=place))
    if state.startswith("53"):
        return Full(_("The database server at {place} has no room left. Nothing was saved.").format(place=place))
    # Lock not to be had, cannot be serialised, deadlock, written twice at the same moment.
    if state in ("55P03", "40001", "40P01", "23505"):
        return Busy(_("Somebody else is changing the same record. Nothing was saved. Try again."))
    if state == "25006":
        return Refused(_("The database at {place} is read-only. Nothing was saved.").format(place=place))
    # While connecting there is no state, only a text of the server.
    if state in ("28000", "28P01") or "authentication failed" in text or "no password supplied" in text:
        return Refused(_("The database server at {place} refused the name or the password.").format(place=place))
    if state == "3D000" or ('database "' in text and "does not exist" in text):
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
