"""Taking a portable file back: as it was into an empty desk, merged into a used one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from incidentdesk.detect.attachment import attachment
from incidentdesk.detect.transfer.another_desk import settle
from incidentdesk.detect.transfer.bundle import Bundle, Record, tables
from incidentdesk.detect.transfer.companion import companions
from incidentdesk.detect.transfer.comparing import VIA
from incidentdesk.detect.transfer.file_bytes import write_bytes
from incidentdesk.detect.transfer.merging import merge
from incidentdesk.detect.transfer.outcome import Outcome
from incidentdesk.detect.transfer.survey import Cancelled, CancelledByUser, Progress
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger, verifying
from incidentdesk.store.bulk import insert_rows
from incidentdesk.store.database import Database

_ROWS_AT_ONCE = 2_000


def take_everything(
    database: Database,
    path: str | Path,
    *,
    actor: str,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> Outcome:
    """Take a whole desk out of a portable file.

    In an empty desk everything is as it was, numbers and history included, in one transaction: all or nothing. In a
    used desk its incidents are imported like those of any other tool, with their histories in the timeline; the same
    file twice changes nothing, and what was changed here stays. Raises Refused if the file is none, is damaged or was
    changed.
    """
    database.know_tables()
    with Bundle(Path(path)) as bundle, _doubles_refused(bundle):
        if not _is_empty(database):
            return merge(database, bundle, actor=actor, dry_run=dry_run, progress=progress, cancelled=cancelled)
        along = sum(bundle.count(table.name) for table in companions())
        outcome = Outcome(created=bundle.count("incident"), along=along, dry_run=dry_run)
        try:
            if not dry_run:
                _fill(database, bundle, actor, progress, cancelled)
        except CancelledByUser:
            return Outcome(cancelled=True)
        return outcome


@contextmanager
def _doubles_refused(bundle: Bundle) -> Iterator[None]:
    """Two records of one name, or a reference to one that is not in the file, are found by the database."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        raise bundle.damaged(_("its records do not fit together")) from error


def _is_empty(database: Database) -> bool:
    with database.read() as reader:
        return not reader.rows("SELECT 1 FROM ledger LIMIT 1") and not reader.rows("SELECT 1 FROM incident LIMIT 1")


def _fill(database: Database, bundle: Bundle, actor: str, progress: Progress, cancelled: Cancelled) -> None:
    total = sum(said["rows"] for said in bundle.manifest.tables.values())
    done = 0
    with database.write(actor=actor, via=VIA) as session:
        connection = session.connection
        ledger.hold(session)
        # Holding a chain that has no entry yet leaves a mark of it; the chains come with the file.
        connection.execute(sa.delete(ledger.ledger_head).where(ledger.ledger_head.c.position == 0))
        if connection.execute(sa.select(ledger.ledger.c.id).limit(1)).first():
            raise Refused(_("Somebody has begun to use this desk in the meantime. Import the file once more."))
        if session.dialect == "sqlite":
            # A child may have a lower number than its parent.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for name, table in tables().items():
            selves = [] if session.dialect == "sqlite" else _references_to_itself(table)
            for part in _parts(bundle.rows(name)):
                _insert(connection, table, part, selves)
                done += len(part)
                progress(done, total)
                if cancelled():
                    raise CancelledByUser
            if session.dialect == "postgresql" and "id" in table.c:
                _continue_numbers(connection, table)
            session.touched.append((name, 0))
        for table in tables().values():
            settle(session, table)
        _fill_attachments(connection, bundle, cancelled)
        _refuse_breaches(connection, bundle)


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Record], selves: list[str]) -> None:
    names = [column.name for column in table.c]
    whole = [{name: row[name] for name in names} for row in rows]
    insert_rows(connection, table, [row | dict.fromkeys(selves) for row in whole])
    for name in selves:
        pointing = [{"wanted": row["id"], "other": row[name]} for row in whole if row[name] is not None]
        if pointing:
            # Those that come later in the file are not there yet; a deferred constraint would be a schema of its own.
            statement = sa.update(table).where(table.c.id == sa.bindparam("wanted"))
            connection.execute(statement.values({name: sa.bindparam("other")}), pointing)


def _references_to_itself(table: sa.Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _continue_numbers(connection: sa.Connection, table: sa.Table) -> None:
    last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    connection.execute(
        sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)"),
        {"name": f'"{table.name}"', "next": last + 1},
    )


def _fill_attachments(connection: sa.Connection, bundle: Bundle, cancelled: Cancelled) -> None:
    for row in connection.execute(sa.select(attachment.c.id, attachment.c.sha256)).all():
        if cancelled():
            raise CancelledByUser
        write_bytes(connection, bundle, row.id, row.id, row.sha256)


def _refuse_breaches(connection: sa.Connection, bundle: Bundle) -> None:
    if breaches := verifying.verify(connection):
        raise Refused(
            _("The history in {file} was changed after it was written: {what}. Nothing was taken.").format(
                file=isolated(bundle.path.name), what=breaches[0].sentence
            )
        )


def _parts(rows: Iterator[Record]) -> Iterator[list[Record]]:
    part: list[Record] = []
    for row in rows:
        part.append(row)
        if len(part) >= _ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part
