"""How a text becomes lines; a layout asks for it and never measures by itself."""

from typing import NamedTuple, Protocol

from incidentdesk.drawing.shapes import Font


class MeasuredLine(NamedTuple):
    text: str
    width: float  # pixels


class Measured(NamedTuple):
    """A text in lines, in pixels: every line takes `line_height`, its base line is `ascent` below its top."""

    lines: tuple[MeasuredLine, ...]
    width: float
    line_height: float
    ascent: float
    right_to_left: bool = False

    @property
    def height(self) -> float:
        return self.line_height * len(self.lines)


class Measure(Protocol):
    """Breaks a text into balanced lines of at most `wrap` pixels; an empty text has one empty line.

    The same text, font and width give the same lines wherever it is asked: on the screen, on paper, on any thread.
    What has been laid out with it is remembered with it, so it can be hashed.
    """

    def __call__(self, text: str, font: Font, wrap: float) -> Measured: ...

    def __hash__(self) -> int: ...
