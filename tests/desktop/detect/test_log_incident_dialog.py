from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect import log_incident_dialog
from incidentdesk.desktop.detect.log_incident_dialog import open_log_dialog
from incidentdesk.desktop.drafts import drafts
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused

NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def held_clock():
    clock.hold(lambda: NOW)
    yield
    clock.hold(None)


@pytest.fixture
def desk(sqlite_desk, preferences, qapp, qtbot, clear_desk):
    theme = Theme("light")
    theme.apply(qapp)
    desk = furnish(
        sqlite_desk, actor="Mei Okafor", zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme
    )
    yield desk
    settle(qtbot, desk)
    clear_desk(desk)


@pytest.fixture
def window(desk, qtbot):
    window = QMainWindow()
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    settle(qtbot, desk)
    shiboken6.delete(window)


@pytest.fixture
def dialog(desk, window, qtbot):
    return opened(desk, window, qtbot)


def opened(desk, window, qtbot):
    dialog = open_log_dialog(desk, window)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def settle(qtbot, desk):
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not desk.background.jobs)


def stored(desk):
    with desk.database.read() as reader:
        names = "title, impact, urgency, priority, channel, occurred_at, reporter.name, assignee.name, tags, team.name"
        return [
            dict(zip(names.split(", "), row, strict=True))
            for row in reader.rows(
                "SELECT i." + names.replace(", ", ", i.", 5).replace("i.reporter", "reporter") + " FROM incident i"
                " LEFT JOIN person reporter ON reporter.id = i.reporter_id"
                " LEFT JOIN person assignee ON assignee.id = i.assignee_id"
                " LEFT JOIN team ON team.id = i.team_id ORDER BY i.id"
            )
        ]


def press(qtbot, *keys):
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def write(qtbot, text):
    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_a_call_is_logged_with_the_keys_alone(desk, dialog, qtbot):
    write(qtbot, "Printer on floor 3 stops")
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "A. Lindqvist")
    press(qtbot, *[Qt.Key.Key_Tab] * 5)  # over channel, service, category and subcategory to impact
    press(qtbot, Qt.Key.Key_1, Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Tab)
    write(qtbot, "Network")
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "me")
    with qtbot.waitSignal(dialog.logged) as logged:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert logged.args == [1]
    (row,) = stored(desk)
    assert row["title"] == "Printer on floor 3 stops"
    assert (row["impact"], row["urgency"], row["priority"]) == (1, 3, 3)
    assert (row["reporter.name"], row["assignee.name"], row["team.name"]) == ("A. Lindqvist", "Mei Okafor", "Network")
    assert not drafts(desk.database.place, "new-incident")


def test_the_priority_is_shown_while_it_is_chosen(dialog, qtbot):
    assert "Moderate" in dialog.priority_name.text()
    dialog.impact.setFocus()
    press(qtbot, Qt.Key.Key_1, Qt.Key.Key_Tab, Qt.Key.Key_1)
    assert "Critical" in dialog.priority_name.text()
    assert dialog.chip.accessibleName() == "P1 Critical"


def test_without_a_title_nothing_is_logged_and_the_field_says_why(desk, dialog, qtbot):
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "A. Lindqvist")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert dialog._errors["title"].text() == "Say in a few words what is wrong."
    assert QApplication.focusWidget() is dialog.title
    write(qtbot, "V")
    assert dialog._errors["title"].isHidden()
    assert stored(desk) == []


def test_enter_goes_on_to_the_next_field(desk, dialog, qtbot):
    write(qtbot, "VPN drops")
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.reporter
    assert stored(desk) == []


def test_what_happened_earlier_is_dated_back(desk, dialog, qtbot):
    dialog.title.setText("VPN drops")
    dialog.occurred.setFocus()
    write(qtbot, "09:50")
    assert dialog.occurred.meaning.text() == "today 09:50"
    with qtbot.waitSignal(dialog.logged):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert stored(desk)[0]["occurred_at"] == clock.stored(datetime(2026, 3, 28, 8, 50, tzinfo=UTC))


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("occurred", "soon", "is no time"),
        ("occurred", "2026-03-29 10:00", "still to come"),
        ("detected", "2026-13-01 10:00", "is no time"),
    ],
)
def test_a_wrong_time_is_told_beside_its_field(desk, dialog, qtbot, field, text, sentence):
    dialog.title.setText("VPN drops")
    time = getattr(dialog, field)
    time.setFocus()
    write(qtbot, text)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert sentence in time.meaning.text()
    assert time.field.property("invalid") is True
    assert stored(desk) == []


