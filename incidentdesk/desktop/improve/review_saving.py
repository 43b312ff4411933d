"""Saving what is typed in a review: kept on this machine at once, in the desk when a field is left or at a pause."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.improve.review_writing import changing, giving_up
from incidentdesk.desktop.improve.typed import Typed
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_SAVED_AFTER = 3_000  # milliseconds after the last key


class ReviewSaving(QObject):
    """`changed` comes whenever something else is or is not saved; `failed` carries why something is not.

    `conflict` carries a Conflict; the fields in it wait until `decide` says what stands in them.
    """

    changed = Signal()
    failed = Signal(object)
    conflict = Signal(object)

    def __init__(self, desk: Desk, incident_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._id = desk, incident_id
        self._key = f"{number(incident_id)}-review"
        self.typed = Typed()
        self.conflicts: dict[str, Conflict] = {}
        self._busy = False
        self._again = False
        self._after: list[Callable[[], None]] = []
        self.writable = False
        self.typed.take_draft(draft(desk.database.place, self._key))
        self._keeping = DraftTimer(self.keep, self)
        self._pausing = QTimer(self, singleShot=True, interval=_SAVED_AFTER)
        self._pausing.timeout.connect(self.save)

    @property
    def busy(self) -> bool:
        return self._busy

    def type(self, name: str, value: Any) -> None:
        self.typed.type(name, value)
        self._keeping.begin()
        self._pausing.start()
        self.changed.emit()

    def read(self, facts: Mapping[str, Any]) -> list[str]:
        """Take what is stored now; returns the fields that have to be shown anew."""
        changed = self.typed.read(facts)
        self.conflicts = {name: each for name, each in self.conflicts.items() if name in self.typed.waiting}
        if self.typed.waiting and self.writable:
            # As after a kill: what was typed then is saved now.
            self._pausing.start()
        self.changed.emit()
        return changed

    def keep(self) -> None:
        """Keep on this machine what is not saved yet."""
        self._keeping.stop()
        kept = self.typed.as_draft()
        if kept:
            keep_draft(self._desk.database.place, self._key, kept)
        else:
            forget_draft(self._desk.database.place, self._key)

    def ready(self) -> dict[str, Any]:
        """What can be saved now: neither wrong nor waiting for a decision."""
        return {
            name: value
            for name, value in self.typed.waiting.items()
            if name not in self.conflicts and not (name == "people_affected" and isinstance(value, str))
        }

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save what is typed; `then()` follows once everything that can be saved is."""
        if then is not None:
            self._after.append(then)
        self._pausing.stop()
        if not shiboken6.isValid(self._desk.background):
            # The program ends, and a field that is destroyed is left too; its text is kept.
            return
        if self._busy:
            self._again = True
            return
        changes = self.ready() if self.writable else {}
        if not changes:
            self._go_on()
            return
        self.keep()
        self._busy = True
        seen = {name: self.typed.seen.get(name) for name in changes}
        write(
            self._desk,
            self,
            changing(self._id, changes, seen),
            _("Review of {number} changed").format(number=number(self._id)),
            then=lambda _none: self._saved(changes),
            failed=self._failed,
        )
        self.changed.emit()

    def _saved(self, changes: dict[str, Any]) -> None:
        self._busy = False
        self.typed.saved(changes)
        self.keep()
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.save()
            return
        after, self._after = self._after, []
        self.changed.emit()
        for each in after:
            each()

    def _failed(self, refused: Refused) -> None:
        self._busy = self._again = False
        self._after = []
        if isinstance(refused, Conflict):
            for clash in refused.clashes:
                self.conflicts[clash.field] = Conflict((clash,), refused.changed_by)
            self.conflict.emit(refused)
            # The other fields have nothing to do with it.
            self.save()
        else:
            self.failed.emit(refused)
        self.changed.emit()

    def decide(self, decided: Mapping[str, Any], given_up: dict[str, Any]) -> Sequence[str]:
        """A person has decided what stands in fields that two have changed; returns those fields."""
        for name, value in decided.items():
            conflict = self.conflicts.pop(name)
            self.typed.rebase(name, conflict.clashes[0].theirs, value)
        if given_up:
            said = _("Review of {number} decided").format(number=number(self._id))
            write(self._desk, self, giving_up(self._id, given_up), said, failed=self.failed.emit)
        self.keep()
        self.save()
        return list(decided)
