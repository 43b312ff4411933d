"""The requirement matrix, the courses and how somebody stands with one, by keys and mouse."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from incidentdesk import clock
from incidentdesk.desktop.improve.course_dialog import CourseDialog
from incidentdesk.desktop.improve.learner_sheet import LearnerSheet
from incidentdesk.desktop.improve.result_dialog import ResultDialog
from incidentdesk.desktop.improve.training_words import CELL_MARK
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.improve.training_list import CellState, courses, matrix
from incidentdesk.improve.training_result_change import record_result
from incidentdesk.improve.training_session_list import results_of, sessions
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.training_course_change import create_course
from incidentdesk.prepare.training_session_change import plan_session
from tests.desktop.investigate.analyses_window import CONTROL, NOW, TODAY, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def school(sqlite_desk, held_clock):
    """Three who need two courses: one has both, one has one that expires, one has none."""
    clock.hold(lambda: datetime(2025, 1, 1, tzinfo=UTC))
    for name in ("Ada Park", "Bo Diaz", "Mei Okafor"):
        act(sqlite_desk, staff_named, name)
    act(sqlite_desk, create_role, name="Scribe", holders="person\tBo Diaz")
    for name in ("First aid", "Phishing"):
        act(sqlite_desk, create_course, name=name, valid_months="12", requirements="everybody\t\t2025-02-01\t30")
    clock.hold(lambda: NOW)
    for course in ("First aid", "Phishing"):
        act(sqlite_desk, record_result, course=course, person="Ada Park", day="2026-03-01")
    act(sqlite_desk, record_result, course="Phishing", person="Bo Diaz", day="2025-04-10")
    return sqlite_desk


@pytest.fixture
def lead(school, sit_down):
    lead = sit_down("drills#training")
    lead.page.pane.people.setFocus(Qt.FocusReason.OtherFocusReason)
    lead.rest()
    return lead


def cell(lead, person, course) -> QModelIndex:
    model = lead.page.pane.people.matrix
    row = [line.name for line in model.lines].index(person)
    return model.index(row, [each.name for each in model.courses].index(course))


def stand(lead, person, course):
    lead.page.pane.people.setCurrentIndex(cell(lead, person, course))
    lead.rest()


def test_every_cell_says_in_words_how_somebody_stands(lead):
    view = lead.page.pane.people
    QAbstractItemModelTester(view.matrix, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [line.name for line in view.matrix.lines] == ["Ada Park", "Bo Diaz", "Mei Okafor"]
    words = {
        (person, course): cell(lead, person, course).data(Qt.ItemDataRole.AccessibleTextRole)
        for person in ("Ada Park", "Bo Diaz") for course in ("First aid", "Phishing")
    }  # fmt: skip
    assert words["Ada Park", "Phishing"] == "Ada Park, Phishing: Met, until 1 Mar 2027"
    assert words["Bo Diaz", "Phishing"] == "Bo Diaz, Phishing: Expiring, until 10 Apr"
    assert words["Bo Diaz", "First aid"] == "Bo Diaz, First aid: Overdue, 390 days late"
    assert lead.page.pane.summary.text() == "50 % covered · 3 overdue · 1 expiring"


def test_no_two_states_have_the_same_shape():
    assert len({shape for shape, _role in CELL_MARK.values()}) == len(CellState)


def test_the_view_goes_from_people_to_roles_to_courses_and_a_role_leads_to_its_people(lead):
    pane = lead.page.pane
    lead.press(Key.Key_B)
    assert pane.main() is pane.roles
    assert [cell.word for cell in pane.roles.matrix.lines[0].cells] == ["0 of 1", "1 of 1"]
    lead.press(Key.Key_Return)
    assert (pane.main(), pane.filter.text) == (pane.people, "Scribe")
    assert [line.name for line in pane.people.matrix.lines] == ["Bo Diaz"]
    pane.filter.set_text("")
    lead.press(Key.Key_B, Key.Key_B)
    assert pane.main() is pane.table
    assert [row.course.name for row in pane.table.records.rows] == ["First aid", "Phishing"]


def test_the_filter_finds_who_is_overdue(lead):
    pane = lead.page.pane
    pane.filter.set_text("overdue")
    assert [line.name for line in pane.people.matrix.lines] == ["Bo Diaz", "Mei Okafor"]
    pane.filter.set_text("nobody like that")
    assert pane.places.currentWidget() is pane.nothing


def test_a_result_is_recorded_from_its_cell(school, lead):
    stand(lead, "Mei Okafor", "First aid")
    lead.press(Key.Key_T)
    dialog = lead.wait_for(ResultDialog)
    assert (dialog.person.text(), dialog.course.text()) == ("Mei Okafor", "First aid")
    lead.write("85")
    lead.press(Key.Key_Return, modifier=CONTROL)
    line = read(school, matrix, TODAY).lines[2]
    assert line.cells[0].state == CellState.MET
    lead.qtbot.waitUntil(lambda: cell(lead, "Mei Okafor", "First aid").data() == "Met")
    lead.undo()
    assert read(school, matrix, TODAY).lines[2].cells[0].state == CellState.OVERDUE


def test_a_cell_opens_to_all_results_of_which_a_wrong_one_is_taken_away(school, lead):
    stand(lead, "Ada Park", "Phishing")
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(LearnerSheet)
    assert "Met" in sheet.state.text()
    assert sheet.results.count() == 1
    sheet.results.setFocus()
    lead.press(Key.Key_Delete)
    ada = read(school, matrix, TODAY).lines[0].person.id
    assert not read(school, results_of, ada, courses_by_name(school)["Phishing"])
    lead.qtbot.waitUntil(lambda: "Overdue" in sheet.state.text())
    assert sheet.remove_button.toolTip() == "Choose one first."


def courses_by_name(database) -> dict[str, int]:
    return {course.name: course.id for course in read(database, courses)}


def test_those_who_lack_a_course_are_invited_to_its_next_session(school, lead):
    act(school, plan_session, course="First aid", starts="2026-04-02 09:00")
    pane = lead.page.pane
    lead.qtbot.waitUntil(lambda: pane.found.courses[0].next_at is not None)
    pane.show_as("courses")
    lead.rest()
    pane.table.setFocus()
    pane.table.go_to(courses_by_name(school)["First aid"])
    lead.press(Key.Key_I)
    (row,) = read(school, sessions)
    assert [each.name for each in row.attendees] == ["Bo Diaz", "Mei Okafor"]


def test_an_act_that_can_not_be_done_says_why(lead):
    stand(lead, "Ada Park", "First aid")
    pane = lead.page.pane
    assert pane._why_not_invited() == "Nobody who is selected lacks it."
    stand(lead, "Bo Diaz", "First aid")
    assert lead.desk.registry.qaction("drills.invite").toolTip().endswith("No session is planned. Plan one first.")
    assert not lead.desk.registry.qaction("training.certificate").isEnabled()


def test_somebody_is_reminded_of_what_they_lack(school, lead):
    stand(lead, "Mei Okafor", "Phishing")
    lead.press(Key.Key_M)
    with school.read() as reader:
        (row,) = reader.rows("SELECT recipient, body FROM outbox_message")
    assert row[0] == "Mei Okafor"
    assert "Phishing" in row[1]


def test_a_course_is_made_with_the_keyboard_and_says_who_needs_it(school, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(CourseDialog)
    lead.write("Restoring backups")
    dialog.needed.add.click()
    row = dialog.needed.rows[0]
    row.cells[0].choose("role")
    row.cells[1].setText("Scribe")
    lead.press(Key.Key_Return, modifier=CONTROL)
    found = read(school, matrix, TODAY)
    place = [course.name for course in found.courses].index("Restoring backups")
    assert [line.person.name for line in found.lines if line.cells[place].required] == ["Bo Diaz"]


def test_a_pass_mark_that_is_none_is_said_below_its_field(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(CourseDialog)
    lead.write("Restoring backups")
    dialog.form.fields["pass_mark"].setText("most")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("pass_mark") == "Write a whole number."
    dialog.form.fields["pass_mark"].setText("120")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "to 100 percent" in dialog.message.text
    dialog.reject()
    lead.rest()


def test_a_certificate_and_the_matrix_are_previewed(school, lead):
    stand(lead, "Ada Park", "Phishing")
    lead.press(Key.Key_C)
    lead.qtbot.waitUntil(lambda: bool(lead.window.findChildren(ReportPreview)))
    preview = lead.window.findChildren(ReportPreview)[-1]
    lead.qtbot.waitUntil(lambda: preview.document is not None and not preview.busy, timeout=20_000)
    assert len(preview.document) == 1
    assert preview.options.file_name() == "Certificate Ada Park Phishing.pdf"
    preview.close()
    lead.rest()
    lead.run("training.print")
    preview = [each for each in lead.window.findChildren(ReportPreview) if each.isVisible()][-1]
    lead.qtbot.waitUntil(lambda: preview.document is not None and not preview.busy, timeout=20_000)
    preview.close()
    lead.rest()


def test_every_control_is_named_and_nothing_is_cut_off(school, lead):
    act(school, create_course, name="Datenschutzgrundverordnungsschulung für Administratorinnen " * 3)
    act(school, staff_named, "محمد الأحمد")
    pane = lead.page.pane
    lead.rest()
    QTest.qWait(300)
    lead.rest()
    for view in ("people", "roles", "courses"):
        pane.show_as(view)
        lead.rest()
        assert [each for each in controls(pane) if not each.accessibleName()] == []
        assert list(cut_off(pane)) == []
    assert replace(pane.found, lines=()).by_role() == ()


def test_no_key_of_the_four_lists_means_two_things(lead):
    registry = lead.desk.registry
    for key in ("sessions", "campaigns", "commanders"):
        lead.page.show_tab(key)
        lead.rest()
    mine = [each for each in registry.ids() if each.split(".")[0] in ("training", "session", "campaign", "commander")]
    assert len(mine) > 10
    assert [(each, keys) for each in mine for keys in registry.bound(each) if registry.conflict(each, keys)] == []


def test_the_tab_says_how_much_is_overdue(school, lead):
    tabs = lead.page.tabs
    lead.qtbot.waitUntil(lambda: "Training 3" in [tabs.tabText(place) for place in range(tabs.count())])
    act(school, record_result, course="First aid", person="Mei Okafor", day="2026-03-02")
    lead.qtbot.waitUntil(lambda: "Training 2" in [tabs.tabText(place) for place in range(tabs.count())])