def test_log_and_new_begins_again_with_the_channel_of_last_time(desk, dialog, qtbot):
    dialog.channel.setCurrentIndex(dialog.channel.findData("Walk-up"))
    write(qtbot, "First")
    with qtbot.waitSignal(dialog.logged):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL | SHIFT)
    assert dialog.isVisible()
    assert dialog.title.text() == ""
    assert QApplication.focusWidget() is dialog.title
    assert dialog.channel.currentData() == "Walk-up"
    write(qtbot, "Second")
    with qtbot.waitSignal(dialog.logged):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert [row["title"] for row in stored(desk)] == ["First", "Second"]
    assert desk.preferences.get("log_channel") == "Walk-up"


def test_what_was_typed_outlives_the_program(desk, window, dialog, qtbot):
    """The dialog is destroyed without being asked, as it is when the process is killed."""
    write(qtbot, "Mail is d")
    qtbot.waitUntil(lambda: bool(drafts(desk.database.place, "new-incident")))
    shiboken6.delete(dialog)
    again = opened(desk, window, qtbot)
    assert "Mail is d" in again.message.text
    again.message.action_button.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert again.title.text() == "Mail is d"


def test_escape_keeps_what_was_typed(desk, window, dialog, qtbot):
    dialog.description.setPlainText("since this morning")
    dialog.impact.choose(1)
    press(qtbot, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    again = opened(desk, window, qtbot)
    again.message.action_button.click()
    assert again.description.toPlainText() == "since this morning"
    assert again.impact.value == 1


def test_an_untouched_dialog_leaves_no_draft(desk, dialog, qtbot):
    press(qtbot, Qt.Key.Key_Escape)
    assert drafts(desk.database.place, "new-incident") == []


def test_when_nothing_can_be_saved_everything_stays(desk, dialog, qtbot, monkeypatch):
    def full(*_args):
        raise Refused("The disk is full. Nothing was saved.")

    monkeypatch.setattr(log_incident_dialog, "_log", full)
    write(qtbot, "VPN drops")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "disk is full" in dialog.message.text)
    assert dialog.title.text() == "VPN drops"
    assert dialog.save.isEnabled()
    monkeypatch.undo()
    clock.hold(lambda: NOW)
    with qtbot.waitSignal(dialog.logged):
        dialog.message.action_button.click()


@pytest.fixture
def known_incident(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        return log_incident(session, title="Mail queue is stuck in Berlin", reporter="A. Lindqvist")


def test_open_incidents_alike_are_shown_while_the_title_is_typed(known_incident, desk, dialog, qtbot):
    write(qtbot, "Mail queue stuck")
    qtbot.waitUntil(lambda: dialog.offers.similar_list.count() == 1)
    assert "INC-0001" in dialog.offers.similar_list.item(0).text()
    dialog.offers.similar_list.setFocus()
    press(qtbot, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.opened) as opened:
        press(qtbot, Qt.Key.Key_Return)
    assert opened.args == ["INC-0001"]
    assert drafts(desk.database.place, "new-incident")


def test_the_reporter_brings_their_open_incidents(known_incident, dialog, qtbot):
    dialog.reporter.setFocus()
    write(qtbot, "a. lindqvist")
    qtbot.waitUntil(lambda: dialog.offers.caller_list.count() == 1)
    assert dialog.offers.caller_title.text() == "A. Lindqvist"
    assert "1 open incident" in dialog.offers.caller_facts.text()


def test_what_is_typed_can_become_a_note_of_the_similar_incident(known_incident, desk, dialog, qtbot):
    write(qtbot, "Mail queue stuck")
    dialog.description.setPlainText("Also in Hamburg")
    qtbot.waitUntil(lambda: dialog.offers.similar_list.count() == 1)
    dialog.offers.similar_list.setCurrentRow(0)
    with qtbot.waitSignal(dialog.opened):
        qtbot.mouseClick(dialog.offers.note_button, Qt.MouseButton.LeftButton)
    with desk.database.read() as reader:
        assert reader.rows("SELECT text FROM entry") == [("Mail queue stuck\n\nAlso in Hamburg",)]
    assert len(stored(desk)) == 1
    assert drafts(desk.database.place, "new-incident") == []


def test_the_logging_can_be_undone(desk, dialog, qtbot):
    write(qtbot, "VPN drops")
    with qtbot.waitSignal(dialog.logged):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    desk.history.undo()
    settle(qtbot, desk)
    with desk.database.read() as reader:
        assert reader.rows("SELECT count(*) FROM incident WHERE withdrawn_at IS NULL") == [(0,)]


def test_everything_has_a_name_for_those_who_cannot_see_it(dialog):
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(dialog):
            assert widget.accessibleName(), widget
