"""How a row of the timeline is painted, and which part of it stands under the pointer."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetrics,
    QPainter,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.respond.fact_field import draw_text
from incidentdesk.desktop.respond.timeline_model import (
    KIND_NAME,
    ROW,
    DayRow,
    FactRow,
    GapRow,
    MoreRow,
    Row,
    backdated,
    day_name,
    spoken,
)
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.markdown import document_of, shortened
from incidentdesk.language import _, isolated
from incidentdesk.respond.timeline import Kind, sentence

_ICON = {
    Kind.NOTE: ("note", "warning"),
    Kind.COMMENT: ("public", "info"),
    Kind.LOGGED: ("incident", "text2"),
    Kind.STATE: ("state", "text2"),
    Kind.FIELD: ("edit", "text2"),
    Kind.FILE: ("attachment", "text2"),
    Kind.ANALYSIS: ("fishbone", "text2"),
    Kind.EVIDENCE: ("evidence", "text2"),
    Kind.PLAN: ("plan", "success"),
    Kind.MESSAGE: ("announce", "text2"),
    Kind.RECOVERY: ("recover", "success"),
}
_CARD = {Kind.NOTE: ("warning_bg", "warning"), Kind.COMMENT: ("info_bg", "info")}
SIDE, _PAD, _GAP, _GLYPH = 16, 8, 12, 16
SAFE_SCHEMES = ("http", "https", "mailto")


class RowShape:
    """Where the parts of a fact's row stand, relative to its top left corner in a left to right layout."""

    def __init__(self, delegate: "TimelineDelegate", row: FactRow, width: int) -> None:
        fact, theme = row.fact, delegate.theme
        strong, small, base = (QFontMetrics(theme.font(kind)) for kind in ("strong", "small", "base"))
        time_width = delegate.time_width()
        self.time = QRect(SIDE, _PAD, time_width, base.height())
        self.ago = QRect(SIDE, _PAD + base.height(), time_width, small.height())
        left = SIDE + time_width + _GAP
        self.icon = QRect(left, _PAD, _GLYPH, base.height())
        left += _GLYPH + _PAD
        since_width = delegate.since_width()
        right = width - SIDE
        self.since = QRect(right - since_width, _PAD, since_width, base.height())
        card = fact.kind in _CARD
        self.card = QRect()
        self.star = QRect()
        self.whole = QRect()
        self.document: QTextDocument | None = None
        if card:
            inner_right = right - since_width - _GAP
            self.star = QRect(inner_right - 24 - 4, _PAD - 2, 24, 24)
            self.head = QRect(left + _GAP, _PAD, self.star.left() - left - _GAP - _PAD, strong.height())
            text, cut = shortened(fact.text)
            self.document = delegate.document(row, text, inner_right - left - 2 * _GAP)
            body_top = self.head.bottom() + 5
            late = backdated(fact, delegate.zone)
            self.late = QRect(self.head.left(), body_top, self.head.width(), small.height()) if late else QRect()
            if late:
                body_top += small.height() + 4
            height = int(self.document.size().height() + 0.99)
            self.body = QRect(left + _GAP, body_top, inner_right - left - 2 * _GAP, height)
            bottom = self.body.bottom() + 1
            if cut:
                self.whole = QRect(self.body.left(), bottom + 4, self.body.width(), max(24, base.height()))
                bottom = self.whole.bottom() + 1
            self.card = QRect(left, _PAD - 4, inner_right - left, bottom + 4)
            self.height = self.card.bottom() + 1 + 4
        else:
            self.body = QRect(left, _PAD, right - since_width - _GAP - left, 0)
            self.document = delegate.document(row, "", self.body.width())
            self.body.setHeight(int(self.document.size().height() + 0.99))
            self.late = QRect()
            self.head = QRect()
            self.height = self.body.bottom() + 1 + _PAD
        self.height = max(self.height, self.ago.bottom() + 1 + _PAD)


class TimelineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, zone: ZoneInfo, view: QListView) -> None:
        super().__init__(view)
        self.theme = theme
        self.zone = zone
        self._view = view
        self._shapes: dict[tuple, RowShape] = {}
        self._widths: dict[str, int] = {}

    def forget(self) -> None:
        self._shapes.clear()
        self._widths.clear()

    def time_width(self) -> int:
        if "time" not in self._widths:
            base, small = QFontMetrics(self.theme.font("base")), QFontMetrics(self.theme.font("small"))
            samples = [moment.short_length(59 * moment.MINUTE), moment.short_length(23 * moment.HOUR), _("now")]
            self._widths["time"] = 4 + max(
                base.horizontalAdvance("00:00"), *(small.horizontalAdvance(each) for each in samples)
            )
        return self._widths["time"]

    def since_width(self) -> int:
        if "since" not in self._widths:
            small = QFontMetrics(self.theme.font("small"))
            self._widths["since"] = 4 + small.horizontalAdvance("+" + moment.short_length(59 * moment.MINUTE))
        return self._widths["since"]

    def shape(self, row: FactRow, width: int) -> RowShape:
        key = (row.key, row.fact.text, row.fact.starred, row.fact.edited, width)
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) > 2_000:
                self._shapes.clear()
            found = self._shapes[key] = RowShape(self, row, width)
        return found

    def document(self, row: FactRow, text: str, width: int) -> QTextDocument:
        fact = row.fact
        if fact.kind in _CARD:
            document = document_of(text, self.theme)
        else:
            document = _told(row, self.zone, self.theme)
        document.setTextWidth(max(60, width))
        return document

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        row, width = index.data(ROW), self._view.viewport().width()
        small = QFontMetrics(self.theme.font("small")).height()
        if isinstance(row, FactRow):
            return QSize(width, self.shape(row, width).height)
        return QSize(width, small + (16 if isinstance(row, DayRow) else 20))

    # -- where the pointer is

    def hit(self, rect: QRect, row: Row | None, at: QPoint) -> str:
        """ "star", "whole" or the target of a link under the pointer; empty for nothing."""
        if not isinstance(row, FactRow):
            return ""
        shape = self.shape(row, rect.width())
        inside = self._mirrored_point(rect, at)
        if shape.star.adjusted(-2, -2, 2, 2).contains(inside):
            return "star"
        if shape.whole.contains(inside):
            return "whole"
        if shape.document is not None and shape.body.contains(inside):
            local = at - self._placed(rect, shape.body).topLeft()
            anchor = shape.document.documentLayout().anchorAt(local.toPointF())
            return anchor if anchor.startswith(SAFE_SCHEMES) else ""
        return ""

    def _mirrored_point(self, rect: QRect, at: QPoint) -> QPoint:
        inside = at - rect.topLeft()
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            inside.setX(rect.width() - 1 - inside.x())
        return inside

    def _placed(self, rect: QRect, part: QRect) -> QRect:
        """A part of a shape where it is on the view, mirrored where the layout is."""
        moved = QRect(part)
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            moved.moveLeft(rect.width() - part.left() - part.width())
        return moved.translated(rect.topLeft())

    # -- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, row)
        if isinstance(row, FactRow):
            self._paint_fact(painter, option.rect, row)
        elif isinstance(row, DayRow):
            self._paint_day(painter, option.rect, row)
        else:
            self._paint_line(painter, option.rect, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        if isinstance(row, DayRow) or not option.state & QStyle.StateFlag.State_Selected:
            return
        rect = QRectF(option.rect).adjusted(5, 1, -5, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour("selection"))
        painter.drawRoundedRect(rect, 6, 6)
        if self._view.hasFocus():
            painter.setPen(QPen(self.theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_fact(self, painter: QPainter, rect: QRect, row: FactRow) -> None:
        theme, fact = self.theme, row.fact
        shape = self.shape(row, rect.width())
        now = clock.stored(clock.now())
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        trailing = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        self._text(painter, self._placed(rect, shape.time), moment.time_of_day(fact.happened_at, self.zone), leading)
        # Above a week the day that stands above says more than a number of days.
        if now - fact.happened_at < 7 * moment.DAY:
            ago = moment.relative(fact.happened_at, now, self.zone)
            self._text(painter, self._placed(rect, shape.ago), ago, leading, "text2", "small")
        name, role = _ICON[fact.kind]
        icon = theme.pixmap(name, role, _GLYPH, painter.device().devicePixelRatioF())
        place = self._placed(rect, shape.icon)
        painter.drawPixmap(place.left(), place.top() + (place.height() - _GLYPH) // 2, icon)
        if row.since is not None and row.since >= moment.MINUTE:
            since = "+" + moment.short_length(row.since)
            self._text(painter, self._placed(rect, shape.since), since, trailing, "text2", "small")
        if fact.kind in _CARD:
            self._paint_card(painter, rect, row, shape)
        self._paint_document(painter, self._placed(rect, shape.body), shape.document)

    def _paint_card(self, painter: QPainter, rect: QRect, row: FactRow, shape: RowShape) -> None:
        theme, fact = self.theme, row.fact
        ground, bar = _CARD[fact.kind]
        card = QRectF(self._placed(rect, shape.card))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(card, 6, 6)
        painter.setBrush(theme.colour(bar))
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        edge = card.right() - 3 if mirrored else card.left()
        painter.drawRoundedRect(QRectF(edge, card.top(), 3, card.height()), 1.5, 1.5)
        self._paint_head(painter, self._placed(rect, shape.head), row)
        if not shape.late.isNull():
            leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            self._text(painter, self._placed(rect, shape.late), backdated(fact, self.zone), leading, "text2", "small")
        star = self._placed(rect, shape.star)
        icon = theme.pixmap("star", "warning" if fact.starred else "outline", 16, painter.device().devicePixelRatioF())
        painter.drawPixmap(star.left() + 4, star.top() + 4, icon)
        if fact.starred:
            painter.setPen(QPen(theme.colour("warning"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(star).adjusted(1, 1, -1, -1), 4, 4)
        if not shape.whole.isNull():
            leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            whole = _("Show all ({count} characters)").format(count=self._view.locale().toString(len(fact.text)))
            self._text(painter, self._placed(rect, shape.whole), whole, leading, "link")

    def _paint_head(self, painter: QPainter, rect: QRect, row: FactRow) -> None:
        fact = row.fact
        strong, base = QFontMetrics(self.theme.font("strong")), QFontMetrics(self.theme.font("small"))
        kind = _(KIND_NAME[fact.kind])
        if fact.edited:
            kind = _("{kind} · edited").format(kind=kind)
        kind_width = base.horizontalAdvance(kind) + 2
        actor = strong.elidedText(fact.actor, Qt.TextElideMode.ElideRight, max(40, rect.width() - kind_width - _GAP))
        width = strong.horizontalAdvance(actor) + 2
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        first = QRect(rect.left(), rect.top(), width, rect.height())
        second = QRect(rect.left() + width + _PAD, rect.top(), kind_width, rect.height())
        if mirrored:
            first.moveRight(rect.right())
            second.moveRight(first.left() - _PAD)
        self._text(painter, first, actor, leading, "text", "strong")
        self._text(painter, second, kind, leading, _CARD[fact.kind][1], "small")

    def _paint_document(self, painter: QPainter, rect: QRect, document: QTextDocument) -> None:
        painter.save()
        painter.translate(rect.topLeft())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self.theme.colour("text"))
        context.clip = QRectF(0, 0, rect.width(), rect.height())
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_day(self, painter: QPainter, rect: QRect, row: DayRow) -> None:
        text = day_name(row.at, self.zone)
        painter.setFont(self.theme.font("small"))
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        inner = rect.adjusted(SIDE, 4, -SIDE, 0)
        painter.setPen(QPen(self.theme.colour("border"), 1))
        middle = inner.center().y()
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.drawLine(inner.left(), middle, inner.right() - width - _PAD, middle)
        else:
            painter.drawLine(inner.left() + width + _PAD, middle, inner.right(), middle)
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        self._text(painter, inner, text, leading, "text2", "small")

    def _paint_line(self, painter: QPainter, rect: QRect, row: GapRow | MoreRow) -> None:
        text = spoken(row, self.zone)
        if isinstance(row, GapRow):
            text = _("{gap} · add from memory").format(gap=text)
        inner = rect.adjusted(SIDE, 0, -SIDE, 0)
        painter.setFont(self.theme.font("small"))
        width = painter.fontMetrics().horizontalAdvance(text) + 2 * _GAP
        painter.setPen(QPen(self.theme.colour("outline"), 1, Qt.PenStyle.DashLine))
        middle = inner.center().y()
        painter.drawLine(inner.left(), middle, inner.center().x() - width // 2, middle)
        painter.drawLine(inner.center().x() + width // 2, middle, inner.right(), middle)
        self._text(painter, inner, text, Qt.AlignmentFlag.AlignCenter, "link", "small")

    def _text(self, painter, rect: QRect, text: str, alignment, role: str = "text", font: str = "base") -> None:
        painter.setFont(self.theme.font(font))
        painter.setPen(self.theme.colour(role))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        if alignment & Qt.AlignmentFlag.AlignHCenter:
            painter.drawText(rect, alignment | Qt.TextFlag.TextSingleLine, isolated(elided))
        else:
            draw_text(painter, rect, elided, trailing=bool(alignment & Qt.AlignmentFlag.AlignTrailing))


def _told(row: FactRow, zone: ZoneInfo, theme: Theme) -> QTextDocument:
    """A change as text: who in strong letters, then what."""
    fact = row.fact
    document = document_of("", theme)
    cursor = QTextCursor(document)
    strong = QTextCharFormat()
    strong.setFont(theme.font("strong"))
    strong.setForeground(theme.colour("text"))
    plain = QTextCharFormat()
    plain.setFont(theme.font("base"))
    plain.setForeground(theme.colour("text2"))
    cursor.insertText(fact.actor, strong)
    cursor.insertText("  " + sentence(fact, zone), plain)
    return document
