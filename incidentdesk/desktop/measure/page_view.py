"""Pages below each other, painted when they come into view."""

from bisect import bisect_right
from collections import OrderedDict

import shiboken6
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.document import Document
from incidentdesk.language import _

# At 100 % a page is as large as on paper, on a screen of 96 logical pixels to the inch.
_PIXELS = 96 / 72  # for each point
SMALLEST, LARGEST = 0.25, 4.0
STEPS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
FIT_WIDTH, FIT_PAGE = "width", "page"
_KEPT_BYTES = 96 << 20


class PageView(QAbstractScrollArea):
    """Shows a document, or a sentence while there is none.

    `page_changed` carries the page that is in view, counted from 0; `zoomed` comes when the scale has become another.
    """

    page_changed = Signal(int)
    zoomed = Signal()

    margin, gap = 16, 16
    label_height = 0

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.document: Document | None = None
        self.sentence = ""
        self.fit = FIT_WIDTH
        self.scale = 1.0
        self.page = 0
        self._tops: list[int] = []
        self._extent = QSize()
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._job = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Pages"))
        self.verticalScrollBar().valueChanged.connect(self._find_page)
        desk.theme.changed.connect(self._dress)
        self._dress()

    # -- what is shown

    def show_document(self, document: Document | None, sentence: str = "") -> None:
        """Show other pages in the place of those that are there, as near as can be to where somebody was."""
        self.document, self.sentence = document, sentence
        self._images.clear()
        self._drop_job()
        self.page = min(self.page, len(document) - 1) if document else 0
        before = self.verticalScrollBar().value()
        self._arrange()
        self.verticalScrollBar().setValue(before)
        self._find_page(force=True)
        self.viewport().update()

    def go_to(self, page: int) -> None:
        """Bring the top of a page into view."""
        if self.document and 0 <= page < len(self.document):
            self.verticalScrollBar().setValue(max(0, self._tops[page] - self.gap // 2))
            # At the end of the document several pages may be in view at once.
            self._show_page(page)

    def _find_page(self, _value: int = 0, *, force: bool = False) -> None:
        """The page on which the upper third of the view ends is the one that somebody looks at."""
        if not self.document:
            return
        bar = self.verticalScrollBar()
        at = bar.value() + self.viewport().height() // 3
        page = len(self._tops) - 1 if bar.value() == bar.maximum() > 0 else max(0, bisect_right(self._tops, at) - 1)
        self._show_page(page, force=force)

    def _show_page(self, page: int, *, force: bool = False) -> None:
        if page != self.page or force:
            self.page = page
            self.setAccessibleDescription(_("Page {page} of {total}").format(page=page + 1, total=len(self.document)))
            self.page_changed.emit(page)

    # -- size

    def zoom_to(self, fit: str, scale: float = 1.0) -> None:
        """FIT_WIDTH, FIT_PAGE, or "" for a scale of its own."""
        page, self.fit = self.page, fit
        if not fit:
            self.scale = min(LARGEST, max(SMALLEST, scale))
        self._arrange()
        self.go_to(page)
        self.zoomed.emit()

    def step_zoom(self, direction: int) -> None:
        """To the next larger or smaller of the usual scales."""
        if direction > 0:
            wanted = [step for step in STEPS if step > self.scale + 0.01][:1]
        else:
            wanted = [step for step in STEPS if step < self.scale - 0.01][-1:]
        if wanted:
            self.zoom_to("", wanted[0])

    def _fitted(self) -> float:
        # A scroll bar that came and went with the scale would have the page change its size for ever.
        bar = self.verticalScrollBar().sizeHint().width() if len(self.document) > 1 or self.fit == FIT_WIDTH else 0
        room = self.maximumViewportSize()
        widest = max(width for width, _height in self.document.sizes)
        scale = (room.width() - bar - 2 * self.margin) / (widest * _PIXELS)
        if self.fit == FIT_PAGE:
            tallest = max(height for _width, height in self.document.sizes)
            scale = min(scale, (room.height() - 2 * self.margin - self.label_height) / (tallest * _PIXELS))
        return max(0.02, scale)

    def _arrange(self) -> None:
        self._tops = []
        if not self.document:
            self._extent = QSize()
        else:
            if self.fit:
                scale = self._fitted()
                if abs(scale - self.scale) > 1e-6:
                    self.scale = scale
                    self.zoomed.emit()
            at, widest = self.margin, 0
            for width, height in self.document.sizes:
                self._tops.append(at)
                at += round(height * _PIXELS * self.scale) + self.label_height + self.gap
                widest = max(widest, round(width * _PIXELS * self.scale))
            self._extent = QSize(widest + 2 * self.margin, at - self.gap + self.margin)
        self._set_bars()
        self.viewport().update()

    def _set_bars(self) -> None:
        view = self.viewport().size()
        for bar, extent, room in (
            (self.verticalScrollBar(), self._extent.height(), view.height()),
            (self.horizontalScrollBar(), self._extent.width(), view.width()),
        ):
            bar.setRange(0, max(0, extent - room))
            bar.setPageStep(max(1, room - 32))
            bar.setSingleStep(40)

    def resizeEvent(self, _event: object) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._arrange()
        bar.setValue(round(share * bar.maximum()))

    # -- painting

    def page_rect(self, page: int) -> QRect:
        """Where the page is in the viewport."""
        width, height = self.document.sizes[page]
        size = QSize(round(width * _PIXELS * self.scale), round(height * _PIXELS * self.scale))
        left = max(self.margin, (self.viewport().width() - size.width()) // 2) - self.horizontalScrollBar().value()
        return QRect(QPoint(left, self._tops[page] - self.verticalScrollBar().value()), size)

    def pages_in_view(self) -> range:
        if not self.document:
            return range(0)
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, bisect_right(self._tops, top + self.viewport().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme = self._desk.theme
        painter.fillRect(event.rect(), theme.colour("window"))
        if not self.document:
            painter.setPen(theme.colour("text2"))
            painter.drawText(
                self.viewport().rect().adjusted(24, 24, -24, -24),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self.sentence,
            )
        for page in self.pages_in_view():
            self._paint_page(painter, page)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()
        self._fetch()

    def _paint_page(self, painter: QPainter, page: int) -> None:
        rect = self.page_rect(page)
        painter.setPen(self._desk.theme.colour("border"))
        painter.setBrush(QColor("white"))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        image = self._images.get(page)
        if image is not None:
            self._images.move_to_end(page)
            # One of another scale stands in until the right one is painted.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.size() != self._wanted_size(page))
            painter.drawImage(rect, image)

    def _wanted_size(self, page: int) -> QSize:
        ratio = self.devicePixelRatioF()
        size = self.page_rect(page).size()
        return QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))

    def _missing(self) -> int | None:
        """The next page to paint: one in view first, then those beside it."""
        seen = self.pages_in_view()
        beside = [page for page in (seen.stop, seen.start - 1) if 0 <= page < len(self.document)] if seen else []
        for page in (*seen, *beside):
            image = self._images.get(page)
            if image is None or image.size() != self._wanted_size(page):
                return page
        return None

    def _fetch(self) -> None:
        if self._job is not None or not self.document:
            return
        page = self._missing()
        if page is None:
            return
        size, document = self._wanted_size(page), self.document
        self._job = self._desk.background.run(
            document.image, page, size.width(), size.height(), then=lambda image: self._take(document, page, image)
        )

    def _take(self, document: Document, page: int, image: QImage) -> None:
        if not shiboken6.isValid(self):
            return
        self._job = None
        if document is not self.document or image.isNull():
            return
        self._images[page] = image
        kept = sum(each.sizeInBytes() for each in self._images.values())
        while kept > _KEPT_BYTES and len(self._images) > 1:
            _page, gone = self._images.popitem(last=False)
            kept -= gone.sizeInBytes()
        self.viewport().update()

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @property
    def complete(self) -> bool:
        """Whether all that is in view is painted in its right size."""
        return self.document is not None and self._missing() is None

    # -- keys and wheel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self.document) - 1 if self.document else 0
        bar = self.verticalScrollBar()
        if key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and self.fit == FIT_PAGE:
            self.go_to(max(0, min(last, self.page + (1 if key == Qt.Key.Key_PageDown else -1))))
        elif key == Qt.Key.Key_Space:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            bar.setValue(bar.value() + (-bar.pageStep() if back else bar.pageStep()))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _dress(self) -> None:
        self.viewport().update()


class Thumbnails(PageView):
    """All pages small, with their numbers; `chosen` carries the page that somebody picks."""

    chosen = Signal(int)

    margin, gap = 16, 8
    label_height = 22

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.current = 0
        self.setAccessibleName(_("Small pages"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def mark(self, page: int) -> None:
        """Show which page is in the large view."""
        self.current = page
        self.setAccessibleDescription(_("Page {page}").format(page=page + 1))
        if self.document and page < len(self.document):
            rect = self.page_rect(page)
            bar = self.verticalScrollBar()
            if rect.top() < self.gap:
                bar.setValue(bar.value() + rect.top() - self.margin)
            elif rect.bottom() + self.label_height > self.viewport().height():
                bar.setValue(bar.value() + rect.bottom() + self.label_height + self.gap - self.viewport().height())
        self.viewport().update()

    def _paint_page(self, painter: QPainter, page: int) -> None:
        theme = self._desk.theme
        rect = self.page_rect(page)
        if page == self.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(rect.adjusted(-6, -6, 6, self.label_height), 4, 4)
        super()._paint_page(painter, page)
        if page == self.current:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(-1, -1, 1, 1))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text" if page == self.current else "text2"))
        label = QRect(0, rect.bottom() + 3, self.viewport().width(), self.label_height - 4)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, f"{page + 1:,}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.document) - 1 if self.document else 0
        step = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5,
            Qt.Key.Key_Home: -last, Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None:
            event.ignore()
            return
        self.chosen.emit(max(0, min(last, self.current + step)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for page in self.pages_in_view():
            if self.page_rect(page).adjusted(-6, -6, 6, self.label_height).contains(event.position().toPoint()):
                self.chosen.emit(page)

    def _dress(self) -> None:
        self.label_height = QFontMetrics(self._desk.theme.font("small")).height() + 8
        self._arrange()
