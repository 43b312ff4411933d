"""An end to every exchange with another machine, however slowly it answers.

Time-outs of the libraries count from one read to the next, so that a machine which sends a byte now and then would
hold a connection for ever.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Deadline:
    """Shuts the connections that it was given when the time is up; `passed` tells that it did."""

    def __init__(self) -> None:
        self.passed = False
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()

    def watch(self, connection: socket.socket) -> None:
        """Keep a second handle on a connection: TLS takes the first one away from its socket."""
        with self._lock:
            self._watched.append(connection.dup())
        if self.passed:
            self.strike()

    def strike(self) -> None:
        self.passed = True
        with self._lock:
            for each in self._watched:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        with self._lock:
            while self._watched:
                self._watched.pop().close()


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """A deadline that strikes unless its block ends before."""
    limit = Deadline()
    timer = threading.Timer(seconds, limit.strike)
    timer.daemon = True
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()
        limit.release()
