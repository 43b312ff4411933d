"""Whether a file is a whole and sound database of ours."""

import sqlite3
from contextlib import closing
from pathlib import Path

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import connect_for_reading


def refuse_unsound(path: Path) -> None:
    """Raises Refused where a file is not a whole and sound database of ours."""
    try:
        with closing(connect_for_reading(str(path))) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchall()
            connection.execute("SELECT version_num FROM alembic_version").fetchall()
            connection.execute("SELECT count(*) FROM ledger_head").fetchall()
    except sqlite3.Error as error:
        raise Refused(
            _("{place} is not a sound backup of IncidentDesk: {reason}.").format(
                place=isolated(str(path)), reason=str(error)
            )
        ) from error
    if found != [("ok",)]:
        raise Refused(_("{place} is damaged: {reason}.").format(place=isolated(str(path)), reason=str(found[0][0])))
