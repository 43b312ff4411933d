"""The page of the automation: rules in their order, what they did, and who works the desk."""

import json

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from incidentdesk import clock
from incidentdesk.agent.lease import new_owner, take_lease
from incidentdesk.agent.rule_job import run_due_rules
from incidentdesk.desktop.late_work_sheet import LateWorkSheet
from incidentdesk.desktop.respond.rule_dialog import RuleDialog
from incidentdesk.desktop.respond.rule_files import save_rule_file, take_rule_file
from incidentdesk.desktop.respond.rule_switching import UntriedSheet
from incidentdesk.desktop.respond.rule_trial_sheet import RuleTrialSheet
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.monitor import watch
from incidentdesk.improve.letter_words import Letter, letter_texts
from incidentdesk.prepare.outlet import outlet
from incidentdesk.prepare.team import team
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.reporter_news import News, news_texts
from incidentdesk.respond.rule import rule_run
from incidentdesk.store import ledger
from tests.desktop.respond.automation_window import ABOUT_VPN, make_rule, open_page, rules_of

HOUR = 3_600_000_000


@pytest.fixture
def teams(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        for name in ("Network", "Service desk"):
            ledger.insert(session, team, {"name": name})


@pytest.fixture
def show(qapp, qtbot, tmp_path, clear_desk, sqlite_desk, teams):
    pages = []

    def show(tab="rules"):
        pages.append(open_page(qapp, qtbot, tmp_path, sqlite_desk, tab))
        return pages[-1][0]

    yield show
    for page, window in pages:
        desk = page.desk
        qtbot.waitUntil(lambda desk=desk: not desk.background.jobs)
        QApplication.processEvents()
        shiboken6.delete(window)
        clear_desk(desk)


def sheet_of(page, kind, qtbot):
    qtbot.waitUntil(lambda: page.window().findChild(kind) is not None)
    return page.window().findChild(kind)


def back(page, qtbot):
    """Gives the keyboard to the window again, which the platform of the tests leaves undone."""
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    page.pane.table.setFocus()


# -- rules


def test_a_page_without_rules_teaches_and_begins_with_a_sample(show, qtbot):
    page = show()
    assert page.pane.places.currentWidget() is page.pane.first_use
    card = page.pane.first_use.cards[0]
    assert card.text() == "An answer ends the waiting"
    qtbot.keyClick(card, Qt.Key.Key_Space)
    dialog = sheet_of(page, RuleDialog, qtbot)
    assert dialog.form.fields["name"].text() == "An answer ends the waiting"
    assert dialog.sentence.text() == (
        "When the requester answers, if its state is ⁨On Hold⁩, then notify whoever it is assigned to."
    )


def test_rules_stand_in_their_order_with_their_sentence_and_the_tab_counts_them(show, qtbot, sqlite_desk):
    for name in ("First", "Second"):
        make_rule(sqlite_desk, name)
    page = show()
    QAbstractItemModelTester(page.pane.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [row.rule.name for row in page.pane.rows] == ["First", "Second"]
    assert page.tabs.tabText(0) == "Rules 2"
    assert "then give it to team ⁨Network⁩." in page.pane.rows[0].sentence


def test_the_current_rule_is_read_aloud_in_full(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    make_rule(sqlite_desk, "Second", condition={"field": "service", "operator": "is", "value": "ERP"})
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Down)
    assert page.pane.aloud.text() == (
        "When an incident is logged, if its service is ⁨ERP⁩, then give it to team ⁨Network⁩."
    )


def test_how_often_a_rule_fired_counts_the_last_thirty_days(show, sqlite_desk):
    rule_id = make_rule(sqlite_desk, "First")
    with sqlite_desk.write(actor="agent") as session:
        incident_id = log_incident(session, title="VPN down")
        for days, failed in ((1, False), (2, True), (31, False)):
            at = session.at - days * 24 * HOUR
            run = {"rule_id": rule_id, "incident_id": incident_id, "at": at, "cause": str(days), "failed": failed}
            ledger.insert(session, rule_run, run)
    row = show().pane.rows[0]
    assert (row.fired, row.failed) == (2, 1)


def test_alt_down_asks_a_rule_later_and_undo_brings_it_back(show, qtbot, sqlite_desk):
    for name in ("First", "Second", "Third"):
        make_rule(sqlite_desk, name)
    page = show()
    page.pane.table.setFocus()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: [name for name, _on in rules_of(sqlite_desk)] == ["Second", "First", "Third"])
    qtbot.waitUntil(lambda: not page.desk.history.why_no_undo())
    page.desk.history.undo()
    qtbot.waitUntil(lambda: [name for name, _on in rules_of(sqlite_desk)] == ["First", "Second", "Third"])


def test_a_rule_is_dragged_to_another_place(show, qtbot, sqlite_desk):
    for name in ("First", "Second", "Third"):
        make_rule(sqlite_desk, name)
    page = show()
    table = page.pane.table
    view, height = table.viewport(), table.rowHeight(0)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, height // 2))
    for y in (height, 2 * height, 3 * height - 4):
        QTest.mouseMove(view, QPoint(300, y))
    assert page.pane.order.line.isVisible()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 3 * height - 4))
    qtbot.waitUntil(lambda: [name for name, _on in rules_of(sqlite_desk)] == ["Second", "Third", "First"])
    assert not page.pane.order.line.isVisible()


