"""A heading with what can be begun under it, and a card for each proof of its kind."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.recover.proof_card import Card, ProofCard
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.leading import lead

# The id of a command, and the words of its button.
Offer = tuple[str, str]


class ProofSection(QWidget):
    """Emits `wanted` with the key of what is to be done and the id of the record."""

    wanted = Signal(str, int)

    def __init__(
        self, desk: Desk, title: str, nothing: str, offers: Sequence[Offer], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.cards: list[ProofCard] = []
        self.heading, self.nothing = QLabel(title), QLabel(nothing, wordWrap=True)
        self.setAccessibleName(title)
        lead(self.nothing)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignTop)
        offered = QWidget()
        flow = FlowLayout(offered, gap=4)
        self._offered: list[QWidget] = []
        for action_id, text in offers:
            self._offered.append(command_button(desk.theme, desk.registry, action_id, LinkButton, text))
            flow.addWidget(self._offered[-1])
        head.addWidget(offered, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.nothing)
        column.addLayout(self._column)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """What is as it was stays; the keyboard stays where it is."""
        if [each.card for each in self.cards] == list(cards):
            return
        focused = next(
            ((each.card.id, key) for each in self.cards for key, button in each.buttons.items() if button.hasFocus()),
            None,
        )
        for each in self.cards:
            self._column.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.cards = [ProofCard(self._desk, each) for each in cards]
        for each in self.cards:
            each.wanted.connect(self.wanted)
            self._column.addWidget(each)
        self._order()
        self.nothing.setVisible(not cards)
        if focused is not None:
            self.focus_card(*focused)

    def _order(self) -> None:
        """What is new comes last in the window; the Tab key is to find it where the eye does."""
        stops = [*self._offered, *(button for each in self.cards for button in each.buttons.values())]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    def focus_card(self, record_id: int, key: str = "") -> None:
        """Give the keyboard to a button of a card: the one of that key where it can be pressed, or else the first."""
        own = next((each for each in self.cards if each.card.id == record_id), None)
        buttons = [each for each in (own.buttons.values() if own else ()) if each.isEnabled()]
        wanted = own.buttons.get(key) if own else None
        target = wanted if wanted is not None and wanted.isEnabled() else next(iter(buttons), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.heading.setFont(theme.font("strong"))
        self.heading.setMinimumHeight(28)
        theme.tint(self.nothing, "text2")
