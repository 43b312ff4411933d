import dataclasses
import gc
import os
import sys
import threading

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme


@pytest.fixture(autouse=True)
def _cycles_are_found_in_the_gui_thread():
    """As in the program (desktop/garbage.py): a worker that destroyed a widget would end the test run."""
    gc.disable()
    yield
    # Without an event loop nothing would delete what deleteLater was called for.
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def _every_test_begins_with_the_same_font():
    """A theme takes the font of the program for its usual size, also one that a test has left enlarged."""
    font = QApplication.font() if QApplication.instance() else None
    yield
    if font is not None and font != QApplication.font():
        QApplication.setFont(font)


class SilentDatabase:
    """A database in which nothing stands, for what only listens to it."""

    def __init__(self):
        self.listeners = []

    def listen(self, callback):
        self.listeners.append(callback)


@pytest.fixture
def preferences(tmp_path, qapp):
    return Preferences(tmp_path / "settings")


@pytest.fixture
def theme(qapp):
    theme = Theme("light")
    theme.apply(qapp)
    yield theme
    if isValid(theme):
        theme.deleteLater()


@pytest.fixture
def desk(preferences, theme):
    desk = furnish(SilentDatabase(), actor="Mei Okafor", preferences=preferences, theme=theme)
    yield desk
    desk.background.stop()


@pytest.fixture
def caught(monkeypatch):
    """What reaches the crash handler, as (type, value)."""
    errors = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, value, trace: errors.append((kind, value)))
    monkeypatch.setattr(threading, "excepthook", lambda args: errors.append((args.exc_type, args.exc_value)))
    return errors


@pytest.fixture
def clear_desk():
    """Ends a desk that stands on a real database.

    Its parts are destroyed here, in the GUI thread: left to the garbage collector they may go in the middle of another
    test and in a worker's thread, where Qt objects must not be destroyed.
    """

    def clear(desk):
        desk.background.stop()
        desk.database.close()
        # What Python has put there would outlive Python at the end of the process.
        QGuiApplication.clipboard().clear()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for field in dataclasses.fields(desk):
            part = getattr(desk, field.name)
            if isinstance(part, QObject) and shiboken6.isValid(part):
                shiboken6.delete(part)

    return clear
