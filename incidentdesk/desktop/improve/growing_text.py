"""A field for a long text: as high as its text, so that the page scrolls and never the field."""

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_SMALLEST_LINES = 3


class GrowingText(QPlainTextEdit):
    """Tab leaves it. `left` comes when the focus goes elsewhere, `cursor_moved` with where the cursor is in it."""

    left = Signal()
    cursor_moved = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        # Told when the field has grown and the page has made room for it.
        self._telling = QTimer(self, singleShot=True, interval=0)
        self._telling.timeout.connect(self._tell_cursor)
        self.cursorPositionChanged.connect(self._telling.start)
        self._grow()

    def show_text(self, text: str) -> None:
        """Another text; the cursor stays as near as can be."""
        place = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def line(self) -> str:
        """The line on which the cursor stands."""
        return self.textCursor().block().text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Esc in a text destroys nothing and is no wish of its own.
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self, _size: object = None) -> None:
        lines = max(_SMALLEST_LINES, int(self.document().size().height()))
        margins = 2 * int(self.document().documentMargin()) + 12
        height = lines * self.fontMetrics().lineSpacing() + margins
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _tell_cursor(self) -> None:
        if self.hasFocus():
            self.cursor_moved.emit(self.cursorRect())
