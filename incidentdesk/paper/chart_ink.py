"""How a matplotlib figure becomes operators of a PDF page; imported only where there is a chart."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil, cos, radians, sin
from typing import Any, NamedTuple

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from incidentdesk.paper.outlines import SetLine
from incidentdesk.paper.styles import Colour, Face, Style
from incidentdesk.paper.text import Ink, Line, line_width, lines_of

_POINTS = 72  # to an inch
_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
# How far letters of the bundled fonts reach above and below their base line, in parts of their size.
_ABOVE, _BELOW = 0.76, 0.24
_BOLD_FROM = 600
_UNBROKEN = 1e7


class _Halo(NamedTuple):
    """The line around letters that keeps them apart from what is behind; width in points."""

    width: float
    colour: Colour


def draw_figure(canvas: Any, figure: Figure, width: float) -> None:
    """Draw the figure with its lower left corner at the origin, so many points wide."""
    scale = width / (figure.get_figwidth() * _POINTS)
    canvas.saveState()
    canvas.scale(scale, scale)
    ink = ChartInk(canvas, figure)
    figure.draw(ink)
    ink.put()
    canvas.restoreState()


def _halos(figure: Figure) -> dict[str, _Halo]:
    """Takes halos off the texts, because matplotlib draws a text with one as outlines that nobody can search."""
    found: dict[str, _Halo] = {}
    for text in figure.findobj(Text):
        for effect in text.get_path_effects() or ():
            how: Mapping[str, Any] = getattr(effect, "_gc", {})
            if "linewidth" in how:
                name = f"halo {len(found)}"
                found[name] = _Halo(float(how["linewidth"]), to_rgb(how.get("foreground", "white")))
                text.set_gid(name)
                text.set_path_effects([])
    return found


class ChartInk(RendererBase):
    """Gathers what is drawn, and hands it to the canvas before whatever the canvas has to draw itself."""

    def __init__(self, canvas: Any, figure: Figure) -> None:
        super().__init__()
        self._canvas = canvas
        self._dpi = float(figure.dpi)
        self._unit = _POINTS / self._dpi
        self._size = (figure.get_figwidth() * self._dpi, figure.get_figheight() * self._dpi)
        self._halos = _halos(figure)
        self._halo: _Halo | None = None
        self._parts: list[str] = []

    def put(self) -> None:
        if self._parts:
            self._canvas.addLiteral(" ".join(self._parts))
            self._parts.clear()

    # ── what matplotlib asks for ─────────────────────────────────────────────────────────────────────────────────────

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._size

    def points_to_pixels(self, points: Any) -> Any:
        return points / self._unit

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        style = _style(prop)
        size = style.size / self._unit
        return line_width(_line(s, style), style) / self._unit, size * (_ABOVE + _BELOW), size * _BELOW

    def open_group(self, s: str, gid: str | None = None) -> None:  # noqa: ARG002
        self._halo = self._halos.get(gid or "")

    def close_group(self, s: str) -> None:  # noqa: ARG002
        self._halo = None

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Any, rgbFace: Any = None) -> None:
        clip = (0.0, 0.0, *self._size) if rgbFace is None and gc.get_hatch_path() is None else None
        operators = self._operators(path, transform, clip)
        if not operators:
            return
        fill, fill_alpha, line_alpha = _inks(gc, rgbFace)
        stroked = gc.get_linewidth() > 0 and line_alpha > 0
        with_alpha = self._transparent(fill_alpha if fill else 1.0, line_alpha if stroked else 1.0)
        self._parts.append("q")
        self._clip(gc)
        if fill:
            self._parts.append(f"{_rgb(fill)} rg {operators} f")
        if gc.get_hatch_path() is not None:
            self._hatch(gc, path, transform, operators)
        if stroked:
            self._parts.append(f"{_pen(gc)} {operators} S")
        self._parts.append("Q")
        if with_alpha:
            self._opaque()

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        if ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        style = _style(prop, tuple(gc.get_rgb()[:3]))
        line = _line(s, style)
        rise = line.above * style.size / 1000 if isinstance(line, SetLine) else 0.0
        turn = radians(angle)
        across, up = cos(turn), sin(turn)
        place = f"{across:.4f} {up:.4f} {-up:.4f} {across:.4f} {x * self._unit:.2f} {y * self._unit:.2f} cm"
        with_alpha = self._transparent(gc.get_alpha(), 1.0)
        self._parts.append(f"q {place}")
        if self._halo is not None:
            self._parts.append(f"q 1 Tr {_rgb(self._halo.colour)} RG {self._halo.width:.2f} w 1 j")
            self._put_line(line, style.but(colour=self._halo.colour), rise)
            self._parts.append("Q")
        self._put_line(line, style, rise)
        self._parts.append("Q")
        if with_alpha:
            self._opaque()

    # ── how it is written ────────────────────────────────────────────────────────────────────────────────────────────

    def _put_line(self, line: Line, style: Style, rise: float) -> None:
        self.put()
        ink = Ink(self._canvas)
        ink.line(line, style, 0, rise)
        ink.put()

    def _transparent(self, fill: float, line: float) -> bool:
        """Whether what follows shines through; a PDF says so in a state that only the canvas can write."""
        if fill >= 1 and line >= 1:
            return False
        self.put()
        self._canvas.saveState()
        self._canvas.setFillAlpha(fill)
        self._canvas.setStrokeAlpha(line)
        return True

    def _opaque(self) -> None:
        self.put()
        self._canvas.restoreState()

    def _operators(self, path: Path, transform: Any, clip: Any = None) -> str:
        return " ".join(
            _STEPS[int(code)](vertices * self._unit)
            for vertices, code in _cubic(path.iter_segments(transform, clip=clip, simplify=path.should_simplify))
        )

    def _clip(self, gc: GraphicsContextBase) -> None:
        box = gc.get_clip_rectangle()
        if box is not None:
            left, bottom, width, height = (each * self._unit for each in box.bounds)
            self._parts.append(f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re W n")
        path: Any
        path, transform = gc.get_clip_path()
        if path is not None:
            self._parts.append(f"{self._operators(path, transform)} W n")

    def _hatch(self, gc: GraphicsContextBase, path: Path, transform: Any, operators: str) -> None:
        """The hatch is a pattern of one inch, laid out from the corner of the page over what the path holds."""
        pattern: Any = gc.get_hatch_path()
        colour = _rgb(to_rgb(gc.get_hatch_color()))
        box = path.get_extents(transform)
        self._parts.append(f"q {operators} W n {colour} RG {colour} rg {gc.get_hatch_linewidth():.2f} w")
        inch = self._dpi
        for column in range(int(max(box.x0, 0) // inch), ceil(min(box.x1, self._size[0]) / inch)):
            for row in range(int(max(box.y0, 0) // inch), ceil(min(box.y1, self._size[1]) / inch)):
                tile = Affine2D().scale(inch).translate(column * inch, row * inch)
                self._parts.append(f"{self._operators(pattern, tile)} B")
        self._parts.append("Q")


def _cubic(segments: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, int]]:
    """The steps of a path, those of conic curves as the cubic ones that a PDF has."""
    import numpy as np

    last = None
    for vertices, code in segments:
        if code == Path.CURVE3:
            control, end = vertices[:2], vertices[2:]
            vertices = np.concatenate([last + 2 / 3 * (control - last), end + 2 / 3 * (control - end), end])
            code = Path.CURVE4
        if code != Path.CLOSEPOLY:
            last = vertices[-2:]
        yield vertices, code


_STEPS: dict[int, Callable[[Any], str]] = {
    int(Path.STOP): lambda _each: "",
    int(Path.MOVETO): lambda each: f"{each[0]:.2f} {each[1]:.2f} m",
    int(Path.LINETO): lambda each: f"{each[0]:.2f} {each[1]:.2f} l",
    int(Path.CURVE4): lambda each: " ".join(f"{value:.2f}" for value in each) + " c",
    int(Path.CLOSEPOLY): lambda _each: "h",
}


def _inks(gc: GraphicsContextBase, face: Sequence[float] | None) -> tuple[Colour | None, float, float]:
    """The colour of the inside, if it has one, and how opaque inside and line are."""
    alpha = float(gc.get_alpha())
    if face is None or (len(face) == 4 and face[3] == 0):
        return None, 1.0, alpha if gc.get_forced_alpha() else float(gc.get_rgb()[3])
    fill = (float(face[0]), float(face[1]), float(face[2]))
    if len(face) == 3 or gc.get_forced_alpha():
        return fill, alpha, alpha
    return fill, float(face[3]), float(gc.get_rgb()[3])


def _pen(gc: GraphicsContextBase) -> str:
    lengths: Any
    offset, lengths = gc.get_dashes()
    dash = " ".join(f"{each:.2f}" for each in lengths) if lengths is not None else ""
    cap, join = _CAPS[str(gc.get_capstyle())], _JOINS[str(gc.get_joinstyle())]
    return f"{_rgb(gc.get_rgb())} RG {gc.get_linewidth():.2f} w [{dash}] {offset or 0:.2f} d {cap} J {join} j"


def _rgb(colour: Sequence[float]) -> str:
    return f"{colour[0]:.3f} {colour[1]:.3f} {colour[2]:.3f}"


def _style(prop: FontProperties, colour: Sequence[float] = (0, 0, 0)) -> Style:
    red, green, blue = (float(each) for each in colour)
    return Style(face=_face(prop), size=float(prop.get_size_in_points()), colour=(red, green, blue))


def _face(prop: FontProperties) -> Face:
    family, weight = prop.get_family()[0], prop.get_weight()
    heavy = weight >= _BOLD_FROM if isinstance(weight, int) else str(weight) in ("semibold", "bold", "heavy", "black")
    if family.startswith("Inter"):
        # matplotlib takes each weight of it for a family of its own.
        return Face.INTER_SEMIBOLD if heavy or family.endswith("SemiBold") else Face.INTER
    slanted = prop.get_style() in ("italic", "oblique")
    return Face.BOLD if heavy else Face.OBLIQUE if slanted else Face.REGULAR


def _line(text: str, style: Style) -> Line:
    return lines_of(text, style, _UNBROKEN)[0]
