"""A drawing as SVG: texts stay texts, groups carry the names that a screen reader says."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from incidentdesk.drawing.palette import Palette
from incidentdesk.drawing.shapes import Drawing, Group, Path, Shape, Step, Text

# Qt takes one family and no list; it leaves rules out that stand in a condition, and browsers follow them.
_FAMILY = "Inter"
_FAMILIES = "@media all{svg{font-family:Inter,'DejaVu Sans',Verdana,sans-serif}}"
# What XML 1.0 (2.2) has no place for.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_ID = re.compile(r"[^\w.-]")
_FROM_RIGHT, _POP = "\u2067", "\u2069"
# Inter would make an arrow of "->".
_STYLE = "font-feature-settings:'calt' 0;white-space:pre"


def svg(drawing: Drawing, palette: Palette, *, background: bool = True, faces: str = "") -> str:
    """The text of an SVG file, one unit of which is a pixel of the drawing.

    `background` paints the surface behind it. `faces` are CSS rules for the fonts (`paper.font_face`); without them a
    viewer that has no Inter takes another font, each line of which it stretches to the same length.
    """
    left, top, right, bottom = drawing.box
    size = f'width="{_number(right - left)}" height="{_number(bottom - top)}"'
    view = " ".join(_number(value) for value in (left, top, right - left, bottom - top))
    names = "\n".join(group.name for group in drawing.groups if group.name)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{view}" role="img"'
        f' aria-labelledby="drawing-title drawing-description" font-family="{_FAMILY}" style="{_STYLE}"'
        ' xml:space="preserve">',
        f"<style>{_content(faces + _FAMILIES)}</style>",
        f'<title id="drawing-title">{_content(drawing.title)}</title>',
        f'<desc id="drawing-description">{_content(names)}</desc>',
    ]
    if background:
        lines.append(f'<rect x="{_number(left)}" y="{_number(top)}" {size} fill="{palette["surface"]}"/>')
    for number, group in enumerate(drawing.groups):
        lines.extend(_group(group, number, palette))
    return "\n".join([*lines, "</svg>", ""])


def _group(group: Group, number: int, palette: Palette) -> Iterator[str]:
    name = f" aria-label={_attribute(group.name)}" if group.name else ""
    yield f'<g id="{_id(group, number)}" class="{_content(group.kind)}" role="group"{name}>'
    if group.name:
        yield f"<title>{_content(group.name)}</title>"
    for shape in group.shapes:
        yield from _shape(shape, palette)
    yield "</g>"


def _id(group: Group, number: int) -> str:
    """Unique in the file: its kind and key, or its place where it has none."""
    return f"{_NOT_ID.sub('_', group.kind)}-{_NOT_ID.sub('_', group.key) or f'at-{number}'}"


def _shape(shape: Shape, palette: Palette) -> Iterator[str]:
    if isinstance(shape, Path):
        yield f'<path d="{_steps(shape.steps)}" {_paint(shape, palette)}/>'
        return
    colour = palette[shape.colour]
    yield (
        f'<text x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.font.size)}"'
        f' font-weight="{shape.font.weight}" fill="{colour}"{_length(shape)}>{_written(shape)}</text>'
    )
    if shape.struck:
        line = shape.strike
        yield (
            f'<rect x="{_number(line.left)}" y="{_number(line.top)}" width="{_number(line.width)}"'
            f' height="{_number(line.height)}" fill="{colour}"/>'
        )


def _length(text: Text) -> str:
    return f' textLength="{_number(text.width)}" lengthAdjust="spacingAndGlyphs"' if text.width else ""


def _written(text: Text) -> str:
    """A text from right to left is isolated as such: `x` stays its left edge, which "direction" would turn round."""
    return _content(f"{_FROM_RIGHT}{text.text}{_POP}" if text.right_to_left else text.text)


def _paint(path: Path, palette: Palette) -> str:
    fill = f'fill="{palette[path.fill] if path.fill else "none"}"'
    if not path.stroke:
        return fill
    stroke = path.stroke
    dash = f' stroke-dasharray="{" ".join(map(_number, stroke.dash))}"' if stroke.dash else ""
    return (
        f'{fill} stroke="{palette[stroke.colour]}" stroke-width="{_number(stroke.width)}" stroke-linejoin="round"{dash}'
    )


def _steps(steps: tuple[Step, ...]) -> str:
    return "".join(f"{step[0]}{' '.join(_number(float(value)) for value in step[1:])}" for step in steps)


def _number(value: float) -> str:
    """To the hundredth of a pixel, without zeros at the end."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _content(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
