"""Placing a temporary fix, and letting one stand for longer; both say until when."""

from datetime import datetime

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.typed_due import typed_due


class FixDialog(GestureDialog):
    """`text` is what the fix is, or, where it is only to stand for longer, why."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, extends: bool = False) -> None:
        title = _("Let the temporary fix stand for longer") if extends else _("Place a temporary fix")
        super().__init__(desk, title, _("Extend") if extends else _("Place fix"), parent)
        self._extends = extends
        self.text: QLineEdit | QPlainTextEdit = QLineEdit() if extends else text_field(96)
        self.expires = QLineEdit(placeholderText=_("+8h, 18:00, 2026-03-31 14:30"))
        self.meaning = QLabel()
        self.add_field(_("&Why for longer") if extends else _("&What stands instead of the repair"), self.text)
        self.add_field(_("&Until when may it stand"), self.expires, _("A time such as +8h, 18:00 or a day with a time"))
        self._body.addWidget(self.meaning)
        self._body.addStretch(1)
        self.text.textChanged.connect(self.check)
        self.expires.textChanged.connect(self.check)
        self.meaning.setFont(desk.theme.font("small"))
        desk.theme.tint(self.meaning, "text2")
        self.ready()
        self.text.setFocus()

    def words(self) -> str:
        return self.text.text() if isinstance(self.text, QLineEdit) else self.text.toPlainText()

    def until(self) -> datetime | None:
        """Raises Refused for what is no time."""
        return typed_due(self.expires.text(), clock.now(), self._desk.zone)

    def check(self) -> None:
        super().check()
        now = clock.now()
        try:
            until = self.until()
        except Refused as refused:
            said = str(refused)
        else:
            said = moment.full(clock.stored(until), self._desk.zone) if until is not None and until > now else ""
        self.meaning.setText(said)
        self.meaning.setAccessibleName(said)

    def why_not(self) -> str:
        if not self.words().strip():
            return _("Say why it stands for longer.") if self._extends else _("Say what the temporary fix is.")
        try:
            until = self.until()
        except Refused as refused:
            return str(refused)
        if until is None:
            return _("Say until when the temporary fix may stand.")
        return "" if until > clock.now() else _("That time is past.")
