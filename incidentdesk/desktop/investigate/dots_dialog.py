"""How many dots each person has in a vote."""

from PySide6.QtWidgets import QSpinBox, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.investigate.cause_graph import Noun, changed
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_MOST = 20


class DotsDialog(GestureDialog):
    def __init__(self, desk: Desk, dots: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Dots of each person"), _("Set dots"), parent)
        self.dots = QSpinBox()
        self.dots.setRange(1, _MOST)
        self.dots.setValue(dots)
        self.add_field(_("&Dots"), self.dots, _("How many dots each person may give to causes"))
        self._body.addStretch(1)
        self.ready()
        self.dots.setFocus()
        self.dots.selectAll()


def ask_dots(desk: Desk, page: QWidget, document: CauseDocument) -> None:
    dialog = DotsDialog(desk, document.graph.effect.dots, page.window())

    def take() -> None:
        try:
            document.do(changed(Noun.EFFECT, document.graph.effect, dots=dialog.dots.value()), _("Dots"))
        except Refused as refused:
            dialog.fail(refused)
            return
        dialog.accept()

    dialog.wanted.connect(take)
    dialog.open()
