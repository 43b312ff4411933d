"""A file that belongs to an incident or a problem; it lies in the database in chunks and is never opened by the
program."""

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.base import Identity, metadata, record, reference
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

attachment = record(
    "attachment",
    # Empty for what belongs to a problem.
    reference("incident_id", "incident"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),  # bytes
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Index("ix_attachment_incident", "incident_id"),
    incident="incident_id",
)

# The chunks are written before the attachment that they belong to, whose hash is known only then.
attachment_chunk = sa.Table(
    "attachment_chunk",
    metadata,
    sa.Column("attachment_id", Identity, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

CHUNK = 1024 * 1024  # bytes
LONGEST_NAME = 120  # characters
_LONGEST_STORED = 200  # bytes in UTF-8; file systems allow 255, and saving may add to it
# With or without an ending; Windows takes superscript digits and blanks before the ending for the same device.
_WINDOWS_DEVICES = re.compile(r"^(con|prn|aux|nul|(com|lpt)[\d¹²³]) *(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class Attached:
    id: int
    name: str
    media_type: str
    size: int  # bytes
    sha256: str
    added_at: int  # microseconds since 1970
    added_by: str


def attach(
    session: Session,
    incident_id: int | None,
    name: str,
    stream: BinaryIO,
    *,
    size: int,
    progress: Callable[[int, int], None] | None = None,
    limit: int | None = None,
) -> int:
    """Take a file into the database, chunk by chunk; returns the attachment's id.

    `size` is what the file system says, in bytes: a file above the desk's limit is refused before it is read, and one
    that turns out to be larger than it said is refused too. `progress` hears of bytes done and in all, and may raise
    to stop. Whatever is raised, nothing of the file stays. Without an incident it belongs to a problem, which names it
    in its evidence, or to another record that names it. `limit` stands in for the desk's where the program itself
    keeps something that must not be lost.
    """
    limit = limit_of(session.reader) if limit is None else limit
    _refuse_too_large(name, size, limit)
    if incident_id is not None:
        ledger.current(session, incident, incident_id)
    attachment_id = ledger.next_id(session, attachment)
    digest, taken, position = hashlib.sha256(), 0, 0
    while chunk := stream.read(CHUNK):
        taken += len(chunk)
        _refuse_too_large(name, taken, limit)
        digest.update(chunk)
        values = {"attachment_id": attachment_id, "position": position, "data": chunk}
        session.connection.execute(attachment_chunk.insert(), values)
        position += 1
        if progress:
            progress(taken, max(size, taken))
    facts = {
        "id": attachment_id,
        "incident_id": incident_id,
        "name": safe_name(name),
        "media_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "size": taken,
        "sha256": digest.hexdigest(),
        "added_at": session.at,
        "added_by": session.actor,
    }
    ledger.insert(session, attachment, facts)
    if incident_id is not None:
        ledger.update(session, incident, incident_id, {"updated_at": session.at})
    return attachment_id


def limit_of(reader: Reader) -> int:
    """The largest attachment of this desk in bytes."""
    return int(setting_of(reader, "attachment_limit"))


def attached(reader: Reader, incident_id: int) -> list[Attached]:
    """The attachments of an incident, oldest first."""
    rows = reader.rows(
        "SELECT id, name, media_type, size, sha256, added_at, added_by FROM attachment"
        " WHERE incident_id = :id AND withdrawn_at IS NULL ORDER BY added_at, id",
        {"id": incident_id},
    )
    return [Attached(*row) for row in rows]


def chunks(reader: Reader, attachment_id: int) -> Iterator[bytes]:
    """The bytes of an attachment, a chunk at a time.

    Raises Refused at the end where they are not those that were attached.
    """
    known = reader.rows("SELECT sha256 FROM attachment WHERE id = :id", {"id": attachment_id})
    digest = hashlib.sha256()
    for chunk in stored_chunks(reader, attachment_id):
        digest.update(chunk)
        yield chunk
    if not known or digest.hexdigest() != known[0][0]:
        raise Refused(_("The attachment is not what was attached: its bytes have changed in the database."))


def stored_chunks(reader: Reader, attachment_id: int) -> Iterator[bytes]:
    """The bytes as they lie in the database, whatever they are by now."""
    position = 0
    while rows := reader.rows(
        "SELECT data FROM attachment_chunk WHERE attachment_id = :id AND position = :position",
        {"id": attachment_id, "position": position},
    ):
        data = rows[0][0]
        # SQLite keeps what it was given, so a hand that changed it may have left a text.
        yield data.encode() if isinstance(data, str) else bytes(data)
        position += 1


def take_away(session: Session, attachment_id: int) -> None:
    """Take an attachment out of sight; it can be brought back."""
    ledger.withdraw(session, attachment, attachment_id)


def safe_name(name: str) -> str:
    """A file name that is safe on every system: no folders, no control or direction characters, no device names."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(
        character for character in unicodedata.normalize("NFC", last) if unicodedata.category(character)[0] != "C"
    )
    plain = _FORBIDDEN.sub("_", visible).strip(" .")
    if _WINDOWS_DEVICES.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) < 16:
        return _cut(stem, dot + ending) + dot + ending
    return _cut(plain).rstrip(" .") or "attachment"


def _cut(text: str, kept: str = "") -> str:
    """So much of a text that it is short enough together with what is kept."""
    text = text[: LONGEST_NAME - len(kept)]
    return text.encode()[: _LONGEST_STORED - len(kept.encode())].decode(errors="ignore")


def _refuse_too_large(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise Refused(
            _("{name} is too large: an attachment has at most {limit} MB. The limit is in the settings.").format(
                name=isolated(safe_name(name)), limit=limit // (1024 * 1024)
            )
        )
