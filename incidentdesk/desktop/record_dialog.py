"""A dialog for one record: nothing that is typed gets lost, and two people who change it are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.conflict_dialog import ConflictDialog, given_up
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.form_grid import FormGrid, put, raw, taken, when_changed
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.writing import write
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordStore:
    """How a kind of record is read and written. What is read gets a reader, what is written a session."""

    noun: str
    read: Callable[[Any, int], Facts]
    create: Callable[[Any, Facts], int]
    change: Callable[[Any, int, Facts, Facts], None]
    give_up: Callable[[Any, int, Facts], None]
    withdraw: Callable[[Any, int], None]


class RecordDialog(Sheet):
    """`saved` carries the id after every save. A subclass fills `form`, then calls `begin`.

    What is typed is kept as a draft until it is saved, and stands there again when the same dialog is opened.
    """

    saved = Signal(int)
    # Parts the drafts of a dialog that does another thing with the same fields.
    draft_prefix = ""

    def __init__(
        self, desk: Desk, title: str, store: RecordStore, record_id: int, draft_key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, title, parent)
        self.desk, self.store, self.record_id = desk, store, record_id
        self._draft_key = self.draft_prefix + draft_key
        self._seen: Facts = {}
        self._busy = False
        self.message = MessageBar(desk.theme)
        self.form = FormGrid(desk.theme)
        self.form.layout().setContentsMargins(0, 2, 0, 2)
        self._scroll = scrolling(self.form, title)
        self.body.addWidget(self.message)
        self.body.addWidget(self._scroll, 1)
        self._keeping = DraftTimer(self.keep, self)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.accept)

    def begin(self, facts: Facts, width: int, height: int) -> None:
        """Call it when the form is complete: `facts` are those of a new record."""
        self._add_buttons()
        self.dress()
        for line in self.findChildren(QLineEdit):
            line.installEventFilter(self)
        self.fit(width, height)
        self.show_facts(facts)
        if self.record_id:
            self.form.setEnabled(False)
            self.load()
            self.desk.changes.changed.connect(self._heard)
        else:
            self._take_up_draft()
        for field in self.form.fields.values():
            when_changed(field, self._keeping.begin)
        if self.desk.database.read_only:
            self._shut(str(self.desk.database.read_only))

    def _shut(self, why: str) -> None:
        self.form.setEnabled(False)
        self._set_busy(True)
        self.save.setToolTip(why)
        self.message.say(why, "info", dismissable=False)

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.cancel = self.add_button(_("Cancel"), role.RejectRole, description=_("What is typed is kept as a draft"))
        self.remove = None
        if self.record_id:
            self.remove = self.add_button(_("&Remove"), role.DestructiveRole, description=self.removing_sentence())
            self.remove.clicked.connect(self._remove)
        self.save = self.add_button(self.saving_verb(), role.AcceptRole, primary=True)
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        self.save.setToolTip(QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))

    # -- words of the kind of record

    def saving_verb(self) -> str:
        return _("Save")

    def removing_sentence(self) -> str:
        return _("Move it to the trash; Undo brings it back")

    def said(self, created: bool) -> str:
        """How Undo names the gesture."""
        raise NotImplementedError

    def words(self, _field: str, _value: Any) -> str | None:
        """How a value is written where two people have changed it; None for as it is."""
        return None

    # -- reading

    def load(self) -> None:
        """Read the record; what is typed stays."""
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _read,
            self.desk.database,
            self.store,
            self.record_id,
            then=self._loaded,
            failed=self.fail,
        )

    def _loaded(self, facts: Facts) -> None:
        first = not self.form.isEnabled()
        self.form.setEnabled(not self.desk.database.read_only)
        self.take_over(facts)
        if first:
            self._take_up_draft()
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def take_over(self, facts: Facts) -> None:
        """What is stored now: fields that nobody has touched here show it, the others keep what was seen."""
        touched = set(self.changes()) if self._seen else set()
        kept = {name: self._seen[name] for name in touched if name in self._seen}
        values = {name: raw(self.form.fields[name]) for name in touched}
        self.show_facts(facts)
        for name, value in values.items():
            put(self.form.fields[name], value)
        self._seen |= kept

    def show_facts(self, facts: Facts) -> None:
        """Show facts as those that were seen."""
        self._seen = {name: facts[name] for name in self.form.fields if name in facts}
        for name, value in self._seen.items():
            put(self.form.fields[name], value)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        ids = changes.get(self.store.noun, frozenset())
        if not self._busy and (ids is None or self.record_id in ids):
            self.load()

    def first_field(self) -> QWidget:
        field = next(iter(self.form.fields.values()))
        return field.focusProxy() or field

    # -- what is typed

    def changes(self) -> Facts:
        """What differs from what was seen, as far as it makes sense."""
        found: Facts = {}
        for name, field in self.form.fields.items():
            try:
                value = taken(field)
            except Refused:
                value = raw(field)
            if name not in self._seen or value != self._seen[name]:
                found[name] = value
        return found

    def values(self) -> Facts:
        """All values; raises Refused for what makes no sense, after it was marked."""
        found: Facts = {}
        for name, field in self.form.fields.items():
            try:
                found[name] = taken(field)
            except Refused as refused:
                self.complain(name, str(refused))
                raise
        return found

    def why_not(self) -> tuple[str, str]:
        """The first field that is wrong, and the sentence that says so; two empty texts where all is well."""
        return "", ""

    def complain(self, name: str, sentence: str) -> None:
        """Say below a field what is wrong with it, and go there."""
        self.form.complain(name, sentence)
        field = self.form.fields[name]
        (field.focusProxy() or field).setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(field)

    # -- drafts

    def keep(self) -> None:
        """Keep what is typed on this machine."""
        self._keeping.stop()
        place = self.desk.database.place
        changed = self.changes()
        if changed and not self._busy:
            kept = {name: raw(self.form.fields[name]) for name in changed}
            seen = {name: self._seen[name] for name in changed if name in self._seen}
            keep_draft(place, self._draft_key, {"kept": kept, "seen": seen, "kept_at": clock.stored(clock.now())})
        elif not self._busy:
            forget_draft(place, self._draft_key)

    def _take_up_draft(self) -> None:
        found = draft(self.desk.database.place, self._draft_key)
        kept = {name: value for name, value in found.get("kept", {}).items() if name in self.form.fields}
        if not kept:
            return
        for name, value in kept.items():
            put(self.form.fields[name], value)
        self._seen |= {name: _as_seen(value) for name, value in found.get("seen", {}).items() if name in kept}
        at = moment.day_and_time(int(found.get("kept_at", 0)), clock.stored(clock.now()), self.desk.zone)
        said = _("This is what you typed {time} and did not save.").format(time=at)
        self.message.say(said, "info", _("&Discard"), self._discard)

    def _discard(self) -> None:
        forget_draft(self.desk.database.place, self._draft_key)
        self.message.clear()
        self.show_facts(dict(self._seen))
        if self.record_id:
            self.load()

    # -- saving

    def accept(self) -> None:
        self.save_and(None)

    def save_and(self, act: Callable[[Any, int], None] | None, said: str = "") -> None:
        """Save what is typed and, in the same gesture, do `act(session, id)`; `said` names it for Undo."""
        if self._busy or (self.record_id and not self.form.isEnabled()):
            return
        try:
            values = self.values()
        except Refused:
            return
        name, sentence = self.why_not()
        if name:
            self.complain(name, sentence)
            return
        self.keep()
        changed = {name: value for name, value in self.changes().items() if name in values}
        if self.record_id and not changed and act is None:
            self._leave(self.record_id)
            return
        self._write(_Saving(values, changed, dict(self._seen), {}), act, said or self.said(not self.record_id))

    def _write(self, saving: "_Saving", act: Callable[[Any, int], None] | None, said: str) -> None:
        self._set_busy(True)
        store, record_id = self.store, self.record_id

        def run(session: Any) -> int:
            return saving.run(session, store, record_id, act)

        write(
            self.desk,
            self,
            run,
            said,
            then=self._saved,
            failed=lambda refused: self._failed(refused, saving, act, said),
            toast=True,
        )

    def _saved(self, record_id: int) -> None:
        self._set_busy(False)
        forget_draft(self.desk.database.place, self._draft_key)
        self._leave(record_id)

    def _leave(self, record_id: int) -> None:
        self._keeping.stop()
        super().accept()
        self.saved.emit(record_id)

    def _failed(self, refused: Refused, saving: "_Saving", act: Any, said: str) -> None:
        """Nothing was saved: everything stays as it was typed, or a person decides which text stays."""
        self._set_busy(False)
        if not isinstance(refused, Conflict):
            self.fail(refused)
            return
        dialog = ConflictDialog(self.desk, refused, self, words=self.words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._write(saving.after(refused, dialog.decided()), act, said))
        dialog.rejected.connect(self.load)
        dialog.open()

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _remove(self) -> None:
        store, record_id = self.store, self.record_id
        self._set_busy(True)
        write(
            self.desk,
            self,
            lambda session: store.withdraw(session, record_id),
            self.removed_sentence(),
            then=lambda _none: self._removed(),
            failed=self._not_removed,
            toast=True,
        )

    def removed_sentence(self) -> str:
        return _("Moved to the trash")

    def _removed(self) -> None:
        self._set_busy(False)
        forget_draft(self.desk.database.place, self._draft_key)
        self._leave(self.record_id)

    def _not_removed(self, refused: Refused) -> None:
        self._set_busy(False)
        self.fail(refused)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for button in self.buttons.buttons():
            if button is not self.cancel:
                button.setEnabled(not busy)

    # -- leaving

    def reject(self) -> None:
        """Leave; what is typed is kept as a draft."""
        self.keep()
        if self.changes() and self.form.isEnabled():
            self.desk.toasts.show(_("Kept as a draft. It stands there again when you come back."))
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line goes on to the next field; only Ctrl+Enter saves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit) and _is_plain_enter(event):
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    def dress(self) -> None:
        dress_fields(self, self.theme, LISTS + SCROLL_BARS)


@dataclass(frozen=True, slots=True)
class _Saving:
    """What is to be written: all values for a new record, the changed ones for another."""

    values: Facts
    changed: Facts
    seen: Facts
    given_up: Facts

    def after(self, conflict: Conflict, decided: Facts) -> "_Saving":
        """The same with what a person has decided, as seen from what the other has written."""
        theirs = {clash.field: clash.theirs for clash in conflict.clashes}
        lost = {**self.given_up, **given_up(conflict, decided)}
        return _Saving(self.values, {**self.changed, **decided}, {**self.seen, **theirs}, lost)

    def run(self, session: Any, store: RecordStore, record_id: int, act: Callable[[Any, int], None] | None) -> int:
        if not record_id:
            record_id = store.create(session, self.values)
        elif self.changed:
            wanted = {name: value for name, value in self.changed.items() if name not in self.given_up}
            store.change(session, record_id, wanted, self.seen)
            if self.given_up:
                store.give_up(session, record_id, self.given_up)
        if act is not None:
            act(session, record_id)
        return record_id


def _as_seen(value: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value


def _is_plain_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
        event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    )


def _read(database: Any, store: RecordStore, record_id: int) -> Facts:
    with database.read() as reader:
        return store.read(reader, record_id)
