"""What stands on which page, for whoever holds the paper: the outline of a document is of use on a screen only."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import CELL, Style
from incidentdesk.paper.text import Ink, shortened

_GAP, _NUMBER_ROOM = 24.0, 26.0  # points


class Contents(Flowable):  # type: ignore[misc]
    """The sections of these headings with the numbers of their pages, read down one column after the other.

    A heading that the document does not have stays without a number.
    """

    def __init__(self, headings: Sequence[str], columns: int = 2, style: Style = CELL) -> None:
        super().__init__()
        self._headings = list(headings)
        self._columns = columns
        self._style = style

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = width
        return width, self._rows * self._line

    @property
    def _line(self) -> float:
        return self._style.leading + 3

    @property
    def _rows(self) -> int:
        return -(-len(self._headings) // self._columns)

    def split(self, _width: float, height: float) -> list[Flowable]:
        rows = int(height // self._line)
        here, later = self._headings[: rows * self._columns], self._headings[rows * self._columns :]
        if not here or not later:
            return []
        return [Contents(each, self._columns, self._style) for each in (here, later)]

    def getSpaceAfter(self) -> float:
        return 8.0

    def draw(self) -> None:
        column = (self._width - _GAP * (self._columns - 1)) / self._columns
        ink = Ink(self.canv)
        places = []
        for place, heading in enumerate(self._headings):
            across, down = divmod(place, self._rows)
            left, base = across * (column + _GAP), (self._rows - down) * self._line - self._style.leading
            ink.line(shortened(heading, self._style, column - _NUMBER_ROOM), self._style, left, base)
            places.append((heading, left + column, base))
        ink.put()
        for heading, right, base in places:
            self.canv.saveState()
            self.canv.translate(right, base)
            self.canv.doForm(self.canv.page_of(heading, self._style))
            self.canv.restoreState()
