"""Reading a mail (RFC 5322, RFC 2045 to 2049): total on any bytes, as what strangers send is seldom right.

The parsers of the standard library raise on odd mails, so each fact is read by itself; one that can't be read is
empty, and the mail says so in `defects`.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from functools import partial
from typing import Any, TypeVar

from incidentdesk.detect.attachment import safe_name
from incidentdesk.detect.mail_text import new_words, text_of_html
from incidentdesk.language import _
from incidentdesk.store.text import storable

_LARGEST = 100 * 1024 * 1024  # bytes; more than mail servers pass on
_MOST_PARTS = 1_000
_MOST_PEOPLE = 200
_ADDRESS = re.compile(r"[^\s<>\"'(),:;]+@[^\s<>\"'(),:;@]+")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
# Windows programs call their own letters by the name of the standard.
_CALLED = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "us-ascii": "windows-1252", "gb2312": "gb18030"}
_ENDING = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt",
           "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "application/pdf": ".pdf"}  # fmt: skip
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that came along; `inline` is a picture that stands in the text."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. `text` is all of it, `said` what is new in an answer; `trouble` says why it is no mail."""

    sender: Person = Person("", "")
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    said: str = ""
    files: tuple[MailFile, ...] = ()
    # The first of each name, in lower case.
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""
    charsets: tuple[str, ...] = ()
    part_count: int = 0
    defects: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what was said, which stays when a mail comes by two ways."""
        sent = self.sent_at.isoformat() if self.sent_at else self.headers.get("date", "")
        said = [self.message_id, self.sender.address.lower(), sent, self.subject, self.text]
        files = [hashlib.sha256(each.data).hexdigest() for each in self.files]
        return hashlib.sha256("\0".join([*said, *files]).encode("utf-8", "surrogatepass")).hexdigest()


def read_mail(raw: bytes) -> Mail:
    """What the bytes of a mail say; never raises."""
    if not raw.strip():
        return Mail(trouble=_("It is empty."))
    if len(raw) > _LARGEST:
        return Mail(trouble=_("It is larger than {most} MB.").format(most=_LARGEST // (1024 * 1024)))
    try:
        return _read(raw)
    except Exception as error:
        # Whatever a parser stumbles over, the mail is kept and listed with the reason.
        return Mail(trouble=_("It can't be read as a mail ({kind}).").format(kind=type(error).__name__))


def _read(raw: bytes) -> Mail:
    from imap_tools.message import MailMessage

    message = MailMessage.from_bytes(raw)
    root: Message = message.obj
    # Before anything is decoded, which finds more.
    everything = list(root.walk())
    lost: list[str] = sorted({type(each).__name__ for part in everything for each in part.defects})

    def read(name: str, how: Callable[[], _Read], otherwise: _Read) -> _Read:
        try:
            return how()
        except Exception as error:
            lost.append(f"{name}: {type(error).__name__}")
            return otherwise

    nothing: dict[str, str] = {}
    headers = read("headers", lambda: _headers(root), nothing)
    parts = read("parts", lambda: list(_walk(root)), [root])
    text = read("text", lambda: _text(parts), "")
    files = [read("file", partial(_file, part), None) for part in parts]
    charsets = {read("charset", partial(_charset, part), "") for part in everything}
    return Mail(
        sender=read("from", lambda: _sender(headers), Person("", "")),
        to=read("to", lambda: _people(headers.get("to", "")), ()),
        cc=read("cc", lambda: _people(headers.get("cc", "")), ()),
        subject=headers.get("subject", ""),
        sent_at=read("date", lambda: _sent_at(headers.get("date", "")), None),
        message_id=headers.get("message-id", "")[:998],
        in_reply_to=headers.get("in-reply-to", ""),
        references=tuple(_MESSAGE_ID.findall(headers.get("references", "")))[-100:],
        text=text,
        said=read("answer", lambda: new_words(text), text),
        files=_with_names([each for each in files if each]),
        headers=headers,
        content_type=read("content type", root.get_content_type, ""),
        charsets=tuple(sorted(charsets - {""})),
        part_count=len(everything),
        defects=tuple(lost),
    )


# ── headers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _headers(root: Message) -> dict[str, str]:
    """The first header of each name on one line."""
    found: dict[str, str] = {}
    for name, value in root.raw_items():
        key = str(name).lower()
        if key not in found:
            found[key] = header_text(value)
    return found


def header_text(value: Any) -> str:
    """A header in letters: encoded words (RFC 2047) are decoded, bytes that say not what they are, guessed."""
    text = str(value).encode("utf-8", "surrogateescape")
    try:
        plain = _guessed(text)
        pieces = decode_header(" ".join(plain.split())) if "=?" in plain else [(plain, None)]
        joined = (
            "".join(piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces) or plain
        )
    except Exception:
        # An encoded word that is none is shown as it stands.
        joined = text.decode("utf-8", "replace")
    return storable(" ".join("".join(each if each.isprintable() else " " for each in joined).split()))


def _sender(headers: Mapping[str, str]) -> Person:
    found = _people(headers.get("from", "")) or _people(headers.get("sender", ""))
    return found[0] if found else Person("", "")


def _people(text: str) -> tuple[Person, ...]:
    """Names and addresses; what is no address of anybody is left out."""
    from email.utils import getaddresses

    found = []
    for name, address in getaddresses([text])[:_MOST_PEOPLE]:
        written = _ADDRESS.findall(address) or _ADDRESS.findall(name)
        if written:
            plain = name.replace(written[-1], "").strip(" \"'<>")
            found.append(Person(plain[:150], written[-1][:254]))
    if not found and (written := _ADDRESS.findall(text[:10_000])):
        found.append(Person("", written[0][:254]))
    return tuple(found)


def _sent_at(text: str) -> datetime | None:
    """When it was sent by the clock of the sender; a time without a zone counts as UTC."""
    from imap_tools.utils import parse_email_date

    found: datetime = parse_email_date(text)
    if found.year <= 1900:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _walk(part: Message, depth: int = 0, *, plain: bool = False) -> Iterator[Message]:
    """The parts that are no containers, in order; a mail within a mail is one part, and so is what lies too deep.

    With `plain` the same text in HTML is left out.
    """
    if depth > 50 or part.get_content_maintype() == "message" or not part.is_multipart():
        if not (plain and part.get_content_type() == "text/html" and _is_text(part)):
            yield part
        return
    inner = [each for each in part.get_payload() if isinstance(each, Message)][:_MOST_PARTS]
    plain = plain or (part.get_content_type() == "multipart/alternative" and any(map(_is_plain, inner)))
    for each in inner:
        yield from _walk(each, depth + 1, plain=plain)


def _is_plain(part: Message) -> bool:
    """Whether it is the text of a mail in plain letters; some programs leave that one empty."""
    return part.get_content_type() == "text/plain" and _is_text(part) and bool(_letters(part).strip())


def _is_text(part: Message) -> bool:
    if part.is_multipart() or part.get_filename() or part.get_content_disposition() == "attachment":
        return False
    return part.get_content_type() in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"


def _text(parts: list[Message]) -> str:
    pieces = []
    for part in parts:
        if _is_text(part):
            letters = _letters(part)
            pieces.append(text_of_html(letters) if part.get_content_type() == "text/html" else letters)
    return storable("\n\n".join(piece.strip() for piece in pieces if piece.strip())).replace("\r\n", "\n")


def _letters(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(data or "")
    return _decoded(data, _charset(part))


def _charset(part: Message) -> str:
    return str(part.get_content_charset("") or "")


def _decoded(data: bytes, charset: str | None) -> str:
    called = (charset or "").lower()
    if called in ("", "unknown-8bit", "us-ascii"):
        return _guessed(data)
    try:
        return data.decode(_CALLED.get(called, called), "replace")
    except (LookupError, ValueError):
        return _guessed(data)


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def _file(part: Message) -> MailFile | None:
    if _is_text(part):
        return None
    media_type = part.get_content_type()
    name = header_text(part.get_filename() or "")
    data = _bytes(part)
    if not data and not name:
        return None
    inline = media_type.startswith("image/") and bool(part.get("Content-ID"))
    return MailFile(name or _unnamed(part, media_type), media_type, data, inline)


def _unnamed(part: Message, media_type: str) -> str:
    if media_type == "message/rfc822":
        inner = part.get_payload()
        subject = inner[0].get("subject", "") if isinstance(inner, list) and isinstance(inner[0], Message) else ""
        return (header_text(subject) or _("message")) + ".eml"
    if media_type == "application/ms-tnef":
        return "winmail.dat"
    return media_type.split("/")[0] + _ENDING.get(media_type, ".bin")


def _bytes(part: Message) -> bytes:
    """The bytes of a file; a mail within a mail is given as it would lie in a file of its own."""
    if part.is_multipart():
        inner = part.get_payload()
        return b"\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _with_names(files: list[MailFile]) -> tuple[MailFile, ...]:
    """Safe names, each once."""
    taken: set[str] = set()
    named = []
    for each in files:
        name = safe_name(each.name)
        stem, dot, ending = name.rpartition(".")
        count = 2
        while name.lower() in taken:
            name = f"{stem} ({count}).{ending}" if dot and stem else f"{safe_name(each.name)} ({count})"
            count += 1
        taken.add(name.lower())
        named.append(MailFile(name, each.media_type, each.data, each.inline))
    return tuple(named)
