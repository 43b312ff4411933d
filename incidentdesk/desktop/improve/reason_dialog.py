"""Asking why a review goes back, is reopened or is skipped."""

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.language import _


class ReasonDialog(GestureDialog):
    """`key` names the draft that keeps what was typed if it is given up."""

    def __init__(
        self, desk: Desk, title: str, question: str, verb: str, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, title, verb, parent)
        self._place, self._key = desk.database.place, key
        self.text = text_field()
        self.text.setPlainText(str(draft(self._place, key).get("text", "")))
        self.text.selectAll()
        self.text.textChanged.connect(self.check)
        self.add_field(question, self.text)
        self.accepted.connect(lambda: forget_draft(self._place, key))
        self.rejected.connect(self._keep)
        self.ready()
        self.text.setFocus()

    def reason(self) -> str:
        return self.text.toPlainText().strip()

    def why_not(self) -> str:
        return "" if self.reason() else _("Say why.")

    def _keep(self) -> None:
        if self.reason():
            keep_draft(self._place, self._key, {"text": self.text.toPlainText()})
        else:
            forget_draft(self._place, self._key)
