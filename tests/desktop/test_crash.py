import logging
import sys
import threading

import pytest

from incidentdesk.desktop.crash import CrashHandler, report
from incidentdesk.desktop.crash_dialog import CrashDialog


@pytest.fixture
def handler(tmp_path, qapp):
    before = sys.excepthook, threading.excepthook
    handler = CrashHandler(tmp_path / "crashes")
    yield handler
    handler.remove()
    sys.excepthook, threading.excepthook = before


def fail():
    raise ValueError("the lamp is broken")


def caught():
    try:
        fail()
    except ValueError:
        return sys.exc_info()


def test_a_fault_is_written_down_and_told(handler, qtbot):
    with qtbot.waitSignal(handler.crashed) as told:
        handler.catch(*caught())
    text = (handler.unread()[0]).read_text()
    assert told.args[0] == str(handler.unread()[0])
    assert "ValueError: the lamp is broken" in text
    assert "Python 3." in text


def test_the_same_fault_is_told_once(handler):
    seen = []
    handler.crashed.connect(seen.append)
    for _again in range(5):
        handler.catch(*caught())
    assert len(seen) == 1


def test_what_somebody_has_read_is_not_offered_again(handler):
    handler.catch(*caught())
    handler.read(handler.unread()[0])
    assert handler.unread() == []


def test_what_a_dying_program_wrote_is_a_report_at_the_next_start(handler, tmp_path):
    (tmp_path / "crashes").mkdir()
    (tmp_path / "crashes" / "abort.log").write_text("Fatal Python error: Segmentation fault")
    handler.install()
    assert "Segmentation fault" in handler.unread()[0].read_text()


def test_an_orderly_end_leaves_nothing(handler, tmp_path):
    handler.install()
    handler.remove()
    assert list((tmp_path / "crashes").iterdir()) == []


def test_a_fault_in_a_thread_is_caught_too(handler, qtbot):
    handler.install()
    with qtbot.waitSignal(handler.crashed):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


def test_a_folder_that_cannot_be_written_is_no_second_fault(tmp_path, handler, qtbot):
    (tmp_path / "crashes").write_text("in the way")
    with qtbot.waitSignal(handler.crashed) as told:
        handler.catch(*caught())
    assert told.args == [""]


def test_passwords_of_addresses_are_left_out(caplog):
    text = report("cannot connect to postgresql://mei:s3cret@server/desk")
    assert "s3cret" not in text
    assert "postgresql://mei:***@server/desk" in text


def test_messages_of_qt_go_to_the_log(handler, caplog):
    from PySide6.QtCore import qInfo

    with caplog.at_level(logging.INFO, "qt"):
        handler.install()
        qInfo("hello from Qt")
        handler.remove()
    assert "hello from Qt" in caplog.text


def test_the_dialog_shows_the_report_and_copies_it(theme, qtbot, qapp, tmp_path):
    dialog = CrashDialog(theme, "Traceback …", tmp_path / "crash.txt", earlier=False)
    qtbot.addWidget(dialog)
    dialog.show()
    copy = next(button for button in dialog.buttons.buttons() if button.text() == "Copy report")
    copy.click()
    assert qapp.clipboard().text() == "Traceback …"
    assert dialog.text.toPlainText() == "Traceback …"
