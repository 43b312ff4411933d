"""Where everything in a fishbone stands, after ux.md 6.2 to 6.5.

The origin is where the spine meets the head, t the distance from the spine, and u = x + c·t with c = cot 60°: in (u, t)
every rib and every bone is a vertical line and every twig a horizontal one, so that the figure is an ordinary indented
tree. Nothing overlaps, whatever the size of a label, because
1. every label and everything below it has an interval of t of its own;
2. every label ends STUB before the bone that it hangs on, its own bone stands D before that one, and what hangs on it
   further away still: no bone crosses a text;
3. all of a rib lies in a strip of u of its own, and the boxes of categories outside of all strips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from incidentdesk.drawing.measure import Measure, Measured
from incidentdesk.drawing.shapes import Font
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Kind, Side, Status
from incidentdesk.investigate.fishbone_label import Label, Shown, label_of
from incidentdesk.investigate.marks import PILL_GAP, Pill, text_pill
from incidentdesk.language import _

C = 0.57735  # cot 60°
# Pixels; the names are those of ux.md 6.3.
D, PAD, G, BAND, GROUP = 22.0, 12.0, 3.0, 8.0, 8.0
STUB = D + PAD
T0, OVER, STRIP, BOXGAP, HEADGAP, TAIL = 18.0, 20.0, 30.0, 18.0, 46.0, 40.0
QUANTUM, SPREAD, SHORTEST_RIB, BETWEEN_JOINTS, NARROWEST_STRIP = 24.0, 22.0, 120.0, 60.0, 60.0
# A rib that needs less than this share of the longest one ends earlier.
_SHORT = 0.6
WRAPS = (160.0, 190.0, 220.0, 250.0, 280.0)
USUAL_WRAP = 190.0
CATEGORY_FONT, HEAD_FONT, CAPTION_FONT, HINT_FONT = Font(13, 600), Font(16, 600), Font(10, 600), Font(13)
# While it is edited the outermost label may come so much nearer to the box of its category, before all boxes move.
_EASE = 12.0
_CATEGORY_WRAP, _HEAD_WRAP = 170.0, 190.0
# What the head is wider than its text.
HEAD_PAD = 58.0


@dataclass(frozen=True, slots=True)
class Spread:
    """What editing leaves as it is, so that a change moves as little as possible: the room between the groups of a
    rib, and whether the rib is as long as the longest."""

    gap: float
    full: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How a fishbone is shown.

    `level`: causes of this level and above, 0 for all. `isolated`: only the branch of that cause or category.
    `seen_by`: whose votes are shown in a hidden round. `frozen`: what an earlier layout found, by category; without it
    everything is balanced anew.
    """

    wrap: float = USUAL_WRAP
    folded: frozenset[str] = frozenset()
    level: int = 0
    isolated: str = ""
    right_to_left: bool = False
    seen_by: str | None = None
    votes: bool = True
    on_paper: bool = False
    legend: bool = True
    frozen: Mapping[str, Spread] = field(default_factory=dict)

    @property
    def quantum(self) -> float:
        """Lengths grow by so many pixels, so that a small change moves nothing else; on paper every pixel counts."""
        return 1.0 if self.on_paper else QUANTUM


@dataclass(frozen=True, slots=True)
class Hung:
    """A cause on its bone: the bone's `u` relative to the rib, the band of its label and its twig in t, and how far in
    t the bone of its own children runs (None without children)."""

    cause: Cause
    level: int
    shown: Shown
    label: Label
    u: float
    near: float
    far: float
    twig: float
    bone_to: float | None


@dataclass(frozen=True, slots=True)
class Rib:
    """A category with everything on it; `joint` is the x at which it meets the spine, `length` its reach in t."""

    category: Cause
    side: str
    number: int
    text: Measured
    pill: Pill | None
    hidden: int
    box_width: float
    box_height: float
    hung: tuple[Hung, ...]
    spread: Spread
    length: float
    joint: float = 0.0
    # What to do first, instead of causes; and the least width of the strip, which is that of the hint for all ribs.
    hint: Measured | None = None
    room: float = NARROWEST_STRIP


@dataclass(frozen=True, slots=True)
class Layout:
    ribs: tuple[Rib, ...]
    caption: Measured
    head: Measured
    head_width: float
    head_height: float
    tail: float


def layout_of(graph: CauseGraph, measure: Measure, look: Look) -> Layout:
    caption, head = measure(_("PROBLEM"), CAPTION_FONT, 1000.0), measure(graph.effect.text, HEAD_FONT, _HEAD_WRAP)
    head_width = max(head.width, caption.width) + HEAD_PAD
    head_height = max(92.0, head.height + 48)
    branches = _branches(graph, measure, look)
    ribs = _ribs(branches, measure, look, head_height / 2 + 16)
    if ribs and not look.on_paper and not any(rib.hung or rib.hidden for rib in ribs):
        ribs = _hinted(ribs, measure(_("Tab to add the first cause"), HINT_FONT, look.wrap))
    ribs = _joined(ribs, look.quantum)
    tail = min((rib.joint for rib in ribs), default=-HEADGAP - 240.0) - TAIL
    return Layout(tuple(ribs), caption, head, head_width, head_height, tail)


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Row:
    """A cause that is shown, in the order from the spine outward."""

    cause: Cause
    level: int
    shown: Shown
    label: Label


