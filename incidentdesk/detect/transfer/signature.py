"""What kind of file it is, told from its first bytes and not from its name."""

import re
from enum import StrEnum
from pathlib import Path

from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused


class FileKind(StrEnum):
    CSV = "CSV"
    XLSX = "XLSX"
    JSON = "JSON"


_START = 4096  # bytes

_STRANGERS = (
    (b"\x89PNG\r\n\x1a\n", N_("a picture (PNG)")),
    (b"\xff\xd8\xff", N_("a picture (JPEG)")),
    (b"GIF8", N_("a picture (GIF)")),
    (b"BM", N_("a picture (BMP)")),
    (b"II*\0", N_("a picture (TIFF)")),
    (b"MM\0*", N_("a picture (TIFF)")),
    (b"RIFF", N_("a picture, a sound or a film (RIFF)")),
    (b"%PDF", N_("a PDF document")),
    (b"\xd0\xcf\x11\xe0", N_("an old or an encrypted Excel file; save it as .xlsx without a password")),
    (b"SQLite format 3\0", N_("a database (SQLite)")),
    (b"\x1f\x8b", N_("a packed file (gzip); unpack it first")),
    (b"BZh", N_("a packed file (bzip2); unpack it first")),
    (b"\xfd7zXZ\0", N_("a packed file (xz); unpack it first")),
    (b"7z\xbc\xaf\x27\x1c", N_("a packed file (7z); unpack it first")),
    (b"PK\x03\x04", N_("a packed file (ZIP), as .xlsx and .docx are too")),
    (b"Rar!", N_("a packed file (RAR); unpack it first")),
    (b"\x7fELF", N_("a program")),
    (b"MZ", N_("a program")),
)
_ZIP = b"PK\x03\x04"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
# What may stand in text: everything but the control characters; NUL is judged apart because UTF-16 is full of it.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# An object, or a list of objects or lists; "[id],[name]" opens a CSV file.
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|meta)", re.IGNORECASE)


def kind_of(path: Path) -> FileKind:
    """CSV, XLSX or JSON; raises Refused for anything else and OSError if the file cannot be opened."""
    with path.open("rb") as file:
        start = file.read(_START)
    if not start:
        raise Refused(_("{file} is empty; there is nothing to import.").format(file=isolated(path.name)))
    if start.startswith(_ZIP):
        return FileKind.XLSX
    if stranger := _stranger(start):
        raise Refused(
            _("{file} is {kind}, not a CSV, XLSX or JSON file.").format(file=isolated(path.name), kind=stranger)
        )
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    named = path.suffix.lower() in (".json", ".jsonl") and text.lstrip()[:1] in (b"{", b"[")
    return FileKind.JSON if named or _JSON.match(text) else FileKind.CSV


def _stranger(start: bytes) -> str:
    return _("a web page or XML") if _MARKUP.match(start) else binary_kind(start)


def binary_kind(start: bytes) -> str:
    """What a file is that begins so and is no text, as "a picture (PNG)"; empty for text."""
    for magic, name in _STRANGERS:
        # "BM" and "MZ" alone could open a text; the binary files have NULs behind them.
        if start.startswith(magic) and (len(magic) > 2 or b"\0" in start[:64]):
            return _(name)
    if start.startswith(_WIDE_MARKS):
        return ""
    # One odd byte is a row to report, a tenth of them is no text at all.
    return _("not text but binary data") if len(_CONTROL.findall(start)) * 10 > len(start) else ""
