"""Writing evidence away from the window: large files are hashed before the database is asked for anything."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from incidentdesk.desktop.investigate.evidence_content import ENTRY, FILE, LINK, Content
from incidentdesk.desktop.respond.upload_list import Incoming
from incidentdesk.investigate.evidence_list import Piece, evidence_of
from incidentdesk.investigate.evidence_offer import OfferedEntry, offered_entries
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import known_names
from incidentdesk.refusal import Refused


@dataclass(frozen=True, slots=True)
class Added:
    """The new pieces, and the gesture by which they can be undone."""

    ids: tuple[int, ...]
    gesture: int


@dataclass(frozen=True, slots=True)
class EvidenceOffer:
    """What the dialog offers: names, entries, and the cause in question; `limit` is the largest attachment."""

    limit: int = 0  # bytes
    staff: tuple[str, ...] = ()
    entries: list[OfferedEntry] = field(default_factory=list)
    cause_text: str = ""


def load_offer(database: Any, subject: Subject, cause_key: str) -> EvidenceOffer:
    from incidentdesk.detect.attachment import limit_of

    with database.read() as reader:
        found = reader.rows("SELECT text FROM cause WHERE key = :key", {"key": cause_key}) if cause_key else []
        return EvidenceOffer(
            limit=limit_of(reader),
            staff=tuple(known_names(reader).staff),
            entries=offered_entries(reader, subject),
            cause_text=str(found[0][0]) if found else "",
        )


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The pieces, and the names to whom they may be handed over."""

    pieces: list[Piece]
    staff: tuple[str, ...] = ()


def load_evidence(database: Any, subject: Subject) -> EvidencePage:
    with database.read() as reader:
        return EvidencePage(evidence_of(reader, subject), tuple(known_names(reader).staff))


def add_evidence(
    database: Any,
    actor: str,
    subject: Subject,
    label: Any,
    content: Content,
    cause_key: str,
    stance: str,
    progress: Callable[[int, int], None],
) -> Added:
    """Add everything as one gesture; `label` is an investigate.evidence_adding.Label.

    `progress` hears of bytes done and in all, and may raise to stop; then nothing is added.
    """
    from incidentdesk.investigate.stance import link_evidence

    adders = _adders(database, subject, label, content, progress)
    with database.write(actor=actor, via="window") as session:
        ids = tuple(add(session) for add in adders)
        for evidence_id in ids if cause_key else ():
            link_evidence(session, evidence_id, cause_key, stance)
        return Added(ids, session.gesture)


Adder = Callable[[Any], int]


def _adders(
    database: Any, subject: Subject, label: Any, content: Content, progress: Callable[[int, int], None]
) -> list[Adder]:
    from incidentdesk.investigate import evidence_adding as adding

    if content.kind == ENTRY:
        return [lambda session: adding.add_entry(session, subject, label, content.entry_id)]
    if content.kind == LINK:
        return [lambda session: adding.add_link(session, subject, label, content.link)]
    if content.kind != FILE:
        return [lambda session: adding.add_text(session, subject, label)]
    if content.attachment_id:
        return [lambda session: adding.add_attachment(session, subject, label, content.attachment_id)]
    return _file_adders(database, subject, label, content.files, progress)


def _file_adders(
    database: Any,
    subject: Subject,
    label: Any,
    files: tuple[Incoming, ...],
    progress: Callable[[int, int], None],
) -> list[Adder]:
    from incidentdesk.detect.attachment import limit_of

    with database.read() as reader:
        limit = limit_of(reader)
    sizes = [size_of_incoming(each) for each in files]
    total, done = sum(sizes), 0
    adders = []
    for incoming, size in zip(files, sizes, strict=True):

        def report(of_this: int, _of_all: int, before: int = done) -> None:
            progress(before + of_this, max(total, before + of_this))

        left = incoming.path is not None and size > limit
        make = _left_adder if left else _taking_adder
        adders.append(make(subject, label, incoming, size, report))
        done += size
    return adders


def size_of_incoming(incoming: Incoming) -> int:
    """In bytes; raises Refused for what can't be read."""
    from incidentdesk.detect.attachment_file import size_of

    return len(incoming.content) if incoming.path is None else size_of(incoming.path)


def _left_adder(
    subject: Subject, label: Any, incoming: Incoming, _size: int, report: Callable[[int, int], None]
) -> Adder:
    from incidentdesk.investigate.evidence_adding import add_left_file
    from incidentdesk.investigate.file_digest import digest_of

    path: Path = incoming.path
    digest = digest_of(path, report)
    return lambda session: add_left_file(session, subject, label, path, digest)


def _taking_adder(
    subject: Subject, label: Any, incoming: Incoming, size: int, report: Callable[[int, int], None]
) -> Adder:
    from incidentdesk.investigate.evidence_adding import add_file

    def add(session: Any) -> int:
        try:
            stream = io.BytesIO(incoming.content) if incoming.path is None else incoming.path.open("rb")
            with stream:
                return add_file(session, subject, label, incoming.name, stream, size=size, progress=report)
        except OSError as error:
            name, reason = isolated(incoming.name), error.strerror or error
            raise Refused(_("{name} can't be read: {reason}.").format(name=name, reason=reason)) from error

    return add
