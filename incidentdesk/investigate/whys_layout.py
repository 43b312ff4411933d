"""Where everything in a 5-Whys stands, after ux.md 7.

A tree from left to right: the problem, then a column for every why, then one for the counter-measures. Nothing
overlaps, whatever the size of a card: the bands of siblings are disjoint in y and the columns disjoint in x, and the
way from a cause to its counter-measures runs in the band of that cause, at the height of a cause without answers
through columns that are empty there, else through a strip of its own below the answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.palette import hue
from incidentdesk.drawing.shapes import Box
from incidentdesk.investigate.action_state import is_overdue
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, CounterMeasure, Kind, Role, Status
from incidentdesk.investigate.due_day import due_day
from incidentdesk.investigate.fishbone_layout import best_voted
from incidentdesk.investigate.whys_card import (
    Card,
    ShownCause,
    ShownMeasure,
    absent_card,
    cause_card,
    measure_card,
    problem_card,
)
from incidentdesk.language import _, isolated

# Pixels; the names are those of ux.md 7.
CW, GX, GY, AW = 216.0, 72.0, 14.0, 232.0
CARD_WIDTHS = (150.0, 180.0, 216.0)
BETWEEN_MEASURES = 8.0
# A column has so much above its cards and below them.
HEADER, FOOT = 52.0, 16.0
# Its tint reaches so far beyond its cards. Paper is dear: there columns stand closer.
_INSET, _PAPER_INSET, _PAPER_GX = 14.0, 10.0, 60.0
# What is left free around the picture, on the screen and on paper, which has margins of its own.
_MARGIN, _PAPER_MARGIN = 20.0, 2.0
_NOWHERE = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class WhysLook:
    """How a 5-Whys is shown.

    `branch`: only what leads to that cause and what is below it, or the causes on the bone of that category.
    `everything`: all causes on bones and not only those whose why was asked. `read_back`: from the root to the problem.
    `seen_by`: whose votes are shown in a hidden round. `today`: a date as YYYY-MM-DD.
    """

    card_width: float = CW
    branch: str = EFFECT
    everything: bool = False
    folded: frozenset[str] = frozenset()
    read_back: bool = False
    right_to_left: bool = False
    seen_by: str | None = None
    votes: bool = True
    on_paper: bool = False
    today: str = ""

    @property
    def answers_width(self) -> float:
        """How wide counter-measures are."""
        return self.card_width + AW - CW

    @property
    def gap(self) -> float:
        return _PAPER_GX if self.on_paper else GX

    @property
    def inset(self) -> float:
        return _PAPER_INSET if self.on_paper else _INSET


@dataclass(frozen=True, slots=True)
class Answer:
    """A card in the column of counter-measures.

    `kind` is "measure", "missing" (there should be one), or "accepted" (there is a reason for none); `key` is that of
    the counter-measure, or of the cause.
    """

    key: str
    kind: str
    card: Card
    name: str
    measure: CounterMeasure | None = None


@dataclass(slots=True)
class Why:
    """The problem (without a cause) or a cause, with its card, and where they stand.

    `depth` 0 is the problem. `hidden` is how many causes are folded away behind it. `place` is its place among its
    visible siblings, counted from 1. `to_root`: a root cause is here or behind it.
    """

    key: str
    cause: Cause | None
    depth: int
    card: Card
    hidden: int = 0
    place: int = 1
    evidence: int = 0
    to_root: bool = False
    parent: "Why | None" = None
    below: list["Why"] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    box: Box = _NOWHERE
    answer_boxes: list[Box] = field(default_factory=list)
    # Its band begins at `top`; the upper part of it holds the card and the answers to its why.
    top: float = 0.0
    band: float = 0.0
    upper: float = 0.0

    @property
    def ruled_out(self) -> bool:
        return self.cause is not None and self.cause.status == Status.RULED_OUT

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def answers_height(self) -> float:
        return sum(each.card.height for each in self.answers) + BETWEEN_MEASURES * max(0, len(self.answers) - 1)


@dataclass(frozen=True, slots=True)
class WhysLayout:
    """`whys` in the order of the document, the problem first; `columns` how many whys have a column.

    `start` is the left edge of the problem, `step` from there to the next column, `answers_at` the left edge of the
    counter-measures or None without that column. `margin` is free around it. The upper left corner of the picture is
    the origin; from right to left it is mirrored when it is drawn.
    """

    whys: tuple[Why, ...]
    columns: int
    margin: float
    start: float
    step: float
    answers_at: float | None
    hint: tuple[Card, Box] | None
    width: float
    height: float

    def mirrored(self, box: Box) -> Box:
        return Box(self.width - box.right, box.top, self.width - box.left, box.bottom)


def whys_layout(graph: CauseGraph, measure: Measure, look: WhysLook, gap: float) -> WhysLayout:
    """`gap` is what is between two columns."""
    whys = _shown(graph, measure, look)
    columns = max(1, max(why.depth for why in whys))
    margin = _PAPER_MARGIN if look.on_paper else _MARGIN
    start, step = margin + look.inset, look.card_width + gap
    with_answers = not look.on_paper or any(why.answers for why in whys)
    answers_at = start + (columns + 1) * step if with_answers else None
    _measure_bands(whys)
    _place(whys, start, step, margin + HEADER, answers_at or 0.0)
    hint = _hint(measure, look, start + step, whys)
    right = start + columns * step + look.card_width if answers_at is None else answers_at + look.answers_width
    bottom = margin + HEADER + max(whys[0].band, hint[0].height if hint else 0.0) + FOOT
    return WhysLayout(
        tuple(whys), columns, margin, start, step, answers_at, hint, right + look.inset + margin, bottom + margin
    )


def _hint(measure: Measure, look: WhysLook, left: float, whys: list[Why]) -> tuple[Card, Box] | None:
    """What to do first, where nothing was asked yet; on paper nothing is said of keys."""
    problem = whys[0]
    if look.on_paper or len(whys) > 1 or problem.hidden or problem.answers:
        return None
    card = absent_card(_("Tab to ask the first why"), look.card_width, measure, look.right_to_left)
    top = problem.box.top + _half(problem.box.height - card.height)
    return card, Box(left, top, left + card.width, top + card.height)


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


def _shown(graph: CauseGraph, measure: Measure, look: WhysLook) -> list[Why]:
    """The problem and the causes in the order of the document."""
    best = best_voted(graph, look.seen_by) if look.votes else frozenset()
    path = {cause.key for cause in graph.path(look.branch)}
    below = _hung(graph, EFFECT, look, path)
    hidden = _folded_away(graph, EFFECT, below, look)
    card = problem_card(graph.effect.text, hidden, look.card_width, measure, look.right_to_left)
    whys = [Why(EFFECT, None, 0, card, hidden, answers=_answers(graph, EFFECT, measure, look))]
    stack = [] if hidden else _below(whys[0], below)
    while stack:
        parent, place, cause = stack.pop()
        below = _hung(graph, cause.key, look, path)
        hidden = _folded_away(graph, cause.key, below, look)
        shown = _shown_cause(graph, cause, parent.depth == 0, hidden, look, best)
        card = cause_card(shown, look.card_width, measure, look.right_to_left)
        evidence = shown.supports + shown.contradicts
        why = Why(cause.key, cause, parent.depth + 1, card, hidden, place, evidence, parent=parent)
        why.answers = _answers(graph, cause.key, measure, look)
        parent.below.append(why)
        whys.append(why)
        stack += [] if hidden else _below(why, below)
    _mark_ways_to_roots(whys, graph)
    return whys


def _below(parent: Why, causes: list[Cause]) -> list[tuple[Why, int, Cause]]:
    """As a stack gives them back in order."""
    return [(parent, place, cause) for place, cause in enumerate(causes, 1)][::-1]


def _hung(graph: CauseGraph, key: str, look: WhysLook, path: set[str]) -> list[Cause]:
    """The answers to one why; of an isolated branch only those that lead to it, and all below it."""
    if look.branch not in graph.causes:
        return graph.answers(key, everything=look.everything)
    answers = graph.answers(key, everything=True)
    if key == look.branch or (key != EFFECT and key not in path):
        return answers
    if graph.causes[look.branch].kind == Kind.CATEGORY:
        return [each for each in answers if each.parent == look.branch]
    return [each for each in answers if each.key in path]


def _folded_away(graph: CauseGraph, key: str, below: list[Cause], look: WhysLook) -> int:
    return sum(1 for cause in below for _each in graph.subtree(cause.key)) if key in look.folded else 0


def _mark_ways_to_roots(whys: list[Why], graph: CauseGraph) -> None:
    for why in reversed(whys):
        folded = graph.subtree(why.key) if why.hidden else ()
        statuses = {each.status for each in folded} | ({why.cause.status} if why.cause else set())
        here = Status.ROOT_CAUSE in statuses or any(each.to_root for each in why.below)
        why.to_root = here and not why.ruled_out


def _shown_cause(
    graph: CauseGraph, cause: Cause, first: bool, hidden: int, look: WhysLook, best: frozenset[str]
) -> ShownCause:
    backing = graph.backing_of(cause.key)
    bone = graph.causes.get(cause.parent) if first else None
    role = _(cause.role) if cause.role != Role.NONE else ""
    claimed = cause.status in (Status.VERIFIED, Status.ROOT_CAUSE)
    return ShownCause(
        text=cause.text,
        status=cause.status,
        above=" · ".join(part for part in (isolated(bone.text) if bone else "", role) if part),
        above_colour=_hue_of(graph, bone) if bone else "muted",
        supports=backing.supports,
        contradicts=backing.contradicts,
        stop_reason=cause.stop_reason,
        votes=graph.votes_of(cause.key, look.seen_by) if look.votes else 0,
        best=cause.key in best,
        hidden=hidden,
        unverified=look.on_paper and claimed and not backing.supports,
    )


def _hue_of(graph: CauseGraph, category: Cause) -> str:
    """The colour that its bone has in the fishbone."""
    return hue([each.key for each in graph.categories].index(category.key))


# ── counter-measures ─────────────────────────────────────────────────────────────────────────────────────────────────


def _answers(graph: CauseGraph, key: str, measure: Measure, look: WhysLook) -> list[Answer]:
    found = [_answer(each, measure, look) for each in graph.measures_of(key)]
    cause = graph.causes.get(key)
    if found or cause is None or cause.status != Status.ROOT_CAUSE:
        return found
    if cause.accepted_reason:
        text = _("accepted: {reason}").format(reason=isolated(cause.accepted_reason))
        return [Answer(key, "accepted", absent_card(text, look.answers_width, measure, look.right_to_left), text)]
    text = _("no counter-measure yet")
    return [Answer(key, "missing", absent_card(text, look.answers_width, measure, look.right_to_left, "root"), text)]


def _answer(each: CounterMeasure, measure: Measure, look: WhysLook) -> Answer:
    shown = _shown_measure(each, look)
    card = measure_card(shown, look.answers_width, measure, look.right_to_left)
    name = ", ".join(part for part in (isolated(each.text), _(each.effort), shown.owner, *shown.facts) if part)
    return Answer(each.key, "measure", card, name, each)


def _shown_measure(measure: CounterMeasure, look: WhysLook) -> ShownMeasure:
    due = due_day(measure.due_on, look.today)
    return ShownMeasure(
        text=measure.text,
        effort=measure.effort,
        owner=isolated(measure.owner) if measure.owner else "",
        short_owner=isolated(_short_name(measure.owner)) if measure.owner else "",
        facts=tuple(part for part in (due, _(measure.state)) if part),
        late=is_overdue(measure.state, measure.due_on, look.today),
    )


def _short_name(name: str) -> str:
    """ "M. Okafor" for "Mei Okafor"; names that are not written so stay whole."""
    first, _space, last = name.partition(" ")
    return f"{first[0]}. {last}" if last and first[:1].isupper() else name


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _measure_bands(whys: list[Why]) -> None:
    for why in reversed(whys):
        answers = why.answers_height
        why.upper = max(why.card.height, _stack_height(why) if why.below else answers)
        why.band = why.upper + (GY + answers if why.below and why.answers else 0)


def _place(whys: list[Why], start: float, step: float, top: float, answers_at: float) -> None:
    whys[0].top = top
    for why in whys:
        y = why.top + _half(why.upper - _stack_height(why))
        for each in why.below:
            each.top = y
            y += each.band + GY
    for why in reversed(whys):
        left, top = start + why.depth * step, _card_top(why)
        why.box = Box(left, top, left + why.card.width, top + why.card.height)
        why.answer_boxes = list(_answer_boxes(why, answers_at))


def _stack_height(why: Why) -> float:
    return sum(each.band for each in why.below) + GY * max(0, len(why.below) - 1)


def _card_top(why: Why) -> float:
    """In the middle between the first and the last answer, as far as its band allows."""
    height = why.card.height
    if not why.below:
        return why.top + _half(why.upper - height)
    middle = (why.below[0].middle + why.below[-1].middle) / 2
    return max(why.top, min(round(middle - height / 2), why.top + why.upper - height))


def _answer_boxes(why: Why, left: float) -> Iterator[Box]:
    if why.below:
        y = why.top + why.upper + GY
    else:
        y = why.top + _half(why.upper - why.answers_height)
    for answer in why.answers:
        yield Box(left, y, left + answer.card.width, y + answer.card.height)
        y += answer.card.height + BETWEEN_MEASURES


def _half(length: float) -> float:
    """Whole pixels, so that lines are crisp."""
    return float(length // 2)