def test_a_sorted_or_filtered_list_has_no_order_to_change(show, sqlite_desk):
    for name in ("First", "Second"):
        make_rule(sqlite_desk, name)
    page = show()
    page.pane.filter.set_text("First")
    page.desk.registry.refresh()
    assert "filter and sorting" in page.desk.registry.why_disabled("automation.down")


def test_space_asks_before_a_rule_is_switched_on_without_a_trial(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Space)
    sheet = sheet_of(page, UntriedSheet, qtbot)
    assert rules_of(sqlite_desk) == [("First", False)]
    qtbot.mouseClick(sheet.anyway, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("First", True)])


def test_space_switches_off_at_once_and_undo_switches_on_again(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Space)
    qtbot.mouseClick(sheet_of(page, UntriedSheet, qtbot).anyway, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.pane.rows[0].rule.enabled)
    back(page, qtbot)
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("First", False)])
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    page.desk.history.undo()
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("First", True)])


def test_a_rule_whose_trial_was_seen_is_switched_on_without_a_question(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="VPN does not connect", team="Service desk")
        log_incident(session, title="Printer jams", team="Service desk")
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_T)
    sheet = sheet_of(page, RuleTrialSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.found is not None)
    assert sheet.headline.text() == "It would have fired 1 time on 1 of 2 incidents."
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    back(page, qtbot)
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("First", True)])
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT COUNT(*) FROM rule_run")[0][0] == 0


def test_a_trial_leads_to_its_incident_and_can_be_copied(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "VPN to Network")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="VPN does not connect", team="Service desk")
    page = show()
    page.pane.try_it()
    sheet = sheet_of(page, RuleTrialSheet, qtbot)
    QAbstractItemModelTester(sheet.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.waitUntil(lambda: sheet.found is not None)
    qtbot.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("VPN to Network\nWhen an incident is logged")
    assert "INC-0001\tVPN does not connect\t" in copied
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(sheet.table, Qt.Key.Key_Return)
    assert opened.args == ["INC-0001"]


def test_switching_on_from_the_trial_is_one_gesture(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    page = show()
    page.pane.try_it()
    sheet = sheet_of(page, RuleTrialSheet, qtbot)
    qtbot.waitUntil(lambda: not sheet.why_not_on())
    qtbot.mouseClick(sheet.switch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("First", True)])


def test_a_rule_that_asks_for_a_team_that_is_not_there_says_so(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First", actions=({"do": "set", "field": "team", "value": "Nobody's"},))
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Space)
    qtbot.mouseClick(sheet_of(page, UntriedSheet, qtbot).anyway, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is no team" in page.pane.message.text)
    assert rules_of(sqlite_desk) == [("First", False)]


def test_delete_moves_a_rule_to_the_trash_and_undo_brings_it_back(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [])
    qtbot.waitUntil(lambda: not page.desk.history.why_no_undo())
    page.desk.history.undo()
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("First", False)])


