"""Webhooks: a message as JSON, to an address that is secret.

Nothing is read from the environment, no redirect is followed, and the whole exchange has one end.
"""

import json
import ssl
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from incidentdesk import clock
from incidentdesk.agent.deadline import Deadline, deadline
from incidentdesk.agent.hushed import hush
from incidentdesk.agent.letter import Letter, Undelivered
from incidentdesk.agent.trust import distrust, trusted
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet_change import WebhookForm
from incidentdesk.prepare.outlet_list import OutletRow

LONGEST = 15.0  # seconds for the whole exchange
LONGEST_SILENCE = 8.0  # seconds
_LONGEST_BODY = 20_000  # characters; Teams takes 28 KB, Slack 40,000 characters
_MOST_ANSWER = 64 * 1024  # bytes
_TOO_MANY = 429
_AGAIN = (408, 425, _TOO_MANY)
_LONGEST_PAUSE = 2 * 3600  # seconds


def send_webhook(outlet: OutletRow, address: str | None, letter: Letter, *, seconds: float = LONGEST) -> None:
    """Post a message; raises Undelivered with what was answered, never with the address."""
    import httpx

    hush()
    host = checked_address(address)
    content = json.dumps(webhook_body(str(outlet.options.get("form", "")), letter), ensure_ascii=False).encode()
    with deadline(seconds) as limit:
        try:
            authority = str(outlet.options.get("authority", ""))
            status, retry_after = _post(str(address), content, letter, authority, limit)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise _undelivered(error, host, limit) from None
    _judge(status, retry_after, host)


def checked_address(address: str | None) -> str:
    """The host of a webhook's address; raises Undelivered for what is none."""
    try:
        parts = urlsplit(address or "")
        # Asking for the port raises where it is none.
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:
        pass
    raise Undelivered(_("The address of this webhook is missing or no address. Enter it in the settings."), outlet=True)


def _post(address: str, content: bytes, letter: Letter, authority: str, limit: Deadline) -> tuple[int, str]:
    """The status of the answer, and when it may be tried again."""
    import httpx

    def traced(event: str, info: Any) -> None:
        if event == "connection.connect_tcp.complete":
            limit.watch(info["return_value"].get_extra_info("socket"))

    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "IncidentDesk",
        # So that a receiver can tell a repetition.
        "Idempotency-Key": letter.message_id.strip("<>"),
    }
    with httpx.Client(
        timeout=LONGEST_SILENCE, trust_env=False, follow_redirects=False, verify=trusted(authority)
    ) as client:
        with client.stream("POST", address, content=content, headers=headers, extensions={"trace": traced}) as response:
            read = 0
            for chunk in response.iter_raw():
                read += len(chunk)
                if read > _MOST_ANSWER:
                    break
            return int(response.status_code), str(response.headers.get("Retry-After", ""))


def _judge(status: int, retry_after: str, host: str) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Undelivered(
            _("{host} sends to another address ({status}), which is not followed. Enter that one.").format(
                host=isolated(host), status=status
            ),
            final=True,
        )
    again = status >= 500 or status in _AGAIN
    raise Undelivered(
        _("{host} answers {status}.").format(host=isolated(host), status=status), final=not again,
        # Whoever says that there are too many means all of them.
        outlet=status >= 500 or status == _TOO_MANY, pause=_pause(retry_after),
    )  # fmt: skip


def _pause(retry_after: str) -> int:
    """Seconds of a header Retry-After, which has a number of them or an instant (RFC 9110, 10.2.3)."""
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return min(int(retry_after.strip()[:9]), _LONGEST_PAUSE)
    try:
        seconds = (parsedate_to_datetime(retry_after) - clock.now()).total_seconds()
    except (TypeError, ValueError):
        return 0
    return int(min(max(0.0, seconds), _LONGEST_PAUSE))


def _undelivered(error: Exception, host: str, limit: Deadline) -> Undelivered:
    import httpx

    shown = isolated(host)
    if limit.passed or isinstance(error, httpx.TimeoutException | TimeoutError):
        return Undelivered(_("{host} did not answer in time.").format(host=shown), outlet=True)
    distrusted = _cause(error)
    if distrusted is not None:
        return Undelivered(distrust(distrusted, host), outlet=True)
    if isinstance(error, httpx.ConnectError):
        return Undelivered(_("{host} can't be reached.").format(host=shown), outlet=True)
    if isinstance(error, httpx.InvalidURL | ValueError):
        return Undelivered(_("The address of this webhook is no address. Enter it again."), final=True)
    return Undelivered(_("{host} broke the connection off.").format(host=shown), outlet=True)


def _cause(error: BaseException | None) -> ssl.SSLError | None:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None


# ── what is posted ───────────────────────────────────────────────────────────────────────────────────────────────


def webhook_body(form: str, letter: Letter) -> dict[str, Any]:
    """The JSON of a message in the form that the receiver reads."""
    text = _short(letter.body)
    if form == WebhookForm.SLACK:
        return {"text": f"*{_slack(letter.subject)}*\n{_slack(text)}"}
    if form == WebhookForm.TEAMS:
        return _teams(letter.subject, text)
    return {
        "subject": letter.subject,
        "text": text,
        "incident": letter.incident or None,
        "recipient": letter.recipient,
        "message_id": letter.message_id.strip("<>"),
        "written_at": clock.iso(letter.at),
        "late": letter.late,
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_BODY else text[: _LONGEST_BODY - 1] + "…"


def _slack(text: str) -> str:
    """Slack reads <!channel> and links where an angle bracket stands."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(subject: str, text: str) -> dict[str, Any]:
    """An adaptive card, which workflows of Teams take."""
    blocks = [
        {"type": "TextBlock", "text": subject, "weight": "Bolder", "size": "Medium", "wrap": True},
        *({"type": "TextBlock", "text": line, "wrap": True} for line in text.split("\n") if line.strip()),
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}