@dataclass(slots=True)
class _Branch:
    category: Cause
    side: str
    number: int
    rows: list[_Row]
    hidden: int


def _branches(graph: CauseGraph, measure: Measure, look: Look) -> list[_Branch]:
    best = best_voted(graph, look.seen_by) if look.votes else frozenset()
    path = {cause.key for cause in graph.path(look.isolated)}
    branches: list[_Branch] = []
    for number, (category, side) in enumerate(sided(graph.categories)):
        if look.isolated in graph.causes and category.key not in path:
            continue
        hidden = _below(graph, category.key) if category.key in look.folded else 0
        rows = [] if hidden else _rows(graph, category, side, measure, look, path, best)
        branches.append(_Branch(category, side, number, rows, hidden))
    return branches


def sided(categories: Sequence[Cause]) -> list[tuple[Cause, str]]:
    """Each category with its side; one that has none yet goes where fewer are, first to the top."""
    count = {Side.TOP: 0, Side.BOTTOM: 0}
    for category in categories:
        if category.side:
            count[Side(category.side)] += 1
    found: list[tuple[Cause, str]] = []
    for category in categories:
        side = Side(category.side) if category.side else min(count, key=lambda side: count[side])
        if not category.side:
            count[side] += 1
        found.append((category, side))
    return found


def best_voted(graph: CauseGraph, seen_by: str | None) -> frozenset[str]:
    """At most three causes with more votes than all others; of those that are level none is preferred."""
    votes = {key: graph.votes_of(key, seen_by) for key in graph.causes}
    ranked = sorted(votes.values(), reverse=True)
    limit = max(0, ranked[3] if len(ranked) > 3 else 0)
    return frozenset(key for key, count in votes.items() if count > limit)


def _below(graph: CauseGraph, key: str) -> int:
    return sum(1 for _each in graph.subtree(key)) - 1


def _rows(
    graph: CauseGraph,
    category: Cause,
    side: str,
    measure: Measure,
    look: Look,
    path: set[str],
    best: frozenset[str],
) -> list[_Row]:
    """From the spine outward: on the top the last one first, so that the order is the same on both sides."""
    rows: list[_Row] = []
    stack = [(cause, 1) for cause in _ordered(_kept(graph, category, look, path), side)]
    while stack:
        cause, level = stack.pop()
        below = _kept(graph, cause, look, path)
        closed = bool(below) and (cause.key in look.folded or level == look.level)
        hidden = _below(graph, cause.key) if closed else 0
        shown = _shown(graph, cause, level, hidden, look, best)
        rows.append(_Row(cause, level, shown, label_of(shown, look.wrap, measure, look.right_to_left)))
        if not closed:
            stack.extend((child, level + 1) for child in _ordered(below, side))
    return rows


def _ordered(causes: list[Cause], side: str) -> list[Cause]:
    """In the order in which a stack gives them back from the spine outward."""
    return causes if side == Side.TOP else causes[::-1]


def _kept(graph: CauseGraph, parent: Cause, look: Look, path: set[str]) -> list[Cause]:
    """The causes below one; of an isolated branch only those that lead to it, and all below it."""
    children = [each for each in graph.children(parent.key) if each.kind == Kind.CAUSE]
    if parent.key in path and parent.key != look.isolated:
        return [each for each in children if each.key in path]
    return children


def _shown(graph: CauseGraph, cause: Cause, level: int, hidden: int, look: Look, best: frozenset[str]) -> Shown:
    backing = graph.backing_of(cause.key)
    claimed = cause.status in (Status.VERIFIED, Status.ROOT_CAUSE)
    return Shown(
        text=cause.text,
        status=cause.status,
        deep=level > 1,
        votes=graph.votes_of(cause.key, look.seen_by) if look.votes else 0,
        evidence=backing.count,
        hidden=hidden,
        best=cause.key in best,
        unverified=look.on_paper and claimed and not backing.supports,
    )


# ── ribs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Sized:
    """A branch with the size of its box; the least length that it needs, rounded up; and its groups."""

    branch: _Branch
    text: Measured
    pill: Pill | None
    width: float
    height: float
    groups: int
    need: float
    frozen: Spread | None
    length: float


def _ribs(branches: list[_Branch], measure: Measure, look: Look, least: float) -> list[Rib]:
    sized = [_sized(branch, measure, look, least) for branch in branches]
    longest = max((each.length for each in sized), default=0.0)
    return [_rib(each, longest) for each in sized]


