"""The window delivers while it is open, asks about late work, and lets no thread outlive it."""

import threading

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from incidentdesk.agent.overdue import Decision, Overdue
from incidentdesk.desktop import places
from incidentdesk.desktop.application import Program
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.late_work_sheet import LateWorkSheet
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.vault import Vault, VaultSheet
from incidentdesk.prepare import secret
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.secret import set_secret
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.store import ledger

HOUR = 3_600_000_000


@pytest.fixture
def program(qapp, qtbot, monkeypatch):
    """The program with a page that is only a label, without its event loop."""
    monkeypatch.setattr(places, "_incidents", lambda _desk: QLabel("list"))
    stub = places.Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list"))
    monkeypatch.setattr(MainWindow.__init__, "__defaults__", ((stub, places.PLACES[1]), places.OPENERS, None))
    program = Program(qapp)
    yield program
    program.end()
    assert not [each for each in threading.enumerate() if each.name == "agent"]


def queue(desk, kind="Webhook", ago=0, **facts):
    with desk.write(actor="Mei Okafor") as session:
        options = {"nowhere": True} if kind == "Webhook" else {}
        outlet = create_outlet(session, name=kind, kind=kind, options=options)
        at = session.at - ago
        values = {
            "key": "k", "outlet_id": outlet, "recipient": kind, "subject": "No Internet", "body": "All of it",
            "message_id": "<k@x.invalid>", "state": "Queued", "queued_at": at, "next_at": at,
        }  # fmt: skip
        ledger.insert(session, outbox_message, {**values, **facts})


def state(desk):
    with desk.read() as reader:
        return [row[0] for row in reader.rows("SELECT state FROM outbox_message ORDER BY id")]


def begin(program, qtbot, desk):
    program.begin(str(desk.path))
    qtbot.waitUntil(lambda: program.agent.worker is not None, timeout=10_000)


def test_an_open_window_delivers(program, qtbot, sqlite_desk):
    queue(sqlite_desk)
    begin(program, qtbot, sqlite_desk)
    qtbot.waitUntil(lambda: state(sqlite_desk) == ["Sent"], timeout=10_000)


def test_a_notification_stands_in_the_window(program, qtbot, sqlite_desk):
    queue(sqlite_desk, "Desktop notification")
    begin(program, qtbot, sqlite_desk)
    qtbot.waitUntil(lambda: program.window.message.text == "No Internet", timeout=10_000)
    qtbot.waitUntil(lambda: state(sqlite_desk) == ["Sent"])


def test_who_does_not_want_it_switches_it_off_and_on(program, qtbot, sqlite_desk):
    program.preferences.set("agent_in_window", False)
    queue(sqlite_desk)
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(lambda: program.window is not None and bool(program.window.desk.database._listeners))
    assert program.agent.worker is None
    program.preferences.set("agent_in_window", True)
    qtbot.waitUntil(lambda: state(sqlite_desk) == ["Sent"], timeout=10_000)
    program.preferences.set("agent_in_window", False)
    assert program.agent.worker is None


def late_sheet(program):
    return next((each for each in program.window.findChildren(LateWorkSheet) if each.isVisible()), None)


def test_late_work_is_asked_about_and_sent_when_that_is_wanted(program, qtbot, sqlite_desk):
    queue(sqlite_desk, ago=2 * HOUR)
    begin(program, qtbot, sqlite_desk)
    qtbot.waitUntil(lambda: late_sheet(program) is not None, timeout=10_000)
    assert late_sheet(program).list.topLevelItemCount() == 1
    assert state(sqlite_desk) == ["Queued"]
    # It comes by itself, so an Enter that was meant for the window below does nothing.
    qtbot.keyClick(late_sheet(program), Qt.Key.Key_Return)
    assert late_sheet(program) is not None
    late_sheet(program).send_button.click()
    qtbot.waitUntil(lambda: state(sqlite_desk) == ["Sent"], timeout=10_000)


def test_late_work_that_is_only_noted_is_cancelled(program, qtbot, sqlite_desk):
    queue(sqlite_desk, ago=2 * HOUR)
    begin(program, qtbot, sqlite_desk)
    qtbot.waitUntil(lambda: late_sheet(program) is not None, timeout=10_000)
    qtbot.mouseClick(late_sheet(program).note_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: state(sqlite_desk) == ["Cancelled"], timeout=10_000)


def test_who_answers_later_is_reminded(program, qtbot, sqlite_desk):
    queue(sqlite_desk, ago=2 * HOUR)
    begin(program, qtbot, sqlite_desk)
    qtbot.waitUntil(lambda: late_sheet(program) is not None, timeout=10_000)
    qtbot.keyClick(late_sheet(program), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: program.window.message.text == "Nothing that is late was sent yet.")
    assert state(sqlite_desk) == ["Queued"]


