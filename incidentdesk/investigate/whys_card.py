"""The cards of the 5-Whys: the problem, a cause, a counter-measure, and what stands where one is missing (ux.md 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.shapes import Box, Font, Path, Shape, Stroke, Text, rectangle
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.marks import (
    PILL_FONT,
    PILL_GAP,
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
from incidentdesk.language import _, ngettext

CAUSE_FONT, MEASURE_FONT, PROBLEM_FONT, SMALL_FONT = Font(13), Font(12), Font(14, 600), Font(10, 500)
PAD_X, PAD_Y, SIGN_COLUMN = 12.0, 10.0, 17.0
_PROBLEM_PAD = 16.0
RADIUS = 7.0
# A row of pills with the room above it.
_ROW, _ABOVE_ROW = 20.0, 6.0
_DASH = (4.0, 3.0)
# Owner, day and state come closer to the edge of their card than a text, so that they mostly stand in one row.
_AFTER_EFFORT, _CLOSER = 5.0, 6.0
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """Shapes with the upper left corner of the card at the origin."""

    shapes: tuple[Shape, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ShownCause:
    """What a card shows of its cause.

    `above` is a line over the text: the bone on which it hangs, in the colour of that bone, and its role. `hidden` is
    how many causes are folded away behind it, `unverified` that its status rests on no evidence, said on paper.
    """

    text: str
    status: str = Status.SUSPECTED
    above: str = ""
    above_colour: str = "muted"
    supports: int = 0
    contradicts: int = 0
    stop_reason: str = ""
    votes: int = 0
    best: bool = False
    hidden: int = 0
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """What a card shows of its counter-measure; `facts` are owner, due date and state, `late` that it is overdue.

    `short_owner` is tried where the owner's whole name leaves no room for the rest.
    """

    text: str
    effort: str
    owner: str = ""
    short_owner: str = ""
    facts: tuple[str, ...] = ()
    late: bool = False


# ── problem ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def problem_card(text: str, hidden: int, width: float, measure: Measure, right_to_left: bool) -> Card:
    pills = (text_pill(f"+{hidden}", measure),) if hidden else ()
    label = measure(text or _("What is to be explained?"), PROBLEM_FONT, width - 2 * PAD_X)
    height = 2 * _PROBLEM_PAD - 4 + label.height + (_ROW if pills else 0)
    lines = text_lines(
        label, PAD_X, _PROBLEM_PAD - 2, PROBLEM_FONT, "head_text",
        width=width - 2 * PAD_X, right_aligned=right_to_left or label.right_to_left,
    )  # fmt: skip
    row = _pill_rows([pills], PAD_X, _PROBLEM_PAD - 2 + label.height + _ABOVE_ROW, width - 2 * PAD_X, right_to_left)
    frame = Path(rectangle(Box(0, 0, width, height), RADIUS), "head", Stroke("head", 1.8), decoration=True)
    return Card((frame, *lines, *row), width, height)


# ── cause ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_FRAMES = {
    Status.SUSPECTED: ("card", Stroke("card_outline", 1.2)),
    Status.VERIFIED: ("card", Stroke("verified", 1.8)),
    Status.RULED_OUT: ("card", Stroke("card_outline", 1.2, _DASH)),
    Status.ROOT_CAUSE: ("root_fill", Stroke("root", 1.8)),
}


@lru_cache(maxsize=20_000)
def cause_card(shown: ShownCause, width: float, measure: Measure, right_to_left: bool) -> Card:
    """`right_to_left` mirrors the parts of the card, not its text."""
    room = width - 2 * PAD_X - SIGN_COLUMN
    left = PAD_X if right_to_left else PAD_X + SIGN_COLUMN
    above, y = _above(shown, left, room, measure, right_to_left)
    ruled_out = shown.status == Status.RULED_OUT
    label = measure(shown.text or _("why?"), CAUSE_FONT, room)
    muted = "ruled_out" if ruled_out else "text" if shown.text else "muted"
    lines = text_lines(
        label, left, y, CAUSE_FONT, muted, struck=ruled_out,
        width=room, right_aligned=right_to_left or label.right_to_left,
    )  # fmt: skip
    across = PAD_X + 5.5
    sign = status_mark(shown.status, (width - across if right_to_left else across, y + label.line_height / 2))
    foot, bottom = _foot(shown, left, y + label.height, room, measure, right_to_left)
    height = bottom + PAD_Y
    fill, stroke = _FRAMES[Status(shown.status)]
    frame = Path(rectangle(Box(0, 0, width, height), RADIUS), fill, stroke, decoration=True)
    return Card((frame, *above, *sign, *lines, *foot), width, height)


def _above(
    shown: ShownCause, left: float, room: float, measure: Measure, right_to_left: bool
) -> tuple[tuple[Text, ...], float]:
    if not shown.above:
        return (), PAD_Y
    label = measure(shown.above, STRONG_PILL_FONT, room)
    lines = text_lines(
        label, left, PAD_Y - 2, STRONG_PILL_FONT, shown.above_colour,
        width=room, right_aligned=right_to_left or label.right_to_left,
    )  # fmt: skip
    return lines, PAD_Y + label.height


def _foot(
    shown: ShownCause, left: float, top: float, room: float, measure: Measure, right_to_left: bool
) -> tuple[tuple[Shape, ...], float]:
    """Pills in rows, then why a ruled-out branch is not followed: behind the last pill where it fits in one line."""
    rows = _rows_of(_pills(shown, measure), room)
    shapes = _pill_rows(rows, left, top + _ABOVE_ROW, room, right_to_left)
    bottom = top + _ROW * len(rows)
    if not shown.stop_reason or shown.status != Status.RULED_OUT:
        return shapes, bottom
    used = row_width(rows[-1]) + PILL_GAP + 2 if rows else 0.0
    label = measure(shown.stop_reason, PILL_FONT, room)
    aligned = right_to_left or label.right_to_left
    if rows and len(label.lines) == 1 and used + label.width <= room:
        place = left if right_to_left else left + used
        y = bottom - (PILL_HEIGHT + label.line_height) / 2
        beside = text_lines(label, place, y, PILL_FONT, "muted", width=room - used, right_aligned=aligned)
        return (*shapes, *beside), bottom
    y = bottom + _ABOVE_ROW - 1
    below = text_lines(label, left, y, PILL_FONT, "muted", width=room, right_aligned=aligned)
    return (*shapes, *below), y + label.height


def _pills(shown: ShownCause, measure: Measure) -> list[Pill]:
    pills: list[Pill] = []
    if shown.status == Status.ROOT_CAUSE:
        pills.append(text_pill(_("ROOT CAUSE"), measure, fill="root", colour="root_pill_text", font=STRONG_PILL_FONT))
    if shown.unverified:
        pills.append(text_pill(_("unverified"), measure, fill="warning_fill", colour="warning"))
    count = shown.supports + shown.contradicts
    if count:
        pills.append(
            evidence_pill(ngettext("{count} evidence", "{count} evidence", count).format(count=count), measure)
        )
    elif not shown.stop_reason and not shown.unverified:
        pills.append(text_pill(_("no evidence yet"), measure, fill="", outline=Stroke("outline", 1, (3.0, 2.0))))
    if shown.contradicts and shown.status != Status.RULED_OUT:
        against = _("{count} against").format(count=shown.contradicts)
        pills.append(text_pill(against, measure, fill="warning_fill", colour="warning"))
    if shown.votes:
        pills.append(votes_pill(shown.votes, measure, best=shown.best))
    if shown.hidden:
        pills.append(text_pill(f"+{shown.hidden}", measure))
    return pills


def _rows_of(pills: Sequence[Pill], room: float) -> list[tuple[Pill, ...]]:
    rows: list[tuple[Pill, ...]] = []
    for pill in pills:
        if rows and row_width((*rows[-1], pill)) <= room:
            rows[-1] = (*rows[-1], pill)
        else:
            rows.append((pill,))
    return rows


def _pill_rows(
    rows: Sequence[tuple[Pill, ...]], left: float, top: float, room: float, right_to_left: bool
) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    for number, row in enumerate(rows):
        start = left + room - row_width(row) if right_to_left else left
        shapes.extend(pill_row(row, start, top + number * _ROW, right_to_left=right_to_left))
    return tuple(shapes)


# ── counter-measure ──────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def measure_card(shown: ShownMeasure, width: float, measure: Measure, right_to_left: bool) -> Card:
    room = width - 2 * PAD_X
    label = measure(shown.text or _("What will be done?"), MEASURE_FONT, room)
    lines = text_lines(
        label, PAD_X, PAD_Y, MEASURE_FONT, "text" if shown.text else "muted",
        width=room, right_aligned=right_to_left or label.right_to_left,
    )  # fmt: skip
    top = PAD_Y + label.height + _ABOVE_ROW
    effort = text_pill(
        _(shown.effort).upper(), measure, fill="measure", colour="measure_pill_text", font=STRONG_PILL_FONT
    )
    facts, bottom = _facts(shown, effort.width + _AFTER_EFFORT, top, room, measure, right_to_left)
    start = PAD_X + room - effort.width if right_to_left else PAD_X
    height = bottom + PAD_Y
    frame = Path(rectangle(Box(0, 0, width, height), RADIUS), "measure_fill", Stroke("measure", 1.3), decoration=True)
    return Card((frame, *lines, *pill_row((effort,), start, top), *facts), width, height)


def _facts(
    shown: ShownMeasure, used: float, top: float, room: float, measure: Measure, right_to_left: bool
) -> tuple[tuple[Text, ...], float]:
    """Owner, due date and state: behind the pill where there is room for them, else below it."""
    bottom = top + PILL_HEIGHT
    colour = "warning" if shown.late else "muted"
    beside = room + _CLOSER - used
    for owner in dict.fromkeys((shown.owner, shown.short_owner)):
        text = _SEPARATOR.join(part for part in (owner, *shown.facts) if part)
        if not text:
            return (), bottom
        label = measure(text, SMALL_FONT, 2 * room)
        if len(label.lines) == 1 and label.width <= beside:
            left = PAD_X - _CLOSER if right_to_left else PAD_X + used
            y = top + (PILL_HEIGHT - label.line_height) / 2
            return text_lines(label, left, y, SMALL_FONT, colour, width=beside, right_aligned=right_to_left), bottom
    label = measure(_SEPARATOR.join(part for part in (shown.owner, *shown.facts) if part), SMALL_FONT, room)
    below = text_lines(
        label, PAD_X, bottom + 4, SMALL_FONT, colour, width=room, right_aligned=right_to_left or label.right_to_left
    )
    return below, bottom + 4 + label.height


@lru_cache(maxsize=1024)
def absent_card(text: str, width: float, measure: Measure, right_to_left: bool, colour: str = "muted") -> Card:
    """A dashed card that says what is missing, what was accepted, or what to do next."""
    room = width - 2 * PAD_X
    label = measure(text, MEASURE_FONT, room)
    lines = text_lines(
        label, PAD_X, PAD_Y, MEASURE_FONT, colour, width=room, right_aligned=right_to_left or label.right_to_left
    )
    height = 2 * PAD_Y + label.height
    stroke = Stroke("outline" if colour == "muted" else colour, 1.2, _DASH)
    frame = Path(rectangle(Box(0, 0, width, height), RADIUS), "", stroke, decoration=True)
    return Card((frame, *lines), width, height)
