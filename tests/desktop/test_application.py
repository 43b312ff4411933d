import logging
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from PySide6.QtWidgets import QLabel

from incidentdesk.desktop import application, places
from incidentdesk.desktop.application import Program
from incidentdesk.desktop.first_run import FirstRun
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.trouble_dialog import TroubleDialog
from incidentdesk.paths import default_database, state_folder
from incidentdesk.schema.opening import open_desk


@pytest.fixture
def program(qapp, qtbot, monkeypatch):
    """The program with a page that is only a label, without its event loop."""
    monkeypatch.setattr(places, "_incidents", lambda _desk: QLabel("list"))
    stub = places.Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list"))
    monkeypatch.setattr(MainWindow.__init__, "__defaults__", ((stub, places.PLACES[1]), places.OPENERS, None))
    program = Program(qapp)
    yield program
    program.end()


def has_window(program):
    return isinstance(program.window, MainWindow) and program.window.isVisible()


def test_a_database_that_is_there_opens(program, qtbot, sqlite_desk):
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    assert program.window.status.text.startswith("Saved · \u2068desk.db\u2069")
    qtbot.waitUntil(lambda: program.preferences.get("recent_databases") == [str(sqlite_desk.path)])


def test_changes_are_heard_after_the_first_page(program, qtbot, sqlite_desk):
    from incidentdesk.prepare.team import team_named

    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    heard = []
    program.window.desk.changes.changed.connect(heard.append)
    qtbot.waitUntil(lambda: bool(program.window.desk.database._listeners))
    with sqlite_desk.write(actor="Somebody else") as session:
        team_named(session, "Network")
    qtbot.waitUntil(lambda: any("team" in changes for changes in heard))


def test_the_first_start_asks_and_then_opens_an_empty_desk(program, qtbot):
    program.begin(str(default_database()))
    page = program._first_run
    assert isinstance(page, FirstRun)
    page.name.setText("Mei Okafor")
    page.team.setText("Network")
    page.zone.setCurrentText("Europe/Berlin")
    page.cards["empty"].setChecked(True)
    page.button.click()
    qtbot.waitUntil(lambda: has_window(program), timeout=20_000)
    desk = program.window.desk
    assert (desk.actor, desk.zone.key) == ("Mei Okafor", "Europe/Berlin")
    with desk.database.read() as reader:
        sql = "SELECT p.name, t.name FROM person p JOIN team t ON t.id = p.team_id"
        assert reader.rows(sql) == [("Mei Okafor", "Network")]


def test_the_first_start_makes_the_database_that_was_asked_for(program, qtbot, tmp_path):
    program.begin(str(tmp_path / "team.db"))
    program._first_run.cards["empty"].setChecked(True)
    program._first_run.button.click()
    qtbot.waitUntil(lambda: has_window(program), timeout=20_000)
    assert program.window.desk.database.path == tmp_path / "team.db"
    assert not default_database().exists()


