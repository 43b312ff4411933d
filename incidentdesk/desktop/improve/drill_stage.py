"""The window on the sandbox of a drill: the whole program on another desk, under a banner that never goes away."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.agent_thread import AgentThread
from incidentdesk.desktop.desk import Desk, furnish
from incidentdesk.desktop.improve.drill_banner import DrillBanner
from incidentdesk.desktop.improve.drill_words import leaving_words
from incidentdesk.desktop.improve.drill_work import PlayedInject
from incidentdesk.desktop.improve.inject_sheet import InjectSheet
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow
from incidentdesk.language import _
from incidentdesk.prepare.drill_time import drill_clock

# Nothing of this is in a sandbox; in the settings an outlet could be given an address again.
ABSENT = ("drills", "monitors", "automation", "intake", "reports", "settings")


class DrillStage(QObject):
    """`main` is the window on the real desk. Emits `closed` when the window on the sandbox was closed."""

    closed = Signal()

    def __init__(self, desk: Desk, sandbox: Any, row: DrillRow, main: Any) -> None:
        super().__init__(main)
        self.row = row
        self.desk = furnish(
            sandbox,
            actor=desk.actor,
            account=desk.account,
            zone=desk.zone,
            preferences=desk.preferences,
            theme=desk.theme,
            vault=desk.vault,
        )
        self.window = main.another(self.desk, ABSENT)
        self.banner = DrillBanner(desk.theme, row.number, row.title, leaving_words(row.effects))
        self.banner.offer_console()
        self.banner.console_wanted.connect(lambda: (main.bring_forward(), main.open(row.number)))
        self.window.crown(self.banner, _("DRILL"))
        self.window.another_database_wanted.connect(main.another_database_wanted)
        self.window.installEventFilter(self)
        self._agent: AgentThread | None = None
        self.sheets: list[InjectSheet] = []

    def begin(self) -> None:
        """Show the window, and let the agent of the sandbox escalate and remind as it does on the real desk."""
        self.window.go_to("incidents")
        self.window.show()
        self._agent = AgentThread(self.desk, parent=self)
        self._agent.notified.connect(lambda subject, text, _incident: self.window.say(f"{subject} {text}".strip()))
        self._agent.start()

    def show_row(self, row: DrillRow, now: int) -> None:
        """Say how the drill stands."""
        before, self.row = self.row.state, row
        standing = {
            DrillState.PAUSED: _("paused: {reason}").format(reason=row.reason),
            DrillState.ENDED: _("ended"),
            DrillState.CANCELED: _("given up"),
        }.get(DrillState(row.state), "")
        self.banner.show_time(drill_clock(row.elapsed(now)), standing)
        if row.state != before and row.state == DrillState.PAUSED:
            self.window.say(_("The drill is paused. {reason}").format(reason=row.reason), "warning")
        elif row.state != before and not row.live:
            self.window.say(_("The drill is over. What is done here from now on counts no more."), "info")

    def show_injects(self, played: Sequence[PlayedInject]) -> None:
        """Let injects pop up, each in a sheet of its own, the first in front."""
        for each in played:
            sheet = InjectSheet(self.desk, each, self.window)
            sheet.opened.connect(self.window.open)
            sheet.log_wanted.connect(lambda: self.desk.registry.run("incident.new"))
            sheet.finished.connect(lambda _result, sheet=sheet: self._forget(sheet))
            self.sheets.append(sheet)
        if self.sheets and not self.sheets[0].isVisible():
            self.sheets[0].show()
        QApplication.alert(self.window)

    def _forget(self, sheet: InjectSheet) -> None:
        self.sheets = [each for each in self.sheets if each is not sheet]
        if self.sheets:
            self.sheets[0].show()

    # -- the end

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window and event.type() == QEvent.Type.Close:
            self.end()
        return False

    def end(self) -> None:
        """Leave the sandbox; the drill goes on without this window."""
        self.window.removeEventFilter(self)
        for sheet in self.sheets:
            sheet.blockSignals(True)
            sheet.close()
        self.sheets = []
        if self._agent is not None:
            self._agent.stop()
        self.desk.background.stop()
        self.window.hide()
        self.window.deleteLater()
        self.closed.emit()
        self.deleteLater()
