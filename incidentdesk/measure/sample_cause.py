"""The fishbones and 5-Whys of the sample desk as gestures: what was thought of first, the votes, and what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from incidentdesk.investigate.cause_editing import GAP
from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Cause,
    Change,
    Effect,
    Gate,
    Gesture,
    Kind,
    Noun,
    Side,
    Vote,
    changed,
    made,
)
from incidentdesk.measure.sample_deed import Told, texts

_FOUND = ("status", "role", "note", "owner", "stop_reason", "accepted_reason")


@dataclass(frozen=True, slots=True)
class Diagram:
    """`causes` hold categories too, those above before those below, each with what the file tells of it."""

    effect: str
    gate: str
    causes: tuple[tuple[Cause, Told], ...]

    def key_of(self, beginning: str) -> str:
        """The key of the one cause whose text begins so."""
        (key,) = [cause.key for cause, _told in self.causes if cause.text.startswith(beginning)]
        return key


def diagram_of(name: str) -> Diagram:
    told = texts(name)
    causes: list[tuple[Cause, Told]] = []

    def add(each: Told, parent: str, place: int, kind: str) -> None:
        key = uuid5(NAMESPACE_URL, f"incidentdesk:sample/{name}/{len(causes)}").hex
        side = (Side.BOTTOM if place % 2 else Side.TOP) if kind == Kind.CATEGORY else ""
        gate = each.get("gate", Gate.AND)
        causes.append((Cause(key, parent, kind, (place + 1) * GAP, each["text"], gate=gate, side=side), each))
        for number, below in enumerate(each.get("cause", ())):
            add(below, key, number, Kind.CAUSE)

    for place, category in enumerate(told.get("category", ())):
        add(category, EFFECT, place, Kind.CATEGORY)
    for place, each in enumerate(told.get("cause", ())):
        add(each, EFFECT, place, Kind.CAUSE)
    return Diagram(told["problem"], told.get("gate", Gate.AND), tuple(causes))


def first_thoughts(diagram: Diagram) -> Gesture:
    """All causes, which are only suspected yet."""
    before = {"text": Effect().text, "gate": Effect().gate}
    effect = Change(Noun.EFFECT, EFFECT, before, {"text": diagram.effect, "gate": diagram.gate})
    return (effect, *(made(Noun.CAUSE, cause) for cause, _told in diagram.causes))


def votes(diagram: Diagram, people: Sequence[str], dots: int) -> Iterator[tuple[str, Gesture]]:
    """What each person votes for: the dots go round, so that nobody gives more than there are."""
    given: dict[str, dict[str, int]] = {name: {} for name in people}
    turn = 0
    for cause, told in diagram.causes:
        for _dot in range(told.get("votes", 0)):
            while sum(given[people[turn % len(people)]].values()) >= dots:
                turn += 1
            own = given[people[turn % len(people)]]
            own[cause.key] = own.get(cause.key, 0) + 1
            turn += 1
    for name, own in given.items():
        if own:
            yield name, tuple(made(Noun.VOTE, Vote(key, name, count)) for key, count in own.items())


def findings(diagram: Diagram) -> Gesture:
    """What the evidence has shown of the causes."""
    gesture: Gesture = ()
    for cause, told in diagram.causes:
        gesture = (*gesture, *changed(Noun.CAUSE, cause, **{name: told[name] for name in _FOUND if name in told}))
    return gesture
