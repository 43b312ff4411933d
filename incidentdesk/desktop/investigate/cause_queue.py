"""What waits to be saved, in its order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from incidentdesk.desktop.investigate.cause_saving import GivenUp
from incidentdesk.desktop.investigate.cause_steps import ElsewhereStep
from incidentdesk.investigate.cause_graph import Gesture, merged


@dataclass(frozen=True, slots=True)
class Waiting:
    """A gesture on the graph, or a step of the ledger to be taken back."""

    gesture: Gesture = ()
    elsewhere: ElsewhereStep | None = None
    given_up: tuple[GivenUp, ...] = ()


def together(waiting: Iterable[Waiting]) -> Gesture:
    """All their gestures as one."""
    return reduce(merged, (each.gesture for each in waiting), ())


def batch_of(queue: Sequence[Waiting], *, one_by_one: bool) -> list[Waiting]:
    """Those at the beginning that are saved in one go: gestures up to the next step of the ledger."""
    batch: list[Waiting] = []
    for each in queue:
        if each.elsewhere is not None or (batch and one_by_one):
            break
        batch.append(each)
    return batch
