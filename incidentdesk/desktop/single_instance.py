"""One window for each database on this account: a second start brings the first window forward."""

import contextlib
import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from incidentdesk.paths import state_folder
from incidentdesk.store.database import is_url

_PATIENCE = 2_000  # milliseconds


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
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Whether this is the first; the lock of a process that was killed is taken over."""
        if not self._lock.tryLock(0):
            return False
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)
        self._server.newConnection.connect(self._heard)
        self._server.listen(self._name)
        return True

    def ask_forward(self) -> bool:
        """Ask the window that holds the lock to come forward; False if it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE):
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
    account = hashlib.sha256(str(Path.home()).encode()).hexdigest()[:8]
    return f"incidentdesk-{account}-{hashlib.sha256(place.encode()).hexdigest()[:16]}"
