"""Exporting everything: the whole desk as one portable file."""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import sqlalchemy as sa

from incidentdesk import __version__, clock
from incidentdesk.detect.transfer.atomic import written_whole
from incidentdesk.detect.transfer.bundle import FORMAT, MANIFEST, order_of, tables
from incidentdesk.detect.transfer.export import ExportCancelled
from incidentdesk.detect.transfer.survey import Cancelled, Progress
from incidentdesk.language import _
from incidentdesk.store.backup import back_up
from incidentdesk.store.database import Database

_STEP = 1_000  # rows between two looks at Cancel
_DATE = (1980, 1, 1, 0, 0, 0)  # the same desk gives the same archive


def export_everything(
    database: Database,
    path: str | Path,
    *,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> int:
    """Write the whole desk with its history and attachments into one file; returns the number of incidents.

    The file shows one instant of the desk. Raises Refused where it cannot be written, ExportCancelled after Cancel.
    Which account has read what is left out: it is nobody else's business.
    """
    path = Path(path)
    with written_whole(path) as part:
        part.parent.stat()  # a folder that is not there is refused before the desk is copied
        with tempfile.TemporaryDirectory(prefix=".incidentdesk-", dir=path.parent) as folder:
            # A copy, so that nobody waits for the export and it shows one instant of both databases.
            copy = Path(folder) / "copy.db"
            back_up(database, copy)
            database.know_tables()
            with closing(sqlite3.connect(copy)) as source:
                return _pack(source, part, progress, cancelled)


def _pack(source: sqlite3.Connection, part: Path, progress: Progress, cancelled: Cancelled) -> int:
    going = tables()
    counts = {name: int(source.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in going}
    total, done = sum(counts.values()), 0
    said: dict[str, dict[str, Any]] = {}
    with ZipFile(part, "w", allowZip64=True) as archive:
        for name, table in going.items():
            digest, rows = hashlib.sha256(), 0
            with archive.open(_info(f"tables/{name}.jsonl", ZIP_DEFLATED), "w", force_zip64=True) as file:
                for line in _table_lines(source, table):
                    file.write(line)
                    digest.update(line)
                    rows, done = rows + 1, done + 1
                    if done % _STEP == 0:
                        _look(progress, cancelled, done, total)
            said[name] = {"rows": rows, "sha256": digest.hexdigest()}
        attachments = _pack_attachments(source, archive, lambda: _look(progress, cancelled, done, total))
        manifest = {
            "format": FORMAT,
            "desk": _desk(source),
            "revision": source.execute("SELECT version_num FROM alembic_version").fetchone()[0],
            "program": __version__,
            "made_at": clock.now().isoformat(),
            "tables": said,
            "attachments": attachments,
        }
        archive.writestr(_info(MANIFEST, ZIP_DEFLATED), json.dumps(manifest, indent=1))
    progress(total, total)
    return counts["incident"]


def _table_lines(source: sqlite3.Connection, table: sa.Table) -> Iterator[bytes]:
    names = [column.name for column in table.c]
    flags = [column.name for column in table.c if isinstance(column.type, sa.Boolean)]
    columns = ", ".join(f'"{name}"' for name in names)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for row in source.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order_of(table)}'):
        record = dict(zip(names, row, strict=True))
        for name in flags:
            record[name] = bool(record[name])
        yield encode(record).encode() + b"\n"


def _pack_attachments(source: sqlite3.Connection, archive: ZipFile, look: Any) -> int:
    count = 0
    for (attachment_id,) in source.execute("SELECT id FROM attachment ORDER BY id"):
        # Stored as they are: most are packed already, and what unpacks to no more than its size is no bomb.
        with archive.open(_info(f"attachments/{attachment_id}", ZIP_STORED), "w", force_zip64=True) as file:
            sql = "SELECT data FROM attachment_chunk WHERE attachment_id = ? ORDER BY position"
            for (data,) in source.execute(sql, (attachment_id,)):
                file.write(data)
                look()
        count += 1
    return count


def _desk(source: sqlite3.Connection) -> str:
    first = source.execute("SELECT hash FROM ledger ORDER BY id LIMIT 1").fetchone()
    return str(first[0]) if first else ""


def _info(name: str, compression: int) -> ZipInfo:
    info = ZipInfo(name, _DATE)
    info.compress_type = compression
    return info


def _look(progress: Progress, cancelled: Cancelled, done: int, total: int) -> None:
    progress(done, total)
    if cancelled():
        raise ExportCancelled(_("The export was cancelled; nothing was written."))
