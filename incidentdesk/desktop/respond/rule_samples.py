"""What stands where there is no rule yet: a few samples to begin with, and a rule of one's own."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from incidentdesk.desktop.records.table_pane import RecordListing
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.choice_card import ChoiceCard
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.language import _
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_sample import samples

_CARD = 560  # logical pixels
_FIRST = 3  # so many have room; the others stand in the menu


class SampleState(EmptyState):
    """No rule yet: three samples to begin with, and one of one's own."""

    def __init__(
        self, theme: Theme, listing: RecordListing, choose: Callable[[Rule], None], new: Callable[[], None]
    ) -> None:
        self.cards: list[ChoiceCard] = []
        super().__init__(
            theme, listing.icon, listing.nothing, listing.teaching, link=_("Make one of your own"), follow=new
        )
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        # In a low window the cards need the room of the margins.
        layout.setContentsMargins(24, 4, 24, 4)
        at = layout.indexOf(self.link_button)
        for place, sample in enumerate(samples()[:_FIRST]):
            card = ChoiceCard(theme, "rule", sample.rule.name, sample.sentence)
            card.setCheckable(False)
            card.clicked.connect(lambda _checked=False, sample=sample: choose(sample.rule))
            layout.insertWidget(at + place, card, 0, Qt.AlignmentFlag.AlignHCenter)
            self.cards.append(card)
        # Where the keyboard goes first.
        self.action_button = self.cards[0] if self.cards else self.link_button
        self._dress()

    def _dress(self) -> None:
        super()._dress()
        width = _CARD * max(100, self._theme.scale) // 100
        for card in self.cards:
            card.setFixedSize(width, card.heightForWidth(width))
