"""The list of rotas: who is on call now and next, making, renaming and removing one."""

import pytest
import shiboken6
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.prepare.rota_dialog import RotaDialog
from incidentdesk.desktop.prepare.rotas_tab import RotasTab
from incidentdesk.prepare.rota_list import rotas
from tests.desktop.investigate.conftest import furnished
from tests.prepare.rota_desk import ADA, BO, MEI, at, held_clock, network, reachable, read

__all__ = ["furnished"]

_held_clock = pytest.fixture(autouse=True)(held_clock)


@pytest.fixture
def rota_id(sqlite_desk):
    made = network(sqlite_desk)
    reachable(sqlite_desk, MEI, BO, ADA)
    return made


@pytest.fixture
def tab(qtbot, furnished, sqlite_desk):
    desk = furnished(sqlite_desk, MEI)
    tab = RotasTab(desk)
    window = QMainWindow()
    window.setCentralWidget(tab)
    window.resize(1280, 600)
    window.show()
    with qtbot.waitSignal(tab.loaded):
        tab.refresh()
    yield tab
    qtbot.waitUntil(lambda: not desk.background.jobs)
    shiboken6.delete(window)


def test_the_list_tells_who_is_on_call_and_what_is_wrong(rota_id, tab):
    model = tab.table.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert {"Network", MEI, "Mon 23 Mar 09:00", "none"} <= set(shown)
    assert "Bo Diaz, in 4 d" in shown


def test_ones_own_shifts_are_told_before_they_begin_oncall_2953(qtbot, rota_id, tab):
    qtbot.waitUntil(lambda: "You are on call until Mon 23 Mar 09:00" in tab.own.text())
    assert "Your next shift begins Mon 6 Apr 09:00" in tab.own.text()


def test_a_new_rota_needs_a_name_and_people_only(qtbot, sqlite_desk, tab):
    opened = []
    tab.opened.connect(opened.append)
    tab.first_use.action_button.click()
    dialog = tab.window().findChildren(RotaDialog)[-1]
    dialog.form.fields["name"].setText("Servers")
    dialog.form.fields["people"].setText("Mei Okafor; Bo Diaz")
    dialog.accept()
    qtbot.waitUntil(lambda: opened == ["ROTA-0001"])
    (row,) = read(sqlite_desk, rotas, at("2026-03-18T11:00"))
    assert (row.name, row.time_zone, row.now[0].person) == ("Servers", "Europe/Berlin", MEI)


def test_a_zone_that_is_none_is_refused(qtbot, sqlite_desk, tab):
    tab.new()
    dialog = tab.window().findChildren(RotaDialog)[-1]
    dialog.form.fields["name"].setText("Servers")
    dialog.form.fields["time_zone"].setText("Mars")
    dialog.accept()
    qtbot.waitUntil(lambda: "There is no time zone" in dialog.message.text)
    assert read(sqlite_desk, rotas, 0) == []
    dialog.reject()


def test_a_rota_is_renamed_and_removed(qtbot, sqlite_desk, rota_id, tab):
    tab.table.go_to(rota_id)
    tab._properties()
    dialog = tab.window().findChildren(RotaDialog)[-1]
    qtbot.waitUntil(dialog.form.isEnabled)
    dialog.form.fields["name"].setText("Networks")
    dialog.accept()
    qtbot.waitUntil(lambda: read(sqlite_desk, rotas, 0)[0].name == "Networks")
    qtbot.waitUntil(lambda: tab.rows[0].name == "Networks")
    tab.table.go_to(rota_id)
    tab.desk.registry.run("plans.remove")
    qtbot.waitUntil(lambda: read(sqlite_desk, rotas, 0) == [])
