"""How a corrective action looks as a card on the board."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.chip import paint_priority_chip, priority_chip_width
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.value_label import draw_text, wrapped
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import OWED_STATES, ActionState
from incidentdesk.language import _, ngettext

ROW = Qt.ItemDataRole.UserRole
_PAD, _GAP, _LINES = 10, 8, 3
_Index = QModelIndex | QPersistentModelIndex


class ActionCard(QStyledItemDelegate):
    def __init__(self, desk: Desk, view: QListView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self._wrapped: dict[tuple[str, int], list[str]] = {}

    def dress(self) -> None:
        self._wrapped.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: ActionRow = index.data(ROW)
        width = self._view.viewport().width()
        small, base = (QFontMetrics(self._desk.theme.font(kind)).lineSpacing() for kind in ("small", "base"))
        lines = len(self._lines(row.text, width))
        return QSize(width, max(20, small) + lines * base + small + 2 * _PAD + 8 + _GAP)

    def _lines(self, text: str, width: int) -> list[str]:
        room = max(40, width - 2 * _PAD - 8)
        key = (text, room)
        if key not in self._wrapped:
            self._wrapped[key] = wrapped(" ".join(text.split()), self._desk.theme.font("base"), room, _LINES)
        return self._wrapped[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: ActionRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        card = option.rect.adjusted(4, 0, -4, -_GAP)
        self._paint_ground(painter, card, option)
        inner = card.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        top = self._paint_head(painter, inner, row)
        painter.setFont(self._desk.theme.font("base"))
        painter.setPen(self._desk.theme.colour("text"))
        spacing = painter.fontMetrics().lineSpacing()
        for line in self._lines(row.text, self._view.viewport().width()):
            draw_text(painter, QRect(inner.left(), top, inner.width(), spacing), line)
            top += spacing
        self._paint_foot(painter, QRect(inner.left(), top + 4, inner.width(), inner.bottom() - top - 3), row)
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

    def _paint_head(self, painter: QPainter, inner: QRect, row: ActionRow) -> int:
        """Number, incident and priority; returns where the text begins."""
        theme = self._desk.theme
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        height = max(20, painter.fontMetrics().lineSpacing())
        chip = priority_chip_width(theme)
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        line = QRect(inner.left() + (chip + 6 if mirrored else 0), inner.top(), inner.width() - chip - 6, height)
        both = f"{row.number} · {row.subject_number}"
        fits = row.subject_number and painter.fontMetrics().horizontalAdvance(both) <= line.width()
        draw_text(painter, line, both if fits else row.number)
        left = inner.left() if mirrored else inner.right() + 1 - chip
        paint_priority_chip(painter, QRect(left, inner.top(), chip, height), row.priority, theme)
        return inner.top() + height + 4

    def _paint_foot(self, painter: QPainter, rect: QRect, row: ActionRow) -> None:
        theme = self._desk.theme
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        today = clock.now().astimezone(self._desk.zone).date()
        due = due_words(row, today)
        late = row.overdue(today.isoformat())
        if late:
            font = painter.font()
            font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(due)
        painter.setPen(theme.colour("danger" if late else "text2"))
        line = QRect(rect.left(), rect.top(), rect.width(), metrics.lineSpacing())
        draw_text(painter, line, due, trailing=True)
        painter.setFont(theme.font("small"))
        nobody = not row.owner
        painter.setPen(theme.colour("hint" if nobody else "text2"))
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = line.adjusted(width + 8, 0, 0, 0) if mirrored else line.adjusted(0, 0, -width - 8, 0)
        owner = _("no owner") if nobody else row.owner
        draw_text(painter, room, metrics.elidedText(owner, Qt.TextElideMode.ElideRight, room.width()))


def due_words(row: ActionRow, today: date) -> str:
    """ "30 Apr", "⚠ 4 d over"; "" where nothing is due any more."""
    if not row.due_on or row.state in (ActionState.DONE, ActionState.VERIFIED, ActionState.DROPPED):
        return ""
    if row.overdue(today.isoformat()):
        return _("⚠ {count} d over").format(count=(today - date.fromisoformat(row.due_on)).days)
    return short_day(row.due_on, today)


def whole_due(row: ActionRow, today: date) -> str:
    """The same for those who ask for all of it."""
    if not row.due_on:
        return ""
    day = short_day(row.due_on, today)
    if row.overdue(today.isoformat()):
        days = (today - date.fromisoformat(row.due_on)).days
        late = ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)
        return _("{day}, {late}").format(day=day, late=late)
    if row.state not in OWED_STATES and row.state == ActionState.PROPOSED:
        return _("{day}, proposed only").format(day=day)
    return day


def spoken(row: ActionRow, today: date) -> str:
    """A card as a screen reader says it."""
    parts = (row.number, row.text, row.owner or _("no owner"), whole_due(row, today), row.subject_number)
    return ", ".join(part for part in parts if part)
