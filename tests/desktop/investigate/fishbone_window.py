"""What the tests of the fishbone have in common: a window with it, and hands on the keyboard."""

import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.subject import INCIDENT, Subject
from tests.investigate.investigated import investigate

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def written(database, graph=None):
    """A new incident, with a graph of causes if there is one."""
    with database.write(actor="Mei Okafor") as session:
        if graph is not None:
            return investigate(session, graph)
        return Subject(INCIDENT, log_incident(session, title="Branch offices lost WAN access", reporter="A. Lindqvist"))


class Person:
    """Somebody at a window with a fishbone."""

    def __init__(self, qtbot, desk, subject, size=(1440, 900)):
        self.qtbot, self.desk, self.subject = qtbot, desk, subject
        self.window = MainWindow(desk)
        self.window.resize(*size)
        self.window.open(f"{subject.number}/fishbone")
        self.page = self.window.page
        with qtbot.waitSignal(self.page.shown):
            self.window.show()
        self.come()
        self.rest()

    def come(self):
        """Sit down at this window."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.page.canvas.setFocus()
        QApplication.processEvents()

    def rest(self):
        """Wait until nothing is under way and the outline has followed."""
        for _round in range(3):
            self.qtbot.waitUntil(lambda: not self.desk.background.jobs)
            self.qtbot.waitUntil(lambda: not self.page.editor.outlining.isActive())
            QApplication.processEvents()

    def press(self, *keys, modifier=NONE):
        for key in keys:
            # After a dialog it takes a moment until the window is active again.
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
            QTest.keyClick(QApplication.focusWidget(), key, modifier)
            QApplication.processEvents()

    def write(self, text):
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        QTest.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()

    # -- looking

    @property
    def graph(self):
        return self.page.document.graph

    @property
    def current(self):
        """The cause or category that is chosen."""
        return self.graph.causes.get(self.page.selection.current)

    def texts(self, parent=None):
        return [each.text for each in self.graph.children(parent or self.category().key)]

    def category(self, name="People"):
        return next(each for each in self.graph.categories if each.text == name)

    def cause(self, text):
        return next(each for each in self.graph.causes.values() if each.text.startswith(text))

    def choose(self, text):
        self.page.go(self.cause(text).key)
        self.page.canvas.setFocus()

    def stored(self):
        self.rest()
        with self.desk.database.read() as reader:
            return cause_graph_of(reader, self.subject)

    # -- mouse

    def middle(self, key):
        return self.page.canvas.to_view(self.page.boxes[key]).center().toPoint()

    def drag(self, key, to, button=Qt.MouseButton.LeftButton):
        viewport = self.page.canvas.viewport()
        start = self.middle(key) if isinstance(key, str) else key
        end = self.middle(to) if isinstance(to, str) else to
        QTest.mousePress(viewport, button, NONE, start)
        for share in (0.2, 0.6, 1.0):
            point = QPointF(start) + (QPointF(end) - QPointF(start)) * share
            QTest.mouseMove(viewport, point.toPoint())
            QApplication.processEvents()
        QTest.mouseRelease(viewport, button, NONE, end)
        QApplication.processEvents()

    def at(self, key, share):
        """A point on a label, so far from its upper edge."""
        rect = self.page.canvas.to_view(self.page.boxes[key])
        return QPoint(round(rect.center().x()), round(rect.top() + rect.height() * share))

    def leave(self):
        self.rest()
        shiboken6.delete(self.window)
