"""The card of what observers see in a drill, and of the gaps that it has shown."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.improve.filling_list import FillingList
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.improve.drill_gap import Gap
from incidentdesk.improve.drill_list import DrillNote
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.language import _, ngettext


class NotesCard(CommandCard):
    """Emits `noted(text, gap)`; `written()` or `failed()` answer it, `opened(id)` for a note, `gap_opened(key)`.

    What is typed is kept on this machine under `key` until it is written.
    """

    noted = Signal(str, bool)
    opened = Signal(int)
    gap_opened = Signal(str)

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__(desk, _("Seen"))
        self._key = key
        self.nothing = self.add_text(_("What observers write down stands here. A gap can become an improvement."))
        self.list = FillingList(desk, _("Seen"))
        self.list.setAccessibleDescription(_("Enter changes a note, or makes an improvement of a gap"))
        self.inside.addWidget(self.list, 1)
        self.inside.addStretch(0)
        self.line = QLineEdit(placeholderText=_("What do you see? Enter writes it"))
        self.line.setAccessibleName(_("What do you see?"))
        self.line.setAccessibleDescription(_("Enter writes a note"))
        self.note = Button(desk.theme, _("Note"), "edit", description=_("Write it down (Enter)"))
        self.gap = Button(desk.theme, _("Gap"), "warning", description=_("Write it down as a gap that can be closed"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        for button in (self.note, self.gap):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.inside.addLayout(row)
        self.line.returnPressed.connect(lambda: self._write(False))
        self.note.clicked.connect(lambda: self._write(False))
        self.gap.clicked.connect(lambda: self._write(True))
        self.list.opened.connect(self._open)
        self._keeping = DraftTimer(self.keep, self)
        self.line.setText(str(draft(desk.database.place, key).get("text", "")))
        self.line.textChanged.connect(lambda _text: (self._enable(), self._keeping.begin()))
        self._why = ""
        self.dress()
        self._enable()

    def show_notes(self, notes: Sequence[DrillNote], gaps: Sequence[Gap], why: str) -> None:
        self._why = why
        noted = {f"note-{each.key}": each for each in notes}
        became = {each.key: each.improvement_id for each in gaps}
        items = [self._gap(each) for each in gaps if each.key not in noted]
        items += [self._note(each, became.get(f"note-{each.key}")) for each in reversed(notes)]
        count = len(gaps)
        self.say(ngettext("{count} gap", "{count} gaps", count).format(count=count) if count else "")
        self.nothing.setVisible(not items)
        self.list.show_items(items)
        self._enable()

    def _note(self, each: DrillNote, improvement_id: int | None) -> dict[str, Any]:
        at = clock.instant(each.at).astimezone(self.desk.zone).strftime("%H:%M")
        key = f"gap:note-{each.key}" if each.gap else f"note:{each.id}"
        note = improvement_number(improvement_id) if improvement_id else _("gap") if each.gap else ""
        mark = ("cross", "danger") if each.gap else ("ring", "info")
        return {"key": key, "head": f"{at} · {each.author}", "text": each.text, "note": note, "mark": mark}

    def _gap(self, each: Gap) -> dict[str, Any]:
        note = improvement_number(each.improvement_id) if each.improvement_id else _("gap")
        return {"key": f"gap:{each.key}", "head": each.text or _("measured"), "text": each.title, "note": note,
                "mark": ("half", "warning")}  # fmt: skip

    def _open(self, key: str) -> None:
        kind, _colon, rest = str(key).partition(":")
        if kind == "note":
            self.opened.emit(int(rest))
        else:
            self.gap_opened.emit(rest)

    def _enable(self) -> None:
        why = self._why or ("" if self.line.text().strip() else _("Write the text first."))
        self.line.setEnabled(not self._why)
        self.line.setToolTip(self._why)
        for button in (self.note, self.gap):
            button.setEnabled(not why)

    def _write(self, gap: bool) -> None:
        text = self.line.text().strip()
        if text and not self._why:
            self.line.setEnabled(False)
            self.noted.emit(text, gap)

    def written(self) -> None:
        # Unlike clear() it leaves nothing to undo, so that Ctrl+Z takes back the note and not the typing of it.
        self.line.setText("")
        self.keep()
        self.failed()

    def failed(self) -> None:
        """What was typed stays."""
        self.line.setEnabled(True)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Keep what is typed on this machine."""
        self._keeping.stop()
        if self.line.text().strip():
            keep_draft(self.desk.database.place, self._key, {"text": self.line.text()})
        else:
            forget_draft(self.desk.database.place, self._key)

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "line"):
            dress_fields(self.line, self.desk.theme)
