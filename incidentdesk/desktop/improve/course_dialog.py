"""The dialog of one course: what is taught, how long a result is good, and who needs it since when."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.known_names import known_names, names_in
from incidentdesk.prepare.role_list import role_names
from incidentdesk.prepare.training_course import CourseKind
from incidentdesk.prepare.training_course_change import (
    DEPARTMENT,
    EVERYBODY,
    NEW_COURSE,
    ROLE,
    TEAM,
    WITHIN_DAYS,
    change_course,
    course_facts,
    create_course,
    give_up_course,
    withdraw_course,
)

_WIDTH, _HEIGHT = 780, 640
_KIND_NAME = {
    EVERYBODY: N_("all staff"), ROLE: N_("those of a role"), TEAM: N_("those of a team"),
    DEPARTMENT: N_("those of a department"),
}  # fmt: skip
# The names of each kind, and those who can own a course.
_Offers = dict[str, list[str]]
_OWNER = "owner"


def open_course_dialog(
    desk: Desk, parent: QWidget, course_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "CourseDialog":
    """Show a course, or add a new one; `done(id)` follows when it is saved."""
    dialog = CourseDialog(desk, course_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class CourseDialog(RecordDialog):
    def __init__(self, desk: Desk, course_id: int, parent: QWidget | None) -> None:
        title = _("Course") if course_id else _("New course")
        super().__init__(desk, title, COURSE_STORE, course_id, f"course-{course_id or 'new'}", parent)
        self._offers: _Offers = {}
        self._build()
        self.begin(dict(NEW_COURSE), _WIDTH, _HEIGHT)
        desk.background.run(_load_offers, desk.database, then=self._offer, failed=self.fail)
        if not course_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form = self.form
        kinds = [(str(each), _(each)) for each in CourseKind]
        self.owner = NameField(_("Owner"), _("Who looks after the course"))
        self.needed = LineRows(self.theme, _("Requirement"), _("Add who needs it"), self._requirement_cells)
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 4),
            ("kind", _("&Kind"), Chooser(self.theme, _("Kind"), kinds), 2),
        )
        form.add_row(
            ("minutes", _("&Minutes of a session"), _number(_("Minutes of a usual session")), 2),
            ("valid_months", _("&Good for months"), _number(_("Months for which a result is good; 0 is for ever")), 2),
            ("pass_mark", _("&Pass mark in %"), _number(_("Percent to pass; 0 where being there is enough")), 2),
        )
        form.add_row(("requirements", _("Needed &by, since which day, and within how many days"), self.needed, 6))
        form.add_row(("owner", _("&Owner"), self.owner, 3))
        form.add_row(("description", _("What is &taught"), text_box(2), 6), stretch=1)

    def _requirement_cells(self) -> list[tuple[QWidget, int]]:
        kind = ChoiceBox((kind, _(name)) for kind, name in _KIND_NAME.items())
        kind.setAccessibleName(_("Who"))
        name = NameField(_("Name"))
        name.setPlaceholderText(_("Name"))
        since = QLineEdit(clock.now().astimezone(self.desk.zone).date().isoformat())
        since.setAccessibleName(_("Since"))
        since.setPlaceholderText(_("2026-03-31"))
        days = QLineEdit(str(WITHIN_DAYS))
        days.setAccessibleName(_("Within days"))

        def offer() -> None:
            chosen = str(kind.currentData())
            name.offer(self._offers.get(chosen, []))
            name.setEnabled(chosen != EVERYBODY)

        kind.currentIndexChanged.connect(lambda _place: offer())
        offer()
        return [(kind, 3), (name, 3), (since, 2), (days, 1)]

    def _offer(self, offers: _Offers) -> None:
        self._offers = offers
        self.owner.offer(offers[_OWNER])
        for row in self.needed.rows:
            row.cells[1].offer(offers.get(str(row.cells[0].currentData()), []))

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Course added: {name}") if created else _("Course changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Course moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field == "requirements":
            return str(value).replace("\t", " · ")
        return _(str(value)) if field == "kind" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A course needs a name, such as Mail outage exercise.")
        for name in ("minutes", "valid_months", "pass_mark"):
            if not str(values[name]).isdecimal():
                return name, _("Write a whole number.")
        return "", ""


def _number(description: str) -> QLineEdit:
    field = QLineEdit(maxLength=6)
    field.setAccessibleDescription(description)
    field.setToolTip(description)
    return field


COURSE_STORE = RecordStore(
    noun="training_course",
    read=course_facts,
    create=lambda session, facts: create_course(session, **facts),
    change=lambda session, key, changes, seen: change_course(session, key, changes, seen=seen),
    give_up=give_up_course,
    withdraw=withdraw_course,
)


def _load_offers(database: Any) -> _Offers:
    with database.read() as reader:
        known = known_names(reader)
        return {
            EVERYBODY: [],
            ROLE: list(role_names(reader)),
            TEAM: list(known.teams),
            DEPARTMENT: list(names_in(reader, "department")),
            _OWNER: list(known.staff),
        }
