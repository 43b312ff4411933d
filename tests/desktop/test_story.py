"""One story from its first failed check to the drill that shows what was learnt, through the window.

A web page goes down; the monitor opens an incident; an alert of other monitoring joins it; a plan runs; the branch
managers are told; the causes are drawn; what was lost is restored, verified, and given all-clear; a review, a survey
and a lesson follow; the plan changes; and a drill on it goes better than the first one.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk import clock
from incidentdesk.agent.loop import Agent
from incidentdesk.cli.main import main
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import MoveDialog
from incidentdesk.desktop.improve.answer_dialog import SurveyAnswerDialog
from incidentdesk.desktop.improve.drill_commands import EndDialog
from incidentdesk.desktop.improve.drill_dialog import DrillDialog
from incidentdesk.desktop.improve.drill_keeping import DrillKeeping
from incidentdesk.desktop.improve.inject_sheet import InjectSheet
from incidentdesk.desktop.improve.lesson_dialog import LessonDialog
from incidentdesk.desktop.improve.proposal_sheet import ProposalSheet
from incidentdesk.desktop.improve.propose_sheet import ProposeSheet
from incidentdesk.desktop.improve.replay_dialog import ReplayDialog
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.recover.all_clear_sheet import AllClearSheet
from incidentdesk.desktop.recover.comparing_dialog import ComparingDialog
from incidentdesk.desktop.recover.proofs_pane import ProofsPane
from incidentdesk.desktop.recover.soak_dialog import SoakDialog
from incidentdesk.desktop.respond.major_dialog import MajorDialog
from incidentdesk.desktop.respond.merge_dialog import MergeDialog
from incidentdesk.desktop.respond.monitor_dialog import MonitorDialog
from incidentdesk.desktop.respond.update_sheet import UpdateSheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.improve.drill_list import drill_row
from incidentdesk.respond.alert_taking import take_alerts
from tests.agent.test_monitoring import Pages
from tests.desktop.measure.conftest import text_of
from tests.desktop.respond.intake_window import alertmanager
from tests.recover.test_tree_comparison import FILES, manifest_of, written
from tests.respond.wan_down import prepare_wan_down

Key = Qt.Key
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class Lead:
    """Somebody at a window."""

    def __init__(self, qtbot, desk, window=None):
        self.qtbot, self.desk = qtbot, desk
        self.window = window or MainWindow(desk)
        self.window.resize(1440, 900)
        self.window.show()
        qtbot.waitActive(self.window, timeout=20_000)
        self.rest()

    @property
    def page(self):
        return self.window.page

    def rest(self):
        """Wait until nothing is under way."""
        for _round in range(3):
            self.qtbot.waitUntil(lambda: not self.desk.background.jobs, timeout=30_000)
            QApplication.processEvents()

    def go(self, reference):
        """Open a page at a window that has the keyboard again."""
        self.window.activateWindow()
        self.qtbot.waitActive(self.window, timeout=20_000)
        self.window.open(reference)
        self.rest()

    def run(self, command):
        why = self.desk.registry.why_disabled(command)
        assert not why, f"{command}: {why}"
        self.desk.registry.run(command)
        QApplication.processEvents()

    def press(self, *keys, modifier=NONE):
        for key in keys:
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=20_000)
            QTest.keyClick(QApplication.focusWidget(), key, modifier)
            QApplication.processEvents()

    def write(self, text):
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=20_000)
        QTest.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()

    def opened(self, kind):
        """The dialog of a kind, as soon as it has the keyboard."""

        def found():
            return [each for each in self.window.findChildren(kind) if each.isVisible()]

        self.qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
        self.rest()
        found()[0].activateWindow()
        self.qtbot.waitUntil(found()[0].isActiveWindow, timeout=10_000)
        return found()[0]

    def rows(self, sql, **parameters):
        with self.desk.database.read() as reader:
            return [tuple(row) for row in reader.rows(sql, parameters)]


@pytest.fixture
def pages():
    pages = Pages()
    pages.up()
    yield pages
    pages.down()


@pytest.fixture
def sit_down(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    """Gives a window of the desk to somebody."""
    seated = []

    def sit_down(actor):
        theme = Theme("light")
        theme.apply(qapp)
        zone, preferences = ZoneInfo("Europe/Berlin"), Preferences(tmp_path / f"settings of {actor}")
        desk = furnish(sqlite_desk, actor=actor, zone=zone, preferences=preferences, theme=theme)
        seated.append(Lead(qtbot, desk))
        return seated[-1]

    yield sit_down
    clock.hold(None)
    for each in seated:
        each.rest()
    for other in QApplication.topLevelWidgets():
        other.close()
    for each in seated:
        each.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for each in seated:
        clear_desk(each.desk)


@pytest.fixture
def lead(sqlite_desk, sit_down):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
    return sit_down("Mei Okafor")


@pytest.fixture
def papers(tmp_path):
    """Where its papers are put; those in the folder story/ were made with STORY_PAPERS=tests/desktop/story."""
    folder = Path(os.environ.get("STORY_PAPERS") or tmp_path / "papers")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_from_the_first_failed_check_to_the_drill_that_went_better(lead, sit_down, pages, papers, tmp_path):
    detect(lead, pages)
    respond(lead)
    investigate(lead)
    colleague = sit_down("Bo Diaz")
    recover(lead, colleague, pages, tmp_path)
    review(lead, papers)
    ask_reporter(colleague)
    drill_id = prepare_drill(lead)
    first = drill(lead, drill_id, papers, well=False)
    learn(lead)
    assert drill(lead, prepare_drill(lead), papers, well=True) > first
    assert_nothing_mixed(lead)
    print_the_rest(lead, papers)


# ── detect ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def detect(lead, pages):
    lead.go("monitors")
    lead.run("monitors.new")
    dialog = lead.opened(MonitorDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("Web page"))
    for name, value in (
        ("name", "Web shop"), ("target", f"http://127.0.0.1:{pages.port}/"), ("service", "WAN"), ("failures", 1),
        ("recoveries", 1), ("inside_allowed", True),
    ):  # fmt: skip
        put(dialog.form.fields[name], value)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    Agent(lead.desk.database).once()
    pages.down()
    look_again(lead)
    assert lead.rows("SELECT title, channel FROM incident") == [("Web shop is down", "Monitor")]
    with lead.desk.database.write(actor="Mei Okafor") as session:
        source_id, _token = create_source(session, name="Prometheus", preset="alertmanager", threshold=0)
    with lead.desk.database.write(actor="Agent") as session:
        take_alerts(session, source_id, alertmanager("HighLatency"), session.at)
    lead.go("intake#alerts")
    lead.page.pane.panes()[0].setFocus()
    lead.press(Key.Key_G)
    dialog = lead.opened(MergeDialog)
    dialog.incident.setText("INC-0001")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert lead.rows("SELECT state, incident_id FROM alert") == [("Incident", 1)]


def look_again(lead):
    """The next check comes now and not in a minute."""
    with lead.desk.database.write(actor="Agent") as session:
        session.connection.exec_driver_sql("UPDATE monitor_state SET next_at = 0")
    Agent(lead.desk.database).once()


def put(field, value):
    """As a person fills a field of a form."""
    if hasattr(field, "setChecked") and isinstance(value, bool):
        field.setChecked(value)
    elif hasattr(field, "findData") and field.findData(value) >= 0:
        field.setCurrentIndex(field.findData(value))
    elif hasattr(field, "setValue") and isinstance(value, int):
        field.setValue(value)
    else:
        field.setText(str(value))


# ── respond ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def respond(lead):
    lead.go("INC-0001")
    lead.page.timeline.view.setFocus()
    lead.press(Key.Key_L)
    lead.opened(ChoicePopup)
    lead.press(Key.Key_Return)
    lead.rest()
    assert lead.rows("SELECT state FROM plan_run") == [("Running",)]
    lead.page.show_part("plan")
    lead.press(Key.Key_Space)
    lead.rest()
    assert ("Take command", "Done") in lead.rows("SELECT title, state FROM task")
    lead.run("updates.write")
    sheet = lead.opened(UpdateSheet)
    lead.write("The web shop is down since ten.")
    lead.qtbot.waitUntil(lambda: sheet.why_not() == "", timeout=20_000)
    with lead.qtbot.waitSignal(sheet.sent):
        lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert lead.rows("SELECT COUNT(*) FROM announcement WHERE state = 'Sent'") == [(1,)]


# ── investigate ──────────────────────────────────────────────────────────────────────────────────────────────────────


def investigate(lead):
    lead.go("INC-0001/fishbone")
    lead.page.canvas.setFocus()
    lead.press(Key.Key_Tab)
    lead.write("Certificate ran out")
    lead.press(Key.Key_Return, Key.Key_R)
    lead.rest()
    lead.go("INC-0001/whys")
    lead.page.canvas.setFocus()
    lead.press(Key.Key_Tab)
    lead.write("Nobody renewed it")
    lead.press(Key.Key_Return, Key.Key_M)
    lead.write("Renew it by machine")
    lead.press(Key.Key_Return)
    lead.rest()
    texts = {text for (text,) in lead.rows("SELECT text FROM cause")}
    assert {"Certificate ran out", "Nobody renewed it"} <= texts
    assert lead.rows("SELECT text FROM corrective_action") == [("Renew it by machine",)]


# ── recover ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def recover(lead, colleague, pages, tmp_path):
    lead.go("INC-0001")
    lead.run("major.accept")
    dialog = lead.opened(MajorDialog)
    next(iter(dialog.boxes.values())).click()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    lead.run("recovery.begin")
    lead.rest()
    lead.page.show_part("recovery")
    lead.rest()
    assert lead.rows("SELECT COUNT(*) > 0 FROM exit_criterion") == [(1,)]
    verify_files(lead, tmp_path)
    colleague.go("INC-0001#recovery")
    click(colleague, proofs_of(colleague).verifications.cards[0].buttons["sign"])
    pages.up()
    soak(lead)
    pass_gate(lead)


def proofs_of(lead):
    lead.rest()
    proofs = lead.window.findChild(ProofsPane)
    lead.qtbot.waitUntil(lambda: bool(proofs.criteria.cards), timeout=20_000)
    return proofs


def click(lead, button):
    lead.window.activateWindow()
    lead.qtbot.waitUntil(button.isEnabled, timeout=20_000)
    lead.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    lead.rest()


def verify_files(lead, tmp_path):
    """A byte is wrong at first."""
    restored = written(tmp_path / "restored", FILES)
    lines = [f"{each.hash}  {each.path}\n" for each in manifest_of(FILES).files]
    (tmp_path / "hashes.sha256").write_text("".join(lines))
    for wanted, content in (("Failed", b"alphA"), ("Passed", b"alpha")):
        (restored / "a.txt").write_bytes(content)
        lead.run("proof.files")
        dialog = lead.opened(ComparingDialog)
        for field, value in ((dialog.name, "Shop"), (dialog.place, restored), (dialog.manifest, "hashes.sha256")):
            field.setText(str(tmp_path / value) if field is dialog.manifest else str(value))
        click(lead, dialog.compare_button)
        click(lead, dialog.save_button)
        lead.qtbot.waitUntil(
            lambda w=wanted: proofs_of(lead).verifications.cards[0].card.state.startswith(w), timeout=20_000
        )
    assert lead.rows("SELECT result FROM verification ORDER BY id") == [("Failed",), ("Passed",)]


def soak(lead):
    lead.run("proof.soak")
    dialog = lead.opened(SoakDialog)
    dialog.passes.setValue(2)
    dialog.minutes.setValue(0)
    click(lead, dialog.save_button)
    for _check in range(2):
        look_again(lead)
    Agent(lead.desk.database).once()
    lead.qtbot.waitUntil(lambda: lead.rows("SELECT result FROM soak") == [("Passed",)], timeout=20_000)


def pass_gate(lead):
    assert "4 exit criteria are open" in lead.desk.registry.why_disabled("list.resolve")
    lead.run("recovery.all_clear")
    lead.opened(AllClearSheet)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    for own in proofs_of(lead).criteria.cards:
        title = own.card.title
        card = next(each for each in proofs_of(lead).criteria.cards if each.card.title == title)
        if card.buttons["meet"].isEnabled():
            click(lead, card.buttons["meet"])
        else:
            click(lead, card.buttons["waive"])
            proofs = proofs_of(lead)
            proofs.reason.line.setText("Nothing of it was lost.")
            lead.qtbot.keyClick(proofs.reason.line, Key.Key_Return)
        lead.rest()
    lead.run("proof.declare")
    lead.rest()
    lead.run("list.resolve")
    dialog = lead.opened(MoveDialog)
    dialog.text.setPlainText("The certificate was renewed.")
    click(lead, dialog.save_button)
    lead.rest()
    assert lead.rows("SELECT state FROM incident") == [("Resolved",)]


# ── improve ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def review(lead, papers):
    lead.go("INC-0001/review")
    lead.page.findChild(EmptyState).action_button.click()
    lead.rest()
    lead.qtbot.waitUntil(lambda: "overview" in lead.page.form.sections, timeout=20_000)
    field = lead.page.form.sections["overview"].edit
    field.setFocus()
    lead.write("The certificate of the shop ran out. ")
    lead.page.form.go_to("impact")
    lead.qtbot.waitUntil(lambda: lead.page.header.saved.text() == "Saved", timeout=20_000)
    lead.rest()
    overview = lead.rows("SELECT overview FROM review")[0][0]
    assert "The certificate of the shop ran out." in overview
    lead.run("file.print_preview")
    preview = lead.opened(ReportPreview)
    lead.qtbot.waitUntil(lambda: not preview.busy, timeout=30_000)
    with lead.qtbot.waitSignal(preview.saved, timeout=30_000):
        preview.save_as(str(papers / "review.pdf"))
    preview.reject()
    lead.rest()
    assert "The certificate of the shop ran out." in text_of(papers / "review.pdf")


def ask_reporter(lead):
    """Nobody judges their own work, so a colleague asks."""
    lead.go("INC-0001#follow-up")
    lead.run("follow_up.phone")
    dialog = lead.opened(SurveyAnswerDialog)
    lead.qtbot.keyClick(dialog.score.button(1), Key.Key_4)
    click(lead, dialog.save_button)
    assert lead.rows("SELECT score, answered_way FROM survey") == [(4, "Phone")]


def learn(lead):
    """A lesson, the change of the plan that it proposes, and the version that it becomes."""
    lead.go("analyses#lessons")
    lead.run("analyses.new.lessons")
    lead.opened(LessonDialog)
    lead.write("Nobody watched the certificate")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    lead.go("analyses#lessons/1")
    lesson = lead.opened(LessonDialog)
    lead.qtbot.waitUntil(lesson.form.isEnabled, timeout=20_000)
    lesson.propose.click()
    sheet = lead.opened(ProposeSheet)
    lead.qtbot.waitUntil(lambda: sheet.base is not None, timeout=20_000)
    lead.rest()
    outline = sheet.writing.outline
    outline.go_to_row(outline.rows.rowCount() - 1)
    outline.setFocus()
    lead.press(Key.Key_Return)
    lead.write("Look at the day the certificate ends")
    lead.press(Key.Key_Return)
    lead.rest()
    lead.qtbot.waitUntil(sheet.go.isEnabled, timeout=20_000)
    click(lead, sheet.go)
    lesson.reject()
    lead.go("analyses#plan-changes/1")
    decision = lead.opened(ProposalSheet)
    lead.qtbot.waitUntil(lambda: decision.standing is not None, timeout=20_000)
    lead.rest()
    click(lead, decision.yes)
    lead.qtbot.waitUntil(lambda: decision.standing.became is not None, timeout=20_000)
    decision.reject()
    lead.rest()
    assert lead.rows("SELECT number, state FROM plan_version ORDER BY number") == [(1, "Superseded"), (2, "Approved")]


# ── drill ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def prepare_drill(lead):
    """The incident becomes a scenario, and a drill of it is due now; returns its id."""
    lead.go("drills#scenarios")
    if not lead.rows("SELECT 1 FROM drill_scenario"):
        lead.run("scenarios.replay")
        asked = lead.opened(ReplayDialog)
        lead.qtbot.waitUntil(lambda: bool(asked.incident.offered()), timeout=20_000)
        asked.incident.setText("INC-0001")
        asked.save_button.click()
        lead.rest()
    lead.go("SCN-0001")
    lead.qtbot.waitUntil(lambda: lead.page.sheet is not None, timeout=20_000)
    lead.run("scenario.schedule")
    asked = lead.opened(DrillDialog)
    lead.qtbot.waitUntil(lambda: bool(asked.scenario.currentText()), timeout=20_000)
    soon = clock.now().astimezone(ZoneInfo("Europe/Berlin")) + timedelta(minutes=1)
    put(asked.form.fields["planned"], f"{soon:%Y-%m-%d %H:%M}")
    asked.accept()
    lead.rest()
    return lead.rows("SELECT MAX(id) FROM drill")[0][0]


def drill(lead, drill_id, papers, *, well):
    """Play it, badly or well, and return its score."""
    lead.go(f"DRL-{drill_id:04d}")
    lead.run("drill.start")
    lead.qtbot.waitUntil(lambda: drill_id in lead.window.findChild(DrillKeeping).stages, timeout=30_000)
    keeping = lead.window.findChild(DrillKeeping)
    stage = keeping.stages[drill_id]
    keeping.beat()
    lead.rest()
    assert stage.banner.isVisible()
    # The alert that is played first logs the incident in the sandbox.
    player = Lead(lead.qtbot, stage.desk, stage.window)
    lead.qtbot.waitUntil(lambda: player.rows("SELECT COUNT(*) FROM incident") == [(1,)], timeout=30_000)
    player.rest()
    if well:
        play_well(player)
    later(minutes=30)
    keeping.beat()
    lead.rest()
    lead.go(f"DRL-{drill_id:04d}")
    lead.qtbot.waitUntil(lambda: not lead.desk.registry.why_disabled("drill.end"), timeout=10_000)
    lead.run("drill.end")
    lead.qtbot.waitUntil(lambda: bool(visible(EndDialog)), timeout=20_000)
    visible(EndDialog)[0].save_button.click()
    lead.qtbot.waitUntil(
        lambda: lead.rows(f"SELECT state FROM drill WHERE id = {drill_id}") == [("Ended",)], timeout=20_000
    )
    lead.rest()
    lead.qtbot.waitUntil(lambda: lead.page.sheet.row.state == "Ended", timeout=20_000)
    lead.page.printable().write(lead.desk, papers / f"drill-{drill_id}.pdf", "A4", lambda: False)
    assert f"DRL-{drill_id:04d}" in text_of(papers / f"drill-{drill_id}.pdf")
    with lead.desk.database.read() as reader:
        score = drill_row(reader, drill_id).score
    stage.window.close()
    lead.rest()
    return score.total


def play_well(player):
    """The incident is taken, its plan is run, and its steps are done, in the window on the sandbox."""
    while visible(InjectSheet):
        visible(InjectSheet)[0].close()
        player.rest()
    player.go("INC-0001")
    player.page.timeline.view.setFocus()
    player.press(Key.Key_L)
    player.opened(ChoicePopup)
    player.press(Key.Key_Return)
    player.rest()
    player.page.show_part("plan")
    player.rest()
    titles = [title for (title,) in player.rows("SELECT title FROM task")]
    assert "Look at the day the certificate ends" in titles
    for _title in titles:
        player.press(Key.Key_Space)
        player.rest()
        if visible(UpdateSheet):
            tell_managers(player, visible(UpdateSheet)[0])
        player.window.activateWindow()
        player.page.more_parts[0].view.setFocus()
        player.press(Key.Key_Down)
    assert [state for (state,) in player.rows("SELECT state FROM task")].count("Done") >= 2
    player.page.show_part("timeline")
    player.page.timeline.view.setFocus()
    player.press(Key.Key_A)
    player.opened(ChoicePopup)
    player.press(Key.Key_Return)
    player.rest()


def tell_managers(player, sheet):
    """A step of the plan is to tell them; in the sandbox nobody hears of it."""
    player.qtbot.waitUntil(lambda: sheet.why_not() == "", timeout=20_000)
    with player.qtbot.waitSignal(sheet.sent):
        player.qtbot.keyClick(sheet, Key.Key_Return, CONTROL)
    player.rest()


def later(minutes):
    """The clock on the wall goes on by so much at once."""
    by = clock.now() - datetime.now(UTC) + timedelta(minutes=minutes)
    clock.hold(lambda: datetime.now(UTC) + by)


def visible(kind):
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


def assert_nothing_mixed(lead):
    """Two drills of it later there is one incident, and nobody was told of the drills."""
    assert lead.rows("SELECT COUNT(*) FROM incident") == [(1,)]
    assert not [subject for (subject,) in lead.rows("SELECT subject FROM outbox_message") if "DRILL" in subject]


def print_the_rest(lead, papers):
    for name, arguments in (
        ("incident.pdf", ["report", "incident", "INC-0001"]), ("fishbone.pdf", ["report", "fishbone", "INC-0001"]),
        ("whys.pdf", ["report", "whys", "INC-0001"]), ("crisis-binder.pdf", ["report", "binder"]),
    ):  # fmt: skip
        where = ["--database", str(lead.desk.database.path), "--timezone", "UTC"]
        result = CliRunner().invoke(main, [*where, *arguments, str(papers / name)])
        assert result.exit_code == 0, result.output
        assert text_of(papers / name)
