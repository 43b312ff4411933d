"""POST /alerts/TOKEN, /alerts with the token in a header, or /alerts/KEY with a signature (promises sec-1, intake-2).

Whoever can't say who they are hears 401 and no more; what a known source sends is taken, or kept with the reason.
"""

import base64
import binascii
import logging
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from incidentdesk.agent.web.answer import said
from incidentdesk.agent.web.site import Site, address_of, read, site_of, write
from incidentdesk.detect.alert_signature import seen_before, verify_signature
from incidentdesk.detect.alert_source_change import secret_name
from incidentdesk.detect.alert_source_list import SourceRow, signed_source_of_key, source_of_token
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.taken import Outcome, Taken
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.alert_taking import take_alerts
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

log = logging.getLogger(__name__)

_LONGEST_TOKEN = 300  # characters
_MOST_NAMED = 20


async def alerts_sent(request: Request) -> Response:
    """202 with what became of each alert; 400 for what could not be taken, which is kept."""
    site = site_of(request)
    body = await request.body()
    source = await _source(request, site, body)
    if isinstance(source, Response):
        return source
    wait = site.tokens.wait(f"alerts {source.id}")
    if wait:
        return said(429, _("Too many requests. Wait {seconds} seconds.").format(seconds=wait), retry_after=wait)
    try:
        taken = await write(site, source.name, lambda session: take_alerts(session, source.id, body, session.at))
    except Refused as refused:
        return await _kept(site, source, body, str(refused))
    except Exception:
        log.exception("alerts of %s", source.id)
        await _kept(site, source, body, _("It failed unexpectedly. The log says more."))
        return said(500, _("It failed unexpectedly and was kept. The log of the agent says more."))
    return _answer(taken)


async def _kept(site: Site, source: SourceRow, body: bytes, reason: str) -> Response:
    """Nothing was taken; the payload is among what could not be taken, with the reason."""

    def act(session: Session) -> int:
        return keep_dead_letter(session, kind=LetterKind.ALERT, source=source.name, reason=reason, raw=body)

    await write(site, source.name, act)
    return said(400, reason)


def _answer(taken: list[Taken]) -> Response:
    refused = [each for each in taken if each.outcome == Outcome.REFUSED]
    if taken and len(refused) == len(taken):
        return said(400, refused[0].reason)
    told = [
        {"outcome": str(each.outcome), "number": each.number, "subject": each.subject, "reason": each.reason}
        for each in taken[:_MOST_NAMED]
    ]
    return said(202, _("Taken in."), alerts=len(taken), taken=told)


# -- who sends


async def _source(request: Request, site: Site, body: bytes) -> SourceRow | Response:
    """The source that a request comes from; the answer where it comes from none."""
    given = request.path_params.get("token") or token_of(request)
    signed = await read(site, lambda reader: signed_source_of_key(reader, given)) if _fits(given) else None
    if signed is not None:
        return await _verified(request, site, signed, body)
    source = await read(site, lambda reader: _by_token(reader, given))
    return source or _unknown(request, site, _("The token is missing or unknown."))


def _by_token(reader: Reader, token: str) -> SourceRow | None:
    return source_of_token(reader, token) if _fits(token) else None


def _fits(token: str) -> bool:
    return 0 < len(token) <= _LONGEST_TOKEN and token.isascii() and "\0" not in token


async def _verified(request: Request, site: Site, source: SourceRow, body: bytes) -> SourceRow | Response:
    try:
        secret = await run_in_threadpool(site.secret_of, secret_name(source.key))
    except Refused as refused:
        # The keyring is locked: whoever sends may try again later.
        log.warning("%s", refused)
        secret = None
    if not secret:
        sentence = _("The secret of {source} can't be read on this machine.").format(source=isolated(source.name))
        return said(503, sentence, retry_after=60)
    now = time.time()
    try:
        message_id = verify_signature(secret, dict(request.headers), body, now)
    except Refused as refused:
        return _unknown(request, site, str(refused))
    if seen_before(site.seen.setdefault(source.id, {}), message_id, now):
        return said(409, _("This message was taken already."))
    return source


def _unknown(request: Request, site: Site, sentence: str) -> Response:
    wait = site.failures.wait(address_of(request))
    if wait:
        return said(429, _("Too many requests. Wait {seconds} seconds.").format(seconds=wait), retry_after=wait)
    return said(401, sentence)


def token_of(request: Request) -> str:
    """The token in X-Token or Authorization: Bearer, Token, or the password of Basic (RFC 6750, RFC 7617)."""
    direct = request.headers.get("x-token", "").strip()
    scheme, _space, rest = request.headers.get("authorization", "").strip().partition(" ")
    if direct or scheme.lower() in ("bearer", "token"):
        return direct or rest.strip()
    return _password(rest.strip()) if scheme.lower() == "basic" else ""


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
