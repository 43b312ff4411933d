"""A conversation in lines with a mail server, which has one end however slowly it speaks."""

import socket
import ssl

from incidentdesk.detect.address_guard import connected
from incidentdesk.detect.certificate import believing, disbelief
from incidentdesk.detect.check import Failing, Wanted
from incidentdesk.language import _, isolated

_LONGEST = 8 * 1024  # bytes of a line
_MOST = 200  # lines of an answer


class Conversation:
    """Speaks with a server over one connection; raises Failing and OSError."""

    def __init__(self, wanted: Wanted, host: str, port: int) -> None:
        self.wanted, self.host = wanted, host
        self.socket: socket.socket = connected(wanted, host, port)
        self._waiting = b""

    def secure(self) -> None:
        """Go over to TLS; what came before that is dropped, so that nobody slips commands in."""
        self._waiting = b""
        options = self.wanted.options
        context = believing(str(options.get("authority") or ""), bool(options.get("verify", True)))
        self.socket.settimeout(self.wanted.left())
        try:
            self.socket = context.wrap_socket(self.socket, server_hostname=self.host)
        except ssl.SSLError as error:
            raise Failing(disbelief(error, self.host)) from None

    def say(self, line: str) -> None:
        self.socket.settimeout(self.wanted.left())
        self.socket.sendall(line.encode("utf-8") + b"\r\n")

    def line(self) -> str:
        while b"\n" not in self._waiting:
            self.socket.settimeout(self.wanted.left())
            try:
                heard = self.socket.recv(4096)
            except ssl.SSLError as error:
                raise Failing(disbelief(error, self.host)) from None
            if not heard:
                raise Failing(_("{host} broke the connection off.").format(host=isolated(self.host)))
            self._waiting += heard
            if len(self._waiting) > _LONGEST:
                raise Failing(_("{host} speaks in lines that are too long.").format(host=isolated(self.host)))
        line, _end, self._waiting = self._waiting.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def lines_until(self, last: str) -> list[str]:
        """Lines up to the one that begins so."""
        lines: list[str] = []
        for _number in range(_MOST):
            lines.append(self.line())
            if lines[-1].startswith(last):
                return lines
        raise Failing(_("{host} does not come to an end.").format(host=isolated(self.host)))

    def close(self) -> None:
        self.socket.close()
