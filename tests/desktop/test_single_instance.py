import subprocess
import sys

import pytest

from incidentdesk.desktop.single_instance import SingleInstance

HOLD = """
import sys
from PySide6.QtCore import QCoreApplication
from incidentdesk.desktop.single_instance import SingleInstance
app = QCoreApplication([])
instance = SingleInstance(sys.argv[1])
print(instance.take(), flush=True)
app.exec()
"""


@pytest.fixture
def first(tmp_path, qapp):
    instance = SingleInstance(str(tmp_path / "desk.db"))
    yield instance
    instance.release()


def test_a_second_start_brings_the_first_window_forward(first, tmp_path, qtbot):
    assert first.take()
    first.listen()
    second = SingleInstance(str(tmp_path / "desk.db"))
    assert not second.take()
    with qtbot.waitSignal(first.asked_forward):
        assert second.ask_forward()


def test_another_database_has_a_window_of_its_own(first, tmp_path):
    assert first.take()
    other = SingleInstance(str(tmp_path / "other.db"))
    assert other.take()
    other.release()


def test_two_ways_to_write_one_path_are_one_database(first, tmp_path):
    assert first.take()
    assert first.holds(str(tmp_path / "folder" / ".." / "desk.db"))
    assert not SingleInstance(str(tmp_path / "x" / ".." / "desk.db")).take()


def test_after_a_release_it_can_be_taken_again(first, tmp_path):
    assert first.take()
    first.release()
    assert first.take()


def test_the_lock_of_a_killed_process_is_taken_over(first, tmp_path):
    place = str(tmp_path / "desk.db")
    with subprocess.Popen([sys.executable, "-c", HOLD, place], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline().strip() == "True"
        assert not first.take()
        holder.kill()
    assert first.take()
