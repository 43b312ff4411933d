"""When the agent listens: while it holds the lease, as the settings of the desk say, or where its command line says.

What is changed in the settings holds within seconds; what can't be done is told once and tried again.
"""

import time
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING

from incidentdesk.agent.web.listening import Listening, wanted
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database

if TYPE_CHECKING:
    from incidentdesk.agent.web.server import WebServer

LOOK_EVERY = 5.0  # seconds between looks at the settings


class Door:
    """Looked after by one thread. `secret_of` reads the secrets of signed alerts."""

    def __init__(
        self, database: Database, zone: tzinfo, secret_of: Callable[[str], str | None], listen: str = ""
    ) -> None:
        self._database, self._zone, self._secret_of, self._listen = database, zone, secret_of, listen
        self._server: WebServer | None = None
        self._open: Listening | None = None
        self._look_at = 0.0
        self._trouble = ""

    def attend(self, ours: bool) -> list[str]:
        """Open, change or close what is listened to; returns a line for each thing that was done."""
        if not ours:
            return self.close()
        if time.monotonic() < self._look_at:
            return []
        self._look_at = time.monotonic() + LOOK_EVERY
        try:
            with self._database.read() as reader:
                listening = wanted(reader, self._listen)
            lines = self._become(listening)
        except Refused as refused:
            lines = [] if str(refused) == self._trouble else [str(refused)]
            self._trouble = str(refused)
            return lines
        self._trouble = ""
        return lines

    def close(self) -> list[str]:
        """Requests under way get a few seconds."""
        server, self._server, self._open, self._look_at = self._server, None, None, 0.0
        if server is None:
            return []
        server.stop()
        return [_("No longer listening on {address}").format(address=server.address)]

    def _become(self, listening: Listening) -> list[str]:
        if listening == self._open and self._still_there():
            return []
        lines = self.close() if self._open is not None else []
        self._look_at = time.monotonic() + LOOK_EVERY
        if not listening.host or not (listening.form or listening.alerts):
            self._open = listening
            return lines
        return [*lines, self._begin(listening)]

    def _still_there(self) -> bool:
        return self._server is None or self._server.alive()

    def _begin(self, listening: Listening) -> str:
        from incidentdesk.agent.web.server import WebServer
        from incidentdesk.agent.web.site import Site

        site = Site(
            self._database, self._zone, listening.form, listening.alerts, listening.services, listening.title,
            listening.intro, self._secret_of,
        )  # fmt: skip
        server = WebServer(
            site, listening.host, listening.port, tls_cert=listening.tls_cert, tls_key=listening.tls_key,
            without_tls=listening.without_tls,
        )  # fmt: skip
        server.start()
        self._server, self._open = server, listening
        return _("Listening on {address}").format(address=server.address)
