"""The list of pages and saved views at the leading edge of the window."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _, ngettext

WIDE, RAIL = 208, 52
_ENTRY = Qt.ItemDataRole.UserRole
_HEADING = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class SidebarEntry:
    """A page, a saved view or another thing below the pages; `count` of None shows no number.

    `spoken` says the number in words; without it, it counts incidents.
    """

    key: str
    text: str
    count: int | None = None
    icon: str = "view"
    spoken: str = ""


class Sidebar(QListWidget):
    """Emits `page_wanted` with the key of a page, `view_wanted` with the key of a saved view."""

    page_wanted = Signal(str)
    view_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: list[SidebarEntry] = []
        self._views: list[SidebarEntry] = []
        self._current = ("", "")
        self.rail = False
        self.setAccessibleName(_("Sidebar"))
        self.setAccessibleDescription(_("Pages and saved views; Enter opens one"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(theme, self))
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_rail(False)

    def show_pages(self, pages: Iterable[SidebarEntry]) -> None:
        self._pages = list(pages)
        self._fill()

    def show_views(self, views: Iterable[SidebarEntry]) -> None:
        self._views = list(views)
        self._fill()

    def show_count(self, page: str, count: int | None, spoken: str = "") -> None:
        """Set the number behind a page."""
        self._pages = [replace(each, count=count, spoken=spoken) if each.key == page else each for each in self._pages]
        self._fill()

    def mark(self, page: str, view: str = "") -> None:
        """Show where the window is."""
        self._current = (page, view)
        self.viewport().update()
        for row in range(self.count()):
            if self.is_current(self.item(row)):
                self.setCurrentRow(row)

    def is_current(self, item: QListWidgetItem) -> bool:
        kind, key = item.data(_ENTRY) or ("", "")
        page, view = self._current
        return (kind == "view" and key == view) if view else (kind == "page" and key == page)

    def show_rail(self, rail: bool) -> None:
        """Show only the icons, or everything."""
        self.rail = rail
        scale = max(1.0, self._theme.scale / 100)
        self.setFixedWidth(RAIL if rail else round(WIDE * scale))
        self._fill()

    def entries(self) -> list[str]:
        """The texts as they stand, headings too."""
        return [self.item(row).text() for row in range(self.count())]

    def _fill(self) -> None:
        row = self.currentRow()
        self.clear()
        for each in self._pages:
            self._add(each, "page")
        if self._views and not self.rail:
            heading = QListWidgetItem(_("Saved views"))
            heading.setData(_HEADING, True)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(heading)
        for each in self._views:
            if not self.rail:
                self._add(each, "view")
        self.setCurrentRow(min(row, self.count() - 1))

    def _add(self, entry: SidebarEntry, kind: str) -> None:
        item = QListWidgetItem(entry.text)
        item.setData(_ENTRY, (kind, entry.key))
        item.setData(Qt.ItemDataRole.UserRole + 2, entry)
        spoken = entry.text
        if entry.count is not None:
            incidents = ngettext("{count} incident", "{count} incidents", entry.count).format(count=entry.count)
            counted = entry.spoken or incidents
            spoken = _("{name}, {count}").format(name=entry.text, count=counted)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setToolTip(spoken)
        self.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        kind, key = item.data(_ENTRY) or ("", "")
        if kind == "page":
            self.page_wanted.emit(key)
        elif kind == "view":
            self.view_wanted.emit(key)

    def _dress(self) -> None:
        edge = "right" if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else "left"
        sheet = "QListWidget { background: $sidebar; border: none; border-EDGE: 1px solid $border; padding: 8px 0; }"
        self.setStyleSheet(self._theme.sheet(sheet.replace("EDGE", edge)))
        self.setFont(self._theme.font("base"))
        self.show_rail(self.rail)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self._theme = theme
        self._sidebar = sidebar

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = QFontMetrics(self._theme.font("base")).height()
        if index.data(_HEADING):
            return QSize(0, height + 24)
        kind = (index.data(_ENTRY) or ("page",))[0]
        return QSize(0, max(36 if kind == "page" else 32, height + 12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(_HEADING):
            self._paint_heading(painter, option.rect, index.data())
        else:
            self._paint_entry(painter, option, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        font = self._theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("hint"))
        inner = rect.adjusted(20, 0, -20, -4)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading, text.upper())

    def _paint_entry(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, rail = self._theme, self._sidebar.rail
        entry: SidebarEntry = index.data(Qt.ItemDataRole.UserRole + 2)
        kind = index.data(_ENTRY)[0]
        current = self._sidebar.is_current(self._sidebar.item(index.row()))
        rect = option.rect.adjusted(8, 2, -8, -2)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        self._paint_ground(painter, option, rect, current, mirrored)
        if kind == "page":
            icon = theme.pixmap(entry.icon, "accent" if current else "text2", 20, painter.device().devicePixelRatioF())
            left = rect.left() + (rect.width() - 20) // 2 if rail else rect.left() + 12
            if mirrored and not rail:
                left = rect.right() - 12 - 19
            painter.drawPixmap(left, rect.top() + (rect.height() - 20) // 2, icon)
        if rail:
            return
        start = 44 if kind == "page" else 12
        count = "" if entry.count is None else self._sidebar.locale().toString(entry.count)
        metrics = QFontMetrics(theme.font("base"))
        tail = metrics.horizontalAdvance(count) + 12 + (8 if count else 0)
        middle = rect.adjusted(tail, 0, -start, 0) if mirrored else rect.adjusted(start, 0, -tail, 0)
        painter.setFont(theme.font("strong" if current else "base"))
        painter.setPen(theme.colour("text"))
        text = painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, middle.width())
        painter.drawText(middle, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, text)
        if count:
            painter.setFont(theme.font("base"))
            painter.setPen(theme.colour("text2"))
            end = rect.adjusted(12, 0, -12, 0)
            painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing, count)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, current: bool, mirrored: bool
    ) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        if current:
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(rect, 6, 6)
            painter.setBrush(theme.colour("accent"))
            edge = rect.right() - 2 if mirrored else rect.left()
            painter.drawRoundedRect(QRectF(edge, rect.top(), 3, rect.height()), 1.5, 1.5)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(rect, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setColor(theme.colour("focus"))
            pen.setWidth(2)
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 6, 6)
