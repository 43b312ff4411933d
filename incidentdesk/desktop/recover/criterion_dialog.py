"""Adding an exit criterion, and signing one with what was seen."""

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.language import _


class CriterionDialog(GestureDialog):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Add an exit criterion"), _("Add criterion"), parent)
        self.text = QLineEdit(placeholderText=_("as “Accounting has closed the day”"))
        self.add_field(_("&What must be true before it counts as recovered"), self.text)
        self._body.addStretch(1)
        self.text.textChanged.connect(self.check)
        self.ready()
        self.text.setFocus()

    def why_not(self) -> str:
        return "" if self.text.text().strip() else _("Say what must be true.")


class SeenDialog(GestureDialog):
    """What somebody saw who signs a criterion that no record proves."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, title, _("Sign as met"), parent)
        self.text = text_field()
        self.add_field(_("&What did you see?"), self.text, _("Who said so, or where it stands"))
        self.text.textChanged.connect(self.check)
        self.ready()
        self.text.setFocus()

    def why_not(self) -> str:
        return "" if self.text.toPlainText().strip() else _("Say what you saw.")
