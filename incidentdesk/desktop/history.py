"""Undo and redo of what was done in this window, gesture by gesture.

The ledger undoes a gesture by a compensating one, which is itself a gesture: undoing that is redo.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from incidentdesk.desktop.background import Background
from incidentdesk.desktop.toast import Toasts
from incidentdesk.language import _, isolated

_KEPT = 100


@dataclass(frozen=True, slots=True)
class Done:
    """A gesture and the sentence that names it."""

    text: str
    gesture: int


class History(QObject):
    """The gestures that can be taken back, newest last. `changed` comes when there are others."""

    changed = Signal()

    def __init__(
        self,
        database: Any = None,
        background: Background | None = None,
        toasts: Toasts | None = None,
        actor: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._database, self._background, self._toasts, self._actor = database, background, toasts, actor
        self._past: list[Done] = []
        self._future: list[Done] = []
        self._busy = False

    def done(self, text: str, gesture: int, *, toast: bool = True) -> None:
        """Keep a gesture (`session.gesture`), and say it in a toast with Undo unless the change is plain to see."""
        self._past = [*self._past, Done(text, gesture)][-_KEPT:]
        self._future.clear()
        self.changed.emit()
        if toast and self._toasts is not None:
            self._toasts.show(text, undo=lambda: self.undo(gesture))

    def why_no_undo(self) -> str:
        return "" if self._past and not self._busy else _("There is nothing to undo.")

    def why_no_redo(self) -> str:
        return "" if self._future and not self._busy else _("There is nothing to redo.")

    def undo(self, gesture: int = 0) -> None:
        """Take back the last gesture, or the one that is named if it is still here."""
        wanted = [each for each in self._past if not gesture or each.gesture == gesture]
        if wanted:
            self._take(wanted[-1], self._past, self._future, _("Undone: {text}"))

    def redo(self) -> None:
        if self._future:
            self._take(self._future[-1], self._future, self._past, _("Redone: {text}"))

    def _take(self, done: Done, here: list[Done], there: list[Done], sentence: str) -> None:
        if self._busy:
            return
        self._busy = True
        job = self._background.run(
            _undo,
            self._database,
            self._actor,
            done.gesture,
            then=lambda made: self._moved(done, made, here, there, sentence),
        )
        job.finished.connect(self._free)

    def _moved(self, done: Done, made: int, here: list[Done], there: list[Done], sentence: str) -> None:
        here.remove(done)
        there.append(Done(done.text, made))
        if self._toasts is not None:
            self._toasts.show(sentence.format(text=isolated(done.text)))

    def _free(self) -> None:
        self._busy = False
        self.changed.emit()


def _undo(database: Any, actor: str, gesture: int) -> int:
    """The id of the gesture that compensates."""
    from incidentdesk.store import undoing

    with database.write(actor=actor, via="window") as session:
        undoing.undo(session, gesture)
        return session.gesture