def _sized(branch: _Branch, measure: Measure, look: Look, least: float) -> _Sized:
    text = measure(branch.category.text, CATEGORY_FONT, _CATEGORY_WRAP)
    pill = text_pill(f"+{branch.hidden}", measure) if branch.hidden else None
    width = max(text.width, 20.0) + 28 + (pill.width + PILL_GAP if pill else 0)
    groups = sum(row.level == 1 for row in branch.rows)
    heights = sum(row.label.height + G + BAND for row in branch.rows)
    need = T0 + heights + groups * GROUP - (BAND + GROUP) + OVER if groups else 0.0
    frozen = look.frozen.get(branch.category.key)
    kept = frozen.gap * max(0.0, groups - 0.5) - _EASE if frozen and groups else 0.0
    length = _rounded_up(max(SHORTEST_RIB, least, need + kept), look.quantum)
    return _Sized(branch, text, pill, width, max(30.0, text.height + 12), groups, need, frozen, length)


def _rounded_up(length: float, quantum: float) -> float:
    return ceil(length / quantum) * quantum


def _rib(sized: _Sized, longest: float) -> Rib:
    spread = sized.frozen or _spread(sized, longest)
    # One whose box would reach beyond the others' ends where they do.
    full = spread.full or sized.length + sized.height > longest
    hung = _hang(sized.branch.rows, sized.branch.side, spread.gap)
    return Rib(
        category=sized.branch.category,
        side=sized.branch.side,
        number=sized.branch.number,
        text=sized.text,
        pill=sized.pill,
        hidden=sized.branch.hidden,
        box_width=sized.width,
        box_height=sized.height,
        hung=hung,
        spread=Spread(spread.gap, full),
        length=longest if full else sized.length,
    )


def _spread(sized: _Sized, longest: float) -> Spread:
    full = sized.length >= _SHORT * longest
    length = longest if full else sized.length
    gap = min(SPREAD, (length - sized.need) / (sized.groups + 0.5)) if sized.groups else 0.0
    return Spread(gap, full)


def _hang(rows: list[_Row], side: str, gap: float) -> tuple[Hung, ...]:
    """Each row on its bone; t only grows, which gives each its own band."""
    top = side == Side.TOP
    bands: list[tuple[float, float, float]] = []
    t = T0 + gap / 2
    for number, row in enumerate(rows):
        if number and row.level == 1:
            t += GROUP + gap
        twig, near = (t, t + G) if top else (t + row.label.height + G, t)
        bands.append((near, near + row.label.height, twig))
        t += row.label.height + G + BAND
    ends = _bone_ends(rows, [twig for _near, _far, twig in bands])
    return tuple(
        Hung(row.cause, row.level, row.shown, row.label, (1 - row.level) * D, near, far, twig, end)
        for row, (near, far, twig), end in zip(rows, bands, ends, strict=True)
    )


def _bone_ends(rows: list[_Row], twigs: list[float]) -> list[float | None]:
    """For each row the twig of its outermost child."""
    ends: list[float | None] = [None] * len(rows)
    above: list[int] = []
    for number, row in enumerate(rows):
        del above[row.level - 1 :]
        if above:
            ends[above[-1]] = twigs[number]
        above.append(number)
    return ends


def _hinted(ribs: list[Rib], hint: Measured) -> list[Rib]:
    room = STUB + hint.width + C * (hint.height + G)
    return [replace(rib, room=room, hint=None if number else hint) for number, rib in enumerate(ribs)]


# ── joints ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _strip_width(rib: Rib, quantum: float) -> float:
    """How far everything on a rib reaches from it, in u."""
    reach = max((STUB + hung.label.width + C * (hung.label.height + G) - hung.u for hung in rib.hung), default=0.0)
    return _rounded_up(max(rib.room, reach), quantum)


def _joined(ribs: list[Rib], quantum: float) -> list[Rib]:
    """The ribs in pairs from the head to the tail, each pair on one joint."""
    sides = [[rib for rib in ribs if rib.side == side] for side in (Side.TOP, Side.BOTTOM)]
    joints: list[float] = []
    for pair in range(max(map(len, sides))):
        limits = [_limit(side, pair, joints, quantum) for side in sides if pair < len(side)]
        joints.append(min(limits))
    place = {rib.category.key: joints[at] for side in sides for at, rib in enumerate(side)}
    return [replace(rib, joint=place[rib.category.key]) for rib in ribs]


def _limit(side: list[Rib], pair: int, joints: list[float], quantum: float) -> float:
    """How far to the right a rib of that side may meet the spine."""
    if not pair:
        return -HEADGAP
    rib, before = side[pair], side[pair - 1]
    reach = _strip_width(before, quantum)
    if not before.spread.full:
        reach = max(reach, before.box_width / 2 + C * before.box_height / 2)
    gap = STRIP if rib.spread.full else max(STRIP, rib.box_width / 2 + C * rib.box_height + 10)
    limit = min(joints[pair - 1] - reach - gap, joints[pair - 1] - BETWEEN_JOINTS)
    full = next((at for at in range(pair - 1, -1, -1) if side[at].spread.full), None)
    if full is not None and rib.spread.full:
        limit = min(limit, joints[full] + _between_boxes(rib, side[full]))
    return limit


def _between_boxes(rib: Rib, before: Rib) -> float:
    """How far apart two boxes in one row keep their joints; the middle of a higher one stands further to the left."""
    return -(rib.box_width + before.box_width) / 2 - BOXGAP + C * (rib.box_height - before.box_height) / 2
