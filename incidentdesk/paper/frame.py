"""The page: size, margins, header, footer, and the document as a whole."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageTemplate

from incidentdesk.language import _
from incidentdesk.paper.bundled_face import bundled
from incidentdesk.paper.file import replacing
from incidentdesk.paper.styles import MUTED, RULE, Align, Face, Style
from incidentdesk.paper.text import Ink, line_width, lines_of, shortened
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
        return self.size[0] - 2 * MARGIN, self.size[1] - 2 * MARGIN


class _Page(NamedTuple):
    """The size of a page and what stays free at its sides and at its top and bottom, in points; and what it says in
    its header before the title of the document."""

    width: float
    height: float
    side: float
    end: float
    heading: str = ""


class _Turn(ActionFlowable):  # type: ignore[misc]
    """From here on pages have another size, None for that of the sheet."""

    def __init__(self, page: _Page | None) -> None:
        super().__init__()
        self.page = page

    def apply(self, document: BaseDocTemplate) -> None:
        document.handle_nextPageTemplate(_template_name(self.page))
        document.handle_pageBreak()


def own_page(
    blocks: Sequence[Flowable],
    size: tuple[float, float],
    *,
    side: float = MARGIN,
    end: float = MARGIN,
    heading: str = "",
) -> list[Flowable]:
    """Blocks on pages of their own, behind which it goes on as before; `size` and margins in points.

    The margins may be smaller than those of other pages; header and footer, which stay where they are, need 15 mm.
    `heading` stands in the header, where it takes no room from the blocks.
    """
    return [_Turn(_Page(*size, side, end, heading)), *blocks, _Turn(None)]


def _turned(story: Sequence[Flowable]) -> tuple[list[Flowable], list[_Page | None]]:
    """The story without turns that would leave an empty page behind, and all sizes, that of the first page first."""
    blocks = [
        block
        for block, following in zip(story, [*story[1:], _Turn(None)], strict=True)
        if not (isinstance(block, _Turn) and isinstance(following, _Turn))
    ]
    first = blocks.pop(0).page if blocks and isinstance(blocks[0], _Turn) else None
    pages = [first, *(block.page for block in blocks if isinstance(block, _Turn))]
    return blocks, list(dict.fromkeys(pages))


def _template_name(page: _Page | None) -> str:
    return "text" if page is None else " × ".join(str(part) for part in page)


# ReportLab reads a font file through a position that all documents share.
_embedding = threading.Lock()


class _NumberedCanvas(Canvas):  # type: ignore[misc]
    """Every page shows a form that is only drawn at the end, when the number of pages is known."""

    def save(self) -> None:
        total = self.getPageNumber() - 1
        for page in range(1, total + 1):
            self.beginForm(_page_label(page), -MARGIN * 4, -_AWAY, _AWAY, _AWAY)
            label = lines_of(_("page {page} of {total}").format(page=page, total=total), _EDGE, self._pagesize[0])[0]
            ink = Ink(self)
            # It ends at the origin, which each page puts where its text ends.
            ink.line(label, _EDGE, -line_width(label, _EDGE), 0)
            ink.put()
            self.endForm()
        with _embedding:
            super().save()


def _page_label(page: int) -> str:
    return f"page-{page}"


def _draw_edges(canvas: Any, sheet: Sheet, page: _Page) -> None:
    left, right = page.side, page.width - page.side
    ink = Ink(canvas)
    top = page.height - MARGIN + _AWAY
    desk = shortened(sheet.desk, _EDGE, (right - left) * 0.35)
    title = shortened(" · ".join(filter(None, (page.heading, sheet.title))), _EDGE, (right - left) * 0.6)
    ink.line(desk, _EDGE, left, top)
    ink.line(title, _EDGE, right - line_width(title, _EDGE), top)
    ink.rule(left, right, top - 4, RULE)
    bottom = MARGIN - _AWAY - 8
    ink.rule(left, right, bottom + 11, RULE)
    made = shortened(sheet.made, _EDGE, (right - left) * 0.55)
    ink.line(made, _EDGE, left, bottom)
    if sheet.mark:
        style = _EDGE.but(face=Face.BOLD)
        mark = shortened(sheet.mark, style, (right - left) * 0.2)
        ink.line(mark, style, right - 90 - line_width(mark, style), bottom)
    ink.put()
    canvas.saveState()
    canvas.translate(right, bottom)
    canvas.doForm(_page_label(canvas.getPageNumber()))
    canvas.restoreState()


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

    def begin_page(canvas: Any, page: _Page) -> None:
        if cancelled():
            raise Refused(_("Stopped. Nothing was written."))
        _draw_edges(canvas, sheet, page)

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
        blocks, pages = _turned(story)
        document.addPageTemplates([_template(page, sheet, begin_page) for page in pages])
        document.build(blocks, canvasmaker=_NumberedCanvas)
        return int(document.page)


def _template(page: _Page | None, sheet: Sheet, begin_page: Callable[[Any, _Page], None]) -> PageTemplate:
    shape = page or _Page(*sheet.size, MARGIN, MARGIN)
    width, height, side, end, _heading = shape
    room = (width - 2 * side, height - 2 * end)
    frame = Frame(side, end, *room, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    return PageTemplate(
        id=_template_name(page),
        frames=[frame],
        onPage=lambda canvas, _document: begin_page(canvas, shape),
        pagesize=(width, height),
    )
