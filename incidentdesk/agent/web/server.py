"""The server on a thread of its own: bound to this machine unless said otherwise, and patient only so long."""

import asyncio
import contextlib
import logging
import socket
import ssl
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from incidentdesk.agent.web.app import make_app
from incidentdesk.agent.web.listening import refuse_open
from incidentdesk.agent.web.site import Site
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

LONGEST_HEAD = 10.0  # seconds from the connection, or the request before, until all headers are there
_MOST_CONNECTIONS = 1_000
_LARGEST_HEAD = 32 * 1024  # bytes
_LONGEST_START = 10.0  # seconds
_LAST_WORDS = 3  # seconds that requests under way get at the end
# Each tells every malformed request as a warning, with which strangers could fill the log.
_TALKATIVE = ("python_multipart", "uvicorn.error")


class Patience(H11Protocol):
    """HTTP/1.1 that closes a connection whose headers do not come; uvicorn itself waits without an end."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._answering() and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._answering():
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(LONGEST_HEAD, self._give_up)

    def _give_up(self) -> None:
        if not self._answering() and not self.transport.is_closing():
            self.transport.close()

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete


class WebServer:
    """`port` 0 takes a free one; `address` says where it listens. Start and stop it from one thread.

    Raises Refused where the address is not on this machine and neither TLS nor `without_tls` is given, where the
    port is taken, and where the certificate can't be read.
    """

    def __init__(
        self,
        site: Site,
        host: str = "127.0.0.1",
        port: int = 8787,
        *,
        tls_cert: str = "",
        tls_key: str = "",
        without_tls: bool = False,
    ) -> None:
        refuse_open(host, tls_cert, without_tls)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.ERROR)
        config = uvicorn.Config(
            make_app(site),
            http=Patience,
            ws="none",
            lifespan="off",
            log_config=None,
            # The addresses carry tokens, which belong into no log.
            access_log=False,
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_LAST_WORDS,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
            **_tls(tls_cert, tls_key),
        )
        self._socket = _bound(host, port)
        self.port = int(self._socket.getsockname()[1])
        self.address = f"{'https' if tls_cert else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}"
        try:
            config.load()
        except (OSError, ValueError) as error:
            self._socket.close()
            raise Refused(_("The certificate can't be used: {reason}").format(reason=error)) from error
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._work, name="web", daemon=True)

    def start(self) -> None:
        """Returns when requests are taken."""
        self._thread.start()
        until = time.monotonic() + _LONGEST_START
        while not self._server.started and self._thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        if not self._server.started:
            raise Refused(_("The agent could not begin to listen. The log says more."))

    def stop(self) -> None:
        """Requests under way get a few seconds."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(_LAST_WORDS + 5)
        self._socket.close()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        with contextlib.suppress(SystemExit):
            self._server.run(sockets=[self._socket])


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, _kind, _protocol, _name, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, socket.SOCK_STREAM)
        try:
            if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                # There it would let a second program listen too.
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(where)
        except OSError:
            found.close()
            raise
    except (OSError, OverflowError) as error:
        raise Refused(
            _("The agent can't listen on {host}, port {port}: {reason}. Choose another port or address.").format(
                host=isolated(host), port=port, reason=getattr(error, "strerror", None) or error
            )
        ) from error
    return found


def _tls(cert: str, key: str) -> dict[str, Any]:
    if not cert:
        return {}
    for each in filter(None, (cert, key)):
        if not Path(each).is_file():
            raise Refused(_("There is no file {file}.").format(file=isolated(each)))
    return {"ssl_certfile": cert, "ssl_keyfile": key or None}
