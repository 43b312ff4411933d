"""A few values side by side of which one holds: one stop of the Tab key, arrows and digits choose."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_SHEET = """
QPushButton { color: $text; background: $surface; border: 1px solid $outline; border-radius: 6px; padding: 0 8px;
    min-height: 28px; }
QPushButton:hover { background: $hover; }
QPushButton:checked { background: $selection; border: 1px solid $accent; font-weight: 600; }
QPushButton:focus { border: 2px solid $focus; padding: 0 7px; min-height: 26px; }
"""


class Chooser(QWidget):
    """Emits `chosen` with the value when a person has chosen another one."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, name: str, options: Sequence[tuple[Any, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values = [value for value, _text in options]
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("One of these; a digit chooses it"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for place, (_value, text) in enumerate(options):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(_("{name}: {value}").format(name=name, value=text))
            button.setAccessibleDescription(_("Key {digit}").format(digit=place + 1))
            button.setToolTip(_("{value} (key {digit})").format(value=text, digit=place + 1))
            button.installEventFilter(self)
            self._group.addButton(button, place)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._click)
        # A label leads here and not to one of the buttons, which its key would press.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._group.button(0))
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def value(self) -> Any:
        return self._values[self._group.checkedId()]

    def choose(self, value: Any) -> None:
        """Show a value without telling anybody."""
        if value in self._values:
            button = self._group.button(self._values.index(value))
            button.setChecked(True)
            self.setFocusProxy(button)

    def clear(self) -> None:
        """Let none hold until a person chooses one; until then there is no `value`."""
        self._group.setExclusive(False)
        self._group.checkedButton().setChecked(False)
        self._group.setExclusive(True)

    def _click(self, place: int) -> None:
        self.setFocusProxy(self._group.button(place))
        self.chosen.emit(self._values[place])

    def button(self, value: Any) -> QPushButton:
        return self._group.button(self._values.index(value))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        place = self._place_for(event)
        if place is None:
            return False
        button = self._group.button(place)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        if not button.isChecked():
            button.click()
        return True

    def _place_for(self, event: QKeyEvent) -> int | None:
        last = len(self._values) - 1
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(event.key())
        if step is not None:
            sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            if sideways and self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                step = -step
            return min(last, max(0, self._group.checkedId() + step))
        if event.text().isdigit() and 1 <= int(event.text()) <= last + 1:
            return int(event.text()) - 1
        return None

    def _dress(self) -> None:
        self.setStyleSheet(self._theme.sheet(_SHEET))
        # The chosen one is set in strong letters, which need more room.
        metrics = QFontMetrics(self._theme.font("strong"))
        for button in self._group.buttons():
            button.setMinimumWidth(metrics.horizontalAdvance(button.text()) + 24)
