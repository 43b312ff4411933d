"""What is late after a silence, and what is to become of it (N14)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from incidentdesk.agent.overdue import Decision, Overdue
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _, ngettext

_SIZE = (720, 480)
_PATIENCE = 45  # seconds


class LateWorkSheet(Sheet):
    """Emits `decided` with a Decision; closed without one, nothing that is late is sent yet.

    Where nobody answers, all is sent after 45 seconds: an escalation must not wait for somebody who is not there. With
    `seconds` 0 it waits for an answer, for it was opened by somebody.
    """

    decided = Signal(object)

    def __init__(
        self, desk: Desk, late: Sequence[Overdue], now: int, parent: QWidget | None = None, seconds: int = _PATIENCE
    ) -> None:
        title = ngettext("{n} thing is late", "{n} things are late", len(late)).format(n=len(late))
        super().__init__(desk.theme, title, parent)
        heading = QLabel(title)
        heading.setFont(desk.theme.font("h2"))
        explanation = QLabel(
            _("No program was running when this was due. It would be sent now, each with a mark that it is late."),
            wordWrap=True,
        )
        self.list = _list(desk, late, now)
        self.body.addWidget(heading)
        self.body.addWidget(explanation)
        self.body.addWidget(self.list, 1)
        self.countdown = QLabel()
        self.body.addWidget(self.countdown)
        self._left = seconds
        self._timer = QTimer(self, interval=1_000)
        self._timer.timeout.connect(self._count_down)
        self.finished.connect(self._timer.stop)
        if seconds:
            self._timer.start()
            self._tell_left()
        self.countdown.setVisible(bool(seconds))
        self._add_buttons()
        self.fit(*_SIZE)
        self.dress()

    def _add_buttons(self) -> None:
        roles = QDialogButtonBox.ButtonRole
        self.note_button = self.add_button(
            _("Only note"), roles.ActionRole, description=_("Nothing of this is sent; the outbox keeps it as cancelled")
        )
        self.note_button.clicked.connect(lambda: self._decide(Decision.NOTE))
        self.add_close_button(_("Later"))
        self.send_button = self.add_button(
            _("Send, marked as late"),
            roles.AcceptRole,
            primary=True,
            description=_("Each message says that it is late"),
        )
        self.accepted.connect(lambda: self.decided.emit(Decision.SEND))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """It comes by itself: an Enter that was meant for the window below sends nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not isinstance(self.focusWidget(), QPushButton):
            event.accept()
            return
        super().keyPressEvent(event)

    def _count_down(self) -> None:
        self._left -= 1
        self._tell_left()
        if self._left <= 0:
            self.accept()

    def _tell_left(self) -> None:
        text = ngettext("Sent in {n} second if nobody chooses.", "Sent in {n} seconds if nobody chooses.", self._left)
        self.countdown.setText(text.format(n=self._left))

    def _decide(self, decision: Decision) -> None:
        self.accepted.disconnect()
        self.decided.emit(decision)
        self.accept()


def _list(desk: Desk, late: Sequence[Overdue], now: int) -> QTreeWidget:
    shown = QTreeWidget()
    shown.setHeaderLabels([_("Was due"), _("Kind"), _("What")])
    shown.setRootIsDecorated(False)
    shown.setUniformRowHeights(True)
    shown.setAccessibleName(_("Late work"))
    shown.setAccessibleDescription(_("In the order in which it was due"))
    for each in late:
        item = QTreeWidgetItem([moment.day_and_time(each.due_at, now, desk.zone), each.kind, each.text])
        item.setToolTip(2, each.text)
        shown.addTopLevelItem(item)
    header = shown.header()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return shown
