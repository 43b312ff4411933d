"""Opening a desk: finds out what lies at a path or an address and says so when it is not ours."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.schema.revision import HEAD, REVISIONS
from incidentdesk.store.database import Database, is_url
from incidentdesk.store.reading import Reader
from incidentdesk.store.trouble import NOT_A_DATABASE, Damaged
from incidentdesk.store.volume import is_on_network, volume_type

if TYPE_CHECKING:
    import sqlalchemy as sa

_SHORTEST_DATABASE = 512  # bytes: one page of the smallest size
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
}


def open_desk(where: str | Path, *, create: bool = True, upgrade: bool = True) -> Database:
    """The database at a path or a postgresql:// address, made or brought up to date if need be.

    Raises Refused where it is missing and not to be made, of another program, of a newer version, damaged, locked or
    out of reach.
    """
    database = _at(where, create)
    try:
        return _opened(database, create, upgrade)
    except BaseException:
        database.close()
        raise


def upgrade_at(where: str | Path) -> tuple[str, str]:
    """Bring the database at a path or an address up to date; returns its revisions before and after.

    Raises Refused where there is none, where it is read-only, of another program or of a newer version.
    """
    database = _at(where, create=False)
    try:
        found = _revision(database)
        if found in REVISIONS[:-1] and not database.read_only:
            upgrade_desk(database)
        else:
            _opened(database, create=False, upgrade=False)
        return str(found), HEAD
    finally:
        database.close()


def _at(where: str | Path, create: bool) -> Database:
    if is_url(where):
        return Database(url=str(where), bring_up=_bring_up, know_tables=_know_tables)
    path = Path(where).expanduser().absolute()
    _refuse_impossible(path, create)
    database = Database(path, bring_up=_bring_up, know_tables=_know_tables, read_only=_why_read_only(path))
    if is_on_network(path):
        database.warnings.append(_network_warning(path))
    return database


def _opened(database: Database, create: bool, upgrade: bool) -> Database:
    found = _revision(database)
    if found == HEAD:
        return database
    if found is None:
        if not create:
            raise Refused(_("There is no database at {place}.").format(place=isolated(database.place)))
        _make_tables(database)
        return database
    if found not in REVISIONS:
        raise Refused(
            _("{place} was made by a newer version of IncidentDesk. Install that version to open it.").format(
                place=isolated(database.place)
            )
        )
    if database.read_only or not (upgrade and database.path):
        raise Refused(
            _("{place} was made by an older version of IncidentDesk. Run “incidentdesk upgrade” first.").format(
                place=isolated(database.place)
            )
        )
    upgrade_desk(database)
    return database


def upgrade_desk(database: Database) -> None:
    """Bring an older database up to date; a SQLite file is backed up beside itself first."""
    if database.path:
        from incidentdesk.store.backup import back_up

        back_up(database, database.path.with_name(f"{database.path.stem} before {HEAD}.db"))
    _make_tables(database)


def _bring_up(engine: "sa.Engine") -> None:
    from incidentdesk.schema.upgrade import upgrade

    upgrade(engine)


def _know_tables() -> object:
    from incidentdesk.schema.tables import metadata

    return metadata


def _make_tables(database: Database) -> None:
    try:
        database.bring_up(database.engine)
    except Exception as error:
        refusal = database.as_refusal(error)
        if refusal is error:
            raise
        raise refusal from error


def _revision(database: Database) -> str | None:
    """The revision of what lies there, None for an empty place; raises Refused for another program's database."""
    if database.path and not database.path.exists():
        return None
    with database.read() as reader:
        tables = {str(row[0]) for row in reader.rows(_TABLES[reader.dialect])}
        if "alembic_version" in tables and "incident" in tables:
            return _number(reader)
    if not tables:
        _refuse_too_short(database)
        return None
    raise Refused(_("{place} belongs to another program. Choose another file.").format(place=isolated(database.place)))


def _refuse_too_short(database: Database) -> None:
    """SQLite takes a file that is shorter than its header for an empty one, and would write over it."""
    if database.path and 0 < database.path.stat().st_size < _SHORTEST_DATABASE:
        raise Damaged(_(NOT_A_DATABASE).format(place=isolated(database.place)))


def _number(reader: Reader) -> str:
    rows = reader.rows("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else ""


def _refuse_impossible(path: Path, create: bool) -> None:
    place = isolated(str(path))
    if path.is_dir():
        raise Refused(_("{place} is a folder. Choose a file.").format(place=place))
    if path.exists():
        return
    if not create:
        raise Refused(_("There is no database at {place}.").format(place=place))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            _("The folder of {place} can't be made: {reason}.").format(place=place, reason=error.strerror)
        ) from error
    if not os.access(path.parent, os.W_OK):
        raise Refused(_("You may not write to the folder of {place}. Choose another folder.").format(place=place))


def _why_read_only(path: Path) -> str:
    """A sentence, or empty where writing is possible; the folder counts too, as the journal lies there."""
    if path.exists() and not os.access(path, os.W_OK):
        return _("{place} is read-only: you can look at everything and change nothing.").format(
            place=isolated(str(path))
        )
    if path.exists() and not os.access(path.parent, os.W_OK):
        return _("The folder of {place} is read-only: you can look at everything and change nothing.").format(
            place=isolated(str(path))
        )
    return ""


def _network_warning(path: Path) -> str:
    return _(
        "{place} lies on a network share ({kind}). SQLite can lose data there when two people write. "
        "Keep the file on one workstation, or share a PostgreSQL database."
    ).format(place=isolated(str(path)), kind=volume_type(path))
