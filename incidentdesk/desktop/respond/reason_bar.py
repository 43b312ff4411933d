"""A line that asks why, in the layout and not in a window above it; what was typed stays until it is saved."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.field import dress_fields, mark_invalid
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.language import _


class ReasonBar(QFrame):
    """Hidden until it asks. Enter answers, Esc gives up and leads back to where the focus was."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: Callable[[str], None] | None = None
        self._key: object = None
        self._before: QWidget | None = None
        self.setObjectName("reason")
        self.label = QLabel(wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.complaint = QLabel(wordWrap=True)
        self.complaint.setTextFormat(Qt.TextFormat.PlainText)
        self.complaint.hide()
        self.line = QLineEdit()
        self.line.returnPressed.connect(self._take)
        self.line.textEdited.connect(lambda _text: self.complain(""))
        self.button = PrimaryButton(desk.theme, _("Save"))
        self.button.clicked.connect(self._take)
        cancel = Button(desk.theme, _("Cancel"), description=_("Leave it as it is (Esc)"))
        cancel.clicked.connect(self.close_bar)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.label)
        layout.addLayout(row)
        layout.addWidget(self.complaint)
        self.hide()
        desk.theme.changed.connect(self._dress)
        self._dress()

    def ask(
        self, question: str, verb: str, answer: Callable[[str], None], *, key: object, back: QWidget | None = None
    ) -> None:
        """`answer(text)` follows; it calls `saved` or `complain`. The same `key` finds its text again."""
        if key != self._key:
            self.line.clear()
        self._key, self._answer, self._before = key, answer, back
        self.label.setText(question)
        self.line.setAccessibleName(question)
        self.line.setAccessibleDescription(_("Enter saves it, Esc leaves it as it is"))
        self.button.setText(verb)
        self.button.setAccessibleName(verb)
        self.complain("")
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, sentence: str) -> None:
        """Say what is wrong; what was typed stays."""
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
        mark_invalid(self.line, bool(sentence))

    def saved(self) -> None:
        """What was typed has arrived."""
        self.line.clear()
        self._key = None
        self.close_bar()

    def close_bar(self) -> None:
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if self._answer is not None:
            self._answer(self.line.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)

    def _dress(self) -> None:
        theme = self._desk.theme
        dress_fields(
            self, theme, "#reason { background: $warning_bg; border: 1px solid $warning; border-radius: 8px; }"
        )
        for label in (self.label, self.complaint):
            lead(label)
        self.label.setFont(theme.font("strong"))
        theme.tint(self.complaint, "danger")
