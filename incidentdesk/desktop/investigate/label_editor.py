"""The text of a label, edited where it stands: same font, growing with the text, as large as the diagram is shown."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.drawing.shapes import Font
from incidentdesk.language import _
from incidentdesk.paper.label import label_font

KEPT, SIBLING, CHILD, PREVIOUS, LEFT = "kept", "sibling", "child", "previous", "left"
# Scene pixels: so that a text breaks where the label breaks it, and the frame around it.
_SLACK, _FRAME = 3.0, 3.0
_NARROWEST = 80.0
_BREAK = (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a label has its text, in the coordinates of the drawing; `middle` for texts that stand in the middle."""

    left: float
    top: float
    width: float
    height: float
    font: Font
    colour: str = "text"
    fill: str = "surface"
    middle: bool = False


class LabelEditor(QTextEdit):
    """Emits `typed(text)` with every change and `ended(how)` once.

    Enter keeps the text, Ctrl+Enter goes on with a sibling, Tab with a sub-cause; Esc wants the previous text back.
    Leaving keeps the text. With Alt or Shift Enter breaks the line.
    """

    typed = Signal(str)
    ended = Signal(str)

    def __init__(self, theme: Theme, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = False
        self._set_in: tuple[Font, float] | None = None
        self._look: tuple[str, str, int] | None = None
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            _("Enter keeps the text, Ctrl+Enter adds a sibling, Tab a sub-cause, Esc brings the previous text back")
        )
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.setPlainText(text)
        self.document().setModified(False)
        self.textChanged.connect(lambda: self.typed.emit(self.toPlainText()))

    def place(self, place: TextPlace, box: QRectF, scale: float) -> None:
        """Stand where the label has its text: `box` is its place in the parent at that scale."""
        if (place.font, scale) != self._set_in:
            self._set_in = (place.font, scale)
            font = label_font(place.font, self.toPlainText())
            font.setPixelSize(max(1, round(place.font.size * scale)))
            self.setFont(font)
        margin = max(2, round(_FRAME * scale))
        width = max(place.width + _SLACK, _NARROWEST) * scale
        self._dress(place.fill, place.colour, margin)
        # As wide as it will be before it is asked how high it is, for it breaks its lines at its own width.
        self.ensurePolished()
        self.resize(round(width) + 2 * margin, self.height())
        self.document().setTextWidth(width)
        height = max(self.document().size().height(), place.height * scale)
        left = box.left() - (width - box.width()) / 2 if place.middle else box.left()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft and not place.middle:
            left = box.right() - width
        self.setGeometry(
            round(left) - margin, round(box.top()) - margin, round(width) + 2 * margin, round(height) + 2 * margin
        )
        option = self.document().defaultTextOption()
        wanted = Qt.AlignmentFlag.AlignHCenter if place.middle else Qt.AlignmentFlag.AlignLeading
        if option.alignment() != wanted:
            option.setAlignment(wanted)
            self.document().setDefaultTextOption(option)

    def _dress(self, fill: str, colour: str, margin: int) -> None:
        if (fill, colour, margin) == self._look:
            return
        self._look = (fill, colour, margin)
        self.setStyleSheet(
            f"QTextEdit {{ background: {fill}; color: {colour}; border: none; padding: {margin}px; border-radius: 2px;"
            f" selection-background-color: {self._theme.css('accent')};"
            f" selection-color: {self._theme.css('accent_text')}; }}"
        )

    def finish(self, how: str = KEPT) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(how)

    # -- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_mine(event):
            event.accept()
            return True
        return super().event(event)

    def _is_mine(self, event: QKeyEvent) -> bool:
        """What is typed here is text, whatever commands the diagram has on the same keys."""
        ordinary = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if ordinary == Qt.KeyboardModifier.NoModifier:
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return True
        return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(modifiers)
        elif key == Qt.Key.Key_Tab and modifiers == Qt.KeyboardModifier.NoModifier:
            self.finish(CHILD)
        elif key == Qt.Key.Key_Backtab:
            self.finish(KEPT)
        elif key == Qt.Key.Key_Escape:
            self.finish(PREVIOUS)
        else:
            super().keyPressEvent(event)

    def _enter(self, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers in _BREAK:
            self.textCursor().insertText("\n")
        elif modifiers == Qt.KeyboardModifier.ControlModifier:
            self.finish(SIBLING)
        else:
            self.finish(KEPT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A context menu and another window take the keys for a while only.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finish(LEFT)
