"""What a rule does, one action after the other, as a field of its dialog."""

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.respond.action_card import ActionCard
from incidentdesk.desktop.respond.rule_words import Offers
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.line_rows import Entrance
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_action import Action, Do, action_of, actions_of

_NEW = {"do": str(Do.SET), "field": "team"}


class ActionsField(QWidget):
    """Its text is the JSON of the actions, as `respond.rule_action.actions_text` writes it."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offers: Offers = {}
        self.cards: list[ActionCard] = []
        self.entrance = Entrance(self, lambda: self.cards[0].do if self.cards else self.add)
        self.add = LinkButton(theme, _("Add an action"), "plus", description=_("Something more that is done"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.entrance)
        theme.changed.connect(self._dress)
        self._dress()

    def text(self) -> str:
        return json.dumps([card.row() for card in self.cards], ensure_ascii=False)

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        for card in self.cards:
            self._drop(card)
        self.cards = []
        for stored in json.loads(text or "[]"):
            self._append(stored)
        self._renumber()
        self.changed.emit()

    def offer(self, offers: Offers) -> None:
        self._offers = offers
        for card in self.cards:
            card.offer(offers)

    def actions(self) -> tuple[Action, ...]:
        """Those that make sense."""
        found = []
        for card in self.cards:
            try:
                found.append(action_of(card.row()))
            except Refused:
                continue
        return tuple(found)

    def why_not(self) -> str:
        try:
            actions_of([card.row() for card in self.cards])
        except Refused as refused:
            return str(refused)
        return ""

    # -- cards

    def _add(self) -> None:
        card = self._append(_NEW)
        self._renumber()
        card.do.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _append(self, stored: Mapping[str, Any]) -> ActionCard:
        card = ActionCard(self._theme, self._offers, stored)
        card.changed.connect(self.changed)
        card.moved.connect(lambda by: self._move(card, by))
        card.taken.connect(lambda: self._take(card))
        self.cards.append(card)
        self._column.insertWidget(len(self.cards) - 1, card)
        card.show()
        return card

    def _move(self, card: ActionCard, by: int) -> None:
        at = self.cards.index(card)
        self.cards.insert(at + by, self.cards.pop(at))
        self._column.insertWidget(at + by, card)
        self._renumber()
        self.changed.emit()

    def _take(self, card: ActionCard) -> None:
        self.cards.remove(card)
        self._drop(card)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._renumber()
        self.changed.emit()

    def _drop(self, card: ActionCard) -> None:
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
            self._theme.sheet("#step { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
