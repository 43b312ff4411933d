"""The ordered steps of an escalation policy, as a field of its dialog."""

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.prepare.step_card import StepCard, Targets
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.line_rows import Entrance
from incidentdesk.language import _
from incidentdesk.prepare.escalation_list import STEP_FACTS, Step

MINUTES_OF_A_NEW_STEP = 10


class StepsField(QWidget):
    """Its text is that of `escalation_list.steps_text`; what makes no sense yet stands in it as it was typed."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.targets: Targets = {}
        self.cards: list[StepCard] = []
        self.entrance = Entrance(self, lambda: self.cards[0].wait if self.cards else self.add)
        self.add = LinkButton(theme, _("Add a step"), "plus", description=_("Notify somebody else after some time"))
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
        return json.dumps([card.row() for card in self.cards], sort_keys=True)

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        for card in self.cards:
            self._drop(card)
        self.cards = []
        for row in json.loads(text or "[]"):
            self._append(row)
        self._renumber()

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

    # -- cards

    def _add(self) -> None:
        card = self._append({"wait": MINUTES_OF_A_NEW_STEP if self.cards else 0})
        card.wait.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _append(self, row: dict[str, Any]) -> StepCard:
        card = StepCard(self._theme, row, self.targets)
        card.changed.connect(self.changed)
        card.moved.connect(lambda by: self._move(card, by))
        card.taken.connect(lambda: self._take(card))
        self.cards.append(card)
        self._column.insertWidget(len(self.cards) - 1, card)
        card.show()
        self._renumber()
        return card

    def _move(self, card: StepCard, by: int) -> None:
        at = self.cards.index(card)
        self.cards.insert(at + by, self.cards.pop(at))
        self._column.insertWidget(at + by, card)
        self._renumber()
        self.changed.emit()

    def _take(self, card: StepCard) -> None:
        self.cards.remove(card)
        self._drop(card)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._renumber()
        self.changed.emit()

    def _drop(self, card: StepCard) -> None:
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _renumber(self) -> None:
        before: QWidget = self.entrance
        for place, card in enumerate(self.cards, 1):
            card.name(place, len(self.cards))
            stops = (card.wait, card.kind, card.target, card.hours, card.many, card.least, card.within)
            for widget in (*stops, card.up, card.down, card.remove):
                QWidget.setTabOrder(before, widget)
                before = widget

    def _dress(self) -> None:
        self.setStyleSheet(
            self._theme.sheet("#step { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
