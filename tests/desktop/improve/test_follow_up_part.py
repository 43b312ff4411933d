"""What follows on a resolution, on the page of the incident."""

from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop import places
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.improve.answer_dialog import ConfirmationDialog, FollowUpChoice, SurveyAnswerDialog
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.improve.follow_up_setting import set_days
from incidentdesk.prepare.follow_up_template_change import create_follow_up_template
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from tests.desktop.improve.conftest import settle_all
from tests.improve.asking_desk import letters, resolved, set_up_mail


@pytest.fixture
def open_part(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    """Opens the page of an incident at its follow-up; hands over the part."""
    opened = []

    def open_part(incident_id, actor="Eve Long"):
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / "settings")
        desk = furnish(sqlite_desk, actor=actor, zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme)
        page = places._incident(desk, incident_id)
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(1280, 720)
        with qtbot.waitSignal(page.shown):
            window.show()
        qtbot.waitUntil(window.isActiveWindow)
        page.show_part("follow-up")
        settle_all(qtbot, desk)
        opened.append((desk, window))
        return next(part for part in page.more_parts if part.key == "follow-up")

    yield open_part
    for desk, window in opened:
        settle_all(qtbot, desk)
        shiboken6.delete(window)
        clear_desk(desk)


@pytest.fixture
def about(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        set_up_mail(session)
        create_follow_up_template(session, title="Ask whether it stayed solved", days=7)
        set_days(session, "close_days", 5)
        return resolved(session)


def run(qtbot, part, action):
    part.desk.registry.run(f"follow_up.{action}")
    settle_all(qtbot, part.desk)


def dialog_of(part, kind):
    return next(each for each in part.window().findChildren(kind) if each.isVisible())


def shown(lines):
    return [(line.text, line.note) for line in lines.lines.lines]


def rows(database, sql):
    with database.read() as reader:
        return reader.rows(sql)


def test_a_survey_is_sent_once_and_the_page_says_to_whom(qtbot, open_part, about, sqlite_desk):
    part = open_part(about)
    assert shown(part.survey) == [("No survey yet", "Not sent by itself on this desk.")]
    run(qtbot, part, "survey")
    assert shown(part.survey) == [("Sent to \u2068ada@example.com\u2069", "No answer yet")]
    with sqlite_desk.read() as reader:
        assert len(letters(reader)) == 1
    assert part.desk.registry.why_disabled("follow_up.survey").startswith("There is one survey")


def test_an_answer_by_phone_is_typed_with_a_digit_and_shown_with_its_words(qtbot, open_part, about):
    part = open_part(about)
    run(qtbot, part, "phone")
    dialog = dialog_of(part, SurveyAnswerDialog)
    assert not dialog.save_button.isEnabled()
    qtbot.keyClick(dialog.score.button(1), Qt.Key.Key_4)
    dialog.comment.setPlainText("Nobody told me.")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle_all(qtbot, part.desk)
    assert shown(part.survey) == [("4 of 5, satisfied", "\u2068Ada Lund\u2069 · Phone")]
    assert part.comments["Satisfaction"].text() == "Nobody told me."
    assert part.desk.registry.why_disabled("follow_up.phone") == "The survey is answered; the first answer counts."


def test_whoever_solved_it_is_told_why_their_answer_does_not_count(qtbot, open_part, about, sqlite_desk):
    part = open_part(about, actor="Bo Diaz")
    run(qtbot, part, "phone")
    dialog = dialog_of(part, SurveyAnswerDialog)
    qtbot.mouseClick(dialog.score.button(5), Qt.MouseButton.LeftButton)
    dialog.save_button.click()
    settle_all(qtbot, part.desk)
    assert "nobody judges their own work" in dialog.message.text
    assert (dialog.score.value, rows(sqlite_desk, "SELECT count(*) FROM survey")) == (5, [(0,)])
    dialog.reject()


def test_not_solved_asks_what_is_wrong_and_opens_the_incident_again(qtbot, open_part, about, sqlite_desk):
    part = open_part(about)
    run(qtbot, part, "confirm")
    dialog = dialog_of(part, ConfirmationDialog)
    qtbot.keyClick(dialog.answer.button("Solved"), Qt.Key.Key_2)
    assert not dialog.save_button.isEnabled()
    dialog.comment.setPlainText("Still no mail")
    dialog.save_button.click()
    settle_all(qtbot, part.desk)
    assert rows(sqlite_desk, "SELECT state FROM incident") == [("In Progress",)]
    assert shown(part.closing) == [("It is not resolved yet", "What follows begins with the resolution.")]


def test_follow_ups_are_added_from_their_templates_and_lead_to_the_steps(qtbot, open_part, about):
    part = open_part(about)
    run(qtbot, part, "add")
    dialog = dialog_of(part, FollowUpChoice)
    dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.save_button.click()
    settle_all(qtbot, part.desk)
    assert shown(part.task_list) == [("Ask whether it stayed solved", "Bo Diaz")]
    assert part.title() == "Follow-up 0/1"
    assert "Every follow-up template was used" in part.desk.registry.why_disabled("follow_up.add")
    part.task_list.setFocus()
    qtbot.keyClick(part.task_list, Qt.Key.Key_Return)
    assert part._page.part_in_view().key == "plan"


def test_it_says_when_it_closes_by_itself_and_logs_one_that_follows(qtbot, open_part, about, sqlite_desk):
    part = open_part(about)
    ((closes, days),) = shown(part.closing)
    assert closes.startswith("Closes by itself ")
    assert days == "5 working days after the resolution, counted by Monday to Friday"
    with qtbot.waitSignal(part.opened) as gone:
        part.desk.registry.run("follow_up.on")
    assert gone.args == ["INC-0002"]
    assert rows(sqlite_desk, "SELECT title FROM incident WHERE id = 2") == [("VPN down",)]


def test_nothing_is_offered_before_the_resolution(open_part, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        about = log_incident(session, title="VPN down", reporter="Ada Lund")
    part = open_part(about)
    for key in ("survey", "phone", "ask", "confirm", "add"):
        assert part.desk.registry.why_disabled(f"follow_up.{key}") == "What follows begins with the resolution."


def test_after_the_reopen_window_the_page_says_so_and_leads_to_one_that_follows(qtbot, open_part, about, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        move(session, about, Move(State.CLOSED))
        ledger.update(session, incident, about, {"closed_at": session.at - 15 * 86_400_000_000})
    part = open_part(about)
    page = part._page
    page.header.next_wanted.emit()
    assert "can be opened again for 14 days only" in page.message.text
    assert part.desk.registry.why_disabled("incident.reopen") == page.message.text
    with qtbot.waitSignal(part.opened) as gone:
        page.message.action_button.click()
    assert gone.args == ["INC-0002"]
