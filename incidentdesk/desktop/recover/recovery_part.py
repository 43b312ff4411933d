"""The recovery on the page of an incident: what is restored in which order, fixes that stand, and the all-clear."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.recover.gate_bar import GateBar
from incidentdesk.desktop.recover.proofs_pane import ProofsPane
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class RecoveryPart(QWidget):
    """A part of the page of an incident, as desktop.respond.page_part says."""

    key = "recovery"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions: tuple[str, ...] = ()
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self.desk, self._page, self.incident_id = page.desk, page, page.incident_id
        self.gate, self.proofs = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        for area in (self.gate, self.proofs):
            area.setContentsMargins(0, 0, 0, 0)
            column.addLayout(area)
        self.gate.addWidget(GateBar(self.desk, self.incident_id, page))
        self.proofs.addWidget(ProofsPane(self.desk, self.incident_id, page))

    def title(self) -> str:
        return _("Recovery")

    def count(self) -> int:
        return 0

    def pane(self) -> QWidget:
        return self

    def takes(self, _source: QMimeData) -> bool:
        return False

    def take(self, _source: QMimeData) -> None:
        """Nothing is dropped here; files are attached to the incident."""
