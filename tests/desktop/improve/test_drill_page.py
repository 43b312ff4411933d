"""The console of a drill: started, played, paused for a real major incident, ended, and its gaps made improvements."""

import pytest

from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.improve.drill_commands import EndDialog
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.drill_change import note_drill, schedule_drill
from incidentdesk.improve.drill_list import drill_row
from incidentdesk.improve.improvement_list import improvements
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.prepare.scenario_content import Inject, InjectKind, ScenarioContent
from tests.desktop.improve.drill_room import begin, dialog, held_clock, keeping, rest, sit_down, stage, until
from tests.desktop.investigate.analyses_window import act, read
from tests.desktop.investigate.conftest import furnished
from tests.drilling import drill_on

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def drill_id(sqlite_desk, held_clock):
    return drill_on(sqlite_desk, "Mei Okafor", "Bo Diaz")


@pytest.fixture
def lead(sit_down, drill_id):
    return sit_down("DRL-0001")


def state(database, drill_id=1):
    return read(database, drill_row, drill_id).state


def names(card):
    return card.list.texts()


def test_before_it_begins_the_console_says_what_is_to_come(lead):
    page = lead.page
    assert page.header.title.text() == "VPN down"
    assert [each.inject.title for each in page.line.line.cards] == [
        "Phones ring", "A certificate has expired", "When is it back?", "Write down the serial number",
    ]  # fmt: skip
    assert page.inject.title.text() == "Phones ring"
    assert "Incident logged" in page.inject.expected.text() or "Log it" in page.inject.expected.text()
    assert names(page.people) == ["Mei Okafor", "Bo Diaz"]
    assert "Counted as soon as the drill runs." in page.score.nothing.text()


def test_starting_it_opens_a_window_under_a_hatched_banner_and_plays_what_is_due(lead, sqlite_desk):
    shown = begin(lead)
    assert state(sqlite_desk) == "Running"
    assert shown.window.windowTitle().startswith("DRILL · ")
    assert shown.banner.isVisible()
    assert shown.banner.word.text() == "DRILL"
    assert "Nothing leaves this drill" in shown.banner.leaving.text()
    keeping(lead).beat()
    until(lead, lambda: bool(shown.sheets))
    sheet = shown.sheets[0]
    assert (sheet.heading.text(), sheet.text.text(), sheet.isVisible()) == ("Phones ring", "Nobody gets in.", True)
    # What is expected is for those who observe.
    assert "Log it" not in sheet.facts.text()
    until(lead, lambda: lead.page.inject.title.text() == "A certificate has expired")


def test_the_banner_stands_above_every_page_of_the_sandbox(lead):
    shown = begin(lead)
    for place in shown.window.place_keys():
        shown.window.go_to(place)
        rest(lead)
        assert shown.banner.isVisible()
        assert (
            shown.banner.geometry().bottom()
            < shown.window.content.mapTo(shown.window, shown.window.rect().topLeft()).y() + 60
        )
    assert not {"drills", "monitors", "automation", "intake"} & set(shown.window.place_keys())


def test_what_is_due_is_played_while_another_page_is_shown(lead, sqlite_desk, held_clock):
    begin(lead)
    keeping(lead).beat()
    until(lead, lambda: "ring" in read(sqlite_desk, drill_row, 1).played)
    lead.window.go_to("incidents")
    held_clock.later(601)
    until(lead, lambda: "found" in read(sqlite_desk, drill_row, 1).played)


def test_the_next_inject_is_played_before_its_time_by_a_key(lead, sqlite_desk):
    begin(lead)
    until(lead, lambda: "ring" in read(sqlite_desk, drill_row, 1).played)
    until(lead, lambda: lead.page.chosen().key == "found")
    lead.desk.registry.run("drill.play")
    until(lead, lambda: "found" in read(sqlite_desk, drill_row, 1).played)


def test_pausing_asks_why_and_the_clock_stands(lead, sqlite_desk, held_clock):
    shown = begin(lead)
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    lead.desk.registry.run("drill.pause")
    asked = dialog(lead, LineDialog)
    assert not asked.save_button.isEnabled()
    asked.line.setText("The power went")
    asked.save_button.click()
    until(lead, lambda: lead.page.sheet.row.state == "Paused")
    held_clock.later(300)
    keeping(lead).beat()
    assert lead.page.header.clock.text() == "0:00:00"
    assert "paused: The power went" in shown.banner.clock.text()
    assert "The power went" in shown.window.message.text
    lead.desk.registry.run("drill.resume")
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    held_clock.later(61)
    keeping(lead).beat()
    assert lead.page.header.clock.text() == "0:01:01"


