"""Setting a monitor up in the window: what each kind asks for, what is refused, and a test before it is saved."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.monitor_dialog import open_monitor_dialog
from incidentdesk.desktop.respond.monitor_window_dialog import open_window_dialog
from incidentdesk.desktop.respond.monitor_windows_sheet import WindowsSheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.maintenance_change import create_window
from incidentdesk.detect.maintenance_repeat import Repeat
from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.detect.monitor_entry import ENTRIES
from incidentdesk.detect.monitor_list import secret_name
from incidentdesk.prepare.service_change import create_service


@pytest.fixture
def kept_secrets(monkeypatch):
    """What was kept in the keyring."""
    found = {}
    monkeypatch.setattr("incidentdesk.desktop.vault.Vault.is_locked", lambda _vault: False)
    monkeypatch.setattr("incidentdesk.desktop.vault.Vault.set_secret", lambda _vault, *pair: found.update([pair]))
    monkeypatch.setattr("incidentdesk.desktop.vault.Vault.secret_of", lambda _vault, name: found.get(name))
    return found


@pytest.fixture
def window(qapp, qtbot, tmp_path, clear_desk, sqlite_desk, monkeypatch):
    """A window of Mei Okafor; its `desk` is on it."""
    monkeypatch.setattr("incidentdesk.paths.state_folder", lambda: tmp_path)
    theme = Theme("light")
    theme.apply(qapp)
    preferences = Preferences(tmp_path / "settings")
    desk = furnish(sqlite_desk, actor="Mei", zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme)
    window = QMainWindow()
    window.desk = desk
    window.setCentralWidget(QWidget())
    window.resize(1280, 720)
    window.show()
    yield window
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    shiboken6.delete(window)
    clear_desk(desk)


def stored(database, columns="kind, target, options, interval, failures"):
    with database.read() as reader:
        return [tuple(row) for row in reader.rows(f"SELECT {columns} FROM monitor WHERE withdrawn_at IS NULL")]


def fill(dialog, **values):
    for name, value in values.items():
        field = dialog.form.fields[name]
        field.setText(value)


def choose(dialog, kind):
    dialog.kind.setCurrentIndex(dialog.kind.findData(str(kind)))


@pytest.mark.parametrize("kind", list(MonitorKind))
def test_only_the_fields_of_its_kind_are_seen(window, kind):
    dialog = open_monitor_dialog(window.desk, window)
    choose(dialog, kind)
    assert list(dialog.options.form.fields) == [option.name for option in ENTRIES[kind]]
    assert dialog.meaning.text().endswith((".", "?"))
    assert dialog.target.isVisible() == (kind not in (MonitorKind.CPU, MonitorKind.MEMORY, MonitorKind.HEARTBEAT))
    for field in dialog.options.form.fields.values():
        assert field.accessibleName()
        assert field.accessibleDescription()
    dialog.reject()


def test_a_web_page_is_watched_after_it_was_said_what_will_be_done(window, sqlite_desk, qtbot):
    with sqlite_desk.write(actor="Mei") as session:
        create_service(session, name="ERP")
    dialog = open_monitor_dialog(window.desk, window)
    fill(dialog, name="ERP login", target="erp.example.com/login", service="ERP", interval="2 min")
    dialog.target.editingFinished.emit()
    dialog.options.form.fields["contains"].setText("Sign in")
    assert "Looks at \u2068https://erp.example.com/login\u2069 every 2 min" in dialog.sentence.text()
    assert "incident for \u2068ERP\u2069 is opened" in dialog.sentence.text()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(dialog.target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ((kind, target, options, interval, failures),) = stored(sqlite_desk)
    assert (kind, target, interval, failures) == ("Web page", "https://erp.example.com/login", 120, 3)
    assert json.loads(options) == {"contains": "Sign in"}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"target": "https://a.example"}, "name", "needs a name"),
        ({"name": "A"}, "target", "Say what is to be looked at"),
        ({"name": "A", "target": "ftp://a.example"}, "target", "no web address"),
        ({"name": "A", "target": "https://a.example", "interval": "soon"}, "interval", "no length of time"),
        ({"name": "A", "target": "https://a.example", "failures": "many"}, "failures", "no whole number above 0"),
    ],
)
def test_what_makes_no_sense_is_said_below_its_field(window, sqlite_desk, values, field, sentence):
    dialog = open_monitor_dialog(window.desk, window)
    fill(dialog, **values)
    dialog.accept()
    assert sentence in dialog.form.error(field)
    assert stored(sqlite_desk) == []
    dialog.reject()


def test_a_wrong_option_is_said_below_it(window, sqlite_desk):
    dialog = open_monitor_dialog(window.desk, window)
    choose(dialog, MonitorKind.DISK)
    fill(dialog, name="Disk", target="/")
    dialog.options.form.fields["percent"].setText("nearly all")
    dialog.accept()
    assert "write a number above 0" in dialog.options.form.error("percent")
    assert stored(sqlite_desk) == []
    dialog.reject()


def test_another_kind_keeps_what_both_have_and_takes_its_usual_interval(window):
    dialog = open_monitor_dialog(window.desk, window)
    dialog.options.form.fields["latency"].setText("800")
    choose(dialog, MonitorKind.TCP)
    assert dialog.options.form.fields["latency"].text() == "800"
    choose(dialog, MonitorKind.TLS)
    assert dialog.form.fields["interval"].text() == "6 h"
    dialog.reject()


def test_a_test_in_the_dialog_looks_at_what_is_typed_and_keeps_nothing(window, sqlite_desk, qtbot):
    dialog = open_monitor_dialog(window.desk, window)
    choose(dialog, MonitorKind.DISK)
    fill(dialog, target="/")
    dialog.options.form.fields["percent"].setText("100")
    dialog.try_it.click()
    qtbot.waitUntil(lambda: "% full" in dialog.outcome.text)
    assert stored(sqlite_desk) == []
    dialog.reject()


def test_only_what_was_changed_is_written(window, sqlite_desk, qtbot):
    with sqlite_desk.write(actor="Mei") as session:
        # As another desk may have written it: with the usual value, which the dialog shows as empty.
        monitor_id = create_monitor(session, name="Disk", kind=MonitorKind.DISK, target="/", options={"percent": 90})
    dialog = open_monitor_dialog(window.desk, window, monitor_id)
    qtbot.waitUntil(lambda: dialog.form.fields["name"].text() == "Disk")
    assert dialog.changes() == {}
    dialog.options.form.fields["percent"].setText("80")
    with qtbot.waitSignal(dialog.saved):
        dialog.accept()
    options = json.loads(stored(sqlite_desk)[0][2])
    assert options.pop("machine")
    assert options == {"percent": 80}


def test_a_password_goes_to_the_keyring_and_nowhere_else(window, sqlite_desk, qtbot, kept_secrets):
    dialog = open_monitor_dialog(window.desk, window)
    choose(dialog, MonitorKind.IMAP)
    fill(dialog, name="Mailbox", target="mail.example.com")
    assert not dialog.secret.isEnabled()
    dialog.options.form.fields["user"].setText("probe")
    assert dialog.secret.isEnabled()
    dialog.secret.setText("correct horse")
    with qtbot.waitSignal(dialog.saved):
        dialog.accept()
    ((key, options),) = stored(sqlite_desk, "key, options")
    assert kept_secrets == {secret_name(key): "correct horse"}
    assert json.loads(options) == {"user": "probe"}
    with sqlite_desk.read() as reader:
        assert "correct horse" not in str(reader.rows("SELECT * FROM ledger"))


# -- maintenance


def windows_in(database):
    with database.read() as reader:
        return reader.rows(
            "SELECT name, starts_at, ends_at, repeats, zone FROM maintenance_window WHERE withdrawn_at IS NULL"
        )


def test_a_weekly_window_is_planned_by_choices(window, sqlite_desk, qtbot):
    with sqlite_desk.write(actor="Mei") as session:
        create_monitor(session, name="Gateway", kind=MonitorKind.PING, target="gateway.example.com")
    dialog = open_window_dialog(window.desk, window, monitor="Gateway")
    day = (clock.now() + timedelta(days=3)).date()
    fill(dialog, name="Patch day", time="22:00", length="4 h")
    dialog.form.fields["day"].write(day.isoformat())
    assert not dialog.weekdays.isVisible()
    dialog.repeat.choose(str(Repeat.WEEKLY))
    dialog.weekdays.boxes["SA"].click()
    dialog.weekdays.boxes["SU"].click()
    assert dialog.sentence.text().startswith("Weekly on Saturday, Sunday, the next time from")
    with qtbot.waitSignal(dialog.saved):
        dialog.accept()
    ((name, starts_at, ends_at, repeats, zone),) = windows_in(sqlite_desk)
    assert (name, repeats, zone) == ("Patch day", "FREQ=WEEKLY;BYDAY=SA,SU", "Europe/Berlin")
    local = clock.instant(starts_at).astimezone(ZoneInfo("Europe/Berlin"))
    assert (local.date(), local.strftime("%H:%M"), ends_at - starts_at) == (day, "22:00", 4 * 3_600_000_000)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": ""}, "name", "needs a name"),
        ({"name": "A", "time": "25:00"}, "time", "no time of day"),
        ({"name": "A", "length": "long"}, "length", "no length of time"),
        ({"name": "A", "length": "0 s"}, "length", "how long it lasts"),
    ],
)
def test_a_window_without_sense_is_not_planned(window, sqlite_desk, values, field, sentence):
    dialog = open_window_dialog(window.desk, window)
    fill(dialog, **values)
    dialog.accept()
    assert sentence in dialog.form.error(field)
    assert windows_in(sqlite_desk) == []
    dialog.reject()


def test_windows_are_listed_opened_and_taken_away_by_keys(window, sqlite_desk, qtbot):
    begin = clock.now() + timedelta(days=1)
    with sqlite_desk.write(actor="Mei") as session:
        create_window(session, name="Patch day", starts_at=begin, ends_at=begin + timedelta(hours=1))
    sheet = WindowsSheet(window.desk, "", window)
    sheet.open()
    qtbot.waitUntil(lambda: sheet.list.texts() == ["Patch day"])
    assert not sheet.nothing.isVisible()
    sheet.list.setFocus()
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: sheet.list.texts() == [])
    assert sheet.nothing.isVisible()
    window.desk.history.undo()
    qtbot.waitUntil(lambda: sheet.list.texts() == ["Patch day"])
    sheet.reject()
