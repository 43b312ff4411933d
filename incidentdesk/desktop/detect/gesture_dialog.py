"""Small dialogs that ask for what a gesture needs; what was typed stays until it is saved."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.language import _

_WIDTH = 460


class GestureDialog(QDialog):
    """Emits `wanted` when a person has said everything; the one who asked calls `accept` when it is saved, or `fail`.

    Ctrl+Enter is the button, Esc gives up.
    """

    wanted = Signal()

    def __init__(self, desk: Desk, title: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._heading = QLabel(title, wordWrap=True)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self.message = MessageBar(desk.theme)
        self.save_button = PrimaryButton(desk.theme, verb)
        self.save_button.setDefault(True)
        self.cancel_button = Button(desk.theme, _("Cancel"))
        self._buttons = QDialogButtonBox()
        self._buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self._want)
        self._buttons.rejected.connect(self.reject)
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self._heading)
        layout.addWidget(self.message)
        layout.addLayout(self._body, 1)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(_WIDTH)
        desk.theme.changed.connect(self._dress)

    def add_field(self, label: str, field: QWidget, description: str = "") -> QLabel:
        """A field with its label above it."""
        text = QLabel(label)
        text.setBuddy(field)
        field.setAccessibleName(label.replace("&", ""))
        field.setAccessibleDescription(description or label.replace("&", ""))
        if self._body.count():
            self._body.addSpacing(8)
        self._body.addWidget(text)
        self._body.addWidget(field)
        return text

    def why_not(self) -> str:
        """What is still missing, as a sentence; "" when it can be saved."""
        return ""

    def check(self) -> None:
        why = self.why_not()
        self.save_button.setEnabled(not why)
        self.save_button.setToolTip(why)

    def fail(self, refused: Exception) -> None:
        """It could not be saved; everything stays as it was typed."""
        self.message.say(str(refused), dismissable=False)
        self.check()

    def _want(self) -> None:
        if not self.why_not():
            self.message.clear()
            # Once is enough.
            self.save_button.setEnabled(False)
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._want()
            return
        super().keyPressEvent(event)

    def ready(self) -> None:
        """Call it when all fields are there."""
        self._dress()
        self.check()

    def _dress(self) -> None:
        theme = self._desk.theme
        dress_fields(self, theme, "QDialog { background: $window; }")
        self._heading.setFont(theme.font("h2"))


def text_field(theme_height: int = 96) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setMinimumHeight(theme_height)
    return field


class MoveDialog(GestureDialog):
    """What a state asks for before an incident gets there."""

    def __init__(
        self,
        desk: Desk,
        state: State,
        title: str,
        verb: str,
        *,
        codes: Sequence[str] = (),
        reopening: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, title, verb, parent)
        self._state, self._reopening = state, reopening
        self.hold_reason = QComboBox()
        self.code = QComboBox()
        self.text = text_field()
        self.text.textChanged.connect(self.check)
        if state == State.ON_HOLD:
            self._ask_why_on_hold()
        elif state == State.RESOLVED:
            self._ask_what_solved_it(codes)
        else:
            question = _("&What is not solved?") if reopening else _("&Why?")
            self.add_field(question, self.text)
        self.ready()
        (self.text if state not in (State.ON_HOLD, State.RESOLVED) else self._first).setFocus()

    @property
    def _first(self) -> QWidget:
        return self.hold_reason if self._state == State.ON_HOLD else self.code

    def _ask_why_on_hold(self) -> None:
        for reason in HoldReason:
            self.hold_reason.addItem(_(reason), reason)
        self.add_field(_("&Reason"), self.hold_reason)
        self._text_label = self.add_field("", self.text)
        self.hold_reason.currentIndexChanged.connect(self._name_text)
        self._name_text()

    def _name_text(self) -> None:
        asks = self.hold_reason.currentData() == HoldReason.CALLER
        label = _("Public &comment: what do you ask the caller?") if asks else _("Work &note (may stay empty)")
        self._text_label.setText(label)
        self.text.setAccessibleName(label.replace("&", ""))
        self.check()

    def _ask_what_solved_it(self, codes: Sequence[str]) -> None:
        for code in codes:
            self.code.addItem(_(code), code)
        self.add_field(_("Resolution &code"), self.code)
        self.add_field(_("Resolution &notes: what solved it?"), self.text)

    def why_not(self) -> str:
        if self.text.toPlainText().strip():
            return ""
        if self._state == State.ON_HOLD:
            asks = self.hold_reason.currentData() == HoldReason.CALLER
            return _("Say what you ask the caller.") if asks else ""
        if self._state == State.RESOLVED:
            return _("Say what solved it.")
        return _("Say why.")

    def wish(self) -> Any:
        """A respond.transition.Move."""
        from incidentdesk.respond.transition import Move

        text = self.text.toPlainText().strip()
        if self._state == State.ON_HOLD:
            return Move(self._state, self.hold_reason.currentData(), comment=text)
        if self._state == State.RESOLVED:
            return Move(self._state, resolution_code=self.code.currentData() or "", resolution_notes=text)
        return Move(self._state, reason=text)


class NoteDialog(GestureDialog):
    """A work note or a public comment for one incident or many."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, title, _("Add note"), parent)
        self.note, self.comment = QRadioButton(_("Work &note for the team")), QRadioButton(_("&Public comment"))
        self.note.setChecked(True)
        self._kind = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for button in (self.note, self.comment):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setAccessibleDescription(_("For whom the text is"))
            self._kind.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.text = text_field(120)
        self.text.textChanged.connect(self.check)
        self._body.addLayout(row)
        self.add_field(_("&Text"), self.text)
        self.comment.toggled.connect(self._name_verb)
        self.ready()
        self.text.setFocus()

    def _name_verb(self, public: bool) -> None:
        self.save_button.setText(_("Add public comment") if public else _("Add note"))
        self.save_button.setAccessibleName(self.save_button.text())

    def why_not(self) -> str:
        return "" if self.text.toPlainText().strip() else _("Write the text first.")


class LineDialog(GestureDialog):
    """One line of text: a reason or a name."""

    def __init__(
        self, desk: Desk, title: str, label: str, verb: str, missing: str, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, title, verb, parent)
        self._missing = missing
        self.line = QLineEdit(text)
        self.line.selectAll()
        self.line.textChanged.connect(self.check)
        self.add_field(label, self.line)
        self._body.addStretch(1)
        self.ready()
        self.line.setFocus()

    def why_not(self) -> str:
        return "" if self.line.text().strip() else self._missing
