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
from incidentdesk.paper.text import Ink, line_width, shortened
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
    With `chapters` each page says in its header which section it belongs to, for pages that are leafed through.
    """

    desk: str
    title: str
    made: str
    author: str = ""
    subject: str = ""
    mark: str = ""
    page_size: PageSize = PageSize.A4
    landscape: bool = False
    chapters: bool = False

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
    """Every page shows forms that are only drawn at the end, when it is known what stands on which page."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The headings of the outline with their pages, those that are asked for with how, and the widths of headers.
        self._headings: list[tuple[str, int]] = []
        self._asked: list[tuple[str, Style]] = []
        self._headers: dict[int, tuple[str, float]] = {}

    def addOutlineEntry(self, title: str, key: str, level: int = 0, closed: Any = None) -> None:
        if level == 0:
            self._headings.append((title, self.getPageNumber()))
        super().addOutlineEntry(title, key, level, closed)

    def page_of(self, heading: str, style: Style) -> str:
        """The form with the number of the page on which a section begins; it ends at the origin."""
        self._asked.append((visible(heading), style))
        return f"page-of-{len(self._asked) - 1}"

    def header_of(self, title: str, width: float) -> str:
        """The form with the section that this page belongs to and a title; it ends at the origin."""
        self._headers[self.getPageNumber()] = title, width
        return f"header-{self.getPageNumber()}"

    def save(self) -> None:
        total = self.getPageNumber() - 1
        for page in range(1, total + 1):
            self._form(_page_label(page), _("page {page} of {total}").format(page=page, total=total), _EDGE)
        pages = list(self._headings)
        for place, (heading, style) in enumerate(self._asked):
            at = next((each for each in pages if each[0] == heading), None)
            if at is not None:
                pages.remove(at)
            self._form(f"page-of-{place}", "" if at is None else str(at[1]), style)
        for page, (title, width) in self._headers.items():
            said = dict.fromkeys(filter(None, (self._chapter(page), visible(title))))
            self._form(f"header-{page}", " · ".join(said), _EDGE, width)
        with _embedding:
            super().save()

    def _chapter(self, page: int) -> str:
        """The first section that begins on a page, else the one that goes on there."""
        begun = next((heading for heading, at in self._headings if at == page), "")
        return begun or next((heading for heading, at in reversed(self._headings) if at < page), "")

    def _form(self, name: str, text: str, style: Style, width: float = MARGIN * 4) -> None:
        self.beginForm(name, -width, -_AWAY, _AWAY, _AWAY)
        label = shortened(text, style, width)
        ink = Ink(self)
        # It ends at the origin, which each page puts where its text ends.
        ink.line(label, style, -line_width(label, style), 0)
        ink.put()
        self.endForm()


def _page_label(page: int) -> str:
    return f"page-{page}"


def _draw_edges(canvas: Any, sheet: Sheet, page: _Page) -> None:
    left, right = page.side, page.width - page.side
    ink = Ink(canvas)
    top = page.height - MARGIN + _AWAY
    desk = shortened(sheet.desk, _EDGE, (right - left) * 0.35)
    title = shortened(" · ".join(filter(None, (page.heading, sheet.title))), _EDGE, (right - left) * 0.6)
    ink.line(desk, _EDGE, left, top)
    if not sheet.chapters:
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
    _put_form(canvas, _page_label(canvas.getPageNumber()), right, bottom)
    if sheet.chapters:
        _put_form(canvas, canvas.header_of(sheet.title, (right - left) * 0.6), right, top)


def _put_form(canvas: Any, name: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(name)
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
