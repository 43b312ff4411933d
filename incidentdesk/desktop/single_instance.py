"""One window for each database on this account: a second start brings the first window forward."""

import contextlib
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal

from incidentdesk.paths import state_folder
from incidentdesk.store.database import is_url

_PATIENCE = 2_000  # milliseconds
_ATTEMPTS, _PAUSE = 10, 0.2  # seconds


class SingleInstance(QObject):
    """Holds the lock of a database. `asked_forward` comes when somebody started the program on it once more."""

    asked_forward = Signal()

    def __init__(self, place: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _name(place)
        folder = state_folder() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / f"{self._name}.lock"))
        # A lock is stale only when its process is gone, however old it is.
        self._lock.setStaleLockTime(0)
        self._server: Any = None

    def take(self) -> bool:
        """Whether this is the first; the lock of a process that was killed is taken over."""
        return self._lock.tryLock(0)

    def listen(self) -> None:
        """Hear of other starts from now on; the libraries for it are loaded only here, after the first page."""
        from PySide6.QtNetwork import QLocalServer

        if self._server is not None:
            return
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)
        self._server.newConnection.connect(self._heard)
        self._server.listen(self._name)

    def ask_forward(self) -> bool:
        """Ask the window that holds the lock to come forward; False if it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        # The first one may still be painting its first page and not be listening yet.
        for _attempt in range(_ATTEMPTS):
            socket.connectToServer(self._name)
            if socket.waitForConnected(_PATIENCE):
                break
            time.sleep(_PAUSE)
        else:
            return False
        socket.write(b"forward\n")
        heard = socket.waitForBytesWritten(_PATIENCE)
        socket.disconnectFromServer()
        return heard

    def holds(self, place: str) -> bool:
        """Whether this is the lock of that database."""
        return self._name == _name(place)

    def release(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _heard(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.asked_forward.emit()


def _name(place: str) -> str:
    """A name that is the same for every way to write the path of one file."""
    if not is_url(place):
        with contextlib.suppress(OSError):
            place = str(Path(place).expanduser().resolve())
    return f"incidentdesk-{_digest(str(Path.home()))[:8]}-{_digest(place)[:16]}"


def _digest(text: str) -> str:
    # Qt's, because it is loaded already when the window starts.
    return bytes(QCryptographicHash.hash(text.encode(), QCryptographicHash.Algorithm.Sha256).toHex().data()).decode()
