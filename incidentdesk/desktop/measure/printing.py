"""Sending the pages of a document to a printer; runs in a worker."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from incidentdesk.desktop.background import Cancelled
from incidentdesk.desktop.measure.document import Document
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

# Text printed finer than this looks the same, and the pages of a printer into a file may have 1200.
FINEST = 600  # dots per inch
# A page is painted in stripes: a whole one of 600 dots per inch would be 140 MB, and Qt does not let go of the
# interpreter while it packs a picture, so that the window would stand still.
_STRIPE = 32  # lines


def printer_for(document: Document) -> QPrinter:
    """A printer set to the size and the direction of the document's paper."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    width, height = document.sizes[0]
    size = _page_size(min(width, height), max(width, height))
    direction = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, direction, QMarginsF()))
    printer.setFullPage(True)
    printer.setFromTo(1, len(document))
    printer.setPrintRange(QPrinter.PrintRange.AllPages)
    printer.setCreator("IncidentDesk")
    return printer


def _page_size(width: float, height: float) -> QPageSize:
    known = {595: QPageSize.PageSizeId.A4, 612: QPageSize.PageSizeId.Letter}.get(round(width))
    if known is not None:
        return QPageSize(known)
    from PySide6.QtCore import QSizeF

    return QPageSize(QSizeF(width, height), QPageSize.Unit.Point)


def pages_of(printer: QPrinter, count: int, current: int) -> list[int]:
    """The pages that somebody has asked for, counted from 0, in the order of printing."""
    if printer.printRange() == QPrinter.PrintRange.CurrentPage:
        pages = [current]
    elif printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage():
        pages = list(range(printer.fromPage() - 1, min(printer.toPage() or count, count)))
    else:
        pages = list(range(count))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    # Most printers make the copies by themselves.
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return pages * copies if printer.collateCopies() else [page for page in pages for _copy in range(copies)]


def print_pages(
    document: Document,
    printer: QPrinter,
    pages: list[int],
    *,
    progress: Callable[[int, int], None],
) -> int:
    """Print these pages and return their number.

    Raises Refused where the printer does not take them. When `progress` raises, nothing more is printed, and a file
    that was printed into is removed.
    """
    painter = QPainter()
    if not painter.begin(printer):
        where = isolated(printer.outputFileName() or printer.printerName())
        raise Refused(
            _("{printer} does not take the pages. See whether it is on, or choose another one.").format(printer=where)
        )
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for place, page in enumerate(pages):
            progress(place, len(pages))
            if place:
                printer.newPage()
            _paint(painter, printer, document, page, lambda place=place: progress(place, len(pages)))
        progress(len(pages), len(pages))
    except Cancelled:
        printer.abort()
        painter.end()
        if printer.outputFileName():
            with suppress(OSError):
                Path(printer.outputFileName()).unlink(missing_ok=True)
        raise
    painter.end()
    return len(pages)


def _paint(
    painter: QPainter, printer: QPrinter, document: Document, page: int, still_wanted: Callable[[], None]
) -> None:
    """A page as large as the paper allows, in the middle of it."""
    paper = printer.paperRect(QPrinter.Unit.DevicePixel).size()
    width, height = document.sizes[page]
    scale = min(paper.width() / width, paper.height() / height)
    target = QRect(0, 0, round(width * scale), round(height * scale))
    target.moveTopLeft(
        QPoint(round((paper.width() - target.width()) / 2), round((paper.height() - target.height()) / 2))
    )
    # Whole dots of the printer for each dot of the picture, so that stripes meet exactly.
    coarse = max(1, -(-printer.resolution() // FINEST))
    dots_wide, dots_high = target.width() // coarse, target.height() // coarse
    for top in range(0, dots_high, _STRIPE):
        still_wanted()
        rows = min(_STRIPE, dots_high - top)
        stripe = document.image(page, dots_wide, dots_high, top=top, rows=rows, printing=True)
        if stripe.allGray():
            stripe = stripe.convertToFormat(QImage.Format.Format_Grayscale8)
        painter.drawImage(QRect(target.left(), target.top() + top * coarse, dots_wide * coarse, rows * coarse), stripe)
