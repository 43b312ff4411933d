"""An evidence bundle: an incident with its history, attachments and evidence in one archive that tells whether anything
in it was changed since (see `bundle_check`)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from incidentdesk import __version__, clock
from incidentdesk.detect.attachment import attached, safe_name, stored_chunks
from incidentdesk.detect.number import number
from incidentdesk.detect.transfer.atomic import written_whole
from incidentdesk.investigate.evidence_copy import bytes_of, copy_name
from incidentdesk.investigate.evidence_list import Piece, custody_of, evidence_of
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _, isolated
from incidentdesk.measure import bundle_check
from incidentdesk.measure.bundle_check import FORMAT, HASHED, LEDGER, MANIFEST, SEAL
from incidentdesk.measure.incident_report import gather_incident_report, incident_report
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.respond.sheet import Sheet, sheet_of
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from incidentdesk.store.verifying import is_whole

SUFFIX = ".evidence.zip"
_LEDGER = f"SELECT {', '.join(HASHED)}, hash FROM ledger WHERE chain = :id ORDER BY position"
_README = """{number} {title}

This is an evidence bundle of IncidentDesk. Every file in it, and every entry of the incident's history, is covered by a
hash: a changed, added or missing one is found.

To verify it:  incidentdesk verify BUNDLE
Without IncidentDesk:  python verify.py BUNDLE   (verify.py lies in the bundle; Python 3.9 or later is enough)

What is in it
  incident.pdf     the incident as a report, for people
  incident.json    the incident as it stood, for programs
  ledger.jsonl     every change that was ever made to it: who, when, what from, what to; chained by hash
  evidence.json    the pieces of evidence, their hashes, and who had them when
  attachments/     the attached files
  evidence/        evidence that lies elsewhere or is a text
  manifest.json    the SHA-256 of each of these files
  seal.txt         the SHA-256 of manifest.json

