"""How a row of the outline looks, and how it is edited."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from incidentdesk.desktop.investigate.label_editor import CHILD, KEPT, LEFT, PREVIOUS, SIBLING
from incidentdesk.desktop.investigate.outline_model import EVIDENCE, HUE, IS_CATEGORY, STATUS, VOTES
from incidentdesk.desktop.investigate.status_icon import SIZE, status_pixmap
from incidentdesk.desktop.theme import Theme
from incidentdesk.drawing.palette import DARK, LIGHT
from incidentdesk.language import _

_GAP = 6
_ROW = 28


class OutlineEditor(QLineEdit):
    """Emits `ended(how)` once; the keys are those of a label."""

    ended = Signal(str)

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._over = False
        self.setFrame(False)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            _("Enter keeps the text, Ctrl+Enter adds a sibling, Tab a sub-cause, Esc brings the previous text back")
        )

    def finish(self, how: str = KEPT) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(how)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_text(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.finish(CHILD if event.key() == Qt.Key.Key_Tab else KEPT)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish(SIBLING if event.modifiers() & Qt.KeyboardModifier.ControlModifier else KEPT)
        elif event.key() == Qt.Key.Key_Escape:
            self.finish(PREVIOUS)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finish(LEFT)


def _is_text(event: QKeyEvent) -> bool:
    ordinary = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return ordinary == Qt.KeyboardModifier.NoModifier or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OutlineDelegate(QStyledItemDelegate):
    """Paints the sign, the text and what is known about it. `made(editor)` hands over an editor that has opened."""

    made = Signal(object)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(80, max(_ROW, QFontMetrics(self._theme.font("base")).height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme = self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection" if selected else "hover"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0, 1, -1, -1), 4, 4)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 1.5, -1.5, -1.5), 4, 4)
        self._paint_words(painter, option, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, rect = self._theme, option.rect.adjusted(4, 0, -6, 0)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        category = index.data(IS_CATEGORY)
        self._paint_sign(painter, _leading(rect, SIZE, mirrored), index)
        rest = _without_start(rect, SIZE + _GAP, mirrored)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        counts = _counts(index)
        if counts:
            width = painter.fontMetrics().horizontalAdvance(counts)
            painter.drawText(_trailing(rest, width, mirrored), Qt.AlignmentFlag.AlignVCenter, counts)
            rest = _without_end(rest, width + _GAP, mirrored)
        font = theme.font("strong" if category or index.data(STATUS) == "Root cause" else "base")
        font.setStrikeOut(index.data(STATUS) == "Ruled out")
        painter.setFont(font)
        muted = font.strikeOut() or not index.data(Qt.ItemDataRole.EditRole)
        painter.setPen(theme.colour("text2" if muted else "text"))
        line = " ".join(index.data().split())
        text = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | _start(mirrored), text)

    def _paint_sign(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:
        middle = rect.center()
        if index.data(IS_CATEGORY):
            palette = DARK if self._theme.dark else LIGHT
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette[index.data(HUE)]) if index.data(HUE) else self._theme.colour("outline"))
            painter.drawRoundedRect(QRectF(middle.x() - 5, middle.y() - 4.5, 10, 10), 3, 3)
            return
        pixmap = status_pixmap(self._theme, index.data(STATUS), painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left(), middle.y() - SIZE // 2, pixmap)

    # -- editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        name = _("Name of the category") if index.data(IS_CATEGORY) else _("Text of the cause")
        editor = OutlineEditor(index.data(Qt.ItemDataRole.EditRole), name, parent)
        editor.selectAll()
        self.made.emit(editor)
        return editor

    def setEditorData(self, _editor: QWidget, _index: QModelIndex) -> None:
        """What is typed stays when the row becomes another meanwhile."""

    def setModelData(self, _editor: QWidget, _model: object, _index: QModelIndex) -> None:
        """The text goes through the document, as from a label."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: QModelIndex) -> None:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        editor.setGeometry(_without_start(option.rect, SIZE + 2, mirrored))

    def eventFilter(self, _editor: QObject, _event: QEvent) -> bool:
        """The editor knows its keys by itself."""
        return False


def _counts(index: QModelIndex) -> str:
    votes, evidence = index.data(VOTES), index.data(EVIDENCE)
    return "  ".join(part for part in (f"▲{votes}" if votes else "", f"▤{evidence}" if evidence else "") if part)


def _leading(rect: QRect, width: int, mirrored: bool) -> QRect:
    return QRect(rect.right() + 1 - width if mirrored else rect.left(), rect.top(), width, rect.height())


def _trailing(rect: QRect, width: int, mirrored: bool) -> QRect:
    return _leading(rect, width, not mirrored)


def _without_start(rect: QRect, width: int, mirrored: bool) -> QRect:
    return rect.adjusted(0, 0, -width, 0) if mirrored else rect.adjusted(width, 0, 0, 0)


def _without_end(rect: QRect, width: int, mirrored: bool) -> QRect:
    return _without_start(rect, width, not mirrored)


def _start(mirrored: bool) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
