"""The gate before Resolved on the page of an incident: open or closed, why, and the button that declares it recovered."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk


class GateBar(QWidget):
    def __init__(self, desk: Desk, incident_id: int, page: QWidget) -> None:
        super().__init__(page)
        QVBoxLayout(self).addWidget(QLabel(""))
