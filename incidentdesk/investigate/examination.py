"""Looking at evidence again: whether it still has the hash that it had when it was added, and if not, what changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from incidentdesk import clock
from incidentdesk.detect.attachment import stored_chunks
from incidentdesk.investigate.custody import write_custody
from incidentdesk.investigate.evidence_list import Act, Piece
from incidentdesk.investigate.file_digest import Digest, digest_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a look at one piece; `note` says what exactly is different, or where it was looked for."""

    evidence_id: int
    title: str
    verdict: str
    note: str = ""


def examine(
    reader: Reader, pieces: Sequence[Piece], progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """Hash every piece anew. `progress` hears of bytes done and in all, and may raise to stop."""
    total = max(1, sum(piece.size for piece in pieces))
    findings, done = [], 0
    for piece in pieces:

        def report(of_this: int, _of_all: int, before: int = done) -> None:
            if progress:
                progress(min(before + of_this, total), total)

        report(0, total)
        findings.append(_examine(reader, piece, report))
        done += piece.size
    return findings


def record_findings(session: Session, findings: Iterable[Finding]) -> None:
    """Write what was found into the custody of each piece; one that was taken away meanwhile is passed over."""
    for finding in findings:
        try:
            write_custody(session, finding.evidence_id, finding.verdict, finding.note)
        except Refused:
            continue


def _examine(reader: Reader, piece: Piece, report: Callable[[int, int], None]) -> Finding:
    if piece.attachment_id is not None:
        return _compared(piece, _hashed(stored_chunks(reader, piece.attachment_id), report))
    if piece.path:
        return _file(piece, report)
    if piece.entry_id is not None:
        return _entry(reader, piece)
    if piece.link:
        return _compared(piece, _hashed([piece.link.encode()], report), _("the address; what it leads to is not kept"))
    return _compared(piece, _hashed([piece.text.encode()], report))


def _hashed(parts: Iterable[bytes], report: Callable[[int, int], None]) -> Digest:
    digest, size = hashlib.sha256(), 0
    for part in parts:
        digest.update(part)
        size += len(part)
        report(size, size)
    return Digest(size, digest.hexdigest(), 0)


def _file(piece: Piece, report: Callable[[int, int], None]) -> Finding:
    path = Path(piece.path)
    try:
        missing = not path.exists()
    except OSError:
        missing = True
    if missing:
        return Finding(piece.id, piece.title, Act.MISSING, _("not at {path}").format(path=isolated(piece.path)))
    try:
        digest = digest_of(path, report)
    except Refused as refused:
        return Finding(piece.id, piece.title, Act.MISSING, str(refused))
    return _compared(piece, digest)


def _entry(reader: Reader, piece: Piece) -> Finding:
    rows = reader.rows("SELECT text FROM entry WHERE id = :id AND withdrawn_at IS NULL", {"id": piece.entry_id})
    if not rows:
        return Finding(piece.id, piece.title, Act.MISSING, _("the entry was taken out of the timeline"))
    digest = _hashed([rows[0][0].encode()], lambda _done, _all: None)
    return _compared(piece, digest, differing=_("the entry was corrected"))


def _compared(piece: Piece, now: Digest, note: str = "", differing: str = "") -> Finding:
    if now.sha256 == piece.sha256:
        return Finding(piece.id, piece.title, Act.MATCHES, note)
    return Finding(piece.id, piece.title, Act.DIFFERS, "; ".join(_differences(piece, now, differing)))


def _differences(piece: Piece, now: Digest, said: str) -> Iterator[str]:
    if said:
        yield said
    if now.size != piece.size:
        yield _("size {before} → {after} bytes").format(before=piece.size, after=now.size)
    else:
        yield _("size {size} bytes as before").format(size=now.size)
    yield _("SHA-256 {before} → {after}").format(before=piece.sha256, after=now.sha256)
    if now.changed_at:
        written = clock.instant(now.changed_at).strftime("%Y-%m-%d %H:%M:%S UTC")
        yield _("last written {time}").format(time=written)
