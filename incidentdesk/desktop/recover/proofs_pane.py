"""The proofs of a recovery on the page of an incident: criteria, backups, verifications, and monitors that must pass."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk


class ProofsPane(QWidget):
    def __init__(self, desk: Desk, incident_id: int, page: QWidget) -> None:
        super().__init__(page)
        QVBoxLayout(self).addWidget(QLabel(""))
