"""How everything stands that runs by itself: who works the desk, its jobs, what is late, when nobody watched."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.agent.health import Health, health
from incidentdesk.agent.own_process import own_program
from incidentdesk.agent.service_note import systemd_unit, windows_note
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.table import RecordTable
from incidentdesk.desktop.respond.agent_column import COLUMNS, PAGE, details, headline, mark_of
from incidentdesk.desktop.respond.agent_lists import AgentLists
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.language import _
from incidentdesk.paths import state_folder
from incidentdesk.refusal import Refused

_EVERY = 4_000  # milliseconds between looks while it is seen
_SIDE = 340  # logical pixels at 100 %


class AgentTab(QWidget):
    """Emits `opened(reference)`, and `loaded` whenever what was read is shown."""

    opened = Signal(str)
    loaded = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: Health | None = None
        self._reading = self._failed = False
        self._beat = QTimer(self, interval=_EVERY)
        self._beat.timeout.connect(self.refresh)
        self._declare()
        self._build()
        desk.preferences.changed.connect(self._preference_changed)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _declare(self) -> None:
        for key, text, run, icon, keys, section in (
            ("deliver", _("Start or stop &delivering here"), self._toggle, "agent", ("D",), 30),
            ("late", _("Decide on what is &late…"), self.decide, "clock", ("L",), 30),
            ("log_file", _("Open the lo&g file"), self._open_log, "log", ("G",), 40),
            ("unit", _("Copy a &systemd unit"), self._copy_unit, "copy", ("U",), 40),
            ("task", _("Copy a note for &Windows"), self._copy_task, "copy", ("W",), 40),
        ):
            why = self._why_nothing_late if key == "late" else lambda: ""
            action = Action(f"automation.{key}", text, run, icon, keys, "automation", "automation", section, why)
            self.desk.registry.add(action, self)

    def _build(self) -> None:
        self.message = MessageBar(self.desk.theme)
        self.mark, self.headline, self.details = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.table = RecordTable(self.desk, _("Jobs"), COLUMNS, lambda row: row.key)
        self.table.setAccessibleDescription(_("What runs by itself; Enter leads to its page"))
        self.table.opened.connect(self._go)
        self.lists = AgentLists(self.desk)
        self.lists.opened.connect(self.opened)
        self.lists.asked.connect(self.decide)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(16)
        self.split.addWidget(card)
        self.split.addWidget(self.lists)
        self.split.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        column.addWidget(self._head())
        column.addWidget(self.message)
        column.addWidget(self.split, 1)

    def _head(self) -> QFrame:
        """Who works, and what can be done about it."""
        self.head = QFrame()
        self.head.setObjectName("head")
        self.mark.setAccessibleName(_("How it stands"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.details)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        self.buttons = {
            key: command_button(self.desk.theme, self.desk.registry, f"automation.{key}", text=text)
            for key, text in (
                ("deliver", _("Stop delivering here")),
                ("log_file", _("Open the log file")),
                ("unit", _("Copy a systemd unit")),
                ("task", _("Copy a note for Windows")),
            )
        }
        for button in self.buttons.values():
            flow.addWidget(button)
        column = QVBoxLayout(self.head)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(line)
        column.addWidget(buttons)
        return self.head

    # -- reading

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._beat.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._beat.stop()

    def refresh(self) -> None:
        """Read it anew in a worker, unless that is under way already."""
        if not self._reading:
            self._reading = True
            self.desk.background.run(_load, self.desk.database, then=self._take, failed=self._fail)

    def _take(self, found: Health) -> None:
        self._reading = False
        self.found = found
        if self._failed:
            self.message.clear()
        self._failed = False
        self.headline.setText(headline(found))
        self.headline.setAccessibleName(headline(found))
        self.details.setText(details(found, self.desk))
        self.table.show_rows(found.jobs)
        self.lists.show_health(found)
        self._show_mark()
        self._preference_changed("agent_in_window")
        self.desk.registry.refresh()
        self.loaded.emit()

    def _fail(self, refused: Refused) -> None:
        self._reading, self._failed = False, True
        self.message.say(str(refused), "danger", _("Retry"), self.refresh)

    def _go(self, row: Any) -> None:
        self.opened.emit(PAGE[row.key])

    # -- doing

    def _toggle(self) -> None:
        preferences = self.desk.preferences
        preferences.set("agent_in_window", not preferences.get("agent_in_window"))
        self.refresh()

    def _preference_changed(self, name: str) -> None:
        if name == "agent_in_window":
            on = self.desk.preferences.get(name)
            self.buttons["deliver"].setText(_("Stop delivering here") if on else _("Deliver here"))

    def _why_nothing_late(self) -> str:
        return "" if self.found is not None and self.found.late else _("Nothing is late.")

    def decide(self) -> None:
        """Show what is late, and ask what becomes of it."""
        from incidentdesk.desktop.late_work_sheet import LateWorkSheet

        if self.found is None or not self.found.late:
            return
        sheet = LateWorkSheet(self.desk, self.found.late, self.found.at, self.window(), seconds=0)
        sheet.decided.connect(self._decided)
        sheet.open()

    def _decided(self, decision: Any) -> None:
        from incidentdesk.agent.overdue import Decision, hold_late

        if decision == Decision.NOTE:
            said = _("What was late is not sent")
            write(self.desk, self, hold_late, said, then=lambda _n: self.refresh(), failed=self._fail, toast=True)
            return
        if self.found is not None and not self.found.works:
            self.desk.preferences.set("agent_in_window", True)
        if "agent.send_late" in self.desk.registry.ids() and not self.desk.registry.why_disabled("agent.send_late"):
            self.desk.registry.run("agent.send_late")
        self.refresh()

    def _open_log(self) -> None:
        folder = state_folder() / "log"
        file = folder / "incidentdesk.log"
        if not file.exists():
            self.message.say(_("There is no log yet: nothing was written into {folder}.").format(folder=folder), "info")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self.message.say(_("The log lies at {file}.").format(file=file), "info")

    def _copy_unit(self) -> None:
        QGuiApplication.clipboard().setText(systemd_unit(own_program(), str(self.desk.database.place)))
        self.desk.toasts.show(_("A systemd unit is on the clipboard"))

    def _copy_task(self) -> None:
        QGuiApplication.clipboard().setText(windows_note(own_program(), str(self.desk.database.place)))
        self.desk.toasts.show(_("A note for the Task Scheduler of Windows is on the clipboard"))

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self.buttons["deliver"], *self.lists.panes()]

    # -- looks

    def _show_mark(self) -> None:
        if self.found is not None:
            name = mark_of(self.found)
            role = "danger" if name == "error" else name
            self.mark.setPixmap(self.desk.theme.pixmap(name, role, 24, self.devicePixelRatioF()))

    def _dress(self) -> None:
        theme = self.desk.theme
        self.headline.setFont(theme.font("h2"))
        theme.tint(self.details, "text2")
        lead(self.headline)
        lead(self.details)
        # Larger letters need more room, but the jobs need it more.
        self.lists.setFixedWidth(_SIDE + max(0, theme.scale - 100))
        card = "{ background: $surface; border: 1px solid $border; border-radius: 8px; }"
        self.setStyleSheet(theme.sheet(f"#card {card} #head {card}"))
        self._show_mark()


def _load(database: Any) -> Health:
    with database.read() as reader:
        return health(reader, clock.stored(clock.now()))
