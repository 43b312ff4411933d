"""How much and how slowly a request may come: counted outside of the application (promise sec-2).

A limit that is raised inside the application would be answered as a failure of the server; so the bytes are counted
here, whether their number was announced or they come in chunks, and the answer is given here too.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incidentdesk.agent.web.answer import said
from incidentdesk.agent.web.page import notice
from incidentdesk.agent.web.words import Words, words_for
from incidentdesk.language import _

MEGABYTE = 1024 * 1024  # bytes
ALERT_LIMIT = MEGABYTE
FILES_LIMIT = 25 * MEGABYTE
FORM_LIMIT = FILES_LIMIT + MEGABYTE  # the files and what was typed
MOST_FILES = 20
_LIMITS: Mapping[str, int] = {"report": FORM_LIMIT}
# Reports on their way at once, of one address and in all: each may lie on the disk until it is whole.
MOST_OF_ONE, MOST_AT_ONCE = 20, 100
LONGEST_PAUSE = 10.0  # seconds between two pieces of a body
LONGEST_BODY = 300.0  # seconds for the whole of it
_WAIT = 30  # seconds


class _TooLarge(Exception):
    pass


class _TooSlow(Exception):
    pass


class _Ending(Exception):
    pass


class Limits:
    """Around the application: answers 413 for too many bytes and 408 for a body that does not come."""

    def __init__(
        self, app: ASGIApp, *, longest_pause: float = LONGEST_PAUSE, longest_body: float = LONGEST_BODY
    ) -> None:
        self._app, self._pause, self._longest = app, longest_pause, longest_body
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place = scope["path"].strip("/").partition("/")[0]
        most = _LIMITS.get(place, ALERT_LIMIT)
        if _announced(scope) > most:
            await _too_large(most, scope)(scope, receive, send)
        elif place in _LIMITS and scope["method"] == "POST":
            await self._one_of_some(most, scope, receive, send)
        else:
            await self._within(most, scope, receive, send)

    async def _one_of_some(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        if self._coming[address] >= MOST_OF_ONE or self._coming.total() >= MOST_AT_ONCE:
            await _too_many(scope)(scope, receive, send)
            return
        self._coming[address] += 1
        try:
            await self._within(most, scope, receive, send)
        finally:
            self._coming[address] -= 1
            if not self._coming[address]:
                del self._coming[address]

    async def _within(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        counted, trouble, until = 0, "", time.monotonic() + self._longest

        async def counting() -> Message:
            nonlocal counted, trouble
            pause = max(0.0, min(self._pause, until - time.monotonic()))
            try:
                message = await asyncio.wait_for(receive(), pause)
            except TimeoutError:
                trouble = "slow"
                raise _TooSlow from None
            except asyncio.CancelledError:
                # Only the end of the server cancels; as an answer it is no failure that belongs into the log.
                trouble = "ending"
                raise _Ending from None
            if message["type"] == "http.disconnect":
                # Whoever has gone needs no answer, and is no failure that belongs into the log.
                trouble = "gone"
            counted += len(message.get("body", b""))
            if counted > most:
                trouble = "large"
                raise _TooLarge
            return message

        async def unless_trouble(message: Message) -> None:
            # What the application makes of the trouble is no answer of ours.
            if not trouble:
                await send(message)

        try:
            await self._app(scope, counting, unless_trouble)
        except Exception:
            if not trouble:
                raise
        if trouble == "large":
            await _too_large(most, scope)(scope, receive, send)
        elif trouble == "ending":
            await said(503, _("The agent ends. Send it again."), retry_after=_WAIT, close=True)(scope, receive, send)
        elif trouble == "slow":
            await said(408, _("The rest of the request did not come. Send it again."), close=True)(scope, receive, send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


def _too_large(most: int, scope: Scope) -> ASGIApp:
    words = _words_of_browser(scope)
    if words is None:
        return said(413, _("At most {most} MB are taken in one request.").format(most=most // MEGABYTE))
    return notice(words, words("problems"), words("files_large", megabytes=FILES_LIMIT // MEGABYTE), status=413)


def _too_many(scope: Scope) -> ASGIApp:
    words = _words_of_browser(scope)
    if words is None:
        return said(503, _("Too many requests. Wait {seconds} seconds.").format(seconds=_WAIT), retry_after=_WAIT)
    text = words("too_often_text", seconds=_WAIT)
    return notice(words, words("too_often"), text, status=503, retry_after=_WAIT)


def _words_of_browser(scope: Scope) -> Words | None:
    """None where a program asks and nobody reads."""
    headers = dict(scope["headers"])
    if b"text/html" not in headers.get(b"accept", b""):
        return None
    return words_for(headers.get(b"accept-language", b"").decode("latin-1"))
