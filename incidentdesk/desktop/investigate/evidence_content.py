"""What is to become evidence, as it was dropped, pasted or chosen."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QMimeData

from incidentdesk.desktop.respond.carried import Carried, carried_in, is_carried
from incidentdesk.desktop.respond.upload_list import Incoming, incoming_of
from incidentdesk.investigate.evidence_list import EvidenceType

FILE, TEXT, LINK, ENTRY = "file", "text", "link", "entry"
_BY_ENDING = {
    EvidenceType.PHOTO: "png jpg jpeg gif bmp webp heic tif tiff",
    EvidenceType.LOG: "log txt out err pcap pcapng evtx json jsonl xml gz journal dmp core trace syslog",
    EvidenceType.METRIC: "csv tsv xlsx parquet prom rrd",
    EvidenceType.INTERVIEW: "mp3 m4a wav ogg opus mp4 mov webm",
    EvidenceType.TICKET: "eml msg",
}


@dataclass(frozen=True, slots=True)
class Content:
    """`kind` is FILE, TEXT, LINK or ENTRY. Of a file there are several, or one that is attached already."""

    kind: str = FILE
    files: tuple[Incoming, ...] = ()
    text: str = ""
    link: str = ""
    entry_id: int = 0
    attachment_id: int = 0
    carried: Carried | None = None


def content_of(source: QMimeData | None, zone: Any) -> Content | None:
    """What of a drop or of the clipboard can be evidence; None for nothing."""
    if source is None:
        return None
    carried = carried_in(source)
    if carried is not None:
        kind = FILE if carried.attachment_id else ENTRY if carried.entry_id else TEXT
        return Content(
            kind,
            text=carried.text,
            entry_id=carried.entry_id,
            attachment_id=carried.attachment_id,
            carried=carried,
        )
    files = tuple(incoming_of(source, zone))
    if files:
        return Content(FILE, files=files)
    text = source.text()
    if not text.strip():
        return None
    return Content(LINK, link=text.strip()) if _is_link(text) else Content(TEXT, text=text)


def is_content(source: QMimeData) -> bool:
    """Whether a drag has something in it that can be evidence; looks into no picture and no file."""
    return is_carried(source) or source.hasImage() or source.hasUrls() or bool(source.hasText())


def _is_link(text: str) -> bool:
    word = text.strip()
    return word.lower().startswith(("http://", "https://")) and len(word.split()) == 1


def likely_type(content: Content) -> str:
    """The type of evidence that something probably is."""
    if content.kind != FILE:
        return {TEXT: EvidenceType.LOG, LINK: EvidenceType.LINK, ENTRY: EvidenceType.ENTRY}[content.kind]
    name = content.carried.text if content.carried else content.files[0].name if content.files else ""
    ending = PurePath(name).suffix.lower().lstrip(".")
    return next((kind for kind, endings in _BY_ENDING.items() if ending in endings.split()), EvidenceType.DOCUMENT)


def as_file(content: Content, name: str) -> Content:
    """A text that is too long to be kept as one, as a file."""
    return replace(content, kind=FILE, files=(Incoming(name, content=content.text.encode()),), text="")
