"""Setting up mailboxes: the dialog with its password, trying, reading now, and the last trouble."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from incidentdesk.desktop.respond.mailbox_dialog import MailboxDialog
from incidentdesk.detect.mailbox_change import create_mailbox, note_look
from incidentdesk.detect.mailbox_list import mailboxes
from incidentdesk.prepare.outlet_change import Security
from incidentdesk.refusal import Refused
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read
from tests.desktop.investigate.conftest import furnished
from tests.desktop.respond.intake_window import triage
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "triage"]

PASSPHRASE, PASSWORD = "a long passphrase", "hunter2-hunter2"


@pytest.fixture
def mailbox_id(held_clock, sqlite_desk):
    options = {"host": "127.0.0.1", "port": 9, "security": "STARTTLS", "user": "help"}
    return act(sqlite_desk, create_mailbox, name="Help desk", options=options, address="help@example.com")


@pytest.fixture
def lead(triage, monkeypatch):
    monkeypatch.setenv("INCIDENTDESK_VAULT_PASSPHRASE", PASSPHRASE)
    return triage("mailboxes")


def fill(dialog, **values):
    for name, value in values.items():
        field = dialog.form.fields[name]
        field.choose(value) if hasattr(field, "choose") else field.setText(value)


def test_a_mailbox_is_set_up_with_its_password_in_the_vault(sqlite_desk, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(MailboxDialog)
    assert dialog.secret.echoMode() == QLineEdit.EchoMode.Password
    fill(dialog, name="Help desk", host="imap.example.com", user="help", address="help@example.com", moved_to="Done")
    dialog.secret.setText(PASSWORD)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: lead.cells("name") == ["Help desk"], timeout=20_000)
    row = read(sqlite_desk, mailboxes)[0]
    assert (row.options["host"], row.options["moved_to"], row.address) == (
        "imap.example.com", "Done", "help@example.com",
    )  # fmt: skip
    assert PASSWORD not in str(row)
    assert lead.desk.vault.secret_of(row.secret_name) == PASSWORD
    QAbstractItemModelTester(lead.pane.table.model())


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": ""}, "name", "A mailbox needs a name."),
        ({"host": ""}, "host", "Name the mail server"),
        ({"user": ""}, "user", "Name the user who signs in"),
        ({"port": "many"}, "port", "A port is a number"),
        ({"security": str(Security.NONE)}, "port", "not encrypted"),
    ],
)
def test_what_is_missing_is_said_beside_it(sqlite_desk, lead, values, field, sentence):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(MailboxDialog)
    fill(dialog, **{"name": "Help desk", "host": "imap.example.com", "user": "help", **values})
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert sentence in dialog.form.error(field)
    assert read(sqlite_desk, mailboxes) == []


def test_the_encryption_proposes_its_port(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(MailboxDialog)
    dialog.security.choose("STARTTLS")
    assert dialog.form.fields["port"].text() == "143"


def test_only_oauth_asks_where_tokens_are_fetched(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(MailboxDialog)
    assert not dialog.form.fields["token_url"].isVisible()
    dialog.way.choose("OAuth 2")
    assert dialog.form.fields["token_url"].isVisible()
    assert dialog.secret.accessibleName() == "Token"


def test_a_change_of_one_option_leaves_the_others(sqlite_desk, mailbox_id, lead):
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(MailboxDialog)
    lead.qtbot.waitUntil(dialog.form.isEnabled)
    fill(dialog, folder="Support")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, mailboxes)[0].options["folder"] == "Support")
    assert read(sqlite_desk, mailboxes)[0].options["port"] == 9


def test_trying_says_what_is_wrong_and_the_window_goes_on(mailbox_id, lead):
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(MailboxDialog)
    lead.qtbot.waitUntil(dialog.try_it.isEnabled)
    dialog.try_it.click()
    lead.qtbot.waitUntil(lambda: "The password of" in dialog.message.text, timeout=20_000)
    assert dialog.try_it.isEnabled()
    fill(dialog, user="somebody")
    assert dialog.try_it.toolTip() == "Save it first."


def test_reading_now_keeps_the_trouble_where_it_is_seen(sqlite_desk, mailbox_id, lead):
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: "The password of" in lead.pane.message.text, timeout=20_000)
    lead.qtbot.waitUntil(lambda: lead.cells("state") == ["in trouble"])
    assert "The password of" in lead.cells("trouble")[0]


def test_what_was_read_is_told(sqlite_desk, mailbox_id, lead, monkeypatch):
    from incidentdesk.agent import imap

    raw = b"From: a@example.com\r\nSubject: Help\r\nMessage-ID: <9@example.com>\r\n\r\nIt is broken.\r\n"
    monkeypatch.setattr(imap, "look", lambda row, secret_of, take: take(raw, 1, 7))
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: "1 new incident:" in lead.pane.message.text)
    monkeypatch.setattr(imap, "look", lambda row, secret_of, take: None)
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: "nothing new" in lead.pane.message.text)
    lead.qtbot.waitUntil(lambda: lead.cells("state") == ["is read"])


def test_a_mailbox_is_switched_off_and_removed(sqlite_desk, mailbox_id, lead):
    lead.press(Key.Key_W)
    lead.qtbot.waitUntil(lambda: lead.cells("state") == ["switched off"])
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, mailboxes) == [])
    lead.undo()
    assert [row.name for row in read(sqlite_desk, mailboxes)] == ["Help desk"]


def test_news_of_trouble_are_shown_at_once(sqlite_desk, mailbox_id, lead):
    act(sqlite_desk, note_look, mailbox_id, "The server hung up.")
    lead.qtbot.waitUntil(lambda: lead.cells("trouble") == ["The server hung up."])


def test_a_mailbox_that_is_gone_is_said(lead):
    from incidentdesk.desktop.respond.mailbox_reading import row_of

    with pytest.raises(Refused, match="not there any more"):
        row_of(lead.desk.database, 99)


def test_every_control_of_the_dialog_is_named(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(MailboxDialog)
    shown = [each for each in controls(dialog) if each.isVisible()]
    assert [each for each in shown if not each.accessibleName() or not each.accessibleDescription()] == []
