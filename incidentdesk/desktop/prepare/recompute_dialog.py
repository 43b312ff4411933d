"""Asking before clocks that have ended are judged anew."""

from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _

_WIDTH = 520


class RecomputeDialog(Sheet):
    """Accepted, everything that has ended is judged by the SLAs that are in force now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Recompute ended clocks"), parent)
        self.heading = QLabel(_("Judge everything that has ended by today's SLAs?"), wordWrap=True)
        self.sentence = QLabel(
            _(
                "Reports of past months may change. What was written when each clock ended is kept under its own run, "
                "and Undo brings it back. Without this, a change of an SLA never touches what has ended."
            ),
            wordWrap=True,
        )
        self.body.addWidget(self.heading)
        self.body.addWidget(self.sentence)
        role = QDialogButtonBox.ButtonRole
        self.keep = self.add_button(_("&Leave as it is"), role.RejectRole)
        self.go = self.add_button(_("&Recompute"), role.AcceptRole)
        # The safe one answers to Enter.
        self.keep.setDefault(True)
        self.keep.setAutoDefault(True)
        self.setMinimumWidth(_WIDTH)
        self.dress()
        self.keep.setFocus()

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.theme.tint(self.sentence, "text2")
