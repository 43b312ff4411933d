"""The page: size, margins, header, footer, and the document as a whole."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageTemplate

from incidentdesk.language import _
from incidentdesk.paper.file import replacing
from incidentdesk.paper.styles import MUTED, RULE, Align, Face, Style
from incidentdesk.paper.text import Ink, bundled, line_width, lines_of, shortened
from incidentdesk.paper.visible import visible
from incidentdesk.refusal import Refused

MARGIN = 18 * mm
_EDGE = Style(size=8, leading=10, colour=MUTED, align=Align.LEFT)
# The header and the footer stand in the margin, so much away from the text.
_AWAY = 5 * mm


class PageSize(StrEnum):
    A4 = "A4"
    LETTER = "Letter"


_POINTS = {PageSize.A4: A4, PageSize.LETTER: LETTER}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every page says, and the document about itself.

    `made` is a whole sentence part: when and by whom. `mark` stands in the middle of the footer, as "Internal".
    """

    desk: str
    title: str
    made: str
    author: str = ""
    subject: str = ""
    mark: str = ""
    page_size: PageSize = PageSize.A4
    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = _POINTS[self.page_size]
        return (height, width) if self.landscape else (width, height)

    @property
    def text_size(self) -> tuple[float, float]:
        """Width and height between the margins, in points."""
        return room_on(self.size)


def room_on(size: tuple[float, float]) -> tuple[float, float]:
    """Width and height between the margins of a page of that size, in points."""
    return size[0] - 2 * MARGIN, size[1] - 2 * MARGIN


class _Turn(ActionFlowable):  # type: ignore[misc]
    """From here on pages have another size, None for that of the sheet."""

    def __init__(self, size: tuple[float, float] | None) -> None:
        super().__init__()
        self.size = size

    def apply(self, document: BaseDocTemplate) -> None:
        document.handle_nextPageTemplate(_template_name(self.size))
        document.handle_pageBreak()


def own_page(blocks: Sequence[Flowable], size: tuple[float, float]) -> list[Flowable]:
    """Blocks on pages of their own, `size` in points with the same margins as the others; behind them it goes on as
    before."""
    return [_Turn(size), *blocks, _Turn(None)]


def _turned(story: Sequence[Flowable]) -> tuple[list[Flowable], list[tuple[float, float] | None]]:
    """The story without turns that would leave an empty page behind, and all sizes, that of the first page first."""
    blocks = [
        block
        for block, following in zip(story, [*story[1:], _Turn(None)], strict=True)
        if not (isinstance(block, _Turn) and isinstance(following, _Turn))
    ]
    first = blocks.pop(0).size if blocks and isinstance(blocks[0], _Turn) else None
    sizes = [first, *(block.size for block in blocks if isinstance(block, _Turn))]
    return blocks, list(dict.fromkeys(sizes))


def _template_name(size: tuple[float, float] | None) -> str:
    return "text" if size is None else f"{size[0]:.2f} × {size[1]:.2f}"


# ReportLab reads a font file through a position that all documents share.
_embedding = threading.Lock()


class _NumberedCanvas(Canvas):  # type: ignore[misc]
    """Every page shows a form that is only drawn at the end, when the number of pages is known."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._widths: list[float] = []

    def showPage(self) -> None:
        self._widths.append(self._pagesize[0])
        super().showPage()

    def save(self) -> None:
        total = len(self._widths)
        for page, width in enumerate(self._widths, 1):
            self.beginForm(_page_label(page))
            label = lines_of(_("page {page} of {total}").format(page=page, total=total), _EDGE, width)[0]
            ink = Ink(self)
            ink.line(label, _EDGE, width - MARGIN - line_width(label, _EDGE), MARGIN - _AWAY - 8)
            ink.put()
            self.endForm()
        with _embedding:
            super().save()


def _page_label(page: int) -> str:
    return f"page-{page}"


def _draw_edges(canvas: Any, sheet: Sheet, size: tuple[float, float]) -> None:
    width, height = size
    right = width - MARGIN
    ink = Ink(canvas)
    top = height - MARGIN + _AWAY
    desk = shortened(sheet.desk, _EDGE, (right - MARGIN) * 0.35)
    title = shortened(sheet.title, _EDGE, (right - MARGIN) * 0.6)
    ink.line(desk, _EDGE, MARGIN, top)
    ink.line(title, _EDGE, right - line_width(title, _EDGE), top)
    ink.rule(MARGIN, right, top - 4, RULE)
    bottom = MARGIN - _AWAY - 8
    ink.rule(MARGIN, right, bottom + 11, RULE)
    made = shortened(sheet.made, _EDGE, (right - MARGIN) * 0.55)
    ink.line(made, _EDGE, MARGIN, bottom)
    if sheet.mark:
        style = _EDGE.but(face=Face.BOLD)
        mark = shortened(sheet.mark, style, (right - MARGIN) * 0.2)
        ink.line(mark, style, right - 90 - line_width(mark, style), bottom)
    ink.put()
    canvas.doForm(_page_label(canvas.getPageNumber()))


def write_document(
    path: Path | str,
    story: Sequence[Flowable],
    sheet: Sheet,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the blocks as a PDF and return the number of its pages.

    The file is written whole or not at all. Raises Refused where the place cannot be written to, or when `cancelled`
    says so between two pages.
    """

    def begin_page(canvas: Any, document: BaseDocTemplate) -> None:
        if cancelled():
            raise Refused(_("Stopped. Nothing was written."))
        _draw_edges(canvas, sheet, document.pageTemplate.pagesize)

    with replacing(Path(path)) as file:
        document = BaseDocTemplate(
            file,
            pagesize=sheet.size,
            title=visible(sheet.title),
            author=visible(sheet.author),
            subject=visible(sheet.subject),
            creator="IncidentDesk",
            initialFontName=bundled(Face.REGULAR).name,
            displayDocTitle=True,
        )
        blocks, sizes = _turned(story)
        document.addPageTemplates([_template(size, sheet, begin_page) for size in sizes])
        document.build(blocks, canvasmaker=_NumberedCanvas)
        return int(document.page)


def _template(size: tuple[float, float] | None, sheet: Sheet, begin_page: Callable[[Any, Any], None]) -> PageTemplate:
    points = size or sheet.size
    frame = Frame(MARGIN, MARGIN, *room_on(points), leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    return PageTemplate(id=_template_name(size), frames=[frame], onPage=begin_page, pagesize=points)
