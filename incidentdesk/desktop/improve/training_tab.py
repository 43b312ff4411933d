"""Who needs which course and has it: the requirement matrix by person and by role, and the courses themselves."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.course_column import COLUMNS, CourseLine, course_lines
from incidentdesk.desktop.improve.course_dialog import open_course_dialog
from incidentdesk.desktop.improve.learner_sheet import LearnerSheet
from incidentdesk.desktop.improve.matrix_model import MatrixLine
from incidentdesk.desktop.improve.matrix_view import MatrixView
from incidentdesk.desktop.improve.result_dialog import open_result_dialog
from incidentdesk.desktop.improve.session_dialog import open_session_dialog
from incidentdesk.desktop.improve.training_printing import printable_certificate, printable_matrix
from incidentdesk.desktop.improve.training_words import cell_words, share_text, share_words
from incidentdesk.desktop.improve.training_writing import invite_to_next, remind_people
from incidentdesk.desktop.records.table_pane import Kept, RecordListing, TablePane
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.writing import write
from incidentdesk.improve.training_list import Cell, CellState, Matrix, PersonLine, RoleLine, coverage_of, matrix
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.training_course_change import withdraw_course

PEOPLE, ROLES, COURSES = "people", "roles", "courses"
_WANTING = (CellState.OVERDUE, CellState.EXPIRING, CellState.OPEN)
_NOTHING = Matrix((), ())


def _listing() -> RecordListing:
    acts = ("training.result", "drills.invite", "drills.remind")
    return RecordListing(
        name=_("Training"),
        icon="training",
        columns=COLUMNS,
        identity=lambda row: row.course.id,
        load=matrix,
        nouns=frozenset({
            "training_course", "training_requirement", "training_session", "training_result", "person", "team",
            "department", "role", "role_holder", "rota_turn", "rota_layer",
        }),
        searched=lambda row: row.searched,
        counted=lambda count: ngettext("{count} selected", "{count} selected", count).format(count=count),
        placeholder=_("A person, a team, a role, a course, “overdue”, “expiring”"),
        nothing=_("No courses yet"),
        teaching=_("Say what is taught and who needs it; from then on you see who has it, and until when."),
        making=_("New course"),
        offered=("drills.open", *acts),
        more=("drills.edit", "training.session", "training.certificate", None, "drills.remove"),
        menu=(
            "drills.open", *acts, None, "drills.edit", "training.session", "training.certificate", None,
            "edit.copy", None, "drills.remove",
        ),
        scope="drills",
        page_menu="drills",
    )  # fmt: skip


class TrainingTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        self.found = _NOTHING
        self.people, self.roles = MatrixView(desk, _("Training by person")), MatrixView(desk, _("Training by role"))
        super().__init__(desk, _listing())
        options = [(PEOPLE, _("People")), (ROLES, _("Roles")), (COURSES, _("Courses"))]
        self.views = Chooser(desk.theme, _("View"), options)
        self.views.chosen.connect(self.show_as)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.top.addWidget(self.summary)
        self.top.addWidget(self.views)
        for view in (self.people, self.roles):
            self.places.addWidget(view)
            view.opened.connect(self._open_cell)
            view.chosen.connect(self._selection_changed)
            view.customContextMenuRequested.connect(lambda at, view=view: self._matrix_menu(view, at))
        self._declare_own()
        self.declare()
        for view in (self.people, self.roles):
            desk.registry.bind(view, "drills.open", self._open_cell, self.why_no_row)
        self.show_as(desk.preferences.get("training_view"))

    def _declare_own(self) -> None:
        read_only, nothing = self.why_read_only, self.why_nothing
        for action_id, text, run, keys, icon, section, why in (
            ("training.result", _("&Record a result…"), self._record, ("T",), "check", 20, read_only),
            ("drills.invite", _("&Invite…"), self._invite, ("I",), "calendar", 20,
             self._why_not_invited),
            ("drills.remind", _("Re&mind"), self._remind, ("M",), "send", 20, self._why_not_reminded),
            ("drills.edit", _("&Edit…"), self._edit_course, ("F2",), "edit", 30, self.why_no_row),
            ("training.session", _("Plan a &session…"), self._plan, ("P",), "calendar", 30, read_only),
            ("training.certificate", _("&Certificate…"), self._certify, ("C",), "certificate", 40,
             self._why_no_certificate),
            ("training.print", _("Print the m&atrix…"), self._print, (), "printer", 40, self._why_no_matrix),
            ("training.view", _("Next &view"), self.turn, ("B",), "columns", 50, lambda: ""),
            ("drills.remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, nothing),
        ):  # fmt: skip
            self.desk.registry.add(Action(action_id, text, run, icon, keys, "drills", "drills", section, why), self)

    # -- the three views

    @property
    def shown_as(self) -> str:
        return self.views.value if hasattr(self, "views") else COURSES

    def main(self) -> QWidget:
        if not self.found.lines and self.found.courses:
            return self.table
        return {PEOPLE: self.people, ROLES: self.roles}.get(self.shown_as, self.table)

    def show_as(self, view: str) -> None:
        """ "people", "roles" or "courses"; what the filter says holds for each."""
        had_focus = self.main().hasFocus()
        self.views.choose(view)
        self.desk.preferences.set("training_view", view)
        if self.rows is not None:
            self._take(self.found)
        if had_focus:
            self.main().setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self) -> None:
        """To the next view."""
        order = (PEOPLE, ROLES, COURSES)
        self.show_as(order[(order.index(self.shown_as) + 1) % len(order)])

    def _take(self, rows: Any) -> None:
        self.found = rows
        today = self.table.now().today
        main = self.main()
        if main is self.people:
            shown: Sequence[Any] = self.found.lines
        else:
            shown = self.found.by_role() if main is self.roles else course_lines(self.found, today)
        super()._take(shown)
        self._sum_up()

    def _sum_up(self) -> None:
        met, required = coverage_of(self.found.lines)
        late = sum(line.count(CellState.OVERDUE) for line in self.found.lines)
        soon = sum(line.count(CellState.EXPIRING) for line in self.found.lines)
        said = [_("{share} covered").format(share=share_text(met, required))] if required else []
        said += [ngettext("{n} overdue", "{n} overdue", late).format(n=late)] if late else []
        said += [ngettext("{n} expiring", "{n} expiring", soon).format(n=soon)] if soon else []
        text = " · ".join(said)
        self.summary.setText(text)
        self.summary.setAccessibleName(text or _("Nothing is required"))
        self.desk.theme.tint(self.summary, "danger" if late else "text2")

    # -- the filter

    def keep(self, text: str, rows: Sequence[Any]) -> Kept:
        words = text.casefold().split()
        searched = {PersonLine: _searched_person, RoleLine: _searched_role, CourseLine: lambda row: row.searched}
        return Kept([row for row in rows if all(word in searched[type(row)](row).casefold() for word in words)])

    def show_kept(self, rows: Sequence[Any]) -> None:
        main, courses = self.main(), self.found.courses
        if main is self.people:
            self.people.show_matrix(courses, [self._person_line(row) for row in rows])
        elif main is self.roles:
            self.roles.show_matrix(courses, [self._role_line(row) for row in rows])
        else:
            super().show_kept(rows)

    def _person_line(self, line: PersonLine) -> MatrixLine:
        today, who = self.table.now().today, line.person
        pairs = zip(line.cells, self.found.courses, strict=True)
        below = who.team or who.department or " · ".join(dict.fromkeys(who.roles.values()))
        cells = tuple(cell_words(cell, who.name, course.name, today) for cell, course in pairs)
        return MatrixLine(who.id, who.name, below, cells)

    def _role_line(self, line: RoleLine) -> MatrixLine:
        pairs = zip(line.cells, self.found.courses, strict=True)
        below = ngettext("{n} person", "{n} people", line.people).format(n=line.people)
        cells = tuple(share_words(*cell, line.role, course.name) for cell, course in pairs)
        return MatrixLine(line.role, line.role, below, cells)

    # -- what is selected

    def cells(self) -> list[tuple[PersonLine, int, Cell]]:
        """The selected cells of the matrix of people: whose, the id of the course, how it stands."""
        if self.main() is not self.people:
            return []
        lines = {line.person.id: line for line in self.found.lines}
        places = {course.id: place for place, course in enumerate(self.found.courses)}
        keys = self.people.selected_cells() or [each for each in (self.people.current_cell(),) if each]
        return [(lines[key], course_id, lines[key].cells[places[course_id]]) for key, course_id in keys]

    def course_id(self) -> int:
        """The course of the current cell or row, 0 for none."""
        main = self.main()
        if main is self.table:
            row = self.table.current()
            return row.course.id if row is not None else 0
        cell = main.current_cell()
        return cell[1] if cell is not None else 0

    def _course_name(self) -> str:
        return next((course.name for course in self.found.courses if course.id == self.course_id()), "")

    def wanting(self) -> list[tuple[int, int]]:
        """(person, course) that are selected and not met for long; for a course, everybody who lacks it."""
        if self.main() is self.people:
            return [(line.person.id, course_id) for line, course_id, cell in self.cells() if cell.state in _WANTING]
        course_id, place = self.course_id(), 0
        place = next((at for at, course in enumerate(self.found.courses) if course.id == course_id), -1)
        lines = self.found.lines if place >= 0 else ()
        if self.main() is self.roles:
            cell = self.roles.current_cell()
            lines = [line for line in lines if cell is not None and cell[0] in line.person.roles.values()]
        return [(line.person.id, course_id) for line in lines if line.cells[place].state in _WANTING]

    def has_row(self) -> bool:
        return super().has_row() if self.main() is self.table else self.main().current_cell() is not None

    def selected_count(self) -> int:
        main = self.main()
        return super().selected_count() if main is self.table else max(1, len(main.selected_cells()))

    def why_nothing(self) -> str:
        if self.main() is not self.table:
            return self.why_read_only() or _("Look at the courses to take one away.")
        return super().why_nothing()

    # -- opening

    def new(self) -> None:
        open_course_dialog(self.desk, self, done=self._stand_on_course)

    def _stand_on_course(self, course_id: int) -> None:
        self.stand_on(course_id)

    def open_row(self, row: CourseLine) -> None:
        open_course_dialog(self.desk, self, row.course.id)

    def show_record(self, course_id: int) -> None:
        self.show_as(COURSES)
        self.stand_on(course_id)

    def _open_cell(self) -> None:
        cell = self.main().current_cell()
        if cell is None:
            return
        if self.main() is self.roles:
            self.filter.set_text(str(cell[0]))
            self.show_as(PEOPLE)
        else:
            LearnerSheet(self.desk, *cell, self.window()).open()

    def _matrix_menu(self, view: MatrixView, at: QPoint) -> None:
        known = set(self.desk.registry.ids())
        ids = [each for each in self.listing.menu if each is None or (each in known and each != "edit.copy")]
        self.desk.registry.context_menu(view, ids).popup(view.viewport().mapToGlobal(at))

    # -- commands

    def _record(self) -> None:
        cells = self.cells()
        person = cells[0][0].person.name if cells else ""
        open_result_dialog(self.desk, self, facts={"person": person, "course": self._course_name()})

    def _edit_course(self) -> None:
        open_course_dialog(self.desk, self, self.course_id())

    def _plan(self) -> None:
        open_session_dialog(self.desk, self, facts={"course": self._course_name()})

    def _invite(self) -> None:
        wanting = self.wanting()
        said = ngettext("{n} person invited", "{n} people invited", len(wanting)).format(n=len(wanting))
        self._write(lambda session: invite_to_next(session, wanting), said)

    def _why_not_invited(self) -> str:
        if why := self.why_read_only() or self.why_no_row():
            return why
        wanting = self.wanting()
        if not wanting:
            return _("Nobody who is selected lacks it.")
        coming = {course.id for course in self.found.courses if course.next_at is not None}
        return "" if {key for _person, key in wanting} <= coming else _("No session is planned. Plan one first.")

    def _remind(self) -> None:
        people = list(dict.fromkeys(person_id for person_id, _course in self.wanting()))
        said = ngettext("{n} person reminded", "{n} people reminded", len(people)).format(n=len(people))
        today = self.table.now().today
        self._write(lambda session: remind_people(session, people, today), said)

    def _why_not_reminded(self) -> str:
        if why := self.why_read_only() or self.why_no_row():
            return why
        return "" if self.wanting() else _("Nobody who is selected lacks it.")

    def _certify(self) -> None:
        line, _course_id, cell = self.cells()[0]
        self._preview(printable_certificate(cell.result_id or 0, line.person.name, self._course_name()))

    def _why_no_certificate(self) -> str:
        cells = self.cells()
        if not cells:
            return _("Select somebody who has the course.")
        return "" if cells[0][2].result_id is not None else _("Nothing was passed here yet.")

    def _print(self) -> None:
        self._preview(printable_matrix(by_role=self.shown_as == ROLES))

    def _why_no_matrix(self) -> str:
        return "" if self.found.courses else _("There are no courses yet.")

    def _preview(self, printable: Any) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        ReportPreview(self.desk, printable, self.window()).open()

    def _remove(self) -> None:
        ids = [row.course.id for row in self.selected()]
        said = ngettext("{count} course moved to the trash", "{count} courses moved to the trash", len(ids))
        self.write_each(ids, withdraw_course, said.format(count=len(ids)))

    def _write(self, act: Callable[[Any], Any], said: str) -> None:
        write(self.desk, self, act, said, failed=self._fail, toast=True)


def _searched_person(line: PersonLine) -> str:
    states = dict.fromkeys(_(cell.state) for cell in line.cells if cell.required)
    who = line.person
    return " ".join((who.name, who.team, who.department, *who.roles.values(), *states))


def _searched_role(line: RoleLine) -> str:
    return line.role
