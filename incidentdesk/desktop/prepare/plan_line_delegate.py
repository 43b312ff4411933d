"""How the rows of the plan editor are painted: the purpose, phases as headings, actions as cards."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from incidentdesk.desktop.prepare.plan_outline_model import LINE
from incidentdesk.desktop.prepare.plan_rows import Kind, PlanLine
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.desktop.widgets.value_label import draw_text, wrapped
from incidentdesk.language import _

_Index = QModelIndex | QPersistentModelIndex
_SIDE, _PAD, _GAP, _BETWEEN = 12, 10, 10, 3
_MOST_TITLE, _MOST_META, _MOST_CRITERION, _MOST_PURPOSE = 6, 3, 2, 3


class TitleLine(QLineEdit):
    """Keys belong to the text while it is written, not to the commands of the list around it.

    `before` is what stood there, for Esc.
    """

    before = ""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class PlanLineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    # -- sizes

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        line, width = index.data(LINE), self._view.viewport().width()
        small, base = (QFontMetrics(self._theme.font(kind)).lineSpacing() for kind in ("small", "base"))
        if line.kind == Kind.PHASE:
            room = self._inner(QRect(0, 0, width, 0), line).width()
            lines = len(wrapped(line.title, self._theme.font("h2"), room, _MOST_TITLE)) or 1
            return QSize(0, lines * QFontMetrics(self._theme.font("h2")).lineSpacing() + 24)
        title, meta, criterion = self._texts(line, self._inner(QRect(0, 0, width, 0), line).width())
        height = max(1, len(title)) * base + (len(meta) + len(criterion)) * small
        return QSize(0, height + 2 * _PAD + 2 * _BETWEEN + (4 if meta else 0))

    def _texts(self, line: PlanLine, width: int) -> tuple[list[str], list[str], list[str]]:
        theme = self._theme
        most = _MOST_PURPOSE if line.kind == Kind.PLAN else _MOST_TITLE
        font = theme.font("base" if line.kind == Kind.PLAN or line.optional else "strong")
        title = wrapped(line.title or _untitled(line), font, width, most)
        meta = wrapped(line.meta, theme.font("small"), width, _MOST_META) if line.meta else []
        criterion = wrapped(line.criterion, theme.font("small"), width, _MOST_CRITERION) if line.criterion else []
        return title, meta, criterion

    def _number_room(self) -> int:
        return QFontMetrics(self._theme.font("base")).horizontalAdvance("10.10") + _GAP

    def _due_room(self, line: PlanLine) -> int:
        return QFontMetrics(self._theme.font("small")).horizontalAdvance(line.due) + _GAP if line.due else 0

    def _inner(self, rect: QRect, line: PlanLine) -> QRect:
        """The room of the words in a card, mirrored by whoever paints."""
        mark = SIZE + _GAP if line.errors or line.warnings else 0
        start = _SIDE + _PAD + (0 if line.kind == Kind.PLAN else self._number_room())
        end = _SIDE + _PAD + self._due_room(line) + mark
        return rect.adjusted(start, _PAD + _BETWEEN, -end, -_PAD - _BETWEEN)

    # -- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: PlanLine = index.data(LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option, line, index.row() == self._view.currentIndex().row())
        inner = self._placed(self._inner(option.rect, line), option)
        self._paint_edges(painter, option, line, inner)
        self._paint_words(painter, inner, line)
        painter.restore()

    def _placed(self, rect: QRect, option: QStyleOptionViewItem) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, line: PlanLine, current: bool
    ) -> None:  # fmt: skip
        theme = self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        card = QRectF(option.rect.adjusted(_SIDE, _BETWEEN, -_SIDE, -_BETWEEN)).adjusted(0.5, 0.5, -0.5, -0.5)
        framed = line.kind == Kind.ACTION
        painter.setPen(QPen(theme.colour("border"), 1) if framed else Qt.PenStyle.NoPen)
        ground = "selection" if selected else "hover" if over else "surface" if framed else ""
        painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        if ground or framed:
            painter.drawRoundedRect(card, 6, 6)
        if current and self._view.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_edges(self, painter: QPainter, option: QStyleOptionViewItem, line: PlanLine, inner: QRect) -> None:
        """The number before the words, the due time and the mark of what was found behind them."""
        theme, rect = self._theme, option.rect
        kind = "h2" if line.kind == Kind.PHASE else "base"
        height = QFontMetrics(theme.font(kind)).lineSpacing()
        top = inner.top()
        number = QRect(rect.left() + _SIDE + _PAD, top, self._number_room(), height)
        painter.setFont(theme.font(kind))
        painter.setPen(theme.colour("text2"))
        draw_text(painter, self._placed(number, option), line.number)
        due = QRect(
            rect.right() - _SIDE - _PAD - self._due_room(line), top, self._due_room(line), height
        )  # fmt: skip
        painter.setFont(theme.font("small"))
        draw_text(painter, self._placed(due, option), line.due, trailing=True)
        if line.errors or line.warnings:
            mark = ("cross", "danger") if line.errors else ("half", "warning")
            place = QRect(due.left() - SIZE, top + (height - SIZE) // 2, SIZE, SIZE)
            picture = state_mark(mark, theme, painter.device().devicePixelRatioF())
            painter.drawPixmap(QPointF(self._placed(place, option).topLeft()), picture)

    def _paint_words(self, painter: QPainter, inner: QRect, line: PlanLine) -> None:
        theme = self._theme
        if line.kind == Kind.PHASE:
            lines = wrapped(line.title or _untitled(line), theme.font("h2"), inner.width(), _MOST_TITLE)
            self._paint_lines(painter, inner, lines, "h2", "text" if line.title else "hint")
            return
        title, meta, criterion = self._texts(line, inner.width())
        kind = "base" if line.kind == Kind.PLAN or line.optional else "strong"
        below = self._paint_lines(painter, inner, title, kind, "text" if line.title else "hint")
        below.setTop(below.top() + (4 if meta else 0))
        # Sentences of the program go the way of the page, whatever names stand in them.
        start = "\u200f" if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft else "\u200e"
        below = self._paint_lines(painter, below, [start + text for text in meta], "small", "text2")
        self._paint_lines(painter, below, [start + text for text in criterion], "small", "text2")

    def _paint_lines(self, painter: QPainter, rect: QRect, lines: list[str], kind: str, role: str) -> QRect:
        painter.setFont(self._theme.font(kind))
        painter.setPen(self._theme.colour(role))
        height = painter.fontMetrics().lineSpacing()
        for place, text in enumerate(lines):
            draw_text(painter, QRect(rect.left(), rect.top() + place * height, rect.width(), height), text)
        return rect.adjusted(0, len(lines) * height, 0, 0)

    # -- writing in place

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index) -> QWidget:
        line: PlanLine = index.data(LINE)
        editor, index_model = TitleLine(parent), index.model()
        editor.setFont(self._theme.font("h2" if line.kind == Kind.PHASE else "strong"))
        editor.before = line.title
        # In the plan with every key, so that nothing that is typed is lost.
        editor.textEdited.connect(lambda text: index_model.renamed.emit(line.key, text))
        editor.setAccessibleName(_("Title of the phase") if line.kind == Kind.PHASE else _("Title of the action"))
        editor.setAccessibleDescription(_("Enter keeps it, Esc leaves it as it was"))
        editor.setStyleSheet(
            self._theme.sheet(
                "QLineEdit { color: $text; background: $surface; border: 2px solid $focus; border-radius: 4px;"
                " padding: 0 4px; selection-background-color: $selection; selection-color: $text; }"
            )
        )
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """What is being written is left alone while it means the same, though it may end with a space by now."""
        title, first = index.data(LINE).title, not editor.text()
        if editor.text().split() != title.split():
            editor.setText(title)
            if first:
                editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        inner = self._placed(self._inner(option.rect, index.data(LINE)), option)
        height = editor.sizeHint().height() + 2
        editor.setGeometry(inner.left() - 6, inner.top() - 5, inner.width() + 12, height)


def _untitled(line: PlanLine) -> str:
    if line.kind == Kind.PLAN:
        return _("Say what this plan is for, which roles it needs and how they talk.")
    return _("Phase without a title") if line.kind == Kind.PHASE else _("What is to be done?")
