"""Restoring a desk: what its messages were about to tell when the backup was made was told since, or is for another."""

from contextlib import closing
from pathlib import Path

from incidentdesk.language import _
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.revision import HEAD
from incidentdesk.store.backup import Progress, restore
from incidentdesk.store.reading import connect_for_reading


def restore_desk(backup: Path, target: Path, progress: Progress | None = None) -> None:
    """Make a new desk from a backup, in which no message waits to be sent any more.

    Raises Refused where the backup is not sound or the target exists.
    """
    restore(backup, target, progress, settle=_cancel_waiting)


def _cancel_waiting(path: Path) -> None:
    """A desk of an older version has no outbox yet."""
    with closing(connect_for_reading(str(path))) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox_message'").fetchone()
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    if revision != (HEAD,):
        return
    from incidentdesk.respond.outbox_change import cancel_waiting

    database = open_desk(path, create=False, upgrade=False)
    try:
        with database.write(actor="IncidentDesk", via="restore") as session:
            cancel_waiting(session, _("It waited when the backup was made from which this desk was restored."))
    finally:
        database.close()
