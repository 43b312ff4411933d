"""How one person stands with one course: why, since when, and all invitations and results that there were."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.result_dialog import open_result_dialog
from incidentdesk.desktop.improve.training_words import CELL_MARK, cell_words
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.improve.training_list import Cell, CellState, matrix
from incidentdesk.improve.training_result import TrainingOutcome
from incidentdesk.improve.training_result_change import withdraw_result
from incidentdesk.improve.training_session_list import ResultRow, results_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 560, 380
_OUTCOME_MARK: dict[str, Mark] = {
    TrainingOutcome.PASSED: ("seal", "success"),
    TrainingOutcome.FAILED: ("cross", "danger"),
}
_NO_OUTCOME: Mark = ("ring", "info")
_Found = tuple[str, str, Cell, list[ResultRow]]


class LearnerSheet(Sheet):
    def __init__(self, desk: Desk, person_id: int, course_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Training of a person"), parent)
        self.desk, self._person_id, self._course_id = desk, person_id, course_id
        self._names = ("", "")
        self.heading, self.state = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.message = MessageBar(desk.theme)
        self.results = TwoLineList(desk.theme, _("Invitations and results"), most=7, marked=True)
        self.nothing = QLabel(_("No invitation and no result yet."))
        for widget in (self.heading, self.state, self.message, self.nothing):
            self.body.addWidget(widget)
        self.body.addWidget(self.results)
        self.body.addStretch(1)
        self._add_buttons()
        self.results.currentItemChanged.connect(lambda *_: self._allow())
        self.results.removed.connect(lambda _key: self._remove())
        desk.changes.changed.connect(lambda changes: self.load() if "training_result" in changes else None)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.load()

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.close_button = self.add_close_button(_("Close"))
        self.remove_button = self.add_button(
            _("&Take away"), role.DestructiveRole, description=_("Take the chosen invitation or result away")
        )
        self.record_button = self.add_button(
            _("&Record a result…"), role.ActionRole, primary=True, description=_("Record what was learnt elsewhere")
        )
        self.remove_button.clicked.connect(self._remove)
        self.record_button.clicked.connect(self._record)

    def load(self) -> None:
        today = clock.now().astimezone(self.desk.zone).date().isoformat()
        self.desk.background.run_latest(
            f"learner of {id(self)}",
            _load,
            self.desk.database,
            self._person_id,
            self._course_id,
            today,
            then=lambda found: self._show(found, today),
            failed=lambda refused: self.message.say(str(refused), "danger"),
        )

    def _show(self, found: _Found, today: str) -> None:
        person, course, cell, results = found
        self._names = (person, course)
        words = cell_words(cell, person, course, today)
        self.heading.setText(f"{isolated(person)} · {isolated(course)}")
        self.state.setText(" · ".join(filter(None, (words.word, words.detail))))
        self.theme.tint(self.state, "danger" if cell.state == CellState.OVERDUE else "text2")
        self.results.show_items([self._item(row, today) for row in results])
        if results and self.results.key() is None:
            self.results.setCurrentRow(0)
        self.nothing.setVisible(not results)
        self._allow()

    def _item(self, row: ResultRow, today: str) -> dict[str, Any]:
        mark = _OUTCOME_MARK.get(row.outcome, CELL_MARK[CellState.NOT_REQUIRED] if row.day else _NO_OUTCOME)
        return {"key": row.id, "head": self._head(row, today), "text": self._text(row), "mark": mark}

    def _head(self, row: ResultRow, today: str) -> str:
        now = date.fromisoformat(today)
        words = [_(row.outcome or row.attendance)]
        words += [_("{score} %").format(score=row.score)] if row.score is not None else []
        words += [short_day(row.day, now)] if row.day else []
        words += [_("until {day}").format(day=short_day(row.expires_on, now))] if row.expires_on else []
        return " · ".join(words)

    def _text(self, row: ResultRow) -> str:
        if not row.session_at:
            return row.note or _("Learnt elsewhere")
        at = moment.full(row.session_at, self.desk.zone)
        said = _("Session of {time}").format(time=at)
        return f"{said}. {row.note}" if row.note else said

    def _allow(self) -> None:
        shut = str(self.desk.database.read_only)
        chosen = self.results.currentItem() is not None and not self.results.isHidden()
        self.remove_button.setEnabled(chosen and not shut)
        self.remove_button.setToolTip(shut or ("" if chosen else _("Choose one first.")))
        self.record_button.setEnabled(not shut)
        self.record_button.setToolTip(shut)

    def _record(self) -> None:
        person, course = self._names
        open_result_dialog(self.desk, self, facts={"person": person, "course": course})

    def _remove(self) -> None:
        key = self.results.key()
        if key is None or self.desk.database.read_only:
            return
        said = _("Training result of {person} taken away").format(person=isolated(self._names[0]))
        write(
            self.desk, self, lambda session: withdraw_result(session, key), said, toast=True,
            failed=lambda refused: self.message.say(str(refused), "danger"),
        )  # fmt: skip

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.theme.tint(self.nothing, "text2")


def _load(database: Any, person_id: int, course_id: int, today: str) -> _Found:
    with database.read() as reader:
        found = matrix(reader, today)
        course = next((course for course in found.courses if course.id == course_id), None)
        rows: Sequence[Any] = reader.rows("SELECT name FROM person WHERE id = :id", {"id": person_id})
        if course is None or not rows:
            raise Refused(_("This is not there any more; somebody has taken it away."))
        line = next((line for line in found.lines if line.person.id == person_id), None)
        cell = line.cells[found.courses.index(course)] if line else Cell(CellState.NOT_REQUIRED)
        return str(rows[0][0]), course.name, cell, results_of(reader, person_id, course_id)
