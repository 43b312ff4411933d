"""A notification on this desktop: by the system where it shows any, and in the window in every case."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from incidentdesk.language import _


class Notifications(QObject):
    """Shows what the agent tells; a click leads to the incident."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._incident = ""
        self._tray: QSystemTrayIcon | None = None

    def show(self, subject: str, text: str, incident: str) -> None:
        """`incident` is a reference such as INC-0042, or empty."""
        self._incident = incident
        if self._window.isVisible():
            action = _("Open {number}").format(number=incident) if incident else ""
            self._window.say(subject, "warning", action, self._open if incident else None)
            QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._system().showMessage(subject, text, QSystemTrayIcon.MessageIcon.Warning)

    def _system(self) -> QSystemTrayIcon:
        if self._tray is None:
            self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.setToolTip("IncidentDesk")
            self._tray.messageClicked.connect(self._open)
            self._tray.activated.connect(lambda _why: self._window.bring_forward())
        # An icon that is always there would only be in the way.
        self._tray.show()
        return self._tray

    def _open(self) -> None:
        self._window.bring_forward()
        if self._incident:
            self._window.open(self._incident)
