"""What may help with an incident that is being logged, as cards with a box to tick: known errors and articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.value_label import ValueLabel
from incidentdesk.language import _, isolated

_LINES = 4


@dataclass(frozen=True, slots=True)
class Help:
    """`record` is handed back where it is taken, `id` tells it from others of its kind.

    `text` is what helps, `taking` the words of the box, `what_follows` says what becomes of it.
    """

    record: Any
    id: int
    title: str
    symptom: str
    text: str
    taking: str
    what_follows: str


class HelpCard(QFrame):
    """One of them with what helps, and whether it is taken."""

    def __init__(self, desk: Desk, offer: Help, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.offer = desk, offer
        self.setObjectName("offer")
        self.title = QLabel(offer.title, wordWrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setToolTip(offer.symptom)
        self.text = ValueLabel(desk.theme, label, lines=_LINES, editable=False)
        self.text.write(offer.text)
        self.box = QCheckBox(offer.taking)
        self.box.setAccessibleName(_("{taking}: {title}").format(taking=offer.taking, title=isolated(offer.title)))
        self.box.setAccessibleDescription(offer.what_follows)
        self.box.setToolTip(offer.what_follows)
        self.box.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 6)
        column.setSpacing(2)
        for widget in (self.title, self.text, self.box):
            column.addWidget(widget)
        self.dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes it too."""
        pressed = watched is self.box and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.box.toggle()
            return True
        return super().eventFilter(watched, event)

    def dress(self) -> None:
        self.title.setFont(self._desk.theme.font("strong"))
        self.setStyleSheet(
            self._desk.theme.sheet(
                "#offer { background: $surface; border: 1px solid $warning; border-radius: 6px; }"
                "#offer QLabel { color: $text; background: transparent; }"
            )
        )


class HelpOffers(QWidget):
    """Those of one kind that fit; one that was taken stays until it is let go. `label` names what helps."""

    def __init__(self, desk: Desk, heading: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._label = desk, label
        self.cards: list[HelpCard] = []
        self.heading = QLabel(heading)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(8)
        self._column.addWidget(self.heading)
        self.hide()

    def show_offers(self, offers: Sequence[Help]) -> None:
        kept = [card.offer for card in self.cards if card.box.isChecked()]
        ids = {each.id for each in kept}
        wanted = [*kept, *(each for each in offers if each.id not in ids)]
        if [card.offer for card in self.cards] == wanted:
            return
        self._fill(wanted, ids)

    def clear(self) -> None:
        self._fill([], set())

    def taken(self) -> list[Any]:
        """The records of those that are to be used."""
        return [card.offer.record for card in self.cards if card.box.isChecked()]

    def _fill(self, offers: Sequence[Help], checked: set[int]) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [HelpCard(self._desk, offer, self._label) for offer in offers]
        for card in self.cards:
            card.box.setChecked(card.offer.id in checked)
            self._column.addWidget(card)
        self.setVisible(bool(self.cards))

    def dress(self) -> None:
        self.heading.setFont(self._desk.theme.font("strong"))
        for card in self.cards:
            card.dress()