The seal is known to the desk that made the bundle: it stands in the incident's timeline. Whoever compares it with the
seal that `verify` prints knows that the bundle was not made anew by somebody else.
"""


def write_bundle(
    database: Database,
    incident_id: int,
    path: Path,
    *,
    actor: str,
    zone: tzinfo,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> str:
    """Write the bundle of an incident, whole or not at all, and return its seal, which is noted in the timeline.

    `progress` hears of bytes done and in all, and may raise to stop. Raises Refused where there is no such incident,
    where its history, an attachment or a piece of evidence is not what it was, or where the file can't be written.
    """
    made_at = clock.stored(clock.now())
    with database.read() as reader:
        sheet = sheet_of(reader, incident_id)
        if not is_whole(reader, incident_id):
            raise Refused(
                _(
                    "The history of {number} was changed outside the program; a bundle of it would prove nothing."
                ).format(number=number(incident_id))
            )
        with written_whole(path) as part:
            seal = _write(reader, sheet, part, actor=actor, zone=zone, made_at=made_at, progress=progress)
    with database.write(actor=actor) as session:
        add_note(session, incident_id, _("Evidence bundle made. Seal: {seal}").format(seal=seal))
    return seal


def _write(
    reader: Reader,
    sheet: Sheet,
    part: Path,
    *,
    actor: str,
    zone: tzinfo,
    made_at: int,
    progress: Callable[[int, int], None],
) -> str:
    entries = list(_ledger(reader, sheet.id))
    files: dict[str, dict[str, Any]] = {}
    with ZipFile(part, "w", ZIP_STORED) as archive:

        def add(name: str, chunks: Iterable[bytes], size: int = 0) -> str:
            said = files[name] = _add(archive, name, chunks, size)
            return str(said["sha256"])

        title = sheet.facts["title"]
        readme = _README.format(number=number(sheet.id), title=title)
        add("README.txt", [readme.encode()])
        add("verify.py", [Path(bundle_check.__file__).read_bytes()])
        add("incident.json", [_json(_facts(sheet))])
        add(LEDGER, (_json(entry) for entry in entries))
        add("incident.pdf", [_pdf(reader, sheet.id, zone, actor, made_at)])
        _add_attachments(reader, sheet.id, add, progress)
        add("evidence.json", [_json(_add_evidence(reader, sheet.id, add))])
        manifest = _json(
            {
                "format": FORMAT,
                "program": f"IncidentDesk {__version__}",
                "number": number(sheet.id),
                "title": title,
                "made_at": clock.instant(made_at).isoformat(timespec="seconds"),
                "made_by": actor,
                "ledger": {"entries": len(entries), "hash": entries[-1]["hash"] if entries else ""},
                "files": files,
            }
        )
        seal = hashlib.sha256(manifest).hexdigest()
        _add(archive, MANIFEST, [manifest])
        _add(archive, SEAL, [f"{seal}\n".encode()])
    return seal


def _ledger(reader: Reader, incident_id: int) -> Iterator[dict[str, Any]]:
    for row in reader.rows(_LEDGER, {"id": incident_id}):
        yield dict(zip((*HASHED, "hash"), row, strict=True))


def _facts(sheet: Sheet) -> dict[str, Any]:
    return {"number": number(sheet.id), "state": sheet.state, **sheet.facts, "sources": sheet.sources}


def _pdf(reader: Reader, incident_id: int, zone: tzinfo, actor: str, made_at: int) -> bytes:
    with TemporaryDirectory(prefix="incidentdesk-") as folder:
        path = Path(folder) / "incident.pdf"
        report = gather_incident_report(reader, incident_id, zone=zone)
        incident_report(report, path, zone=zone, internal=True, made_by=actor, made_at=made_at)
        return path.read_bytes()


def _add_attachments(
    reader: Reader, incident_id: int, add: Callable[..., str], progress: Callable[[int, int], None]
) -> None:
    files = attached(reader, incident_id)
    total, done = sum(each.size for each in files), 0
    for each in files:

        def told(chunks: Iterable[bytes], before: int = done) -> Iterator[bytes]:
            for chunk in chunks:
                before += len(chunk)
                progress(before, max(total, before))
                yield chunk

        name = f"attachments/{each.id}-{safe_name(each.name)}"
        _refuse_other(add(name, told(stored_chunks(reader, each.id)), each.size), each.sha256, each.name)
        done += each.size


def _add_evidence(reader: Reader, incident_id: int, add: Callable[..., str]) -> list[dict[str, Any]]:
    """The pieces for `evidence.json`; what lies in no attachment is added as a file of its own."""
    pieces = evidence_of(reader, Subject(INCIDENT, incident_id))
    return [
        {
            **asdict(piece),
            "file": "" if piece.attachment_id is not None else _add_piece(reader, piece, add),
            "custody": [asdict(line) for line in custody_of(reader, piece.id)],
        }
        for piece in pieces
    ]


def _add_piece(reader: Reader, piece: Piece, add: Callable[..., str]) -> str:
    name = f"evidence/{piece.id}-{copy_name(piece)}"
    try:
        _refuse_other(add(name, bytes_of(reader, piece), piece.size), piece.sha256, piece.title)
    except OSError as error:
        raise Refused(
            _("The evidence “{title}” can't be read: {reason}. Bring its file back, or withdraw it.").format(
                title=isolated(piece.title), reason=error.strerror or error
            )
        ) from error
    return name


def _refuse_other(found: str, wanted: str, title: str) -> None:
    if found != wanted:
        raise Refused(
            _("“{title}” is not what was added any more; a bundle with it would prove nothing.").format(
                title=isolated(title)
            )
        )


def _add(archive: ZipFile, name: str, chunks: Iterable[bytes], size: int = 0) -> dict[str, Any]:
    """Everything about an entry but its name and its bytes is the same each time, so that `bundle_check` can hold each
    byte of the archive against it."""
    entry = ZipInfo(name)
    entry.create_system, entry.external_attr, entry.file_size = 3, 0o600 << 16, size
    digest, written = hashlib.sha256(), 0
    with archive.open(entry, "w") as part:
        for chunk in chunks:
            part.write(chunk)
            digest.update(chunk)
            written += len(chunk)
    return {"bytes": written, "sha256": digest.hexdigest()}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, default=str) + "\n").encode("utf-8", "surrogatepass")
