"""A PDF whose pages can be painted."""

import ctypes
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

# PDFium is not made for several threads at once, whatever document they read. A document may be forgotten, and so
# closed, in the middle of anything.
PDFIUM = threading.RLock()


class Document:
    """Its pages, counted from 0. Any thread may paint them; each waits for its turn.

    `sizes` are widths and heights in points.
    """

    def __init__(self, path: Path) -> None:
        """Raises Refused where the file is no PDF that can be read."""
        import pypdfium2

        self.path = path
        self._pdf = None
        with PDFIUM:
            try:
                self._pdf = pypdfium2.PdfDocument(path)
                self.sizes = [self._pdf.get_page_size(page) for page in range(len(self._pdf))]
            except (pypdfium2.PdfiumError, OSError) as error:
                raise Refused(
                    _("{file} can't be shown: {reason}. Make it again.").format(file=isolated(path.name), reason=error)
                ) from error

    def __len__(self) -> int:
        return len(self.sizes)

    def image(
        self, page: int, width: int, height: int, *, top: int = 0, rows: int = 0, printing: bool = False
    ) -> QImage:
        """The page painted `width` by `height` pixels; of it only `rows` lines from `top`, where `rows` is given.

        A null image once the document is closed.
        """
        from pypdfium2 import raw

        with PDFIUM:
            if self._pdf is None:
                return QImage()
            image = QImage(width, rows or height, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            pixels = (ctypes.c_ubyte * image.sizeInBytes()).from_buffer(image.bits())
            bitmap = raw.FPDFBitmap_CreateEx(
                image.width(), image.height(), raw.FPDFBitmap_BGRx, pixels, image.bytesPerLine()
            )
            opened = self._pdf[page]
            try:
                flags = raw.FPDF_ANNOT | (raw.FPDF_PRINTING if printing else 0)
                raw.FPDF_RenderPageBitmap(bitmap, opened, 0, -top, width, height, 0, flags)
            finally:
                opened.close()
                raw.FPDFBitmap_Destroy(bitmap)
            del pixels
        return image

    def close(self) -> None:
        with PDFIUM:
            if self._pdf is not None:
                self._pdf.close()
                self._pdf = None

    def __del__(self) -> None:
        self.close()
