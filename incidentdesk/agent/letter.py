"""A message as it goes out, and why one could not."""

import base64
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import quote

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.respond.outbox_sending import Claimed

# From then on a message says that it comes late (N14).
LATE_AFTER = 10 * 60_000_000  # microseconds
LONGEST_TROUBLE = 500  # characters


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


class Undelivered(Exception):
    """A message did not go out; the text says why, to a person and without anything secret.

    `final` says that another attempt would end the same way, `outlet` that the trouble is with the outlet and not
    with this message.
    """

    def __init__(self, text: str, *, final: bool = False, outlet: bool = False) -> None:
        super().__init__(text)
        self.final = final
        self.outlet = outlet


def letter_of(claimed: Claimed, now: int, zone: tzinfo) -> Letter:
    """A claimed message; one that waited for more than ten minutes says so in its first line."""
    late = now - claimed.queued_at > LATE_AFTER
    body = claimed.body
    if late:
        written = clock.instant(claimed.queued_at).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
        body = (
            _("Late: this was written on {time} and could not be sent until now.").format(time=written) + "\n\n" + body
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
    )


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
