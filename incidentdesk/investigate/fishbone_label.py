"""The label of a cause in the fishbone: the sign of its status, its text in lines, and its pills (ux.md 6.4)."""

from dataclasses import dataclass
from functools import lru_cache

from incidentdesk.drawing.measure import Measure, Measured
from incidentdesk.drawing.shapes import Box, Font, Path, Shape, Stroke, rectangle
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.marks import (
    PILL_HEIGHT,
    STRONG_PILL_FONT,
    Pill,
    evidence_pill,
    pill_row,
    row_width,
    status_mark,
    text_lines,
    text_pill,
    votes_pill,
)
from incidentdesk.language import _

CAUSE_FONT, SUB_CAUSE_FONT, ROOT_FONT = Font(13), Font(12), Font(13, 600)
SIGN_COLUMN = 17.0
# Deeper labels are narrower than those of the first level.
_NARROWER = 14.0
_BEFORE_PILLS = 6.0
# So far pills may stand out behind the last line before they get a row of their own.
_OVERHANG = 24.0
_PILL_ROW = 16.0
# A root cause is framed: so much wider and higher in all.
_FRAME_WIDTH, _FRAME_HEIGHT = 10.0, 8.0
# What is not written yet still is to be seen and to be hit.
_LEAST_TEXT = 24.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a label shows of its cause; `hidden` is how many causes are folded away below it.

    `best`: one of the three with the most votes. `unverified`: on paper, that its status rests on no evidence.
    """

    text: str
    status: str = Status.SUSPECTED
    deep: bool = False
    votes: int = 0
    evidence: int = 0
    hidden: int = 0
    best: bool = False
    unverified: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """Shapes with the upper left corner of the label at the origin."""

    shapes: tuple[Shape, ...]
    width: float
    height: float


def font_of(status: str, *, deep: bool) -> Font:
    if status == Status.ROOT_CAUSE:
        return ROOT_FONT
    return SUB_CAUSE_FONT if deep else CAUSE_FONT


@lru_cache(maxsize=20_000)
def label_of(shown: Shown, wrap: float, measure: Measure, right_to_left: bool = False) -> Label:
    """The label at a wrap width of the first level; `right_to_left` mirrors its parts, not its text."""
    wrap = wrap - _NARROWER if shown.deep else wrap
    root = shown.status == Status.ROOT_CAUSE
    font = font_of(shown.status, deep=shown.deep)
    text = measure(shown.text, font, wrap)
    pills = _pills(shown, measure)
    behind = text.lines[-1].width + _BEFORE_PILLS + row_width(pills)
    own_row = bool(pills) and behind > max(text.width, wrap) + _OVERHANG
    column = max(text.width, _LEAST_TEXT, *_pill_widths(pills, own_row, behind))
    width = SIGN_COLUMN + column + (_FRAME_WIDTH if root else 0)
    height = text.height + (_PILL_ROW if own_row else 0) + (_FRAME_HEIGHT if root else 0)
    inset = (_FRAME_WIDTH / 2, _FRAME_HEIGHT / 2) if root else (0.0, 0.0)
    shapes = (
        *(_frame(width, height) if root else ()),
        *_sign(shown.status, text, font, width, inset, right_to_left),
        *_text_and_pills(shown, text, font, pills, own_row, column, inset, right_to_left),
    )
    return Label(shapes, width, height)


def _pill_widths(pills: tuple[Pill, ...], own_row: bool, behind: float) -> tuple[float, ...]:
    if not pills:
        return ()
    return (row_width(pills) if own_row else behind,)


def _pills(shown: Shown, measure: Measure) -> tuple[Pill, ...]:
    pills: list[Pill] = []
    if shown.status == Status.ROOT_CAUSE:
        pills.append(text_pill(_("ROOT CAUSE"), measure, fill="root", colour="root_pill_text", font=STRONG_PILL_FONT))
    if shown.unverified:
        pills.append(text_pill(_("unverified"), measure, fill="warning_fill", colour="warning"))
    if shown.votes:
        pills.append(votes_pill(shown.votes, measure, best=shown.best))
    if shown.evidence:
        pills.append(evidence_pill(str(shown.evidence), measure))
    if shown.hidden:
        pills.append(text_pill(f"+{shown.hidden}", measure))
    return tuple(pills)


def _frame(width: float, height: float) -> tuple[Shape, ...]:
    return (Path(rectangle(Box(0, 0, width, height), 4), "root_fill", Stroke("root", 1.4), decoration=True),)


def _sign(
    status: str, text: Measured, font: Font, width: float, inset: tuple[float, float], right_to_left: bool
) -> tuple[Shape, ...]:
    across = inset[0] + 6.0
    # On the middle of the capital letters of the first line.
    middle = inset[1] + text.ascent - font.size * 0.36
    return status_mark(status, (width - across if right_to_left else across, middle))


def _text_and_pills(
    shown: Shown,
    text: Measured,
    font: Font,
    pills: tuple[Pill, ...],
    own_row: bool,
    column: float,
    inset: tuple[float, float],
    right_to_left: bool,
) -> tuple[Shape, ...]:
    left = inset[0] + (0 if right_to_left else SIGN_COLUMN)
    ruled_out = shown.status == Status.RULED_OUT
    aligned = right_to_left or text.right_to_left
    lines = text_lines(
        text, left, inset[1], font, "ruled_out" if ruled_out else "text",
        struck=ruled_out, width=column, right_aligned=aligned,
    )  # fmt: skip
    if not pills:
        return lines
    last, pills_width = text.lines[-1].width, row_width(pills)
    if own_row:
        top, start = inset[1] + text.height + (_PILL_ROW - PILL_HEIGHT) / 2, 0.0
    else:
        top = inset[1] + text.height - (text.line_height + PILL_HEIGHT) / 2
        start = last + _BEFORE_PILLS
    place = left + (column - start - pills_width if aligned else start)
    return *lines, *pill_row(pills, place, top, right_to_left=aligned)
