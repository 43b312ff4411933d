"""What the window does for its agent: begin and end it, show what it tells, ask what it wants to know."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.agent_thread import AgentThread
from incidentdesk.desktop.background import Background
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.vault import Vault, VaultSheet
from incidentdesk.language import _


class WindowAgent(QObject):
    """`window` gives the main window, or None where there is none; `worker` is None while nothing is delivered."""

    def __init__(
        self, window: Callable[[], Any], background: Background, preferences: Preferences, vault: Vault, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._background, self._preferences, self._vault = window, background, preferences, vault
        self._notifications: Any = None
        self._nowhere = False
        self.worker: AgentThread | None = None
        preferences.changed.connect(self._preference_changed)

    def begin(self, *, nowhere: bool) -> None:
        """Deliver while the window is open, and ask for the passphrase of a vault; of samples nothing leaves."""
        self._nowhere = nowhere
        self._start()
        self._background.run(_waits_for_passphrase, self._vault, then=self._ask_for_passphrase)

    def stop(self) -> None:
        if self.worker is not None:
            self.worker.stop()
            self.worker.deleteLater()
            self.worker = None

    def _start(self) -> None:
        window = self._window()
        if self.worker is not None or window is None or not self._preferences.get("agent_in_window"):
            return
        if window.desk.database.read_only:
            return
        self.worker = AgentThread(window.desk, nowhere=self._nowhere, parent=self)
        self.worker.notified.connect(self._notify)
        self.worker.late.connect(self._ask_about_late_work)
        self.worker.start()
        registry = window.desk.registry
        if "agent.send_late" not in registry.ids():
            text, why = _("Send what is late"), self._why_nothing_waits
            registry.add(Action("agent.send_late", text, self._send_late, "send", why_disabled=why), window)

    def _preference_changed(self, name: str) -> None:
        if name == "agent_in_window":
            (self._start if self._preferences.get(name) else self.stop)()

    def _notify(self, subject: str, text: str, incident: str) -> None:
        from incidentdesk.desktop.notification import Notifications

        window = self._window()
        if window is not None:
            if self._notifications is None or self._notifications.parent() is not window:
                self._notifications = Notifications(window)
            self._notifications.show(subject, text, incident)

    def _ask_about_late_work(self, late: list[Any]) -> None:
        from incidentdesk.desktop.late_work_sheet import LateWorkSheet

        window = self._window()
        if window is None or self.worker is None:
            return
        sheet = LateWorkSheet(window.desk, late, clock.stored(clock.now()), window)
        sheet.decided.connect(self.worker.decide)
        sheet.rejected.connect(lambda: self._remind_of_late_work(late))
        sheet.open()

    def _why_nothing_waits(self) -> str:
        waits = self.worker is not None and self.worker.waits
        return "" if waits else _("The agent of this window waits for no answer.")

    def _send_late(self) -> None:
        from incidentdesk.agent.overdue import Decision

        if self.worker is not None:
            self.worker.decide(Decision.SEND)

    def _remind_of_late_work(self, late: list[Any]) -> None:
        window = self._window()
        if window is not None:
            text = _("Nothing that is late was sent yet.")
            window.say(text, "warning", _("Decide…"), lambda: self._ask_about_late_work(late))

    def _ask_for_passphrase(self, waits: bool) -> None:
        window = self._window()
        if waits and window is not None:
            window.say(
                _("The passwords of your outlets lie in a vault, so e-mail and others can't be sent yet."),
                "warning",
                _("Unlock…"),
                lambda: VaultSheet(window.desk.theme, self._background, self._vault, window).open(),
            )


def _waits_for_passphrase(vault: Vault) -> bool:
    return vault.is_made() and vault.is_locked()
