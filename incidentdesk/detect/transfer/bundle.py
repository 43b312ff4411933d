"""The portable file: a whole desk in one ZIP archive that every IncidentDesk can read.

`manifest.json` says what is in it, `tables/NAME.jsonl` holds the rows of a table, one JSON object in each line, and
`attachments/ID` the attached files. Every table and attachment has its SHA-256, so that damage is found.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

import sqlalchemy as sa

from incidentdesk.detect.attachment import attachment_chunk
from incidentdesk.detect.mailbox import mail
from incidentdesk.detect.monitor import check_stretch, monitor_state, watch
from incidentdesk.detect.seen import seen
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.base import metadata
from incidentdesk.store.lease import lease

# 1 had no investigations, 2 no plans, 3 no monitors, 4 no drills; a program of then would leave them out silently.
FORMAT = 5
SUFFIX = ".incidentdesk"
MANIFEST = "manifest.json"
# What goes out otherwise than as rows or not at all: the bytes of attachments are files of the archive, who has looked
# at what is nobody else's business, a lease is over before the file is read, and how far this desk has watched, read
# its mail and run its rules says nothing of another one.
_OF_THIS_DESK = (seen, lease, monitor_state, check_stretch, watch, mail)
LEFT_OUT = frozenset({attachment_chunk.name, "rule_place", *(table.name for table in _OF_THIS_DESK)})

_MOST_MANIFEST = 1 << 20  # bytes
_MOST_ENTRIES = 1_000_000
_LONGEST_LINE = 64 << 20  # bytes
_MOST_RATIO = 200
_RATIO_FROM = 64 << 20  # bytes unpacked; texts of desks shrink to a tenth, rarely to a fiftieth
_NAME = re.compile(r"manifest\.json|tables/[a-z_]{1,40}\.jsonl|attachments/[1-9][0-9]{0,17}")
_SYMLINK = 0o120000
_LARGEST = 2**63
_LARGEST_OF: dict[type, int] = {sa.SmallInteger: 2**15, sa.Integer: 2**31}  # what PostgreSQL holds
_ORDER = {"ledger": "chain, position"}

Record = dict[str, Any]


def tables() -> dict[str, sa.Table]:
    """All tables that go out, by their names, in an order in which they can be written: what is referred to first, and
    the ledger after all records.

    `Database.know_tables` must have completed the collection.
    """
    going = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    return {table.name: table for table in sorted(going, key=lambda table: "incident" not in table.info)}


def order_of(table: sa.Table) -> str:
    """How the rows of a table are sorted, so that what belongs to an incident stands together."""
    incident = table.info.get("incident")
    own = [incident] if incident and incident != "id" else []
    return _ORDER.get(table.name) or ", ".join((*own, *table.primary_key.columns.keys()))


@dataclass(frozen=True)
class Manifest:
    """`desk` is the hash of the first entry of the ledger: the same for a desk and for what was made from it."""

    desk: str
    revision: str
    program: str
    made_at: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # rows and sha256
    attachments: int = 0
    format: int = FORMAT


# What the unpacking of a part that is not what it says may raise; RuntimeError where it says that it is encrypted.
_DAMAGES = (KeyError, BadZipFile, ZlibError, OSError, EOFError, NotImplementedError, RuntimeError)


class Bundle:
    """An opened portable file."""

    def __init__(self, path: Path) -> None:
        """Raises Refused if it is none, is damaged, of a newer format, or holds what no desk writes."""
        self.path = path
        self._tables = tables()
        try:
            self._archive = ZipFile(path)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self.damaged(str(error)) from error
        try:
            self._check_names()
            self.manifest = self._read_manifest()
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._archive.close()

    def count(self, name: str) -> int:
        """How many rows of a table the file says that it has."""
        return int(self.manifest.tables.get(name, {}).get("rows", 0))

    def rows(self, name: str) -> Iterator[Record]:
        """The rows of a table; raises Refused at the first one that no desk could have written, or at the end where
        the file is not the one that was exported."""
        table = self._tables[name]
        said = self.manifest.tables.get(name)
        if said is None:
            return
        digest, count = hashlib.sha256(), 0
        for line in self._lines(f"tables/{name}.jsonl"):
            digest.update(line)
            count += 1
            yield self._record(table, line)
        if digest.hexdigest() != said["sha256"] or count != said["rows"]:
            raise self.damaged(_("the table {name} was changed").format(name=name))

    def attachment(self, attachment_id: int) -> Iterator[bytes]:
        """The bytes of an attachment; raises Refused if they are not there."""
        try:
            with self._archive.open(f"attachments/{attachment_id}") as file:
                while chunk := file.read(1 << 20):
                    yield chunk
        except _DAMAGES as error:
            raise self.damaged(_("an attachment is missing or damaged")) from error

    def _check_names(self) -> None:
        entries = self._archive.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > _MOST_ENTRIES or len(names) != len(entries):
            raise self.damaged(_("it holds too many or doubled parts"))
        if MANIFEST not in names:
            raise Refused(
                _("{file} is a ZIP archive, but not one that IncidentDesk exported.").format(
                    file=isolated(self.path.name)
                )
            )
        for found in entries:
            if not _NAME.fullmatch(found.filename) or (found.external_attr >> 16) & 0o170000 == _SYMLINK:
                raise self.damaged(_("the part {name} does not belong there").format(name=isolated(found.filename)))
            self._check_sizes(found)

    def _check_sizes(self, found: ZipInfo) -> None:
        if found.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or found.flag_bits & 1:
            raise self.damaged(_("it is packed in another way"))
        stored = found.filename.startswith("attachments/")
        bomb = found.file_size > _RATIO_FROM and found.file_size > _MOST_RATIO * max(1, found.compress_size)
        if bomb or (stored and found.file_size != found.compress_size):
            raise self.damaged(_("it would unpack to many times its size"))

    def _read_manifest(self) -> Manifest:
        try:
            with self._archive.open(MANIFEST) as file:
                given = json.loads(file.read(_MOST_MANIFEST))
            if given["format"] > FORMAT or given["tables"].keys() - self._tables.keys():
                raise Refused(
                    _("{file} was made by a newer version of IncidentDesk. Install that version to open it.").format(
                        file=isolated(self.path.name)
                    )
                )
            return Manifest(
                desk=str(given["desk"]),
                revision=str(given["revision"]),
                program=str(given["program"]),
                made_at=str(given["made_at"]),
                tables={
                    str(name): {"rows": int(said["rows"]), "sha256": str(said["sha256"])}
                    for name, said in given["tables"].items()
                },
                attachments=int(given["attachments"]),
            )
        except (*_DAMAGES, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise self.damaged(_("its table of contents cannot be read")) from error

    def _lines(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(name) as packed, io.BufferedReader(packed, 1 << 20) as file:  # type: ignore[type-var]
                while line := file.readline(_LONGEST_LINE):
                    if not line.endswith(b"\n"):
                        raise self.damaged(_("a line of {name} is too long or cut off").format(name=name))
                    yield line
        except _DAMAGES as error:
            raise self.damaged(_("{name} is missing or damaged").format(name=name)) from error

    def _record(self, table: sa.Table, line: bytes) -> Record:
        try:
            given = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self.damaged(_("a row of {name} cannot be read").format(name=table.name)) from error
        if not isinstance(given, dict) or not all(
            name in table.c and _fits(table, name, value) for name, value in given.items()
        ):
            raise self.damaged(_("a row of {name} holds what it cannot hold").format(name=table.name))
        for column in table.c:
            if column.name not in given:
                # What an older program did not know.
                given[column.name] = column.default.arg if column.default is not None else None  # type: ignore[attr-defined]
                if given[column.name] is None and not column.nullable:
                    raise self.damaged(_("a row of {name} has no {column}").format(name=table.name, column=column.name))
        return given

    def damaged(self, reason: str) -> Refused:
        """What to raise where the file is not one that was exported; `reason` is a clause."""
        return Refused(
            _("{file} is damaged or was changed: {reason}. Nothing was taken from it; export it once more.").format(
                file=isolated(self.path.name), reason=reason
            )
        )


def _fits(table: sa.Table, name: str, value: Any) -> bool:
    """Whether a value is of the column's type and of its range; SQLite itself would keep anything."""
    column = table.c[name]
    if value is None:
        return bool(column.nullable)
    fits = column.info.get("fits")
    return _is_of_type(column, value) and (fits is None or fits(value))


def _is_of_type(column: "sa.Column[Any]", value: Any) -> bool:
    if isinstance(column.type, sa.Boolean):
        return isinstance(value, bool)
    if isinstance(column.type, sa.Integer):
        largest = _LARGEST_OF.get(type(column.type), _LARGEST)
        return isinstance(value, int) and not isinstance(value, bool) and -largest <= value < largest
    return isinstance(value, str) and "\0" not in value and (value.isascii() or _encodes(value))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
