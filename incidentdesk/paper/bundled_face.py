"""The font files that come with the program, as ReportLab draws them."""

import threading
import unicodedata
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from incidentdesk.paper.styles import Face
from incidentdesk.paths import resources


class BundledFace:
    """A bundled font file: the widths of its characters in 1/1000 of the size, and which of them need no shaping."""

    def __init__(self, face: Face) -> None:
        self.name = f"IncidentDesk-{face}"
        self.font = TTFont(self.name, resources() / "fonts" / f"{face}.ttf", asciiReadable=True, shapable=False)
        pdfmetrics.registerFont(self.font)
        self.widths = {chr(code): width for code, width in self.font.face.charWidths.items()}
        self.drawable = frozenset(character for character in self.widths if _needs_no_shaping(character))
        self.word_widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        return float(sum(map(self.widths.__getitem__, text)))

    def word_width(self, word: str) -> float:
        known = self.word_widths.get(word)
        if known is None:
            if len(self.word_widths) > 50_000:
                self.word_widths.clear()
            known = self.word_widths[word] = self.width(word)
        return known


def _needs_no_shaping(character: str) -> bool:
    # Above U+FFFF ReportLab writes a wrong ToUnicode map, so that the text could not be found.
    if character > "\uffff" or unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return False
    return unicodedata.category(character)[0] in "LNPSZ"


_loading = threading.Lock()
_faces: dict[Face, BundledFace] = {}


@cache
def bundled(face: Face) -> BundledFace:
    """The face, read from its file once, even where two threads ask for it first."""
    with _loading:
        if face not in _faces:
            _faces[face] = BundledFace(face)
        return _faces[face]