def test_all_rules_are_switched_off_by_one_command_and_the_page_says_so(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    page = show()
    page.desk.registry.run("automation.all")
    qtbot.waitUntil(lambda: "All rules are switched off" in page.pane.message.text)
    qtbot.mouseClick(page.pane.message.action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.pane.message.text)


# -- files


def test_a_rule_is_saved_as_a_file_and_taken_from_it_again(show, qtbot, sqlite_desk, tmp_path):
    make_rule(sqlite_desk, "VPN to Network")
    page, file = show(), tmp_path / "vpn.json"
    save_rule_file(page.pane, page.pane.rows[0].rule, file)
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    assert json.loads(file.read_text())["trigger"] == "created"
    take_rule_file(page.pane, file)
    dialog = sheet_of(page, RuleDialog, qtbot)
    assert dialog.form.fields["name"].text() == "VPN to Network"
    assert json.loads(dialog.condition.text()) == ABOUT_VPN


def test_the_file_of_a_rule_is_offered_under_its_name(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "VPN: to Network")
    page = show()
    page.desk.registry.run("automation.save_file")
    dialog = sheet_of(page, QFileDialog, qtbot)
    assert dialog.selectedFiles()[0].endswith("/VPN- to Network.json")
    dialog.reject()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x00\xff\xfe", "no text in UTF-8"),
        (b"{", "neither JSON nor TOML"),
        (b"", "no trigger"),
        (b'name = "x"\ntrigger = "sometimes"', "no trigger"),
        (b"x" * 300_000, "at most"),
    ],
)
def test_a_file_that_holds_no_rule_is_refused_with_the_reason(show, qtbot, tmp_path, data, said):
    page, file = show(), tmp_path / "rule.toml"
    file.write_bytes(data)
    take_rule_file(page.pane, file)
    qtbot.waitUntil(lambda: said in page.pane.message.text)


def test_a_file_that_is_not_there_is_refused_too(show, qtbot, tmp_path):
    page = show()
    take_rule_file(page.pane, tmp_path / "nothing.toml")
    qtbot.waitUntil(lambda: "can't be read" in page.pane.message.text)


# -- log


def test_what_a_rule_that_was_switched_on_here_does_stands_in_the_log_at_once(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "VPN to Network")
    page = show()
    page.show_tab("log")
    page.show_tab("rules")
    page.pane.table.setFocus()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Space)
    qtbot.mouseClick(sheet_of(page, UntriedSheet, qtbot).anyway, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("VPN to Network", True)])
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="VPN does not connect", team="Service desk")
        log_incident(session, title="Printer jams", team="Service desk")
    run_due_rules(sqlite_desk, clock.stored(clock.now()), notify_people)
    log = page.panes_by_key["log"]
    qtbot.waitUntil(lambda: bool(log.rows))
    assert [(row.rule, row.title, row.failed) for row in log.rows] == [
        ("VPN to Network", "VPN does not connect", False)
    ]
    qtbot.waitUntil(lambda: page.pane.rows[0].fired == 1)
    with sqlite_desk.read() as reader:
        teams = reader.rows("SELECT i.title, team.name FROM incident i JOIN team ON team.id = i.team_id ORDER BY i.id")
    assert teams == [("VPN does not connect", "Network"), ("Printer jams", "Service desk")]


def _run(database, rule_id, title, **facts):
    with database.write(actor="agent") as session:
        incident_id = log_incident(session, title=title)
        done = json.dumps(["Team: Network"])
        run = {"rule_id": rule_id, "incident_id": incident_id, "at": session.at, "cause": title, "done": done}
        ledger.insert(session, rule_run, {**run, **facts})


def test_the_log_has_the_newest_run_first_and_leads_to_its_incident(show, qtbot, sqlite_desk):
    rule_id = make_rule(sqlite_desk, "First")
    _run(sqlite_desk, rule_id, "Older")
    _run(sqlite_desk, rule_id, "Newer", failed=True, late=True)
    page = show("log")
    QAbstractItemModelTester(page.pane.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [row.title for row in page.pane.rows] == ["Newer", "Older"]
    assert not page.new_button.isVisible()
    page.pane.filter.set_text("failed late")
    assert [row.title for row in page.pane.table.records.rows] == ["Newer"]
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(page.pane.table, Qt.Key.Key_Return)
    assert opened.args == ["INC-0002"]


def test_r_leads_from_a_rule_to_its_runs_and_e_from_a_run_to_its_rule(show, qtbot, sqlite_desk):
    _run(sqlite_desk, make_rule(sqlite_desk, "Routing"), "Mail is down")
    _run(sqlite_desk, make_rule(sqlite_desk, "Other"), "Printer jams")
    page = show()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_R)
    assert page.key == "log"
    qtbot.waitUntil(lambda: page.pane.rows is not None)
    assert [row.rule for row in page.pane.table.records.rows] == ["Routing"]
    page.pane.table.setFocus()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_E)
    dialog = sheet_of(page, RuleDialog, qtbot)
    qtbot.waitUntil(lambda: dialog.form.fields["name"].text() == "Routing")


