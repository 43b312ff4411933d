"""The dialog in which something that was learnt elsewhere is recorded: who, what, when, and until when it is good."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.improve.training_result import TrainingOutcome
from incidentdesk.improve.training_result_change import record_result, withdraw_result
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import known_names, names_in

_WIDTH, _HEIGHT = 640, 460
_NEW: Facts = {"person": "", "course": "", "day": "", "outcome": "", "score": "", "expires_on": "", "note": ""}


def open_result_dialog(
    desk: Desk, parent: QWidget, *, facts: Facts | None = None, done: Callable[[int], None] | None = None
) -> "ResultDialog":
    """Record a result that begins with `facts`; `done(id)` follows when it is saved."""
    dialog = ResultDialog(desk, facts or {}, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ResultDialog(RecordDialog):
    def __init__(self, desk: Desk, facts: Facts, parent: QWidget | None) -> None:
        key = f"result-{facts.get('person', '')}-{facts.get('course', '')}"
        super().__init__(desk, _("Record a result"), _STORE, 0, key, parent)
        self._build()
        today = clock.now().astimezone(desk.zone).date().isoformat()
        self.begin({**_NEW, "day": today, **facts}, _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        first = self.form.fields["score" if facts.get("person") else "person"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme, zone, form = self.theme, self.desk.zone, self.form
        self.person = NameField(_("Person"), _("Who has learnt it"))
        self.course = NameField(_("Course"), _("What was learnt"))
        outcomes = [("", _("by the score")), *((str(each), _(each)) for each in TrainingOutcome)]
        score = QLineEdit(maxLength=4, placeholderText=_("none"))
        score.setAccessibleDescription(_("Percent, from 0 to 100"))
        form.add_row(("person", _("&Person"), self.person, 3), ("course", _("&Course"), self.course, 3))
        form.add_row(
            ("day", _("&Day"), DayField(theme, zone, _("Day")), 3),
            ("expires_on", _("Good &until, if not as usual"), DayField(theme, zone, _("Good until")), 3),
        )
        form.add_row(
            ("outcome", _("&Result"), Chooser(theme, _("Result"), outcomes), 4), ("score", _("&Score in %"), score, 2)
        )
        form.add_row(("note", _("&Where, and with which proof"), text_box(2), 6), stretch=1)

    def _offer(self, names: tuple[list[str], list[str]]) -> None:
        people, courses = names
        self.person.offer(people)
        self.course.offer(courses)

    def saving_verb(self) -> str:
        return _("Record")

    def said(self, _created: bool) -> str:
        names = {"person": isolated(self.person.text().strip()), "course": isolated(self.course.text().strip())}
        return _("Result recorded: {person}, {course}").format(**names)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        for name, sentence in (
            ("person", _("Say who has learnt it.")),
            ("course", _("Say which course it counts for.")),
            ("day", _("Say on which day.")),
        ):
            if not values[name]:
                return name, sentence
        return "", ""


def _unchangeable(*_arguments: Any) -> None:
    """A result is taken away and recorded anew; there is no dialog that changes one."""


_STORE = RecordStore(
    noun="training_result",
    read=lambda _reader, _key: dict(_NEW),
    create=lambda session, facts: record_result(session, **facts),
    change=_unchangeable,
    give_up=_unchangeable,
    withdraw=withdraw_result,
)


def _load_names(database: Any) -> tuple[list[str], list[str]]:
    with database.read() as reader:
        return list(known_names(reader).people), list(names_in(reader, "training_course"))
