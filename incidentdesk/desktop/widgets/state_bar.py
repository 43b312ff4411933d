"""A state with its mark, and a button for each state that can follow."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.state_mark import Mark, state_mark
from incidentdesk.language import _


class StateBar(QWidget):
    """Emits `wanted` with the state whose button was pressed; hidden until there is a state."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark: Mark | None = None
        self._role = "text"
        self.icon, self.label = QLabel(), QLabel()
        self.icon.setAccessibleName(_("State"))
        self.buttons: dict[str, Button] = {}
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(self.icon)
        self.row.addWidget(self.label)
        self.row.addStretch(1)
        self.hide()
        theme.changed.connect(self._dress)

    def show_state(self, mark: Mark, text: str, role: str = "text") -> None:
        """The mark and the words of the state; `role` is the colour of the words."""
        self._mark, self._role = mark, role
        self.label.setText(text)
        self.label.setAccessibleName(_("State: {state}").format(state=text))
        self._dress()
        self.show()

    def offer(self, following: Iterable[tuple[str, str]], *, primary: str = "", why_not: str = "") -> None:
        """A button for each (state, verb); that of `primary` is the one filled button of the view.

        `why_not` shuts them and says why.
        """
        wanted = list(following)
        if [(state, button.text()) for state, button in self.buttons.items()] != wanted:
            self._remake(wanted, primary)
        for button in self.buttons.values():
            button.setEnabled(not why_not)
            button.setToolTip(why_not)

    def _remake(self, wanted: list[tuple[str, str]], primary: str) -> None:
        for button in self.buttons.values():
            self.row.removeWidget(button)
            button.deleteLater()
        self.buttons = {state: self._make(state, verb, state == primary) for state, verb in wanted}
        for button in self.buttons.values():
            self.row.addWidget(button)

    def _make(self, state: str, verb: str, primary: bool) -> Button:
        description = _("Make it {state}").format(state=_(state))
        button = (PrimaryButton if primary else Button)(self._theme, verb, description=description)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.wanted.emit(state))
        return button

    def _dress(self) -> None:
        if self._mark is not None:
            self.icon.setPixmap(state_mark(self._mark, self._theme, self.devicePixelRatioF()))
        self.label.setFont(self._theme.font("strong"))
        self._theme.tint(self.label, self._role)
