"""The timeline with its filters above and the composer below."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.fact_field import FactField, TextEditor, fill
from incidentdesk.desktop.respond.timeline_model import FILTERS, TimelineModel
from incidentdesk.desktop.respond.timeline_view import TimelineView
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.language import _
from incidentdesk.respond.timeline import Fact

_CHIP = """
QPushButton { color: $text2; background: transparent; border: 1px solid $border; border-radius: 12px; padding: 0 10px;
    min-height: 22px; }
QPushButton:hover { background: $hover; }
QPushButton:checked { color: $text; background: $selection; border-color: $accent; font-weight: 600; }
QPushButton:focus { border: 2px solid $focus; padding: 0 9px; min-height: 20px; }
"""


class TimelinePane(QWidget):
    """Emits `gap_wanted(row)` where something is to be added from memory; see TimelineView for the others."""

    order_changed = Signal(bool)

    def __init__(self, desk: Desk, number: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = TimelineModel(desk.zone, self)
        self.view = TimelineView(desk, self.model, number)
        self.empty = EmptyState(
            desk.theme, "history", _("Nothing of this kind yet"), _("Choose “All” to see everything that was recorded.")
        )
        self.empty.hide()
        self._newest_first = desk.preferences.get("timeline_newest_first")
        self.model.show_order(self._newest_first)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top())
        layout.addLayout(self._bar())
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty, 1)
        self.setFocusProxy(self.view)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _top(self) -> QHBoxLayout:
        """What was told when it was logged, above what happened since."""
        self.description = FactField(
            self._desk,
            "description",
            _("Description"),
            lambda: TextEditor(_("Description")),
            lambda text: {"text": text} if text.strip() else {"text": _("No description yet"), "hint": True},
            lines=4,
            bare=True,
        )
        top = QHBoxLayout()
        top.setContentsMargins(10, 8, 10, 0)
        top.addWidget(self.description)
        return top

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 16, 8)
        bar.setSpacing(8)
        self._filters = QButtonGroup(self)
        self.filter_buttons: dict[str, QPushButton] = {}
        for name, (text, _kinds) in FILTERS.items():
            button = QPushButton(_(text))
            button.setCheckable(True)
            button.setChecked(name == "all")
            button.setAccessibleName(_("Show {what}").format(what=_(text)))
            button.setAccessibleDescription(_("What the timeline shows"))
            button.clicked.connect(lambda _checked=False, name=name: self.show_filter(name))
            self._filters.addButton(button)
            self.filter_buttons[name] = button
            bar.addWidget(button)
        bar.addStretch(1)
        self.order_button = LinkButton(self._desk.theme, "", "sort", description=_("Turn the order of the timeline"))
        self.order_button.clicked.connect(self.turn)
        bar.addWidget(self.order_button)
        return bar

    def show_facts(self, facts: list[Fact]) -> None:
        self.view.refill(lambda: self.model.show_facts(facts))
        for name, button in self.filter_buttons.items():
            count = self.model.count(name)
            button.setText(_("{what} {count}").format(what=_(FILTERS[name][0]), count=self.locale().toString(count)))
        self._make_room()
        self._show_empty()

    def show_filter(self, name: str) -> None:
        self.filter_buttons[name].setChecked(True)
        self.view.refill(lambda: self.model.show_filter(name))
        self._show_empty()

    def turn(self) -> None:
        """The other end first."""
        self._newest_first = not self._newest_first
        self._desk.preferences.set("timeline_newest_first", self._newest_first)
        self.model.show_order(self._newest_first)
        self.view.scrollToTop()
        self._dress()

    def show_latest(self) -> None:
        """Bring the newest row into view."""
        if self._newest_first:
            self.view.scrollToTop()
        else:
            self.view.scrollToBottom()

    def _make_room(self) -> None:
        """The chosen filter is set in strong letters, which need more room."""
        font = self._desk.theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        for button in self.filter_buttons.values():
            button.setMinimumWidth(QFontMetrics(font).horizontalAdvance(button.text()) + 26)

    def _show_empty(self) -> None:
        nothing = not self.model.rows
        self.empty.setVisible(nothing)
        self.view.setVisible(not nothing)

    def _dress(self) -> None:
        theme = self._desk.theme
        sheet = theme.sheet(_CHIP)
        for button in self.filter_buttons.values():
            button.setStyleSheet(sheet)
            button.setFont(theme.font("small"))
        self._make_room()
        text = _("Newest first") if self._newest_first else _("Oldest first")
        self.order_button.setText(text)
        self.order_button.setAccessibleName(text)
        fill(self, theme)
