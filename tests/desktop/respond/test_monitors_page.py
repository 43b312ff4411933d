"""The monitors in the window: how each stands, what was said, and what a person does about it by keys."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import shiboken6
import sqlalchemy as sa
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.monitor_dialog import MonitorDialog
from incidentdesk.desktop.respond.monitor_mute_sheet import MuteSheet
from incidentdesk.desktop.respond.monitor_windows_sheet import WindowsSheet
from incidentdesk.desktop.respond.monitors_page import MonitorsPage
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.monitor import Health, MonitorKind, check_stretch, monitor_state, watch
from incidentdesk.detect.monitor_change import create_monitor

MINUTE = 60_000_000
HOUR = 60 * MINUTE


@pytest.fixture
def make(sqlite_desk):
    """Makes a monitor that stands in some way since an hour; returns its id."""

    def make(name, health=Health.UP, *, kind=MonitorKind.PING, target="gateway.example.com", incident=False, **facts):
        with sqlite_desk.write(actor="Mei Okafor") as session:
            monitor_id = create_monitor(session, name=name, kind=kind, target=target, **facts)
            number = log_incident(session, title=f"{name} fails") if incident else None
            stand(session, monitor_id, health, session.at, incident_id=number)
        return monitor_id

    return make


def stand(session, monitor_id, health, now, *, incident_id=None, said="It answers.", latency=12.0):
    connection = session.connection
    connection.execute(sa.delete(monitor_state).where(monitor_state.c.monitor_id == monitor_id))
    connection.execute(
        sa.insert(monitor_state).values(
            monitor_id=monitor_id, health=health, since=now - HOUR, checked_at=now, next_at=now + MINUTE, said=said,
            latency=latency, incident_id=incident_id,
        )
    )  # fmt: skip
    connection.execute(
        sa.insert(check_stretch).values(
            monitor_id=monitor_id, health=health, from_at=now - HOUR, until_at=now, checks=60, said=said,
            latency=latency, slowest=40.0,
        )
    )  # fmt: skip


@pytest.fixture
def watched(sqlite_desk):
    """An agent has watched for the last two hours."""
    now = clock.stored(clock.now())
    with sqlite_desk.write(actor="Agent") as session:
        values = {"agent": "here", "from_at": now - 2 * HOUR, "until_at": now + HOUR}
        session.connection.execute(sa.insert(watch).values(**values))


@pytest.fixture
def open_page(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    opened = []

    def open_page():
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / "settings")
        desk = furnish(sqlite_desk, actor="Mei", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme)
        page, window = MonitorsPage(desk), QMainWindow()
        window.setCentralWidget(page)
        window.resize(1440, 900)
        window.show()
        qtbot.waitUntil(window.isActiveWindow)
        opened.append((desk, window))
        qtbot.waitUntil(lambda: page.list.rows is not None)
        page.list.panes()[0].setFocus()
        return page

    yield open_page
    for desk, window in opened:
        qtbot.waitUntil(lambda desk=desk: not desk.background.jobs)
        QApplication.processEvents()
        qtbot.waitUntil(lambda desk=desk: not desk.background.jobs)
        shiboken6.delete(window)
        clear_desk(desk)


def press(qtbot, page, key, modifier=Qt.KeyboardModifier.NoModifier):
    page.list.table.setFocus()
    qtbot.waitUntil(page.list.table.hasFocus)
    qtbot.keyClick(page.list.table, key, modifier)


def dialog_of(qtbot, kind):
    found = []

    def is_there():
        found[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_there)
    return found[0]


def names(page):
    return [row.name for row in page.list.table.records.rows]


def cell(page, place, key):
    columns = [column.key for column in page.list.table.records.columns]
    return page.list.table.records.index(place, columns.index(key))


def column_of(database, name, column="muted_until"):
    with database.read() as reader:
        return reader.rows(f"SELECT {column} FROM monitor WHERE name = :name", {"name": name})[0][0]


def test_an_empty_page_teaches_what_a_monitor_is(open_page):
    page = open_page()
    assert page.list.places.currentWidget() is page.list.first_use
    assert "opens an incident" in page.list.first_use.accessibleDescription()
    assert page.unwatched.text == ""
    assert not page.detail.isVisible()


@pytest.mark.usefixtures("watched")
def test_what_is_down_stands_first_with_a_sign_and_a_word(open_page, make):
    make("Alpha")
    make("Zulu", Health.DOWN, incident=True)
    page = open_page()
    QAbstractItemModelTester(page.list.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert names(page) == ["Zulu", "Alpha"]
    assert cell(page, 0, "state").data() == "Down"
    assert cell(page, 0, "incident").data() == "INC-0001"
    assert cell(page, 0, "day").data() == "0 %"
    assert cell(page, 1, "latency").data() == "12 ms"
    told = cell(page, 0, "strip").data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith("Last 24 hours: down 1 h, not watched 22 h")


def test_it_says_where_nobody_watches(open_page, make, qtbot):
    make("Alpha")
    page = open_page()
    qtbot.waitUntil(lambda: "no agent runs" in page.unwatched.text)
    assert cell(page, 0, "state").data() == "Unknown"
    assert cell(page, 0, "day").data() == "—"


@pytest.mark.usefixtures("watched")
def test_a_change_comes_into_the_list_by_itself_and_in_its_place(open_page, make, sqlite_desk, qtbot):
    make("Alpha")
    monitor_id = make("Bravo")
    page = open_page()
    page.list.every = 50
    page.refresh()
    model = page.list.table.records
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    page.list.stand_on(monitor_id)
    # As an agent in another program does it: nothing tells this window.
    with sqlite_desk.write(actor="Agent") as session:
        stand(session, monitor_id, Health.DOWN, session.at, said="There was no answer in time.")
        session.touched.clear()
    qtbot.waitUntil(lambda: names(page) == ["Bravo", "Alpha"])
    assert page.list.table.current().name == "Bravo"
    assert [row.name for row in page.list.selected()] == ["Bravo"]
    qtbot.waitUntil(lambda: page.detail.said.text() == "There was no answer in time.")
    assert resets == []
    assert tester is not None


@pytest.mark.usefixtures("watched")
def test_the_detail_tells_what_was_said_and_when_it_is_looked_at_next(open_page, make, qtbot):
    make("Zulu", Health.DOWN, incident=True, service="")
    page = open_page()
    qtbot.waitUntil(lambda: page.detail.changes.count() > 0)
    assert page.detail.state.label.text().startswith("Down since")
    assert "Next look" in page.detail.facts.text()
    assert "after 3 failures in a row" in page.detail.sentence.text()
    assert page.detail.changes.texts()[0] == "It answers."
    assert "was watched" in page.detail.history.accessibleDescription()
    with qtbot.waitSignal(page.opened) as opened:
        page.detail.incident.click()
    assert opened.args == ["INC-0001"]


@pytest.mark.usefixtures("watched")
def test_a_key_opens_the_incident(open_page, make, qtbot):
    make("Zulu", Health.DOWN, incident=True)
    page = open_page()
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, page, Qt.Key.Key_I)
    assert opened.args == ["INC-0001"]


@pytest.mark.usefixtures("watched")
def test_m_mutes_for_an_hour_and_u_ends_it(open_page, make, qtbot, sqlite_desk):
    make("Alpha")
    page = open_page()
    press(qtbot, page, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: cell(page, 0, "state").data() == "Up, muted")
    left = column_of(sqlite_desk, "Alpha") - clock.stored(clock.now())
    assert HOUR - MINUTE < left <= HOUR
    press(qtbot, page, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: cell(page, 0, "state").data() == "Up")
    assert column_of(sqlite_desk, "Alpha") is None


@pytest.mark.usefixtures("watched")
def test_muting_until_a_time_that_is_past_is_refused_in_the_dialog(open_page, make, qtbot, sqlite_desk):
    make("Alpha")
    page = open_page()
    press(qtbot, page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    sheet = dialog_of(qtbot, MuteSheet)
    sheet.day.write("2020-01-01")
    sheet.accept()
    assert sheet.form.error("day") == "That time has passed already."
    tomorrow = (clock.now() + timedelta(days=2)).date()
    sheet.day.write(tomorrow.isoformat())
    sheet.time.setText("6.30")
    sheet.accept()
    qtbot.waitUntil(lambda: column_of(sqlite_desk, "Alpha") is not None)
    assert clock.instant(column_of(sqlite_desk, "Alpha")).strftime("%Y-%m-%d %H:%M") == f"{tomorrow} 06:30"


@pytest.mark.usefixtures("watched")
def test_e_switches_it_off_and_undo_brings_a_removed_one_back(open_page, make, qtbot, sqlite_desk):
    make("Alpha")
    page = open_page()
    press(qtbot, page, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: cell(page, 0, "state").data() == "Switched off")
    press(qtbot, page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.list.places.currentWidget() is page.list.first_use)
    page.desk.history.undo()
    qtbot.waitUntil(lambda: names(page) == ["Alpha"])


@pytest.mark.usefixtures("watched")
def test_t_looks_at_once_and_keeps_nothing(open_page, make, qtbot, sqlite_desk):
    make("Disk", kind=MonitorKind.DISK, target="/", options={"percent": 100})
    page = open_page()
    before = column_of(sqlite_desk, "Disk", "version")
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "% full" in page.list.message.text)
    assert page.list.message.text.endswith("Nothing of this test was kept.")
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT said FROM monitor_state") == [("It answers.",)]
    assert column_of(sqlite_desk, "Disk", "version") == before


@pytest.mark.usefixtures("watched")
def test_of_several_tests_those_that_fail_are_told(open_page, make, qtbot):
    make("Disk", kind=MonitorKind.DISK, target="/", options={"percent": 100})
    make("Backup", kind=MonitorKind.FILE, target="/nowhere/backup.dump")
    page = open_page()
    page.list.table.selectAll()
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: page.list.message.text.startswith("1 of 2 are well."))
    assert "\u2068Backup\u2069: There is no file" in page.list.message.text
    assert "Disk" not in page.list.message.text


@pytest.mark.usefixtures("watched")
def test_the_address_of_a_heartbeat_goes_to_the_clipboard(open_page, make, qtbot, sqlite_desk):
    make("Payroll", kind=MonitorKind.HEARTBEAT, target="")
    page = open_page()
    press(qtbot, page, Qt.Key.Key_C)
    key = column_of(sqlite_desk, "Payroll", "key")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().endswith(f"/beat/{key}"))
    qtbot.waitUntil(lambda: f"/beat/{key}" in page.detail.address.text())
    assert "The agent does not listen yet" in page.detail.address.text()


@pytest.mark.usefixtures("watched")
def test_only_a_heartbeat_has_an_address(open_page, make):
    make("Alpha")
    page = open_page()
    assert "Only a heartbeat" in page.desk.registry.why_disabled("monitors.address")


@pytest.mark.usefixtures("watched")
def test_the_filter_takes_states_kinds_and_services(open_page, make, qtbot):
    make("Alpha")
    make("Zulu", Health.DOWN, kind=MonitorKind.DISK, target="/")
    page = open_page()
    page.list.filter.line.setFocus()
    qtbot.keyClicks(page.list.filter.line, "down disk")
    qtbot.waitUntil(lambda: names(page) == ["Zulu"])


@pytest.mark.usefixtures("watched")
def test_enter_and_n_open_dialogs_and_w_the_windows(open_page, make, qtbot):
    make("Alpha")
    page = open_page()
    press(qtbot, page, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, MonitorDialog)
    qtbot.waitUntil(lambda: dialog.form.fields["name"].text() == "Alpha")
    dialog.reject()
    page.window().activateWindow()
    press(qtbot, page, Qt.Key.Key_W)
    dialog_of(qtbot, WindowsSheet).reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    press(qtbot, page, Qt.Key.Key_N)
    dialog_of(qtbot, MonitorDialog).reject()
