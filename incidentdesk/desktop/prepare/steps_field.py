"""The ordered steps of an escalation policy, as a field of its dialog."""

import json
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.prepare.step_card import StepCard, Targets
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.card_column import CardColumn
from incidentdesk.language import _
from incidentdesk.prepare.escalation_list import STEP_FACTS, Step

MINUTES_OF_A_NEW_STEP = 10


class StepsField(CardColumn):
    """Its text is that of `escalation_list.steps_text`; what makes no sense yet stands in it as it was typed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Add a step"), _("Notify somebody else after some time"), parent)
        self.targets: Targets = {}
        self.add_wanted.connect(lambda: self.append(self._card({"wait": MINUTES_OF_A_NEW_STEP if self.cards else 0})))

    def _card(self, row: dict[str, Any]) -> StepCard:
        return StepCard(self.theme, row, self.targets)

    def text(self) -> str:
        return json.dumps([card.row() for card in self.cards], sort_keys=True)

    def setText(self, text: str) -> None:
        if text != self.text():
            self.show_cards(self._card(row) for row in json.loads(text or "[]"))

    def offer(self, targets: Targets) -> None:
        self.targets = targets
        for card in self.cards:
            card.offer(targets)

    def steps(self) -> tuple[Step, ...]:
        """The steps with the names of whom they notify; those that make no sense yet are left out."""
        rows = [(card, card.row()) for card in self.cards]
        return tuple(
            Step(row["key"], place, **{name: row[name] for name in STEP_FACTS}, target=card.target_name())
            for place, (card, row) in enumerate(rows, 1)
            if all(isinstance(row[name], int) for name in ("wait", "least_alerts", "within"))
        )

    def why_not(self) -> str:
        return next((why for card in self.cards if (why := card.why_not())), "")

    def warn(self, sentences: dict[int, str]) -> None:
        for place, card in enumerate(self.cards, 1):
            card.warn(sentences.get(place, ""))
