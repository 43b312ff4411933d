"""A list of two lines that takes what height there is."""

from PySide6.QtWidgets import QSizePolicy

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.two_line_list import TwoLineList


class FillingList(TwoLineList):
    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk.theme, name, most=99)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def _fit(self) -> None:
        """It is as high as its place."""