# -- agent


def test_the_agent_says_that_nobody_works_a_new_desk(show, qtbot):
    page = show("agent")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    assert page.pane.headline.text() == "Nobody works this desk now: nothing is delivered, watched or taken in."
    assert not page.new_button.isVisible()
    assert page.pane.table.records.rows[0].key == "messages"


def test_the_agent_names_who_works_since_when_and_when_nobody_watched(show, qtbot, sqlite_desk):
    now, owner = clock.stored(clock.now()), new_owner()
    with sqlite_desk.write(actor="agent") as session:
        take_lease(session, owner, now)
        for from_at, until_at in ((now - 9 * HOUR, now - 7 * HOUR), (now - 2 * HOUR, now)):
            session.connection.execute(watch.insert().values(agent=owner, from_at=from_at, until_at=until_at))
    page = show("agent")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    assert page.pane.headline.text() == "This window works the desk."
    assert "watches since" in page.pane.details.text()
    assert page.pane.lists.gaps.count() == 1
    assert page.pane.lists.gaps.item(0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("5 h")


def test_late_work_is_shown_and_can_be_noted_only(show, qtbot, sqlite_desk):
    with sqlite_desk.write(actor="agent") as session:
        outlet_id = ledger.insert(session, outlet, {"key": "o", "name": "Mail", "kind": "E-mail"})
        at = session.at - HOUR
        message = {"key": "m", "message_id": "<m>", "subject": "WAN down", "body": "b", "state": "Queued"}
        when = {"queued_at": at, "next_at": at, "outlet_id": outlet_id, "recipient": "Bo Diaz"}
        ledger.insert(session, outbox_message, {**message, **when})
    page = show("agent")
    qtbot.waitUntil(lambda: page.pane.found is not None and bool(page.pane.found.late))
    qtbot.mouseClick(page.pane.lists.decide, Qt.MouseButton.LeftButton)
    sheet = sheet_of(page, LateWorkSheet, qtbot)
    assert not sheet.countdown.isVisible()
    qtbot.mouseClick(sheet.note_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.pane.found.late)
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT state FROM outbox_message") == [("Cancelled",)]


def test_d_stops_and_starts_delivering_here(show, qtbot):
    page = show("agent")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    page.pane.table.setFocus()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_D)
    assert not page.desk.preferences.get("agent_in_window")
    assert page.pane.buttons["deliver"].text() == "Deliver here"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_D)
    assert page.desk.preferences.get("agent_in_window")