def test_a_real_major_incident_pauses_the_drill_and_says_so_on_the_real_desk(lead, sqlite_desk):
    shown = begin(lead)
    until(lead, lambda: keeping(lead).rows and keeping(lead).rows[1].state == "Running")
    incident_id = act(sqlite_desk, log_incident, title="The building is on fire", impact=1, urgency=1, major=True)
    until(lead, lambda: bool(lead.window.message.text))
    assert f"DRL-0001 is paused. INC-{incident_id:04d} is a major incident" in lead.window.message.text
    assert state(sqlite_desk) == "Paused"
    assert "The real one goes first" in shown.window.message.text
    lead.window.message.action_button.click()
    rest(lead)
    assert lead.window.windowTitle().startswith("INC-0001")
    # Nothing of the one stands in the other.
    titles = "SELECT title FROM incident"
    assert [row[0] for row in read(sqlite_desk, lambda reader: reader.rows(titles))] == ["The building is on fire"]
    assert read(shown.desk.database, lambda reader: reader.rows(titles)) == []
    lead.window.open("DRL-0001")
    rest(lead)
    lead.desk.registry.run("drill.resume")
    until(lead, lambda: lead.window.message.text == "")


def test_closing_the_sandbox_window_keeps_the_drill(lead, sqlite_desk):
    shown = begin(lead)
    shown.window.close()
    rest(lead)
    assert (keeping(lead).stages, state(sqlite_desk)) == ({}, "Running")
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    lead.desk.registry.run("drill.window")
    assert stage(lead).window.isVisible()


def test_logging_in_the_sandbox_is_seen_on_the_console_and_nowhere_else(lead, sqlite_desk):
    shown = begin(lead)
    keeping(lead).beat()
    until(lead, lambda: bool(shown.sheets))
    act(shown.desk.database, log_incident, title="VPN is down", actor="Bo Diaz")
    until(lead, lambda: lead.page.sheet.people[1].last_at is not None)
    assert lead.page.sheet.score.incident == "INC-0001"
    assert read(sqlite_desk, lambda reader: reader.rows("SELECT COUNT(*) FROM incident"))[0][0] == 0


def test_notes_gaps_and_what_observers_judge_are_written_down(lead, sqlite_desk):
    begin(lead)
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    lead.come()
    lead.desk.registry.run("drill.note")
    lead.write("Nobody knew the number of the provider")
    lead.page.notes.gap.click()
    until(lead, lambda: names(lead.page.notes) == ["Nobody knew the number of the provider"])
    assert lead.page.notes.line.text() == ""
    for key in ("found", "boss"):
        lead.page.line.choose(key)
        lead.page._choose(key)
        lead.desk.registry.run("drill.play_chosen")
        until(lead, lambda key=key: key in lead.page.sheet.row.played)
    lead.page._choose("boss")
    assert lead.page.inject.buttons["drill.seen"].isVisible()
    lead.desk.registry.run("drill.missed")
    until(lead, lambda: lead.page.sheet.row.played["boss"].met is False)
    assert lead.page.sheet.standing(lead.page.sheet.row.content.injects[2]) == "missed"


def test_a_note_that_could_not_be_written_stays_as_it_was_typed(lead, sqlite_desk, monkeypatch):
    from incidentdesk.improve import drill_change
    from incidentdesk.refusal import Refused

    def refuse(*_arguments):
        raise Refused("The disk is full.")

    monkeypatch.setattr(drill_change, "note_drill", refuse)
    lead.page.notes.line.setFocus()
    lead.write("The phone list is old")
    lead.page.notes.note.click()
    until(lead, lambda: lead.page.message.text == "The disk is full.")
    assert lead.page.notes.line.text() == "The phone list is old"


def test_ending_it_scores_it_and_gaps_become_improvements(lead, sqlite_desk, held_clock):
    shown = begin(lead)
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    act(sqlite_desk, note_drill, 1, "The phone list is old", True)
    held_clock.later(900)
    lead.desk.registry.run("drill.end")
    asked = dialog(lead, EndDialog)
    asked.text.setPlainText("We were slow to begin.")
    asked.save_button.click()
    until(lead, lambda: lead.page.sheet.row.state == "Ended")
    row = read(sqlite_desk, drill_row, 1)
    assert row.conclusion == "We were slow to begin."
    assert row.score is not None
    until(lead, lambda: "The drill is over" in shown.window.message.text)
    assert lead.page.header.buttons["drill.report"].isVisible()
    lead.desk.registry.run("drill.improve")
    until(lead, lambda: "register" in lead.page.message.text)
    made = read(sqlite_desk, improvements, today=held_clock.at.date())
    assert "The phone list is old" in [each.title for each in made]
    until(
        lead,
        lambda: (
            "IMP-0001" in [lead.page.notes.list.item(row).data(258) for row in range(lead.page.notes.list.count())]
            or all(gap.improvement_id for gap in lead.page.sheet.gaps)
        ),
    )
    assert lead.desk.registry.why_disabled("drill.improve").startswith("No gap is open")


