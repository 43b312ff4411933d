"""What the signs of a 5-Whys mean, below it on paper."""

from collections.abc import Iterator

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.shapes import Box, Font, Group, Path, Shape, Stroke, rectangle
from incidentdesk.investigate.cause_graph import Gate, Status
from incidentdesk.investigate.marks import status_mark, text_lines
from incidentdesk.investigate.whys_layout import WhysLayout, WhysLook
from incidentdesk.language import N_, _

_FONT = Font(11)
_ROW, _SIGN, _GAP, _ABOVE = 18.0, 18.0, 18.0, 10.0
_GATE_TEXT = {Gate.AND: N_("AND: all of these together"), Gate.OR: N_("OR: each of these is enough")}


def whys_legend(layout: WhysLayout, measure: Measure, look: WhysLook) -> Group:
    """In rows as wide as the picture."""
    left, right = layout.start, layout.width - layout.margin
    x, top = left, layout.height - layout.margin + _ABOVE
    shapes: list[Shape] = []
    for sign, text in _entries():
        label = measure(text, _FONT, right - left - _SIGN)
        if x > left and x + _SIGN + label.width > right:
            x, top = left, top + _ROW
        place = layout.width - x - _SIGN - label.width if look.right_to_left else x + _SIGN
        middle = layout.width - x - 6 if look.right_to_left else x + 6
        shapes.extend(_sign(sign, middle, top + _ROW / 2))
        shapes.extend(text_lines(label, place, top + (_ROW - label.line_height) / 2, _FONT, "text"))
        x += _SIGN + label.width + _GAP
        top += label.height - label.line_height
    box = Box(left, layout.height - layout.margin + _ABOVE, right, top + _ROW)
    return Group("", "legend", tuple(shapes), layout.mirrored(box) if look.right_to_left else box, _("Legend"))


def _entries() -> Iterator[tuple[Status | Gate, str]]:
    for status in Status:
        yield status, _(status.value)
    for gate, text in _GATE_TEXT.items():
        yield gate, _(text)


def _sign(sign: Status | Gate, x: float, y: float) -> tuple[Path, ...]:
    if isinstance(sign, Status):
        return status_mark(sign, (x, y))
    frame = rectangle(Box(x - 5.5, y - 4.5, x + 5.5, y + 4.5), 1.5 if sign == Gate.AND else 4.5)
    return (Path(frame, "gate", Stroke("gate_outline", 1.2), decoration=True),)
