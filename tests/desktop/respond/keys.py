"""What the tests of an incident's page have in common: pressing keys and looking into the database."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.respond.timeline_model import FactRow
from incidentdesk.respond.sheet import sheet_of
from incidentdesk.respond.timeline import timeline

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def sheet(page):
    with page.desk.database.read() as reader:
        return sheet_of(reader, page.incident_id)


def entries(page):
    with page.desk.database.read() as reader:
        facts = timeline(reader, page.incident_id)
    return [fact for fact in facts if fact.entry_id is not None]


def notes(page):
    return [(fact.kind, fact.text) for fact in entries(page)]


def press(qtbot, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        # After a dialog it takes a moment until the window is active again.
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot, text):
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClicks(QApplication.focusWidget(), text)


def child(page, kind):
    """The dialog or pop-up of a kind that is open."""
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def wait_for(qtbot, page, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)))
    found = child(page, kind)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and found.isAncestorOf(QApplication.focusWidget()))
    return found


def rows(page, kind=FactRow):
    return [row for row in page.timeline.model.rows if isinstance(row, kind)]