def test_its_after_action_report_can_be_printed(lead, sqlite_desk, tmp_path):
    begin(lead)
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    lead.desk.registry.run("drill.end")
    dialog(lead, EndDialog).save_button.click()
    until(lead, lambda: lead.page.sheet.row.state == "Ended")
    file = tmp_path / "report.pdf"
    lead.page.printable().write(lead.desk, file, "A4", lambda: False)
    assert file.read_bytes().startswith(b"%PDF")


def test_a_drill_that_can_t_begin_says_why_and_leaves_no_sandbox(lead, sqlite_desk, tmp_path):
    scenario_id = act(
        sqlite_desk, create_scenario, name="Other", content=ScenarioContent((Inject("a", 0, InjectKind.SIGNAL, "A"),))
    )
    act(sqlite_desk, schedule_drill, scenario_id=scenario_id, planned_at=0)
    begin(lead)
    from incidentdesk.improve.drill_change import start_drill

    act(sqlite_desk, start_drill, 2)
    lead.window.open("DRL-0002")
    rest(lead)
    assert "This drill is Running" in lead.desk.registry.why_disabled("drill.start")


def test_a_drill_that_is_gone_leads_back_to_the_list(sit_down, sqlite_desk):
    lead = sit_down("DRL-0099")
    assert "DRL-0099" in lead.page.stack.currentWidget().accessibleName()
    lead.page.stack.currentWidget().action_button.click()
    rest(lead)
    assert lead.window.place == "drills"


def test_an_inject_that_another_program_has_played_pops_up_too(lead, sqlite_desk):
    from incidentdesk.schema.drill_running import play

    shown = begin(lead)
    until(lead, lambda: bool(keeping(lead).rows))
    play(sqlite_desk, shown.desk.database, 1, "boss", actor="Drill", via="drill")
    until(lead, lambda: "When is it back?" in [each.heading.text() for each in shown.sheets])


def test_a_signal_asks_to_log_an_incident_in_the_sandbox(lead, sqlite_desk):
    from PySide6.QtWidgets import QPushButton

    from incidentdesk.desktop.detect.log_incident_dialog import LogIncidentDialog

    shown = begin(lead)
    keeping(lead).beat()
    until(lead, lambda: bool(shown.sheets))
    ways = {each.text(): each for each in shown.sheets[0].findChildren(QPushButton)}
    ways["Log an incident…"].click()
    until(lead, lambda: bool(shown.window.findChildren(LogIncidentDialog)))


def test_without_its_sandbox_a_drill_ends_all_the_same_and_says_what_is_not_known(lead, sqlite_desk):
    from incidentdesk.schema.drill_sandbox import remove_sandbox, sandbox_path

    shown = begin(lead)
    until(lead, lambda: lead.page.sheet.row.state == "Running")
    shown.window.close()
    rest(lead)
    remove_sandbox(sandbox_path(sqlite_desk, lead.page.sheet.row))
    lead.desk.registry.run("drill.end")
    dialog(lead, EndDialog).save_button.click()
    until(lead, lambda: lead.page.sheet.row.state == "Ended")
    assert "what was done in the sandbox can't be scored" in lead.page.score.trouble.text()


def test_whoever_opens_the_window_again_is_told_which_drill_runs(lead, sit_down, sqlite_desk):
    begin(lead)
    again = sit_down("incidents", actor="Bo Diaz")
    from incidentdesk.desktop.improve.drill_keeping import keeping_of

    keeping_of(again.desk, again.window).tell_running()
    until(again, lambda: "DRL-0001 is under way" in again.window.message.text)
    again.window.message.action_button.click()
    rest(again)
    assert again.window.windowTitle().startswith("DRL-0001")


def test_no_outlet_can_be_set_up_in_a_sandbox(lead):
    shown = begin(lead)
    assert shown.desk.registry.why_disabled("tools.settings") == "There are no settings here."


def test_the_score_stands_beside_that_of_the_drill_before_it(lead, sqlite_desk, held_clock):
    from incidentdesk.improve.drill_change import end_drill, start_drill
    from incidentdesk.improve.drill_result import DrillScore, ScoreLine, ScoreSection

    score = DrillScore((ScoreSection("Detection", 10, (ScoreLine("Detection", share=0.7),)),))
    act(sqlite_desk, start_drill, 1)
    held_clock.later(60)
    act(sqlite_desk, end_drill, 1, score=score)
    held_clock.later(60)
    act(sqlite_desk, schedule_drill, scenario_id=1, planned_at=0)
    lead.window.open("DRL-0002")
    rest(lead)
    begin_second(lead)
    until(lead, lambda: lead.page.sheet.row.live and lead.page.score.before.isVisible())
    assert lead.page.score.before.text() == "70\N{NO-BREAK SPACE}% in the drill before it"


def begin_second(lead):
    lead.desk.registry.run("drill.start")
    stage(lead, 2)
