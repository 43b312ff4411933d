"""A large button that opens a report."""

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.choice_card import ChoiceCard


class ReportCard(ChoiceCard):
    """Pressed and not chosen: it does something at once."""

    def __init__(self, theme: Theme, icon: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon, title, sentence, parent)
        self.setAutoExclusive(False)
        self.setCheckable(False)
