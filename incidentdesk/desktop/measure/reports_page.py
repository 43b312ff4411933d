"""The reports: what can be printed, and what is made by itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class ReportsPage(QWidget):
    opened = Signal(str)

    def __init__(self, desk, parent=None) -> None:
        super().__init__(parent)