def test_a_file_that_was_chosen_at_the_first_start_goes_to_the_import(program, qtbot, monkeypatch, tmp_path):
    from PySide6.QtWidgets import QFileDialog

    from incidentdesk.desktop.detect.importing.wizard import ImportWizard

    (tmp_path / "export.csv").write_text("Number;Title\nT-1;WAN down\nT-2;Printer offline\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "export.csv"), ""))
    program.begin(str(default_database()))
    program._first_run.cards["open"].setChecked(True)
    program._first_run.button.click()
    qtbot.waitUntil(lambda: has_window(program) and bool(program.window.findChildren(ImportWizard)), timeout=20_000)
    wizard = program.window.findChildren(ImportWizard)[0]
    qtbot.waitUntil(lambda: wizard._opened is not None, timeout=20_000)
    program.window.desk.background.wait()
    wizard.reject()


def test_another_program_s_file_is_refused_with_ways_on(program, qtbot, qapp, tmp_path):
    (tmp_path / "letter.db").write_text("Dear Mei, " * 200)
    program.begin(str(tmp_path / "letter.db"))

    def dialog():
        return next((each for each in qapp.topLevelWidgets() if isinstance(each, TroubleDialog)), None)

    qtbot.waitUntil(lambda: dialog() is not None and dialog().isVisible())
    assert "not an IncidentDesk database" in dialog().message.text
    assert {button.text() for button in dialog().buttons.buttons()} >= {"Try again", "Choose another…", "Quit"}
    with qtbot.waitSignal(program.finished) as finished:
        dialog().reject()
    assert finished.args == [1]


def test_a_second_start_on_the_same_file_ends_at_once(program, qtbot, qapp, sqlite_desk):
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    # It listens after its first page; here both sides are one thread, so that neither can wait for the other.
    qtbot.waitUntil(lambda: program._instance._server is not None)
    second = Program(qapp)
    with qtbot.waitSignal(program._instance.asked_forward):
        assert not second.begin(str(sqlite_desk.path))
    second.end()


def test_another_database_takes_the_place_of_this_one(program, qtbot, sqlite_desk, tmp_path):
    other = tmp_path / "other.db"
    open_desk(other).close()
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    first = program.window
    with qtbot.waitSignal(program.window_ready):
        first.another_database_wanted.emit(str(other))
    assert program.window.desk.database.path == other
    assert not first.isVisible()


def test_a_database_that_cannot_be_switched_to_leaves_this_one_open(program, qtbot, sqlite_desk, tmp_path):
    (tmp_path / "letter.db").write_text("Dear Mei, " * 200)
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    program.window.another_database_wanted.emit(str(tmp_path / "letter.db"))
    qtbot.waitUntil(lambda: "not an IncidentDesk database" in program.window.message.text)
    assert has_window(program)


def test_a_fault_is_shown_and_the_program_goes_on(program, qtbot, qapp, sqlite_desk):
    from incidentdesk.desktop.crash_dialog import CrashDialog

    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    program.window.desk.background.run(lambda: 1 / 0)

    def dialog():
        return next((each for each in qapp.topLevelWidgets() if isinstance(each, CrashDialog)), None)

    qtbot.waitUntil(lambda: dialog() is not None)
    assert "ZeroDivisionError" in dialog().text.toPlainText()
    dialog().accept()
    assert has_window(program)
    assert program.crash.unread() == []


def test_a_report_of_the_last_time_is_offered(program, qtbot, sqlite_desk):
    crashes = state_folder() / "crashes"
    crashes.mkdir(parents=True, exist_ok=True)
    (crashes / "crash-20260101-000000-000000.txt").write_text("Traceback of the last time")
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: program.window is not None and bool(program.window.message.text))
    assert "ended unexpectedly" in program.window.message.text
    program.window.message.action_button.click()
    assert program.crash.unread() == []


def test_the_log_is_on_this_machine(program, qtbot, sqlite_desk):
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: program._log is not None)
    logging.getLogger("incidentdesk").warning("could not reach postgresql://mei:s3cret@server/desk")
    text = (state_folder() / "log" / "incidentdesk.log").read_text()
    assert "postgresql://mei:***@server/desk" in text


def test_a_read_only_desk_says_so(program, qtbot, sqlite_desk, monkeypatch):
    from incidentdesk.schema import opening

    monkeypatch.setattr(opening, "_why_read_only", lambda _path: "The file is read-only: you can look at everything.")
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: program.window is not None and bool(program.window.message.text))
    assert program.window.status.text.startswith("Read-only")
    assert "read-only" in program.window.message.text


def test_closing_the_window_ends_the_program(program, qtbot, sqlite_desk):
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program))
    with qtbot.waitSignal(program.finished) as finished:
        program.window.close()
    assert finished.args == [0]


# -- as a process of its own

HEAVY = ("sqlalchemy", "alembic", "matplotlib", "reportlab", "xlsxwriter", "python_calamine", "numpy", "psycopg")

PAINTS = """
import sys
from incidentdesk.desktop import application
from incidentdesk.desktop.application import Program, _application
app = _application()
program = Program(app)
def painted():
    print(",".join(name for name in HEAVY if name in sys.modules), flush=True)
    ACTION
def ready(window):
    window.painted.disconnect()
    window.painted.connect(painted)
program.window_ready.connect(ready)
status = program.start(sys.argv[1])
program.end()
print("status", status, flush=True)
"""


def script(action):
    return textwrap.dedent(PAINTS).replace("HEAVY", repr(HEAVY)).replace("ACTION", action)


def test_nothing_heavy_is_loaded_before_the_first_page_is_painted(sqlite_desk):
    done = subprocess.run(
        [sys.executable, "-c", script("program.window.close()"), str(sqlite_desk.path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == ["", "status 0"]


def test_it_ends_in_order_when_it_is_asked_to(sqlite_desk):
    command = [sys.executable, "-c", script("pass"), str(sqlite_desk.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        os.kill(process.pid, signal.SIGTERM)
        rest = process.stdout.read()
    assert "status 0" in rest


def test_the_self_test_tells_what_works(qapp, capsys):
    assert application.self_test() == 0
    said = capsys.readouterr().out
    assert "IncidentDesk" in said
    assert "report printed" in said
