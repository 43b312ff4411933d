"""What a rule does, one action after the other, as a field of its dialog."""

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.respond.action_card import ActionCard
from incidentdesk.desktop.respond.rule_words import Offers
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.card_column import CardColumn
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_action import Action, Do, action_of, actions_of

_NEW = {"do": str(Do.SET), "field": "team"}


class ActionsField(CardColumn):
    """Its text is the JSON of the actions, as `respond.rule_action.actions_text` writes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Add an action"), _("Something more that is done"), parent)
        self._offers: Offers = {}
        self.add_wanted.connect(lambda: self.append(self._card(_NEW)))

    def _card(self, stored: Mapping[str, Any]) -> ActionCard:
        return ActionCard(self.theme, self._offers, stored)

    def text(self) -> str:
        return json.dumps([card.row() for card in self.cards], ensure_ascii=False)

    def setText(self, text: str) -> None:
        if text != self.text():
            self.show_cards(self._card(stored) for stored in json.loads(text or "[]"))
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
