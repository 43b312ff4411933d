"""How a record looks as a card on a board."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.chip import paint_priority_chip, priority_chip_width
from incidentdesk.desktop.widgets.value_label import draw_text, wrapped
from incidentdesk.language import _

ROW = Qt.ItemDataRole.UserRole
_PAD, _GAP, _LINES = 10, 8, 3
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class CardWords:
    """What stands on a card: `about` beside the number where there is room; no chip without a priority."""

    number: str
    text: str
    about: str = ""
    owner: str = ""
    due: str = ""
    late: bool = False
    priority: int | None = None
    spoken: str = ""
    tooltip: str = ""


# What a row says, on a day.
Words = Callable[[Any, date], CardWords]


class RecordCard(QStyledItemDelegate):
    def __init__(self, desk: Desk, view: QListView, words: Words) -> None:
        super().__init__(view)
        self._desk, self._view, self._words = desk, view, words
        self._wrapped: dict[tuple[str, int], list[str]] = {}

    def dress(self) -> None:
        self._wrapped.clear()

    def words(self, index: _Index) -> CardWords:
        return self._words(index.data(ROW), clock.now().astimezone(self._desk.zone).date())

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        said = self.words(index)
        width = self._view.viewport().width()
        small, base = (QFontMetrics(self._desk.theme.font(kind)).lineSpacing() for kind in ("small", "base"))
        lines = len(self._lines(said.text, width))
        return QSize(width, max(20, small) + lines * base + small + 2 * _PAD + 8 + _GAP)

    def _lines(self, text: str, width: int) -> list[str]:
        room = max(40, width - 2 * _PAD - 8)
        key = (text, room)
        if key not in self._wrapped:
            self._wrapped[key] = wrapped(" ".join(text.split()), self._desk.theme.font("base"), room, _LINES)
        return self._wrapped[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        said = self.words(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        card = option.rect.adjusted(4, 0, -4, -_GAP)
        self._paint_ground(painter, card, option)
        inner = card.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        top = self._paint_head(painter, inner, said)
        painter.setFont(self._desk.theme.font("base"))
        painter.setPen(self._desk.theme.colour("text"))
        spacing = painter.fontMetrics().lineSpacing()
        for line in self._lines(said.text, self._view.viewport().width()):
            draw_text(painter, QRect(inner.left(), top, inner.width(), spacing), line)
            top += spacing
        self._paint_foot(painter, QRect(inner.left(), top + 4, inner.width(), inner.bottom() - top - 3), said)
        painter.restore()

    def _paint_ground(self, painter: QPainter, card: QRect, option: QStyleOptionViewItem) -> None:
        theme = self._desk.theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(theme.colour("selection" if selected else "surface"))
        edge = "focus" if focused else "accent" if selected else "outline" if over else "border"
        painter.setPen(QPen(theme.colour(edge), 2 if focused else 1))
        half = 1.0 if focused else 0.5
        painter.drawRoundedRect(QRectF(card).adjusted(half, half, -half, -half), 6, 6)

    def _paint_head(self, painter: QPainter, inner: QRect, said: CardWords) -> int:
        """Number, what it is about and priority; returns where the text begins."""
        theme = self._desk.theme
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        height = max(20, painter.fontMetrics().lineSpacing())
        chip = priority_chip_width(theme) + 6 if said.priority else 0
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        line = QRect(inner.left() + (chip if mirrored else 0), inner.top(), inner.width() - chip, height)
        both = f"{said.number} · {said.about}"
        fits = said.about and painter.fontMetrics().horizontalAdvance(both) <= line.width()
        draw_text(painter, line, both if fits else said.number)
        if said.priority:
            left = inner.left() if mirrored else inner.right() + 7 - chip
            paint_priority_chip(painter, QRect(left, inner.top(), chip - 6, height), said.priority, theme)
        return inner.top() + height + 4

    def _paint_foot(self, painter: QPainter, rect: QRect, said: CardWords) -> None:
        theme = self._desk.theme
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        if said.late:
            font = painter.font()
            font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(said.due)
        painter.setPen(theme.colour("danger" if said.late else "text2"))
        line = QRect(rect.left(), rect.top(), rect.width(), metrics.lineSpacing())
        draw_text(painter, line, said.due, trailing=True)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2" if said.owner else "hint"))
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = line.adjusted(width + 8, 0, 0, 0) if mirrored else line.adjusted(0, 0, -width - 8, 0)
        owner = said.owner or _("no owner")
        draw_text(painter, room, metrics.elidedText(owner, Qt.TextElideMode.ElideRight, room.width()))
