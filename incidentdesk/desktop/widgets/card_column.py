"""A field that is a column of cards, in an order that counts: one adds to it, moves them and takes them away."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.line_rows import Entrance


class CardColumn(QWidget):
    """A card has the signals `changed`, `moved(by)` and `taken`, `name(place, count)`, and `stops()` for the Tab key.

    `add_wanted` asks for one more, which `append` takes.
    """

    changed = Signal()
    add_wanted = Signal()

    def __init__(self, theme: Theme, add_text: str, add_description: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.cards: list[Any] = []
        self.entrance = Entrance(self, lambda: self.cards[0].stops()[0] if self.cards else self.add)
        self.add = LinkButton(theme, add_text, "plus", description=add_description)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self.add_wanted)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.entrance)
        theme.changed.connect(self._dress)
        self._dress()

    def show_cards(self, cards: Iterable[Any]) -> None:
        """These, and no longer those before."""
        for card in self.cards:
            self._drop(card)
        self.cards = []
        for card in cards:
            self._put(card)
        self._renumber()

    def append(self, card: Any) -> None:
        """One more at the end, with the focus in it."""
        self._put(card)
        self._renumber()
        card.stops()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _put(self, card: Any) -> None:
        card.changed.connect(self.changed)
        card.moved.connect(lambda by: self._move(card, by))
        card.taken.connect(lambda: self._take(card))
        self.cards.append(card)
        self._column.insertWidget(len(self.cards) - 1, card)
        card.show()

    def _move(self, card: Any, by: int) -> None:
        at = self.cards.index(card)
        self.cards.insert(at + by, self.cards.pop(at))
        self._column.insertWidget(at + by, card)
        self._renumber()
        self.changed.emit()

    def _take(self, card: Any) -> None:
        self.cards.remove(card)
        self._drop(card)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._renumber()
        self.changed.emit()

    def _drop(self, card: Any) -> None:
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _renumber(self) -> None:
        before: QWidget = self.entrance
        for place, card in enumerate(self.cards, 1):
            card.name(place, len(self.cards))
            for widget in card.stops():
                QWidget.setTabOrder(before, widget)
                before = widget
        QWidget.setTabOrder(before, self.add)

    def _dress(self) -> None:
        self.setStyleSheet(
            self.theme.sheet("#step { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
