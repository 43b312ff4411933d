"""Where a label has its text, so that it can be edited there."""

from incidentdesk.desktop.investigate.label_editor import TextPlace
from incidentdesk.drawing.palette import Palette
from incidentdesk.drawing.shapes import Box, Font, Group, Path, Text, around

# The text of a cause that has none yet stands behind the sign of its status.
_SIGN = 17.0
_EMPTY = {"cause": Font(13), "category": Font(13, 600), "head": Font(16, 600)}


def text_place(group: Group, palette: Palette, *, right_to_left: bool = False) -> TextPlace:
    """The largest text of a label is its own; what stands in smaller letters are captions and pills."""
    texts = [shape for shape in group.shapes if isinstance(shape, Text)]
    largest = max((text.font.size for text in texts), default=0.0)
    font = _EMPTY.get(group.kind, Font(13))
    lines = [text for text in texts if text.font.size == largest >= font.size - 2]
    box = around(text.box for text in lines) if lines else _empty_box(group, right_to_left)
    return TextPlace(
        left=box.left,
        top=box.top,
        width=box.width,
        height=box.height,
        font=lines[0].font if lines else font,
        colour=palette[_readable(lines[0].colour) if lines else "text"],
        fill=palette[_ground(group, box)],
        middle=group.kind == "category",
    )


def _readable(colour: str) -> str:
    """What is being written is not muted."""
    return "text" if colour in ("ruled_out", "muted") else colour


def _empty_box(group: Group, right_to_left: bool) -> Box:
    left, top, right, bottom = group.box
    if group.kind != "cause":
        return group.box
    return Box(left, top, right - _SIGN, bottom) if right_to_left else Box(left + _SIGN, top, right, bottom)


def _ground(group: Group, box: Box) -> str:
    """The fill of the frame around the text, that of the surface where there is none."""
    for shape in group.shapes:
        if isinstance(shape, Path) and shape.decoration and shape.fill and _holds(shape, box):
            return shape.fill
    return "surface"


def _holds(path: Path, box: Box) -> bool:
    xs = [float(value) for step in path.steps for value in step[1::2]]
    ys = [float(value) for step in path.steps for value in step[2::2]]
    return min(xs) <= box.left and max(xs) >= box.right and min(ys) <= box.top and max(ys) >= box.bottom
