"""The timeline as a list: one row per fact, notes and comments with their texts, gaps where nothing was recorded."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDrag,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.carried import Carried, packed
from incidentdesk.desktop.respond.timeline_delegate import SAFE_SCHEMES, SIDE, TimelineDelegate
from incidentdesk.desktop.respond.timeline_model import (
    ROW,
    FactRow,
    GapRow,
    MoreRow,
    Row,
    TimelineModel,
    spoken,
)
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import ISOLATE, POP, _
from incidentdesk.respond.timeline import sentence


class TimelineView(QListView):
    """Emits what a person wants to do with a row; the page does it."""

    star_wanted = Signal(object)
    edit_wanted = Signal(object)
    whole_wanted = Signal(object)
    gap_wanted = Signal(object)
    about_wanted = Signal(str)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, desk: Desk, model: TimelineModel, number: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._number = desk, number
        self.setModel(model)
        self._delegate = TimelineDelegate(desk.theme, desk.zone, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Timeline"))
        self.setAccessibleDescription(_("Everything that happened, one row each"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(40)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.verticalScrollBar().setSingleStep(24)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self.scheduleDelayedItemsLayout)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def current_row(self) -> Row | None:
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def renew(self) -> None:
        """Write the relative times anew."""
        self.viewport().update()

    def refill(self, change) -> None:
        """Let `change()` fill the model anew, and keep the row under the cursor and the place of the scroll bar."""
        row, top = self.current_row(), self._top_row()
        scrolled = self.verticalScrollBar().value()
        change()
        model: TimelineModel = self.model()
        if row is not None:
            place = model.place_of(row.key)
            if place.isValid():
                self.setCurrentIndex(place)
        if scrolled > 0 and top is not None:
            key, offset = top
            place = model.place_of(key)
            if place.isValid():
                self.scrollTo(place, QListView.ScrollHint.PositionAtTop)
                self.verticalScrollBar().setValue(self.verticalScrollBar().value() + offset)

    def _top_row(self) -> tuple[tuple, int] | None:
        index = self.indexAt(QPoint(SIDE + 1, 1))
        if not index.isValid():
            return None
        return index.data(ROW).key, -self.visualRect(index).top()

    # -- acting

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() is not None:
            self._activate(self.current_row())
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands here, not a search."""

    def copy(self) -> None:
        """Put the row under the cursor on the clipboard: the text of a note, else the sentence."""
        row = self.current_row()
        if row is None:
            return
        note = isinstance(row, FactRow) and row.fact.entry_id is not None
        QGuiApplication.clipboard().setText(row.fact.text if note else spoken(row, self._desk.zone))

    def _activate(self, row: Row) -> None:
        if isinstance(row, MoreRow):
            self.refill(self.model().show_more)
        elif isinstance(row, GapRow):
            self.gap_wanted.emit(row)
        elif isinstance(row, FactRow) and row.fact.entry_id is not None:
            self.whole_wanted.emit(row)
        elif isinstance(row, FactRow) and row.fact.about:
            self.about_wanted.emit(row.fact.about)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Carry the row to where it is to be evidence."""
        row = self.current_row()
        if isinstance(row, FactRow):
            drag = QDrag(self)
            drag.setMimeData(packed(self.carried(row)))
            drag.exec(Qt.DropAction.CopyAction)

    def carried(self, row: FactRow) -> Carried:
        """A row as it is carried elsewhere: the text of a note, else the sentence."""
        fact = row.fact
        note = fact.entry_id is not None
        text = fact.text if note else sentence(fact, self._desk.zone).replace(ISOLATE, "").replace(POP, "")
        source = _("Timeline of {number}").format(number=self._number)
        return Carried(text, fact.actor, fact.happened_at, source, entry_id=fact.entry_id or 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        row = index.data(ROW)
        if isinstance(row, MoreRow | GapRow):
            self._activate(row)
            return
        found = self._delegate.hit(self.visualRect(index), row, event.position().toPoint())
        if found == "star":
            self.star_wanted.emit(row)
        elif found == "whole":
            self.whole_wanted.emit(row)
        elif found:
            open_link(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW) if index.isValid() else None
        found = self._delegate.hit(self.visualRect(index), row, event.position().toPoint()) if row else ""
        link = bool(found) or isinstance(row, MoreRow | GapRow)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        self.viewport().setToolTip(found if found.startswith(SAFE_SCHEMES) else "")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW) if index.isValid() else None
        if isinstance(row, FactRow) and row.fact.entry_id is not None:
            self.edit_wanted.emit(row)
        elif isinstance(row, FactRow) and row.fact.about:
            self.about_wanted.emit(row.fact.about)

    def contextMenuEvent(self, event) -> None:
        index = self.indexAt(event.pos()) if event.reason() == event.Reason.Mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            where = event.globalPos()
            if event.reason() != event.Reason.Mouse:
                where = self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(index.data(ROW), where)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._again.start()

    def _dress(self) -> None:
        self._delegate.forget()
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("QListView { background: $surface; border: none; padding: 0; }" + SCROLL_BARS))
        self.setFont(theme.font("base"))
        self.scheduleDelayedItemsLayout()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutDirectionChange, QEvent.Type.FontChange):
            self._delegate.forget()
            self.scheduleDelayedItemsLayout()
        return super().event(event)


def open_link(target: str) -> None:
    """Open a web or mail address in the program that the person uses for it; nothing else is ever opened."""
    url = QUrl(target)
    if url.scheme().lower() in SAFE_SCHEMES:
        QDesktopServices.openUrl(url)
