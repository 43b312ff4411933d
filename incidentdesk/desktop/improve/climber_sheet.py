"""One person on the ladder of incident commanders: every rung with the evidence for it."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.ladder_words import next_text, rung_mark, rung_text
from incidentdesk.desktop.improve.rung_dialog import open_rung_dialog
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.state_mark import state_mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.improve.commander_ladder import Climber, Evidence, climber, withdraw_evidence
from incidentdesk.improve.training_result import CommanderStep
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 520


class ClimberSheet(Sheet):
    """Emits `wanted(reference)` to go to the incident or the drill; it has closed itself then."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("On the ladder"), parent)
        self.desk, self._person_id = desk, person_id
        self.row: Climber | None = None
        self.heading, self.state = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.message = MessageBar(desk.theme)
        self.rungs = {step: (QLabel(), QLabel()) for step in CommanderStep}
        self.evidence = TwoLineList(desk.theme, _("Evidence"), most=7, marked=True)
        self.evidence.setAccessibleDescription(_("Enter goes to the incident or the drill, Del takes one away"))
        for widget in (self.heading, self.state, self.message):
            self.body.addWidget(widget)
        self.body.addLayout(self._make_rungs())
        self.body.addWidget(self.evidence)
        self.body.addStretch(1)
        self._add_buttons()
        self.evidence.opened.connect(self._go)
        self.evidence.removed.connect(lambda _key: self._remove())
        self.evidence.currentItemChanged.connect(lambda *_: self._allow())
        desk.changes.changed.connect(lambda changes: self.load() if "commander_evidence" in changes else None)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.load()

    def _make_rungs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(24)
        for step, (mark, text) in self.rungs.items():
            cell, line = QVBoxLayout(), QHBoxLayout()
            cell.setSpacing(2)
            line.setSpacing(6)
            name = QLabel(_(step))
            self.theme.tint(name, "text2")
            line.addWidget(mark)
            line.addWidget(text, 1)
            cell.addWidget(name)
            cell.addLayout(line)
            row.addLayout(cell)
        row.addStretch(1)
        return row

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.close_button = self.add_close_button(_("Close"))
        self.remove_button = self.add_button(
            _("&Take away"), role.DestructiveRole, description=_("Take the chosen evidence away")
        )
        self.record_button = self.add_button(
            _("&Record what was shown…"), role.ActionRole, primary=True, description=_("Record the next rung")
        )
        self.remove_button.clicked.connect(self._remove)
        self.record_button.clicked.connect(self._record)

    def load(self) -> None:
        today = clock.now().astimezone(self.desk.zone).date().isoformat()
        self.desk.background.run_latest(
            f"climber of {id(self)}", _load, self.desk.database, self._person_id, today,
            then=lambda row: self._show(row, today), failed=self._fail,
        )  # fmt: skip

    def _show(self, row: Climber | None, today: str) -> None:
        if row is None:
            self.accept()
            return
        self.row = row
        self.heading.setText(isolated(row.name))
        self.state.setText(" · ".join(filter(None, (row.team, next_text(row)))))
        self._dress_rungs()
        self.evidence.show_items([self._item(each, row, today) for each in reversed(row.evidence)])
        if self.evidence.key() is None:
            self.evidence.setCurrentRow(0)
        self._allow()

    def _item(self, each: Evidence, row: Climber, today: str) -> dict[str, Any]:
        day = short_day(each.day, date.fromisoformat(today))
        head = [_(each.step), day, _("seen by {name}").format(name=each.signed_by) if each.signed_by else ""]
        where = " ".join(filter(None, (each.where, each.incident_title or each.drill_title)))
        text = " · ".join(filter(None, (where, each.note)))
        return {"key": each.id, "head": " · ".join(filter(None, head)), "text": text,
                "mark": rung_mark(row, each.step)}  # fmt: skip

    def _allow(self) -> None:
        shut = str(self.desk.database.read_only)
        chosen = self.evidence.key() is not None
        self.remove_button.setEnabled(chosen and not shut)
        self.remove_button.setToolTip(shut or ("" if chosen else _("Choose one first.")))
        why = shut or (_("Nothing is left to be shown.") if self.row is not None and self.row.qualified else "")
        self.record_button.setEnabled(not why)
        self.record_button.setToolTip(why)

    def _go(self, key: int) -> None:
        found = next((each.where for each in self.row.evidence if each.id == key), "") if self.row else ""
        if found:
            self.accept()
            self.wanted.emit(found)

    def _record(self) -> None:
        if self.row is not None:
            step = self.row.next_step or CommanderStep.QUALIFIED
            open_rung_dialog(self.desk, self, facts={"person": self.row.name, "step": str(step)})

    def _remove(self) -> None:
        key = self.evidence.key()
        if key is not None and not self.desk.database.read_only:
            said = _("Evidence taken away")
            write(self.desk, self, lambda session: withdraw_evidence(session, key), said, failed=self._fail, toast=True)

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _dress_rungs(self) -> None:
        if self.row is None:
            return
        for step, (mark, text) in self.rungs.items():
            mark.setPixmap(state_mark(rung_mark(self.row, step), self.theme, self.devicePixelRatioF()))
            mark.setAccessibleName(_(step))
            text.setText(rung_text(self.row, step))

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.theme.tint(self.state, "text2")
        self._dress_rungs()


def _load(database: Any, person_id: int, today: str) -> Climber | None:
    with database.read() as reader:
        return climber(reader, person_id, today)
