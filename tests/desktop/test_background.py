import threading

import pytest
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from incidentdesk.desktop.background import Background
from incidentdesk.refusal import Refused


@pytest.fixture
def background(qapp):
    background = Background()
    yield background
    background.stop()


def test_the_result_arrives_in_the_gui_thread(background, qtbot):
    seen = []
    background.run(lambda: threading.get_ident(), then=lambda ident: seen.append((ident, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, arrived = seen[0]
    assert worker != arrived == threading.get_ident()


def test_a_refusal_goes_to_failed(background, qtbot):
    seen = []

    def refuse():
        raise Refused("The disk is full.")

    background.run(refuse, failed=lambda refused: seen.append(str(refused)))
    qtbot.waitUntil(lambda: seen == ["The disk is full."])


def test_a_refusal_that_nobody_takes_is_told_by_a_signal(background, qtbot):
    def refuse():
        raise Refused("The disk is full.")

    with qtbot.waitSignal(background.refused) as told:
        background.run(refuse)
    assert str(told.args[0]) == "The disk is full."


def test_a_bug_goes_to_the_crash_handler_and_the_job_still_finishes(background, qtbot, caught):
    job = background.run(lambda: 1 / 0)
    with qtbot.waitSignal(job.finished):
        pass
    assert [kind for kind, _value in caught] == [ZeroDivisionError]
    assert background.jobs == []


def test_a_cancelled_job_delivers_nothing(background, qtbot):
    gate, seen = threading.Event(), []

    def work(cancelled):
        gate.wait(5)
        return cancelled()

    job = background.run(work, then=seen.append, cancellable=True)
    job.cancel()
    with qtbot.waitSignal(job.finished):
        gate.set()
    assert seen == []


def test_progress_leaves_a_cancelled_function(background, qtbot):
    steps = []

    def work(progress):
        for step in range(1000):
            steps.append(step)
            progress(step, 1000)
            gate.wait(5)

    gate = threading.Event()
    job = background.run(work, progress=True)
    qtbot.waitUntil(lambda: bool(steps))
    job.cancel()
    with qtbot.waitSignal(job.finished):
        gate.set()
    assert len(steps) <= 2


def test_only_the_latest_of_one_key_arrives(background, qtbot):
    seen = []
    for number in range(20):
        background.run_latest("filter", lambda number=number: number, then=seen.append)
    qtbot.waitUntil(lambda: not background.jobs)
    assert seen == [19]


def test_a_result_for_a_widget_that_is_gone_is_dropped(background, qtbot):
    label = QLabel()
    gate = threading.Event()

    def work():
        gate.wait(5)
        return "late"

    job = background.run(work, then=label.setText)
    label.deleteLater()
    qtbot.waitUntil(lambda: not isValid(label))
    with qtbot.waitSignal(job.finished):
        gate.set()


def test_a_function_written_in_a_widget_that_is_gone_is_not_called(background, qtbot):
    class Label(QLabel):
        def ask(self):
            background.run(gate.wait, then=lambda _set: self.setText("late"))

    gate = threading.Event()
    label = Label()
    label.ask()
    label.deleteLater()
    qtbot.waitUntil(lambda: not isValid(label))
    gate.set()
    with qtbot.waitSignal(background.jobs_changed):
        pass
    assert background.jobs == []
