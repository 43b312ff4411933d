"""A figure to draw on in pixels of 1/96 inch from its upper left corner: what all charts are drawn with.

There are no axes of matplotlib on it. What is where is known before anything is drawn, so labels can give way to one
another and marks can be found without asking the figure.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from incidentdesk.measure.chart.letter import printable, properties
from incidentdesk.measure.chart.look import Look

Point = tuple[float, float]
HALO = 3.0
HALOED, OUTLINE = "haloed", "outline"
DASHED, DOTTED = (4.0, 2.5), (1.0, 1.8)


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Canvas:
    """`pixels` is the transform from pixels to the figure, at whatever resolution it is drawn."""

    figure: Any
    pixels: Any
    look: Look

    @property
    def small(self) -> float:
        """The size of the smallest text."""
        return self.look.font_size - (0.0 if self.look.paper else 1.0)

    def colour(self, role: str) -> str:
        return self.look.colours[role]


def new_canvas(look: Look) -> Canvas:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    figure = Figure(figsize=(look.width / 96, look.height / 96), dpi=96 * look.scale, facecolor=look.colours["surface"])
    FigureCanvasAgg(figure)
    pixels = Affine2D().scale(1 / 96, -1 / 96).translate(0, look.height / 96) + figure.dpi_scale_trans
    return Canvas(figure, pixels, look)


def _add(canvas: Canvas, artist: Any) -> None:
    """What is drawn later lies above, whatever kind of thing it is."""
    artist.set_zorder(1)
    canvas.figure.add_artist(artist)


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def polyline(
    canvas: Canvas,
    points: Sequence[Point],
    colour: str,
    width: float = 1.0,
    *,
    dash: Point | None = None,
) -> None:
    """A line through points; it is broken where one of them is not a number."""
    from matplotlib.lines import Line2D

    if points:
        xs, ys = zip(*points, strict=True)
        style: Any = "-" if dash is None else (0, dash)
        line = Line2D(xs, ys, color=colour, linewidth=width * 0.75, linestyle=style, transform=canvas.pixels)
        line.set_solid_capstyle("butt")
        _add(canvas, line)


def segments(
    canvas: Canvas, lines: Iterable[tuple[Point, Point]], colour: str, width: float = 1.0, *, dash: Point | None = None
) -> None:
    """Single strokes, all alike."""
    from matplotlib.collections import LineCollection

    found = list(lines)
    if found:
        style = "-" if dash is None else (0, dash)
        _add(
            canvas,
            LineCollection(
                found,
                colors=colour,
                linewidths=width * 0.75,
                linestyles=[style],
                transform=canvas.pixels,
                capstyle="butt",
            ),
        )


def area(canvas: Canvas, points: Sequence[Point], fill: str, alpha: float = 1.0) -> None:
    from matplotlib.collections import PolyCollection

    if len(points) > 2:
        _add(canvas, PolyCollection([points], facecolors=fill, alpha=alpha, linewidths=0, transform=canvas.pixels))


def boxes(
    canvas: Canvas,
    found: Iterable[Box],
    fill: str | Sequence[str],
    *,
    edge: str | None = None,
    hatch: str | None = None,
    edge_width: float = 1.0,
) -> None:
    """Filled boxes; `fill` is one colour or one for each. A hatch is drawn in the colour of the edge."""
    from matplotlib.collections import PolyCollection

    corners = [((b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)) for b in found]
    if corners:
        drawn = PolyCollection(
            corners,
            facecolors=fill,
            edgecolors=edge or "none",
            linewidths=edge_width * 0.75 if edge else 0,
            hatch=hatch,
            transform=canvas.pixels,
        )
        _add(canvas, drawn)


def dots(
    canvas: Canvas,
    points: Sequence[Point],
    fill: str,
    *,
    edge: str | None = None,
    size: float = 7.0,
    shape: str = "o",
    edge_width: float = 1.5,
) -> None:
    """Markers of a width in pixels, with an edge around them."""
    from matplotlib.lines import Line2D

    if points:
        xs, ys = zip(*points, strict=True)
        _add(canvas, 
            Line2D(
                xs, ys, linestyle="none", marker=shape, markersize=size * 0.75, markerfacecolor=fill,
                markeredgecolor=edge or fill, markeredgewidth=edge_width * 0.75, transform=canvas.pixels,
            )
        )  # fmt: skip


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    *,
    colour: str = "",
    size: float = 0.0,
    strong: bool = False,
    align: str = "left",
    vertical: str = "center_baseline",
    halo: bool = False,
) -> None:
    """A text; `align` says which side of it is at x. A halo keeps lines away from it."""
    from matplotlib.text import Text

    shown = printable(text)
    if not shown:
        return
    font = properties(shown, size or canvas.look.font_size, strong=strong)
    common = {
        "fontproperties": font, "horizontalalignment": align, "verticalalignment": vertical, "parse_math": False,
        "transform": canvas.pixels,
    }  # fmt: skip
    label = Text(x, y, shown, color=colour or canvas.colour("text"), **common)
    if halo:
        outline = Text(x, y, shown, color=canvas.colour("surface"), **common)
        _add_halo(canvas, outline, label)
    _add(canvas, label)


def _add_halo(canvas: Canvas, outline: Any, label: Any) -> None:
    """On the screen the label is drawn with its outline in one, for letters are fitted to the dots of the screen
    otherwise, and stand elsewhere than their outline. In a file of vectors the outline is drawn by itself, as the label
    would be no text any more where somebody looks for it."""
    from matplotlib.patheffects import Stroke, withStroke

    line: Any = {"linewidth": 2 * HALO * 0.75, "foreground": canvas.colour("surface"), "joinstyle": "round"}
    label.set_gid(HALOED)
    label.set_path_effects([withStroke(**line)])
    outline.set_gid(OUTLINE)
    outline.set_path_effects([Stroke(**line)])
    outline.set_visible(False)
    _add(canvas, outline)


@contextmanager
def for_vectors(figure: Any) -> Iterator[None]:
    """While it lasts, the figure is one whose labels are texts with an outline of their own."""
    from matplotlib.text import Text

    texts = figure.findobj(Text)
    outlines = [each for each in texts if each.get_gid() == OUTLINE]
    effects = [(each, each.get_path_effects()) for each in texts if each.get_gid() == HALOED]
    for each in outlines:
        each.set_visible(True)
    for label, _effect in effects:
        label.set_path_effects([])
    yield
    for each in outlines:
        each.set_visible(False)
    for label, effect in effects:
        label.set_path_effects(effect)


def width_of(canvas: Canvas, text: str, size: float = 0.0, *, strong: bool = False) -> float:
    """How wide a text will be, in pixels."""
    shown = printable(text)
    if not shown:
        return 0.0
    return _width(shown, size or canvas.look.font_size, strong, canvas.look.scale)


@lru_cache(4096)
def _width(shown: str, size: float, strong: bool, scale: float) -> float:
    """Charts say the same words again and again, and setting them is half of what drawing takes."""
    from matplotlib.backends.backend_agg import RendererAgg

    renderer: Any = RendererAgg
    ruler = renderer(1, 1, 96 * scale)
    font = properties(shown, size, strong=strong)
    return float(ruler.get_text_width_height_descent(shown, font, ismath=False)[0]) / scale


def ink_on(canvas: Canvas, fill: str) -> str:
    """The colour of text or that of the surface, whichever can be read better on a fill."""
    return max((canvas.colour("text"), canvas.colour("surface")), key=lambda each: contrast(each, fill))


def contrast(one: str, other: str) -> float:
    """The ratio of contrast of two colours "#RRGGBB", from 1 to 21 (WCAG 2.2, 1.4.3)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(colour: str, other: str, share: float) -> str:
    """So much of a colour over another one, both "#RRGGBB"."""
    pairs = ((int(colour[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02X}" for one, two in pairs)
