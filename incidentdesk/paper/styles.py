"""How text looks on paper: faces, sizes and the few colours, each with enough contrast to survive a grey printer."""

from dataclasses import dataclass, replace
from enum import StrEnum

Colour = tuple[float, float, float]


class Face(StrEnum):
    """The bundled faces, by the file in resources/fonts; those of Inter set diagrams."""

    REGULAR = "DejaVuSans"
    BOLD = "DejaVuSans-Bold"
    OBLIQUE = "DejaVuSans-Oblique"
    INTER = "Inter-Regular"
    INTER_MEDIUM = "Inter-Medium"
    INTER_SEMIBOLD = "Inter-SemiBold"

    @property
    def weight(self) -> int:
        """As OpenType counts it, 400 to 700."""
        return _WEIGHTS.get(self, 400)


_WEIGHTS = {Face.BOLD: 700, Face.INTER_MEDIUM: 500, Face.INTER_SEMIBOLD: 600}


class Align(StrEnum):
    """START is the left for Latin text and the right for Arabic and Hebrew; LEFT is the left for every script."""

    START = "start"
    LEFT = "left"
    RIGHT = "right"


def _colour(code: str) -> Colour:
    return int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255


TEXT = _colour("#1B2430")
MUTED = _colour("#4B5765")
ACCENT = _colour("#0B5CAD")
DANGER = _colour("#A1260D")
RULE = _colour("#D3DAE2")
STRONG_RULE = _colour("#7E8B99")
SHADE = _colour("#EBEFF3")
WHITE = _colour("#FFFFFF")


@dataclass(frozen=True, slots=True)
class Style:
    """The look of one block of text; sizes and distances in points."""

    face: Face = Face.REGULAR
    size: float = 10
    leading: float = 13.5
    colour: Colour = TEXT
    align: Align = Align.START
    before: float = 0
    after: float = 4

    def but(self, **changes: object) -> "Style":
        return replace(self, **changes)  # type: ignore[arg-type]


BODY = Style()
SMALL = Style(size=8.5, leading=11.5)
NOTE = Style(size=8.5, leading=11.5, colour=MUTED)
TITLE = Style(face=Face.BOLD, size=16, leading=20.5, after=8)
KICKER = Style(face=Face.BOLD, size=10, leading=13.5, colour=ACCENT, after=2)
SECTION = Style(face=Face.BOLD, size=12, leading=16, before=14, after=5)
CELL = Style(size=8.5, leading=11.5, align=Align.LEFT, after=0)
LABEL = CELL.but(colour=MUTED)
STRONG = CELL.but(face=Face.BOLD)
HEAD = CELL.but(face=Face.BOLD, colour=MUTED)
