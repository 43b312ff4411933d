"""A field that narrows a list while it is typed, with how many of how many it leaves."""

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_CALM = 120  # milliseconds after the last key until the list follows


class SearchField(QFrame):
    """Emits `changed(text)` when the text has become another, `left` when the keyboard goes back to the list."""

    changed = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = ""
        self.setObjectName("search")
        self.line = _Line(self)
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(placeholder)
        self.setFocusProxy(self.line)
        self._icon, self._hint, self._count = QLabel(), QLabel(), QLabel()
        self._icon.setAccessibleName(name)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setObjectName("hint")
        self._hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._hint.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 12, 3)
        layout.setSpacing(8)
        for widget, share in ((self._icon, 0), (self.line, 1), (self._hint, 0), (self._count, 0)):
            layout.addWidget(widget, share)
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self.finish)
        self.line.textChanged.connect(lambda _text: self._calm.start())
        theme.changed.connect(self.dress)
        self.dress()

    @property
    def text(self) -> str:
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """As if a person had typed it."""
        self.line.setText(text)
        self.finish()

    def finish(self) -> None:
        """Tell what stands there now, without waiting for more."""
        self._calm.stop()
        if self.text != self._told:
            self._told = self.text
            self.changed.emit(self.text)

    def show_count(self, shown: int, total: int) -> None:
        """How many of how many; only how many where all are shown."""
        local = QLocale()
        text = local.toString(total)
        if shown != total:
            text = _("{shown} of {total}").format(shown=local.toString(shown), total=text)
        self._count.setText(text)
        self._count.setAccessibleName(text)

    def hide_count(self) -> None:
        self._count.clear()

    @property
    def count_text(self) -> str:
        return self._count.text()

    def show_hint(self, text: str) -> None:
        """Say what was not understood, next to it; "" takes it away."""
        room = max(120, self.width() // 2)
        shown = QFontMetrics(self._theme.font("small")).elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._hint.setText(shown)
        self._hint.setToolTip(text)
        self._hint.setAccessibleName(text)
        self._hint.setVisible(bool(text))

    @property
    def hint_text(self) -> str:
        return self._hint.toolTip() if not self._hint.isHidden() else ""

    def dress(self) -> None:
        theme = self._theme
        focus = "2px solid $focus" if self.line.hasFocus() else "1px solid $outline"
        self.setStyleSheet(
            theme.sheet(
                f"#search {{ background: $surface; border: {focus}; border-radius: 6px; }}"
                "QLineEdit { border: none; background: transparent; color: $text; padding: 0; }"
                "QLabel { color: $text2; background: transparent; } #hint { color: $warning; }"
            )
        )
        self._hint.setFont(theme.font("small"))
        self._icon.setPixmap(theme.pixmap("search", "text2", 20, self.devicePixelRatioF()))
        self.setFixedHeight(max(36, QFontMetrics(theme.font("base")).height() + 18))


class _Line(QLineEdit):
    """Esc clears, then leaves; Down and Enter leave for the list."""

    def __init__(self, field: SearchField) -> None:
        super().__init__(field)
        self._field = field
        self.setFrame(False)
        self.setMinimumWidth(60)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            # So that Ctrl+Z brings it back.
            self.selectAll()
            self.del_()
            self._field.finish()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._field.finish()
            self._field.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._field.dress()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._field.dress()
