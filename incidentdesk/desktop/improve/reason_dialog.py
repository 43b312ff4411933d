"""Asking why a review goes back, is reopened or is skipped."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_WIDTH = 460
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReasonDialog(Sheet):
    """Emits `wanted` when there is a reason; whoever asked calls `accept` when it is saved, or `fail`.

    `key` names the draft that keeps what was typed if it is given up.
    """

    wanted = Signal()

    def __init__(
        self, desk: Desk, title: str, question: str, verb: str, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, title, parent)
        self._place, self._key = desk.database.place, key
        self.heading = QLabel(title, wordWrap=True)
        self.message = MessageBar(desk.theme)
        self.text = QPlainTextEdit(str(draft(self._place, key).get("text", "")))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(96)
        self.text.setAccessibleName(question.replace("&", ""))
        self.text.setAccessibleDescription(_("Ctrl+Enter is the button"))
        label = QLabel(question)
        label.setBuddy(self.text)
        for widget in (self.heading, self.message, label):
            self.body.addWidget(widget)
        self.body.addWidget(self.text, 1)
        self.cancel_button = self.add_close_button(_("Cancel"))
        self.save_button = self.add_button(verb, QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self._want)
        self.text.textChanged.connect(self._check)
        self.accepted.connect(lambda: forget_draft(self._place, key))
        self.rejected.connect(self._keep)
        self.setMinimumWidth(_WIDTH)
        self.dress()
        self._check()
        self.text.selectAll()
        self.text.setFocus()

    def reason(self) -> str:
        return self.text.toPlainText().strip()

    def fail(self, refused: Refused) -> None:
        """It could not be saved; everything stays as it was typed."""
        self.message.say(str(refused), dismissable=False)
        self._check()

    def _check(self) -> None:
        self.save_button.setEnabled(bool(self.reason()))
        self.save_button.setToolTip("" if self.reason() else _("Say why."))

    def _want(self) -> None:
        if self.reason():
            self.message.clear()
            # Once is enough.
            self.save_button.setEnabled(False)
            self.wanted.emit()

    def _keep(self) -> None:
        if self.reason():
            keep_draft(self._place, self._key, {"text": self.text.toPlainText()})
        else:
            forget_draft(self._place, self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._want()
            return
        super().keyPressEvent(event)

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
