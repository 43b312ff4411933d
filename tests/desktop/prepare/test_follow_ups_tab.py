"""The templates of follow-ups in the plans."""

from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.prepare.follow_up_dialog import FollowUpDialog
from incidentdesk.desktop.prepare.follow_ups_tab import FollowUpsTab
from incidentdesk.desktop.theme import Theme
from tests.desktop.improve.conftest import settle_all


@pytest.fixture
def tab(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    theme = Theme("light")
    theme.apply(qapp)
    desk = furnish(
        sqlite_desk, actor="Eve Long", zone=ZoneInfo("UTC"), preferences=Preferences(tmp_path / "s"), theme=theme
    )
    tab = FollowUpsTab(desk)
    window = QMainWindow()
    window.setCentralWidget(tab)
    window.resize(1280, 720)
    window.show()
    tab.refresh()
    settle_all(qtbot, desk)
    yield tab
    settle_all(qtbot, desk)
    shiboken6.delete(window)
    clear_desk(desk)


def dialog_of(tab):
    return next(each for each in tab.window().findChildren(FollowUpDialog) if each.isVisible())


def write(qtbot, tab, **facts):
    tab.new()
    settle_all(qtbot, tab.desk)
    dialog = dialog_of(tab)
    for name, text in facts.items():
        dialog.form.fields[name].setText(text)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle_all(qtbot, tab.desk)
    return dialog


def test_a_follow_up_is_written_changed_and_removed(qtbot, tab):
    write(qtbot, tab, title="Ask whether it stayed solved", days="7")
    qtbot.waitUntil(lambda: [(row.title, row.days) for row in tab.rows] == [("Ask whether it stayed solved", 7)])
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    settle_all(qtbot, tab.desk)
    dialog = dialog_of(tab)
    dialog.form.fields["days"].setText("10")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle_all(qtbot, tab.desk)
    qtbot.waitUntil(lambda: tab.rows[0].days == 10)
    tab.desk.registry.run("plans.remove")
    settle_all(qtbot, tab.desk)
    qtbot.waitUntil(lambda: not tab.rows)


@pytest.mark.parametrize("days", ["", "-1", "366", "soon", "1.5"])
def test_days_that_are_none_are_told_below_the_field(qtbot, tab, days):
    dialog = write(qtbot, tab, title="Ask again", days=days)
    assert dialog.form.error("days") == "Write a whole number from 0 to 365."
    assert tab.rows == []
    dialog.reject()
