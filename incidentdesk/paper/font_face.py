"""The letters of a drawing as CSS rules, so that an SVG shows the same picture on a machine without the fonts."""

import base64
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from incidentdesk.drawing.shapes import Drawing, Text
from incidentdesk.paper.label import FACES
from incidentdesk.paths import resources


def font_faces(drawing: Drawing) -> str:
    """An @font-face rule for each weight of Inter, with those of its letters that the drawing has."""
    return "".join(_face(weight, letters) for weight, letters in sorted(_letters(drawing).items()))


def _letters(drawing: Drawing) -> Mapping[int, set[str]]:
    letters: defaultdict[int, set[str]] = defaultdict(set)
    for text in _texts(drawing):
        letters[text.font.weight].update(text.text)
    return letters


def _texts(drawing: Drawing) -> Iterator[Text]:
    for group in drawing.groups:
        yield from (shape for shape in group.shapes if isinstance(shape, Text))


def _face(weight: int, letters: set[str]) -> str:
    data = base64.b64encode(_subset(weight, letters)).decode("ascii")
    source = f"url(data:font/woff;base64,{data})"
    return f"@font-face{{font-family:Inter;font-weight:{weight};src:{source} format('woff')}}\n"


def _subset(weight: int, letters: set[str]) -> bytes:
    # Of what the font does beside showing letters, only pairs of them stand closer.
    options = Options(layout_features=["kern", "ccmp", "mark"], hinting=False, notdef_outline=True)
    with TTFont(resources() / "fonts" / f"{FACES[weight]}.ttf", lazy=True) as font:
        font.flavor = "woff"
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=map(ord, letters))
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()
