"""The list of evidence: type and title, where it comes from, what it says of causes, and whether its hash holds."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.evidence_model import (
    PIECE,
    TYPE_ICON,
    VERDICT_LOOK,
    EvidenceModel,
    cause_texts,
    facts_text,
    verdict_text,
)
from incidentdesk.desktop.respond.fact_field import draw_text
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.investigate.evidence_list import EvidenceType, Piece
from incidentdesk.language import _

_SIDE, _PAD, _GAP, _ICON, _MARK = 16, 8, 12, 20, 14


class EvidenceListView(QListView):
    """Emits `chosen` when another piece is current, `open_wanted`, `away_wanted`, `menu_wanted(where)`."""

    chosen = Signal()
    open_wanted = Signal()
    away_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, desk: Desk, model: EvidenceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setModel(model)
        self.setItemDelegate(_Delegate(desk.theme, desk.zone, self))
        self.setAccessibleName(_("Evidence"))
        self.setAccessibleDescription(_("Enter opens a piece with its custody"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.doubleClicked.connect(lambda _index: self.open_wanted.emit())
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen.emit())
        desk.theme.changed.connect(self._dress)
        self._dress()

    def piece(self) -> Piece | None:
        index = self.currentIndex()
        return index.data(PIECE) if index.isValid() else None

    def show_pieces(self, pieces: list[Piece]) -> None:
        """Other pieces; the chosen one stays chosen, or its neighbour where it is gone."""
        before, row = self.piece(), self.currentIndex().row()
        if not self.model().show_pieces(pieces):
            return
        place = self.model().place_of(before.id) if before else QModelIndex()
        if not place.isValid():
            place = self.model().index(min(max(row, 0), len(pieces) - 1))
        self.setCurrentIndex(place)
        self.chosen.emit()

    def event(self, event: QEvent) -> bool:
        # Otherwise Del would be the page's, and move the whole incident to the trash.
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        piece = self.piece()
        if piece is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif piece is not None and event.key() == Qt.Key.Key_Delete:
            self.away_wanted.emit()
        elif piece is not None and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(f"{piece.title}\nSHA-256 {piece.sha256}")
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands here, not a search."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == event.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            where = event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(where)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("QListView { background: $surface; border: none; }" + SCROLL_BARS))
        self.setFont(theme.font("base"))
        self.scheduleDelayedItemsLayout()


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, zone: ZoneInfo, view: EvidenceListView) -> None:
        super().__init__(view)
        self._theme, self._zone, self._view = theme, zone, view

    def _heights(self) -> tuple[int, int]:
        strong, small = QFontMetrics(self._theme.font("strong")), QFontMetrics(self._theme.font("small"))
        return max(_ICON, strong.lineSpacing()), small.lineSpacing()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        first, line = self._heights()
        return QSize(200, 2 * _PAD + first + 2 * line + 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        piece, rect = index.data(PIECE), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        first, line = self._heights()
        inner = rect.adjusted(_SIDE, _PAD, -_SIDE, -_PAD)
        icon = QRect(inner.left(), inner.top(), _ICON, first)
        words = inner.adjusted(_ICON + _GAP, 0, 0, 0)
        self._icon(painter, rect, icon, TYPE_ICON[EvidenceType(piece.type)], "text2", _ICON)
        top = QRect(words.left(), words.top(), words.width(), first)
        right = self._paint_verdict(painter, rect, top, piece)
        title = top.adjusted(0, 0, -right - _GAP, 0)
        self._text(painter, rect, title, piece.title, "strong", "text")
        second = QRect(words.left(), top.bottom() + 3, words.width(), line)
        self._text(painter, rect, second, facts_text(piece, self._zone), "small", "text2")
        self._paint_causes(painter, rect, second.translated(0, line + 2), piece)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        painter.setPen(QPen(self._theme.colour("border"), 1))
        rect = option.rect
        painter.drawLine(rect.left() + _SIDE, rect.bottom(), rect.right() - _SIDE, rect.bottom())
        if not option.state & QStyle.StateFlag.State_Selected:
            return
        frame = QRectF(rect).adjusted(5, 1, -5, -1)
        painter.setPen(QPen(self._theme.colour("focus"), 2) if self._view.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("selection"))
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_verdict(self, painter: QPainter, row: QRect, line: QRect, piece: Piece) -> int:
        """Returns the width that it takes at the trailing edge."""
        name, role = VERDICT_LOOK[piece.verdict]
        text = verdict_text(piece, self._zone)
        width = QFontMetrics(self._theme.font("small")).horizontalAdvance(text) + 2
        place = QRect(line.right() + 1 - width, line.top(), width, line.height())
        self._text(painter, row, place, text, "small", role)
        self._icon(painter, row, QRect(place.left() - _MARK - 4, line.top(), _MARK, line.height()), name, role, _MARK)
        return width + _MARK + 4

    def _paint_causes(self, painter: QPainter, row: QRect, line: QRect, piece: Piece) -> None:
        causes = cause_texts(piece)
        if not causes:
            self._text(painter, row, line, _("not linked to a cause"), "small", "hint")
            return
        metrics = QFontMetrics(self._theme.font("small"))
        left = line.left()
        for number, (sign, text) in enumerate(causes):
            role = "success" if sign == "+" else "danger"
            sign_width = metrics.horizontalAdvance(sign) + 4
            wanted = metrics.horizontalAdvance(text) + 2
            # Each gets its fair share of what is left.
            room = (line.right() - left - sign_width) // (len(causes) - number) - _GAP
            if room < 40:
                break
            width = min(wanted, max(room, 40))
            self._text(painter, row, QRect(left, line.top(), sign_width, line.height()), sign, "small", role)
            self._text(painter, row, QRect(left + sign_width, line.top(), width, line.height()), text, "small", "text")
            left += sign_width + width + _GAP

    def _icon(self, painter: QPainter, row: QRect, place: QRect, name: str, role: str, size: int) -> None:
        pixmap = self._theme.pixmap(name, role, size, painter.device().devicePixelRatioF())
        box = self._mirrored(row, place)
        painter.drawPixmap(box.left(), box.top() + (box.height() - size) // 2, pixmap)

    def _text(self, painter: QPainter, row: QRect, place: QRect, text: str, font: str, role: str) -> None:
        painter.setFont(self._theme.font(font))
        painter.setPen(self._theme.colour(role))
        box = self._mirrored(row, place)
        draw_text(painter, box, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width()))

    def _mirrored(self, row: QRect, place: QRect) -> QRect:
        if self._view.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return place
        return QRect(row.left() + row.right() - place.right(), place.top(), place.width(), place.height())
