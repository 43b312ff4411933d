import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import Opener, Place
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.prepare.rota_change import create_rota

OPENERS = (Opener(re.compile(r"INC-0*(\d+)"), lambda _desk, number: QLabel(f"incident {number}"), under="incidents"),)


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="Branch offices lost WAN access", assignee="Yuki Tanaka")
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=theme, listen=False)
    yield desk
    desk.background.stop()


@pytest.fixture
def window(desk, qtbot):
    def page(desk):
        view = QListWidget()
        assign = Action("incident.assign", "&Assign…", lambda: view.addItem("assigned"), shortcuts=("A",), scope="list")
        desk.registry.add(assign, view)
        desk.registry.add(
            Action("incident.merge", "&Merge…", lambda: None, scope="list", why_disabled=lambda: "Select two."), view
        )
        return view

    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", page),), OPENERS)
    qtbot.addWidget(window)
    window.go_to("incidents")
    window.show()
    qtbot.waitActive(window)
    return window


def type_in(window, qtbot, text):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.palette_box.field, text)
    return window.palette_box


def test_it_opens_over_the_window_with_the_focus(window, qtbot):
    palette = type_in(window, qtbot, "")
    assert palette.isVisible()
    assert palette.field.hasFocus()
    assert (palette.y(), palette.width()) == (80, 640)


def test_a_command_is_found_run_and_remembered(window, qtbot, desk):
    palette = type_in(window, qtbot, "dark")
    assert palette.texts()[0] == "Theme: dark"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.theme.choice == "dark"
    assert not palette.isVisible()
    palette.open()
    assert palette.rows()[0].text == "Recent"
    assert palette.texts()[0] == "Theme: dark"


def test_a_row_shows_its_keys(window, qtbot):
    palette = type_in(window, qtbot, "refresh")
    assert next(row for row in palette.rows() if row.text == "Refresh").keys == "F5"


def test_what_cannot_be_done_says_why_and_does_nothing(window, qtbot):
    palette = type_in(window, qtbot, "merge")
    row = palette.rows()[1]
    assert (row.text, row.why_disabled) == ("Merge", "Select two.")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_commands_for_the_selection_act_on_the_list_that_had_the_focus(window, qtbot):
    window.page.setFocus()
    palette = type_in(window, qtbot, "assign")
    assert palette.rows()[0].text == "Actions for the selection"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.page.count() == 1
    assert window.page.hasFocus()


def test_arrows_choose_and_pass_over_headings(window, qtbot):
    palette = type_in(window, qtbot, "theme")
    first = palette.view.currentIndex().row()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.view.currentIndex().row() == first + 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.rows()[palette.view.currentIndex().row()].run is not None


def test_escape_closes_it_and_the_focus_returns(window, qtbot):
    window.page.setFocus()
    palette = type_in(window, qtbot, "x")
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.page.hasFocus()


def test_an_incident_is_found_by_its_words_and_opened(window, qtbot):
    palette = type_in(window, qtbot, "#branch")
    qtbot.waitUntil(lambda: any("Branch offices" in text for text in palette.texts()))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.page.text() == "incident 1"


def test_people_are_found_behind_an_at_sign(window, qtbot):
    palette = type_in(window, qtbot, "@tana")
    qtbot.waitUntil(lambda: palette.texts() == ["Yuki Tanaka"])


def test_prefixes_narrow_to_one_kind(window, qtbot):
    assert {row.group for row in type_in(window, qtbot, ">").rows()} <= {"action", "selection"}
    window.palette_box.dismiss()
    assert {row.group for row in type_in(window, qtbot, "?").rows()} == {"help"}


def test_nothing_found_is_said(window, qtbot):
    palette = type_in(window, qtbot, "qqqqq")
    assert palette.texts() == []
    assert palette._empty.isVisible()


def test_problems_known_errors_and_lessons_are_found_too(desk, window, qtbot):
    with desk.database.write(actor="Mei Okafor") as session:
        open_problem(session, title="Volumes run full")
    palette = type_in(window, qtbot, "volumes")
    qtbot.waitUntil(lambda: "PRB-0001  Volumes run full" in palette.texts())
    (row,) = [row for row in palette.rows() if row.text.startswith("PRB-0001")]
    assert (row.note, row.icon) == ("Problem", "problem")
    with qtbot.waitSignal(palette.opened) as opened:
        row.run()
    assert opened.args == ["PRB-0001"]


@pytest.fixture
def whole_window(desk, qtbot):
    """A window with all its places, none of them opened but the list."""
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.go_to("incidents")
    window.show()
    qtbot.waitActive(window)
    yield window
    qtbot.waitUntil(lambda: not desk.background.jobs)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rota", "New rota"),
        ("new person", "New person"),
        ("absence", "People"),
        ("holiday", "Calendars"),
        ("sla", "SLAs"),
        ("message template", "Message templates"),
        ("import plan", "Response plans"),
        ("new plan", "New plan"),
        ("smtp", "Settings: Messages"),
        ("vault", "Settings: Messages"),
    ],
)
def test_what_stands_behind_a_tab_is_found_before_its_page_was_opened(whole_window, qtbot, typed, first):
    assert type_in(whole_window, qtbot, typed).texts()[0] == first


def test_the_parts_of_pages_wait_until_they_are_asked_for(whole_window, qtbot):
    unasked = type_in(whole_window, qtbot, "").texts()
    assert not {"New rota", "Message templates", "Settings: Messages"} & set(unasked)
    assert "Plans" in unasked


def test_something_new_is_begun_from_any_page(whole_window, qtbot):
    palette = type_in(whole_window, qtbot, "new calendar")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == "New calendar"
    assert whole_window.page.key == "calendars"
    dialog.reject()


def test_a_part_is_gone_to_from_any_page(whole_window, qtbot):
    palette = type_in(whole_window, qtbot, "escalation")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert whole_window.page.key == "escalation"


def test_a_section_of_the_settings_is_gone_to(whole_window, qtbot):
    palette = type_in(whole_window, qtbot, "backup")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert whole_window.page.list.currentItem().text() == "Data and backup"


def test_behind_an_at_sign_stands_first_who_is_on_call_goalert_1523(desk, window, qtbot):
    with desk.database.write(actor="Mei Okafor") as session:
        create_rota(session, name="Network", time_zone="UTC", people=["Bo Diaz"])
    palette = type_in(window, qtbot, "@")
    qtbot.waitUntil(lambda: palette.texts()[:1] == ["Bo Diaz"])
    (row,) = [row for row in palette.rows() if row.text == "Bo Diaz"]
    assert row.note == "on call: Network"
    palette.field.setText("@network")
    qtbot.waitUntil(lambda: palette.texts() == ["Bo Diaz"])
