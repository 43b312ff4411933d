"""All surveys in the analyses: the score stands with its response rate and follows the filter."""

from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.improve.improvement_dialog import ImprovementDialog
from incidentdesk.desktop.improve.surveys_tab import SurveysTab
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.improve.survey_change import answer_survey, send_survey
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.store import ledger
from tests.desktop.improve.conftest import settle_all
from tests.improve.asking_desk import resolved, set_up_mail


@pytest.fixture
def tab(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        set_up_mail(session)
        for score, team in ((5, "Network"), (2, "Service desk"), (0, "Network"), (0, "Network")):
            token = send_survey(session, resolved(session, team=team))
            if score:
                answer_survey(session, token, score=score, comment=f"{score} it is")
        ledger.update(session, outbox_message, 4, {"state": MessageState.FAILED, "trouble": "It came back."})
    theme = Theme("light")
    theme.apply(qapp)
    desk = furnish(
        sqlite_desk, actor="Eve Long", zone=ZoneInfo("UTC"), preferences=Preferences(tmp_path / "s"), theme=theme
    )
    tab = SurveysTab(desk)
    window = QMainWindow()
    window.setCentralWidget(tab)
    window.resize(1280, 720)
    window.show()
    tab.refresh()
    settle_all(qtbot, desk)
    yield tab
    settle_all(qtbot, desk)
    shiboken6.delete(window)
    clear_desk(desk)


def figures(tab):
    return {key: (tab.strip.values[key].text(), tab.strip.notes[key].text()) for key in ("score", "share", "rate")}


def test_the_score_stands_with_its_response_rate_and_the_number_of_answers(tab):
    assert figures(tab) == {
        "score": ("3.5 of 5", "from 2 answers · One answer more would change it by much."),
        "share": ("50 %", "1 of 2 chose 4 or 5"),
        "rate": ("67 %", "2 of 3 letters were answered · 1 was not delivered"),
    }
    assert "Response rate: 67 %" in tab.strip.accessibleDescription()


def test_the_figures_follow_the_filter(qtbot, tab):
    tab.filter.line.setFocus()
    qtbot.keyClicks(tab.filter.line, "network")
    qtbot.waitUntil(lambda: tab.table.records.rowCount() == 3)
    assert figures(tab)["score"][0] == "5.0 of 5"
    assert figures(tab)["rate"] == ("50 %", "1 of 2 letters were answered · 1 was not delivered")


def test_one_reminder_is_sent_from_the_list_and_not_where_the_letter_came_back(qtbot, tab, sqlite_desk):
    tab.stand_on(4)
    assert tab.desk.registry.why_disabled("survey.remind") == "Its letter did not arrive. Ask by phone."
    tab.stand_on(3)
    tab.desk.registry.run("survey.remind")
    settle_all(qtbot, tab.desk)
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM outbox_message") == [(5,)]
        assert reader.rows("SELECT id FROM survey WHERE reminded_at IS NOT NULL") == [(3,)]


def test_enter_leads_to_the_incident_and_m_makes_an_improvement(qtbot, tab):
    tab.stand_on(2)
    with qtbot.waitSignal(tab.opened) as gone:
        qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    assert gone.args == ["INC-0002#follow-up"]
    tab.desk.registry.run("survey.improve")
    settle_all(qtbot, tab.desk)
    dialog = next(each for each in tab.window().findChildren(ImprovementDialog) if each.isVisible())
    assert (dialog.values()["source"], dialog.values()["description"]) == ("Survey", "2 it is")
    dialog.reject()
