"""A message as it goes out, and why one could not."""

import base64
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import quote

from incidentdesk import clock
from incidentdesk.detect.attachment import chunks
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.outbox_sending import Claimed
from incidentdesk.store.reading import Reader

# From then on a message says that it comes late (N14).
LATE_AFTER = 10 * 60_000_000  # microseconds
LONGEST_TROUBLE = 500  # characters
# Many mail servers take no more than that, for a file grows by a third on its way.
LARGEST_ENCLOSURE = 10 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along with an e-mail; without `data` it is too large for that."""

    name: str
    media_type: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one recipient; `incident` is empty where it belongs to none, `at` when it was written."""

    recipient: str
    address: str
    subject: str
    body: str
    message_id: str
    incident: str
    at: int
    late: bool
    enclosure: Enclosure | None = None
    # What it answers by itself, the oldest first, and whether it is such an answer (RFC 3834).
    answers: tuple[str, ...] = ()
    automatic: bool = False


class Undelivered(Exception):
    """A message did not go out; the text says why, to a person and without anything secret.

    `final` says that another attempt would end the same way, `outlet` that the trouble is with the outlet and not
    with this message, `pause` for how many seconds the other side wants to be left alone.
    """

    def __init__(self, text: str, *, final: bool = False, outlet: bool = False, pause: int = 0) -> None:
        super().__init__(text)
        self.final = final
        self.outlet = outlet
        self.pause = pause


def letter_of(
    claimed: Claimed, now: int, zone: tzinfo, enclosure: Enclosure | None = None, answers: tuple[str, ...] = ()
) -> Letter:
    """A claimed message; one that waited for more than ten minutes says so in its first line.

    Where the file that goes along is too large, it says where that lies.
    """
    late = now - claimed.queued_at > LATE_AFTER
    body = claimed.body
    if late:
        written = clock.instant(claimed.queued_at).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
        body = (
            _("Late: this was written on {time} and could not be sent until now.").format(time=written) + "\n\n" + body
        )
    if enclosure is not None and enclosure.data is None:
        body += "\n\n" + _("{name} is too large for an e-mail. It lies at the desk, on the page Outbox.").format(
            name=isolated(enclosure.name)
        )
    return Letter(
        claimed.recipient,
        claimed.address,
        claimed.subject,
        body,
        claimed.message_id,
        "" if claimed.incident_id is None else number(claimed.incident_id),
        claimed.queued_at,
        late,
        enclosure,
        answers,
        claimed.kind == AnnouncementKind.NEWS,
    )


def enclosure_of(reader: Reader, attachment_id: int | None) -> Enclosure | None:
    """The file of a message, None where there is none; raises Undelivered where it is not what was attached."""
    found = reader.rows("SELECT name, media_type, size FROM attachment WHERE id = :id", {"id": attachment_id})
    if not found:
        return None
    name, media_type, size = found[0]
    if size > LARGEST_ENCLOSURE:
        return Enclosure(name, media_type, None)
    try:
        return Enclosure(name, media_type, b"".join(chunks(reader, attachment_id or 0)))
    except Refused as refused:
        raise Undelivered(str(refused), final=True) from None


def without_secret(text: str, secret: str | None) -> str:
    """A text of another program on one line, cut to a bearable length, and without the secret in any form of it."""
    text = " ".join(text.split())
    for part in _forms(secret or ""):
        text = text.replace(part, "…")
    return text[:LONGEST_TROUBLE]


def _forms(secret: str) -> list[str]:
    """The secret, each longer part of an address that is one, and both as they are written in transit."""
    pieces = {secret, *secret.replace("?", "/").replace("&", "/").replace("=", "/").replace("@", "/").split("/")}
    long_enough = {each for each in pieces if len(each) >= 4 and each not in ("http:", "https:")}
    encoded = {quote(each, safe="") for each in long_enough}
    encoded |= {base64.b64encode(each.encode()).decode().rstrip("=") for each in long_enough}
    return sorted(long_enough | encoded, key=len, reverse=True)
