"""What a person does to a cause graph: each function looks at the graph, changes nothing and returns the gesture."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import uuid4

from incidentdesk.investigate.cause_graph import (
    EFFECT,
    LONGEST_CAUSE,
    Cause,
    CauseGraph,
    Change,
    CounterMeasure,
    Effort,
    Gate,
    Gesture,
    Kind,
    Noun,
    Side,
    Status,
    Vote,
    Voting,
    applied,
    changed,
    made,
    taken,
    vote_key,
)
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

# Positions are so far apart that between two there is room for many before all must be numbered anew.
GAP = 1 << 16


class Made(NamedTuple):
    """A gesture and the key of what is to be chosen, and edited, after it."""

    gesture: Gesture
    key: str


def new_key() -> str:
    return uuid4().hex


def shortened_cause(text: str) -> tuple[str, str]:
    """A cause on one line of at most 200 characters, and the whole text for the note where something was cut off."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_CAUSE:
        return line, ""
    cut = line[: LONGEST_CAUSE - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return f"{at_word if len(at_word) > LONGEST_CAUSE // 2 else cut}…", text.strip()


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_below(graph: CauseGraph, parent: str, text: str = "", *, at: int | None = None, kind: str = Kind.CAUSE) -> Made:
    """A new cause below another, a category or the effect: the last one, or the one at a place.

    Below the effect it hangs on no bone. Below a ruled-out cause it is refused: such a branch is not followed.
    """
    refuse_ruled_out(graph, parent)
    siblings = graph.children(parent)
    (position,), numbered = _room(siblings, len(siblings) if at is None else at)
    line, note = shortened_cause(text)
    cause = Cause(new_key(), parent, kind, position, line, note)
    if kind == Kind.CATEGORY:
        cause = replace(cause, side=_emptier_side(graph))
    return Made((*numbered, made(Noun.CAUSE, cause)), cause.key)


def add_sibling(graph: CauseGraph, key: str, text: str = "", *, before: bool = False) -> Made:
    """A new cause beside another; beside a category a new category."""
    cause = graph.causes[key]
    siblings = [each.key for each in graph.children(cause.parent)]
    place = siblings.index(key) + (0 if before else 1)
    return add_below(graph, cause.parent, text, at=place, kind=cause.kind)


def add_category(graph: CauseGraph, name: str) -> Made:
    """A new bone at the tail, on the side with fewer of them."""
    return add_below(graph, EFFECT, name, kind=Kind.CATEGORY)


def insert_parent(graph: CauseGraph, key: str, text: str = "") -> Made:
    """A new cause between a cause and what it stands below."""
    cause = graph.causes[key]
    _refuse_category(cause)
    line, note = shortened_cause(text)
    between = Cause(new_key(), cause.parent, Kind.CAUSE, cause.position, line, note, asked=cause.asked)
    return Made((made(Noun.CAUSE, between), *changed(Noun.CAUSE, cause, parent=between.key, position=0)), between.key)


def apply_category_set(graph: CauseGraph, names: Sequence[str]) -> Gesture:
    """Have bones of these names, in this order of places; those that stand already are kept, with their causes."""
    standing = {each.text.casefold() for each in graph.categories}
    gesture: Gesture = ()
    for name in names:
        if name.casefold() not in standing:
            step = add_category(applied(graph, gesture), name)
            gesture = (*gesture, *step.gesture)
    return gesture


class OutlineLine(NamedTuple):
    """A line of an outline and its depth, which begins with 0."""

    depth: int
    text: str


def paste_below(graph: CauseGraph, parent: str, lines: Iterable[OutlineLine]) -> Made:
    """Causes from an outline, in its order, below one that is there; the key is that of the first."""
    refuse_ruled_out(graph, parent)
    causes: list[Cause] = []
    open_branch: list[tuple[int, str]] = []
    last = {parent: _last(graph.children(parent))}
    for line in lines:
        while open_branch and open_branch[-1][0] >= line.depth:
            open_branch.pop()
        below = open_branch[-1][1] if open_branch else parent
        last[below] = last.get(below, 0) + GAP
        text, note = shortened_cause(line.text)
        causes.append(Cause(new_key(), below, Kind.CAUSE, last[below], text, note))
        open_branch.append((line.depth, causes[-1].key))
    return Made(tuple(made(Noun.CAUSE, cause) for cause in causes), causes[0].key if causes else "")


# ── changing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def text_of(graph: CauseGraph, key: str) -> str | None:
    """The text of a cause, a category, a counter-measure or the effect; None where nothing has that key."""
    if key == EFFECT:
        return graph.effect.text
    record = graph.causes.get(key) or graph.measures.get(key)
    return None if record is None else record.text


def set_text(graph: CauseGraph, key: str, text: str) -> Gesture:
    """Write the text of a cause, a category, a counter-measure or the effect.

    What is longer than a cause may be goes into its note.
    """
    if key == EFFECT:
        return changed(Noun.EFFECT, graph.effect, text=" ".join(text.split()))
    if key in graph.measures:
        return changed(Noun.MEASURE, graph.measures[key], text=" ".join(text.split()))
    cause = graph.causes[key]
    line, whole = shortened_cause(text)
    if not whole or whole in cause.note:
        return changed(Noun.CAUSE, cause, text=line)
    note = "\n\n".join(part for part in (cause.note, whole) if part)
    return changed(Noun.CAUSE, cause, text=line, note=note)


def set_facts(graph: CauseGraph, keys: Iterable[str], **facts: object) -> Gesture:
    """Set fields of causes; categories and the effect among them have none of these and are passed over."""
    gesture: Gesture = ()
    for key in keys:
        if key in graph.causes and graph.causes[key].kind == Kind.CAUSE:
            gesture = (*gesture, *changed(Noun.CAUSE, graph.causes[key], **facts))
    return gesture


def open_below(graph: CauseGraph, keys: Iterable[str]) -> list[str]:
    """Causes below these that are not ruled out yet: what ruling out their parents may take along."""
    chosen = {key for key in keys if key in graph.causes}
    return [
        each.key
        for key in topmost(graph, chosen)
        for each in graph.subtree(key)
        if each.key not in chosen and each.status != Status.RULED_OUT
    ]


def toggle_gate(graph: CauseGraph, key: str) -> Gesture:
    gate = Gate.OR if graph.gate(key) == Gate.AND else Gate.AND
    if key == EFFECT:
        return changed(Noun.EFFECT, graph.effect, gate=gate)
    return changed(Noun.CAUSE, graph.causes[key], gate=gate)


def ask_why(graph: CauseGraph, key: str) -> Gesture:
    """Show the cause's bone in the 5-Whys too: the first cause on the way to it."""
    first = _first_answer(graph, key)
    return changed(Noun.CAUSE, first, asked=True) if first and first.parent != EFFECT else ()


def put_on_bone(graph: CauseGraph, key: str, category: str) -> Gesture:
    """Hang a cause that is on no bone on that of a category; in the 5-Whys it stays where it is."""
    cause = graph.causes[key]
    position = _last(graph.children(category)) + GAP
    return changed(Noun.CAUSE, cause, parent=category, position=position, asked=True)


def vote(graph: CauseGraph, key: str, voter: str, by: int) -> Gesture:
    """Give a cause a dot or take one back; raises Refused where there is none left, or where voting is over."""
    if key == EFFECT or graph.causes[key].kind == Kind.CATEGORY:
        raise Refused(_("Votes are given to causes. Choose one first."))
    if graph.effect.voting == Voting.CLOSED:
        raise Refused(_("Voting is closed."))
    given = graph.votes.get(vote_key(key, voter))
    dots = (given.dots if given else 0) + by
    if dots < 0:
        return ()
    if by > 0 and graph.dots_left(voter) < by:
        raise Refused(
            _("You have given all your {count} dots. Take one back with − first.").format(count=graph.effect.dots)
        )
    if given is None:
        return (made(Noun.VOTE, Vote(key, voter, dots)),)
    return changed(Noun.VOTE, given, dots=dots)


def add_measure(graph: CauseGraph, cause: str, text: str = "") -> Made:
    """A proposed counter-measure against a cause."""
    if cause == EFFECT or graph.causes[cause].kind == Kind.CATEGORY:
        raise Refused(_("A counter-measure answers a cause. Choose one first."))
    last = max((each.position for each in graph.measures_of(cause)), default=0)
    measure = CounterMeasure(new_key(), cause, last + GAP, " ".join(text.split()))
    return Made((made(Noun.MEASURE, measure),), measure.key)


def next_effort(graph: CauseGraph, key: str) -> Gesture:
    """Let a counter-measure prevent, detect, correct, and prevent again."""
    measure, efforts = graph.measures[key], list(Effort)
    following = efforts[(efforts.index(Effort(measure.effort)) + 1) % len(efforts)]
    return changed(Noun.MEASURE, measure, effort=following)


# ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def move(graph: CauseGraph, keys: Sequence[str], parent: str, at: int | None = None) -> Gesture:
    """Put causes below another parent, or elsewhere among their siblings; `at` is a place among those that stay.

    Of causes that stand below each other only the topmost is moved. Raises Refused where a cause would stand below
    itself, or a category below anything but the effect.
    """
    chosen = topmost(graph, keys)
    _refuse_places(graph, chosen, parent)
    siblings = graph.children(parent)
    staying = [each for each in siblings if each.key not in chosen]
    place = len(staying) if at is None else max(0, min(at, len(staying)))
    order = [each.key for each in staying]
    if [*order[:place], *chosen, *order[place:]] == [each.key for each in siblings]:
        return ()
    positions, gesture = _room(staying, place, len(chosen))
    for key, position in zip(chosen, positions, strict=True):
        cause = graph.causes[key]
        asked = cause.asked if cause.kind == Kind.CATEGORY else _asked_at(graph, cause, parent)
        gesture = (*gesture, *changed(Noun.CAUSE, cause, parent=parent, position=position, asked=asked))
    return gesture


def _refuse_places(graph: CauseGraph, keys: Iterable[str], parent: str) -> None:
    above = {each.key for each in graph.path(parent)}
    for key in keys:
        cause = graph.causes[key]
        if key in above:
            raise Refused(_("“{text}” can't be put below itself.").format(text=isolated(cause.text)))
        if cause.kind == Kind.CATEGORY and parent != EFFECT:
            raise Refused(_("A category can't be put below a cause."))


def _asked_at(graph: CauseGraph, cause: Cause, parent: str) -> bool:
    """What the 5-Whys have shown they show on a bone too, and what they have not shown they don't."""
    if parent == EFFECT:
        return False
    if graph.causes[parent].kind == Kind.CAUSE:
        return cause.asked
    first = _first_answer(graph, cause.key)
    return first is not None and (first.asked or first.parent == EFFECT)


def _first_answer(graph: CauseGraph, key: str) -> Cause | None:
    """The cause on the way to this one that answers the first why."""
    return next((each for each in graph.path(key) if each.kind == Kind.CAUSE), None)


def topmost(graph: CauseGraph, keys: Iterable[str]) -> list[str]:
    """Those of some causes that stand below no other of them, in the order of the document."""
    chosen = {key for key in keys if key in graph.causes}
    order = {cause.key: place for place, cause in enumerate(graph.subtree(EFFECT))}
    alone = [key for key in chosen if not any(each.key in chosen for each in graph.path(key)[:-1])]
    return sorted(alone, key=lambda key: order.get(key, 0))


def reorder(graph: CauseGraph, key: str, by: int) -> Gesture:
    """Move a cause up (-1) or down (1) among its siblings of the same kind; nothing at the end."""
    cause = graph.causes[key]
    same = [each for each in graph.children(cause.parent) if each.kind == cause.kind]
    place = [each.key for each in same].index(key)
    other = place + by
    if not 0 <= other < len(same):
        return ()
    all_of = [each.key for each in graph.children(cause.parent)]
    target = all_of.index(same[other].key)
    return move(graph, [key], cause.parent, target)


def promote(graph: CauseGraph, key: str) -> Gesture:
    """Move a cause one level up: beside the cause that it stood below, right after it."""
    cause = graph.causes[key]
    _refuse_category(cause)
    parent = graph.causes.get(cause.parent)
    if parent is None or parent.kind == Kind.CATEGORY:
        return ()
    siblings = [each.key for each in graph.children(parent.parent)]
    return move(graph, [key], parent.parent, siblings.index(parent.key) + 1)


def demote(graph: CauseGraph, key: str) -> Gesture:
    """Move a cause one level down: below the sibling above it."""
    cause = graph.causes[key]
    _refuse_category(cause)
    same = [each for each in graph.children(cause.parent) if each.kind == Kind.CAUSE]
    place = [each.key for each in same].index(key)
    return move(graph, [key], same[place - 1].key) if place else ()


def remove(graph: CauseGraph, keys: Iterable[str]) -> Gesture:
    """Take causes away with all that stands below them, their votes and their proposed counter-measures."""
    gone = {each.key: each for key in topmost(graph, keys) for each in graph.subtree(key)}
    votes = [taken(Noun.VOTE, each) for each in graph.votes.values() if each.cause in gone]
    measures: list[Change] = []
    for measure in graph.measures.values():
        if measure.cause in gone:
            # What somebody has taken on stays an action of the investigation.
            measures += (
                [taken(Noun.MEASURE, measure)]
                if measure.state == "Proposed"
                else changed(Noun.MEASURE, measure, cause=EFFECT)
            )
    # The deepest first, so that turned round the parents come first.
    return (*votes, *measures, *(taken(Noun.CAUSE, cause) for cause in reversed(list(gone.values()))))


def remove_measure(graph: CauseGraph, key: str) -> Gesture:
    """Take a counter-measure away that nobody has promised yet; raises Refused for any other."""
    if graph.measures[key].state != "Proposed":
        raise Refused(_("Somebody has taken this on. Open it, and drop it with a reason."))
    return (taken(Noun.MEASURE, graph.measures[key]),)


def refuse_ruled_out(graph: CauseGraph, parent: str) -> None:
    """Raises Refused where a cause was ruled out: its branch is not followed."""
    if parent != EFFECT and graph.causes[parent].status == Status.RULED_OUT:
        raise Refused(_("This cause was ruled out, so its branch is not followed. Change its status first."))


def _refuse_category(cause: Cause) -> None:
    if cause.kind == Kind.CATEGORY:
        raise Refused(_("This is a category. Choose a cause."))


def _emptier_side(graph: CauseGraph) -> str:
    tops = sum(each.side == Side.TOP for each in graph.categories)
    return Side.TOP if tops * 2 <= len(graph.categories) else Side.BOTTOM


def _last(siblings: Iterable[Cause]) -> int:
    return max((each.position for each in siblings), default=0)


def _room(siblings: Sequence[Cause], place: int, count: int = 1) -> tuple[list[int], Gesture]:
    """Positions for newcomers at a place, and the changes that make room for them where there is none."""
    place = max(0, min(place, len(siblings)))
    before = siblings[place - 1].position if place else None
    after = siblings[place].position if place < len(siblings) else None
    if before is not None and after is not None and after - before <= count:
        numbered: Gesture = ()
        for index, cause in enumerate(siblings):
            position = (index + (count if index >= place else 0) + 1) * GAP
            numbered = (*numbered, *changed(Noun.CAUSE, cause, position=position))
        return [(place + each + 1) * GAP for each in range(count)], numbered
    if after is None:
        first, step = (before or 0) + GAP, GAP
    elif before is None:
        first, step = after - count * GAP, GAP
    else:
        step = (after - before) // (count + 1)
        first = before + step
    return [first + each * step for each in range(count)], ()