def test_who_answers_later_can_still_have_it_sent(program, qtbot, sqlite_desk):
    queue(sqlite_desk, ago=2 * HOUR)
    begin(program, qtbot, sqlite_desk)
    qtbot.waitUntil(lambda: late_sheet(program) is not None, timeout=10_000)
    qtbot.keyClick(late_sheet(program), Qt.Key.Key_Escape)
    registry = program.window.desk.registry
    qtbot.waitUntil(lambda: not registry.why_disabled("agent.send_late"))
    registry.run("agent.send_late")
    qtbot.waitUntil(lambda: state(sqlite_desk) == ["Sent"], timeout=10_000)
    assert "waits for no answer" in registry.why_disabled("agent.send_late")


@pytest.fixture
def window_desk(qapp, sqlite_desk):
    desk = furnish(sqlite_desk, actor="Mei Okafor", listen=False)
    yield desk
    desk.background.stop()


def test_a_sheet_says_what_was_decided(qtbot, window_desk):
    sheet = LateWorkSheet(window_desk, [Overdue(0, "Escalation", "INC-0001: next step of Network", 1)], HOUR)
    qtbot.addWidget(sheet)
    heard = []
    sheet.decided.connect(heard.append)
    sheet.show()
    assert sheet.windowTitle() == "1 thing is late"
    qtbot.mouseClick(sheet.note_button, Qt.MouseButton.LeftButton)
    assert heard == [Decision.NOTE]


def test_where_nobody_answers_it_is_sent(qtbot, window_desk):
    late = [Overdue(0, "Escalation", "INC-0001: next step of Network", 1)]
    sheet = LateWorkSheet(window_desk, late, HOUR, seconds=1)
    qtbot.addWidget(sheet)
    heard = []
    sheet.decided.connect(heard.append)
    sheet.show()
    assert sheet.countdown.text() == "Sent in 1 second if nobody chooses."
    qtbot.waitUntil(lambda: heard == [Decision.SEND])


def test_a_sheet_that_somebody_has_opened_waits_for_the_answer(qtbot, window_desk):
    sheet = LateWorkSheet(window_desk, [Overdue(0, "Escalation", "INC-0001", 1)], HOUR, seconds=0)
    qtbot.addWidget(sheet)
    heard = []
    sheet.decided.connect(heard.append)
    sheet.show()
    assert not sheet.countdown.isVisible()
    qtbot.wait(1_200)
    assert heard == []


def test_each_late_thing_has_a_line_of_its_own(qtbot, window_desk):
    late = [Overdue(place, "Escalation", f"INC-000{place}", place) for place in (1, 2)]
    sheet = LateWorkSheet(window_desk, late, HOUR)
    qtbot.addWidget(sheet)
    assert [sheet.list.topLevelItem(row).text(2) for row in range(2)] == ["INC-0001", "INC-0002"]


def test_who_says_later_is_not_overruled(qtbot, window_desk):
    sheet = LateWorkSheet(window_desk, [Overdue(0, "Escalation", "INC-0001", 1)], HOUR, seconds=1)
    qtbot.addWidget(sheet)
    heard = []
    sheet.decided.connect(heard.append)
    sheet.show()
    with qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.wait(1_500)
    assert heard == []


# -- the vault


@pytest.fixture
def vault(monkeypatch):
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    monkeypatch.setattr(secret, "_COST", 2**8)
    monkeypatch.delenv(secret.PASSPHRASE_VARIABLE, raising=False)
    set_secret("outlet mail", "canary", passphrase=lambda: "correct horse")
    return Vault()


def test_the_vault_is_opened_once_for_the_window(qtbot, window_desk, vault):
    sheet = VaultSheet(window_desk.theme, window_desk.background, vault)
    qtbot.addWidget(sheet)
    sheet.show()
    assert vault.is_locked()
    qtbot.keyClicks(sheet.field, "wrong horse")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open the vault" in sheet.message.text)
    qtbot.keyClicks(sheet.field, "correct horse")
    with qtbot.waitSignal(vault.unlocked):
        qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    assert vault.secret_of("outlet mail") == "canary"
    assert not vault.is_locked()
    vault.set_secret("outlet chat", "another")
    assert (vault.secret_of("outlet chat"), vault.secret_of("outlet mail")) == ("another", "canary")


def test_a_locked_vault_is_told_of_at_the_start(program, qtbot, sqlite_desk, vault):
    program.begin(str(sqlite_desk.path))
    qtbot.waitUntil(
        lambda: program.window is not None and "lie in a vault" in program.window.message.text, timeout=10_000
    )
