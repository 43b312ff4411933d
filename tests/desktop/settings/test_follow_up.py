"""What happens by itself after a resolution, in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place
from incidentdesk.desktop.settings.follow_up import FollowUpSection
from incidentdesk.improve.follow_up_setting import follow_up_setting
from incidentdesk.prepare.calendar_change import create_calendar
from tests.improve.asking_desk import set_up_mail


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    with sqlite_desk.write(actor="Mei") as session:
        create_calendar(session, name="Office", time_zone="UTC", windows="mon-fri 08:00-16:00")
    desk = furnish(sqlite_desk, actor="Mei", preferences=preferences, theme=theme)
    yield desk
    desk.background.stop()


@pytest.fixture
def section(desk, qtbot):
    settings = next(place for place in PLACES if place.key == "settings")
    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list")), settings), ())
    qtbot.addWidget(window)
    window.go_to("settings")
    window.show()
    qtbot.waitActive(window)
    window.page.show_part("Follow-up")
    found = next(each for each in window.page.sections_made if isinstance(each, FollowUpSection))
    qtbot.waitUntil(lambda: bool(found._found))
    return found


def setting(desk):
    with desk.database.read() as reader:
        return follow_up_setting(reader)


def test_surveys_are_off_until_somebody_switches_them_on_and_off_again(section, desk, qtbot):
    assert (section.survey.isChecked(), section.confirmation.isChecked()) == (False, False)
    assert "No outlet for e-mail is set up yet" in section.asking._sentence.text()
    with desk.database.write(actor="Mei") as session:
        set_up_mail(session)
    qtbot.waitUntil(lambda: "from now on" in section.asking._sentence.text())
    assert setting(desk).survey_since is None
    section.survey.setFocus()
    qtbot.keyClick(section.survey, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: setting(desk).survey_since is not None)
    assert setting(desk).confirmation_since is None
    qtbot.keyClick(section.survey, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: setting(desk).survey_since is None)


def test_the_days_and_the_calendar_of_closing_are_chosen(section, desk, qtbot):
    section.numbers["close_days"].setValue(5)
    qtbot.waitUntil(lambda: setting(desk).close_days == 5)
    qtbot.waitUntil(lambda: "Counted from the resolution" in section.closing._sentence.text())
    assert section.numbers["close_days"].text() == "5 working days"
    section.calendar.setFocus()
    qtbot.keyClick(section.calendar, Qt.Key.Key_Down)
    section.calendar.activated.emit(section.calendar.currentIndex())
    qtbot.waitUntil(lambda: setting(desk).close_calendar_id == 1)


def test_an_address_that_is_none_is_refused_and_stays_as_it_was(section, desk, qtbot):
    said = []
    section._say = lambda refused: said.append(str(refused))
    section.pages.setText("desk")
    section.pages.setFocus()
    qtbot.keyClick(section.pages, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Write the address with its beginning, such as https://desk.example.org."]
    section.pages.setText("https://desk.example.org")
    qtbot.keyClick(section.pages, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: setting(desk).pages == "https://desk.example.org")


def test_looking_at_the_settings_changes_none(section, desk, qtbot):
    before = setting(desk)
    qtbot.waitUntil(lambda: bool(section.copied.boxes) and not desk.background.jobs)
    assert setting(desk) == before
    assert before.copied
    with desk.database.read() as reader:
        assert reader.rows("SELECT count(*) FROM ledger WHERE noun = 'setting'") == [(0,)]


def test_what_a_new_incident_takes_along_is_ticked(section, desk, qtbot):
    section.copied.boxes["tags"].click()
    qtbot.waitUntil(lambda: "tags" not in setting(desk).copied)
    assert "service" in setting(desk).copied