def test_a_unit_for_systemd_starts_the_agent_on_this_database(show, qtbot, sqlite_desk):
    page = show("agent")
    qtbot.mouseClick(page.pane.buttons["unit"], Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "[Service]" in copied
    assert f"--database {sqlite_desk.place} agent" in copied
    qtbot.mouseClick(page.pane.buttons["task"], Qt.MouseButton.LeftButton)
    assert "schtasks /Create" in QGuiApplication.clipboard().text()


def test_enter_on_a_job_leads_to_its_page(show, qtbot):
    page = show("agent")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(page.pane.table, Qt.Key.Key_Return)
    assert opened.args == ["outbox"]


# -- news to reporters


def news_of(database):
    with database.read() as reader:
        return {each.news: each for each in news_texts(reader)}


def test_space_switches_a_kind_of_news_on_and_undo_switches_it_off(show, qtbot, sqlite_desk):
    page = show("news")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    page.pane.list.setFocus()
    assert page.pane.list.texts()[:5] == ["Received", "Assigned", "On hold", "Resolved", "Reopened"]
    qtbot.keyClick(page.pane.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: news_of(sqlite_desk)[News.RECEIVED].on)
    qtbot.waitUntil(lambda: "No outlet for e-mail" in page.pane.message.text)
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    page.desk.history.undo()
    qtbot.waitUntil(lambda: not news_of(sqlite_desk)[News.RECEIVED].on)


def test_news_read_as_they_would_for_a_real_incident(show, qtbot, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="Mail is down", reporter="A. Lindqvist")
    page = show("news")
    qtbot.waitUntil(lambda: "made up" in page.pane.form.result.toPlainText())
    page.pane.form.about.setText("INC-0001 Mail is down")
    qtbot.waitUntil(lambda: "To ⁨A. Lindqvist⁩" in page.pane.form.result.toPlainText())
    assert "[INC-0001] Mail is down" in page.pane.form.result.toPlainText()
    page.pane.form.about.setText("INC-0099")
    qtbot.waitUntil(lambda: "no incident INC-0099" in page.pane.form.result.toPlainText())


def test_words_are_typed_with_blanks_kept_while_another_is_looked_at_and_saved(show, qtbot, sqlite_desk):
    page = show("news")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    form = page.pane.form
    assert not form.save.isEnabled()
    form.body.selectAll()
    form.body.setFocus()
    qtbot.keyClicks(form.body, "Thank you, we look at it.")
    page.pane.list.setCurrentRow(1)
    assert form.title.text() == "Assigned"
    page.pane.list.setCurrentRow(0)
    assert form.body.toPlainText() == "Thank you, we look at it."
    form.body.setFocus()
    qtbot.keyClick(form.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: news_of(sqlite_desk)[News.RECEIVED].body.strip() == "Thank you, we look at it.")
    assert not news_of(sqlite_desk)[News.RECEIVED].on
    qtbot.waitUntil(lambda: not form.save.isEnabled())
    qtbot.mouseClick(form.usual, Qt.MouseButton.LeftButton)
    assert form.body.toPlainText().startswith("We have your report")


def test_the_letters_after_a_resolution_are_written_here_too(show, qtbot, sqlite_desk):
    page = show("news")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    assert page.pane.list.texts()[5:] == [
        "Is it solved?", "Survey", "Is it solved?, with the survey", "Reminder of the survey"
    ]  # fmt: skip
    page.pane.list.setCurrentRow(6)
    form = page.pane.form
    assert "Follow-up switches it on" in form.told.text()
    assert page.desk.registry.why_disabled("automation.switch") == "Letters are switched on under Settings, Follow-up."
    qtbot.waitUntil(lambda: "[survey …]" in form.result.toPlainText())
    form.body.setPlainText("How was it? {{ survey_link }}")
    qtbot.waitUntil(lambda: "How was it? https://desk.example.org/survey/…" in form.result.toPlainText())
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: letter_of(sqlite_desk).strip() == "How was it? {{ survey_link }}")
    qtbot.waitUntil(lambda: not form.save.isEnabled())
    qtbot.mouseClick(form.usual, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "How satisfied are you" in letter_of(sqlite_desk))
    form.body.setPlainText("{{ conditions }}")
    assert "no field" in form.error.text()


def letter_of(database):
    with database.read() as reader:
        return next(each.body for each in letter_texts(reader) if each.letter == Letter.SURVEY)


def test_a_template_that_is_not_allowed_says_why_and_is_not_saved(show, qtbot, sqlite_desk):
    page = show("news")
    qtbot.waitUntil(lambda: page.pane.found is not None)
    page.pane.form.body.setPlainText("{{ incident.secret }}")
    assert page.pane.form.error.text()
    assert not page.pane.form.save.isEnabled()
    page.pane.save()
    assert "report" in news_of(sqlite_desk)[News.RECEIVED].body


# -- all of it


def test_a_blank_in_the_filter_is_a_blank_and_switches_nothing(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First rule")
    page = show()
    page.pane.filter.line.setFocus()
    qtbot.keyClicks(page.pane.filter.line, "first rule")
    assert page.pane.filter.text == "first rule"
    assert page.window().findChild(UntriedSheet) is None


def test_f6_goes_through_panes_that_have_a_name(show, qtbot, sqlite_desk):
    make_rule(sqlite_desk, "First")
    page = show()
    for key in ("rules", "log", "agent", "news"):
        page.show_tab(key)
        qtbot.waitUntil(lambda: not page.desk.background.jobs)
        for pane in page.panes():
            assert pane.accessibleName(), (key, pane)
