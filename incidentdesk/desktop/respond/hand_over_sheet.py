"""The hand-over note at the end of a shift: proposed from the record, corrected by a person, taken over by the next."""

from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialogButtonBox, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.respond.hand_over_notes import HandOverNotes
from incidentdesk.desktop.respond.hand_over_writing import HandOverWriting
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.hand_over_note import (
    HandOverFacts,
    Note,
    hand_over_facts,
    notes,
    proposed_text,
    take_over,
    write_hand_over,
)

_KEY = "hand-over"
WRITE, READ = 0, 1


class HandOverSheet(Sheet):
    """`part` is WRITE, or READ for the notes that wait and those of before."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, part: int = WRITE) -> None:
        super().__init__(desk.theme, _("Hand-over note"), parent)
        self._desk = desk
        self._shown = False
        self.message = MessageBar(desk.theme)
        self.tabs = PartTabs(desk.theme, _("Hand-over note"), (_("Write a note"), _("Notes")), ground="window")
        self.writing = HandOverWriting(desk)
        self.reading = HandOverNotes(desk)
        self.stack = QStackedWidget()
        for each in (self.writing, self.reading):
            self.stack.addWidget(each)
        column = QVBoxLayout()
        column.setSpacing(12)
        for each in (self.message, self.tabs):
            column.addWidget(each)
        column.addWidget(self.stack, 1)
        self.body.addLayout(column, 1)
        self.send_button = self.add_button(_("Hand over"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.close_button = self.add_close_button(_("Close"))
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self.send)
        self._keeping = DraftTimer(self.keep, self)
        self.tabs.currentChanged.connect(self._change_part)
        self.writing.changed.connect(self._changed)
        self.writing.anew_wanted.connect(self._propose_anew)
        self.reading.taken.connect(self.take_over)
        desk.changes.changed.connect(self._heard)
        self.tabs.setCurrentIndex(part)
        self._change_part(part)
        self.dress()
        self.fit(760, 660)
        self._load()

    # -- reading

    def _heard(self, changes: Any) -> None:
        if "hand_over" in changes:
            self._load()

    def _load(self) -> None:
        desk = self._desk
        self._desk.background.run_latest(
            f"hand-over {id(self)}", _read, desk.database, desk.actor, desk.zone, then=self._show, failed=self._fail
        )

    def _show(self, found: tuple[HandOverFacts, str, list[tuple[int, str]], list[Note]]) -> None:
        facts, text, staff, written = found
        mine = self._desk.actor.casefold()
        waiting = sum(each.taken_at is None and each.to_person.casefold() == mine for each in written)
        counted = _("Notes {count}").format(count=QLocale().toString(waiting)) if waiting else _("Notes")
        self.tabs.setTabText(READ, counted)
        self.reading.show_notes(written)
        if not self._shown:
            self._shown = True
            kept = draft(self._desk.database.place, _KEY)
            self.writing.begin(facts.successors, staff, kept.get("text") or text, kept.get("to"))
        self._check_ready()

    def _propose_anew(self) -> None:
        self._desk.background.run(
            _read, self._desk.database, self._desk.actor, self._desk.zone,
            then=lambda found: self.writing.put(found[1]), failed=self._fail,
        )  # fmt: skip

    # -- writing

    def _change_part(self, part: int) -> None:
        self.stack.setCurrentIndex(part)
        self.send_button.setVisible(part == WRITE)

    def _changed(self) -> None:
        self._keeping.begin()
        self._check_ready()

    def _check_ready(self) -> None:
        why = str(self._desk.database.read_only or "") or self.writing.why_not()
        self.send_button.setEnabled(not why)
        self.send_button.setToolTip(why)

    def send(self) -> None:
        if self.writing.why_not() or self.stack.currentIndex() != WRITE:
            return
        self.send_button.setEnabled(False)
        to_id, name, rota_id, text = self.writing.values()
        write(
            self._desk, self, lambda session: write_hand_over(session, to_id=to_id, text=text, rota_id=rota_id),
            _("Handed over to {name}").format(name=isolated(name)),
            then=lambda _id: self._sent(), failed=self._fail, toast=True,
        )  # fmt: skip

    def _sent(self) -> None:
        self._keeping.stop()
        forget_draft(self._desk.database.place, _KEY)
        super().accept()

    def take_over(self, note_id: int) -> None:
        write(self._desk, self, lambda session: take_over(session, note_id), _("Taken over"), failed=self._fail)

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")
        self._check_ready()

    def keep(self) -> None:
        """Keep what was typed on this machine."""
        if self._shown:
            to_id, _name, _rota, text = self.writing.values()
            keep_draft(self._desk.database.place, _KEY, {"to": to_id, "text": text})

    def reject(self) -> None:
        if self._keeping.isActive():
            self._keeping.stop()
            self.keep()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send()
            return
        super().keyPressEvent(event)


def _read(database: Any, actor: str, zone: Any) -> tuple[HandOverFacts, str, list[tuple[int, str]], list[Note]]:
    now = clock.stored(clock.now())
    today = clock.instant(now).date().isoformat()
    with database.read() as reader:
        facts = hand_over_facts(reader, actor, now)
        staff = reader.rows(
            "SELECT id, name FROM person WHERE staff AND withdrawn_at IS NULL"
            " AND (left_on = '' OR left_on >= :today) AND lower(name) <> lower(:me) ORDER BY lower(name)",
            {"today": today, "me": actor},
        )
        return facts, proposed_text(facts, zone), [(row[0], row[1]) for row in staff], notes(reader)
