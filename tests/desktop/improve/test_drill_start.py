"""What the program does about drills when it starts: a sandbox is marked as one, and a drill that runs goes on."""

from shiboken6 import isValid

from incidentdesk.desktop.improve.drill_banner import DrillBanner
from incidentdesk.desktop.improve.drill_keeping import DrillKeeping
from incidentdesk.improve.drill_list import drill_row
from incidentdesk.schema.drill_running import begin_drill, row_of
from incidentdesk.schema.drill_sandbox import sandbox_path
from tests.desktop.investigate.analyses_window import read
from tests.desktop.test_application import has_window, program
from tests.drilling import drill_on

__all__ = ["program"]


def running(database):
    """A drill that was begun by a program that is gone."""
    drill_id = drill_on(database, "Mei Okafor")
    begin_drill(database, drill_id, actor="Mei Okafor").close()
    return sandbox_path(database, row_of(database, drill_id))


def test_a_sandbox_that_is_opened_as_a_file_is_marked_as_a_drill(program, qtbot, sqlite_desk):
    program.begin(str(running(sqlite_desk)))
    qtbot.waitUntil(lambda: has_window(program), timeout=20_000)
    qtbot.waitUntil(lambda: bool(program.window.findChildren(DrillBanner)), timeout=20_000)
    banner = program.window.findChildren(DrillBanner)[0]
    assert (banner.isVisible(), banner.title.text()) == (True, "DRL-0001")
    assert program.window.windowTitle().startswith("DRILL · ")


def test_a_drill_that_was_running_goes_on_when_the_program_starts_again(program, qtbot, sqlite_desk):
    running(sqlite_desk)
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program), timeout=20_000)
    qtbot.waitUntil(lambda: "DRL-0001 is under way" in program.window.message.text, timeout=20_000)
    qtbot.waitUntil(lambda: "ring" in read(sqlite_desk, drill_row, 1).played, timeout=20_000)
    assert program.window.findChild(DrillKeeping) is not None
    assert not program.window.findChildren(DrillBanner)


def test_closing_the_real_window_closes_the_sandbox_with_it_and_keeps_the_drill(program, qtbot, sqlite_desk):
    drill_on(sqlite_desk, "Mei Okafor")
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: has_window(program), timeout=20_000)
    program.window.open("DRL-0001")
    registry = program.window.desk.registry
    qtbot.waitUntil(lambda: not registry.why_disabled("drill.start"), timeout=20_000)
    registry.run("drill.start")
    keeping = program.window.page.keeping()
    qtbot.waitUntil(lambda: 1 in keeping.stages, timeout=20_000)
    sandbox = keeping.stages[1].window
    with qtbot.waitSignal(program.finished, timeout=20_000):
        program.window.close()
    assert not (isValid(sandbox) and sandbox.isVisible())
    assert keeping.stages == {}
    assert read(sqlite_desk, drill_row, 1).state == "Running"
