"""The steps that can be taken back in a diagram: each is a gesture, and taking it back is the opposite one."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from incidentdesk.investigate.cause_graph import Change, Gesture, Noun, merged, opposite

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.cause_document import CauseDocument

_MERGING = 1


class GestureStep(QUndoCommand):
    """A gesture on the graph. Steps after each other with the same `merge` become one."""

    def __init__(self, document: "CauseDocument", gesture: Gesture, text: str, merge: str = "") -> None:
        super().__init__(text)
        self._document, self.gesture, self._merge = document, gesture, merge
        self._fresh = True

    def id(self) -> int:
        return _MERGING if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, GestureStep) or other._merge != self._merge:
            return False
        self.gesture = merged(self.gesture, other.gesture)
        self.setObsolete(not self.gesture)
        return True

    def redo(self) -> None:
        fresh, self._fresh = self._fresh, False
        if fresh:
            self._document.apply(self.gesture)
        else:
            self.setObsolete(not self._document.step(self.gesture))

    def undo(self) -> None:
        self.setObsolete(not self._document.step(opposite(self.gesture)))


class ElsewhereStep(QUndoCommand):
    """A gesture that stands in the ledger already; undoing its undoing is redoing it."""

    def __init__(self, document: "CauseDocument", gesture: int, text: str) -> None:
        super().__init__(text)
        self._document, self.gesture = document, gesture
        self._fresh = True

    def redo(self) -> None:
        fresh, self._fresh = self._fresh, False
        if not fresh:
            self._turn()

    def undo(self) -> None:
        self._turn()

    def _turn(self) -> None:
        if self.gesture:
            self._document.undo_elsewhere(self)
        else:
            # It could not be taken back before, and has said so.
            self.setObsolete(True)


def touched_keys(gesture: Gesture) -> tuple[str, ...]:
    """The causes that a gesture is about."""
    return tuple(dict.fromkeys(key for change in gesture for key in _keys(change)))


def _keys(change: Change) -> tuple[str, ...]:
    if change.noun == Noun.VOTE:
        return (change.key.partition("/")[0],)
    if change.noun == Noun.MEASURE:
        fields = {**(change.before or {}), **(change.after or {})}
        return (fields["cause"],) if fields.get("cause") else ()
    return (change.key,)
