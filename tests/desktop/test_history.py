import pytest

from incidentdesk.desktop.desk import furnish
from incidentdesk.detect.intake import log_incident


@pytest.fixture
def real_desk(sqlite_desk, preferences, theme):
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=theme, listen=False)
    yield desk
    desk.background.stop()


def present(desk):
    with desk.database.read() as reader:
        return reader.rows("SELECT count(*) FROM incident WHERE withdrawn_at IS NULL")[0][0]


def logged(desk):
    with desk.database.write(actor="Mei Okafor") as session:
        log_incident(session, title="WAN down")
    desk.history.done("Logged INC-0001", session.gesture)


def test_what_was_done_is_undone_and_redone(real_desk, qtbot):
    logged(real_desk)
    assert real_desk.history.why_no_redo()
    real_desk.history.undo()
    qtbot.waitUntil(lambda: present(real_desk) == 0)
    qtbot.waitUntil(lambda: not real_desk.history.why_no_redo())
    assert real_desk.history.why_no_undo()
    real_desk.history.redo()
    qtbot.waitUntil(lambda: present(real_desk) == 1)


def test_the_first_undo_says_what_it_took_back(real_desk, qtbot):
    logged(real_desk)
    with qtbot.waitSignal(real_desk.toasts.shown) as told:
        real_desk.history.undo()
    assert "Logged INC-0001" in told.args[0]


def test_something_new_ends_what_could_be_redone(real_desk, qtbot):
    logged(real_desk)
    real_desk.history.undo()
    qtbot.waitUntil(lambda: not real_desk.history.why_no_redo())
    logged(real_desk)
    assert real_desk.history.why_no_redo()


def test_with_nothing_done_there_is_nothing_to_undo(real_desk):
    real_desk.history.undo()
    real_desk.history.redo()
    assert real_desk.history.why_no_undo() == "There is nothing to undo."
