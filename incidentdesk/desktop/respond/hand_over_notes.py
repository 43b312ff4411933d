"""The hand-over notes: those that wait for somebody first, each with its text and who has taken it over."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _
from incidentdesk.respond.hand_over_note import Note


class HandOverNotes(QWidget):
    """Emits `taken(id)` when the chosen note is taken over."""

    taken = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.notes: dict[int, Note] = {}
        self.list = TwoLineList(desk.theme, _("Hand-over notes"), most=5, marked=True)
        self.list.currentItemChanged.connect(lambda *_items: self._show_chosen())
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(_("Note"))
        self.text.setAccessibleDescription(_("The text of the chosen note"))
        self.head = QLabel()
        self.take_button = Button(
            desk.theme, _("Taken over"), "check", description=_("I have read it and go on with it")
        )
        self.take_button.setAutoDefault(False)
        self.take_button.clicked.connect(lambda: self.taken.emit(self.list.key()))
        self.empty = EmptyState(
            desk.theme, "hand-over", _("No note yet"), _("What others hand over to you, and you to them, stands here.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.list, self.head):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        column.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.empty, 1)

    def show_notes(self, notes: Sequence[Note]) -> None:
        mine, zone = self._desk.actor.casefold(), self._desk.zone
        now = clock.stored(clock.now())
        order = sorted(
            notes, key=lambda each: (each.taken_at is not None, each.to_person.casefold() != mine, -each.written_at)
        )
        self.notes = {each.id: each for each in order}
        self.list.show_items([
            {
                "key": each.id,
                "head": _head(each, moment.relative(each.written_at, now, zone)),
                "text": each.text,
                "note": _("taken over") if each.taken_at else _("waits"),
                "mark": ("check", "success") if each.taken_at else ("ring", "info"),
            }
            for each in order
        ])  # fmt: skip
        if self.list.currentRow() < 0 and order:
            self.list.setCurrentRow(0)
        for widget in (self.head, self.text, self.take_button):
            widget.setVisible(bool(order))
        self.empty.setVisible(not order)
        self._show_chosen()

    def _show_chosen(self) -> None:
        note = self.notes.get(self.list.key())
        if note is None:
            return
        self.head.setText(moment.full(note.written_at, self._desk.zone))
        if self.text.toPlainText() != note.text:
            self.text.setPlainText(note.text)
        why = self._why_not(note)
        self.take_button.setEnabled(not why)
        self.take_button.setToolTip(why or self.take_button.accessibleDescription())

    def _why_not(self, note: Note) -> str:
        if self._desk.database.read_only:
            return str(self._desk.database.read_only)
        if note.taken_at is not None:
            return _("Taken over {time}").format(time=moment.full(note.taken_at, self._desk.zone))
        if note.to_person.casefold() != self._desk.actor.casefold():
            return _("This note is for {name}.").format(name=note.to_person)
        return ""


def _head(note: Note, time: str) -> str:
    who = _("{sender} to {receiver}").format(sender=note.from_person, receiver=note.to_person)
    return " · ".join(part for part in (who, note.rota, time) if part)
