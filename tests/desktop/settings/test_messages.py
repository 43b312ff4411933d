"""Outlets in the settings: set up, tried, and their secrets kept where nobody reads them."""

import socket

import pytest
from aiosmtpd.controller import Controller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place
from incidentdesk.desktop.settings.messages import MessagesSection
from incidentdesk.desktop.settings.outlet_dialog import OutletDialog
from incidentdesk.desktop.vault import Vault
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.outlet_list import outlets
from incidentdesk.refusal import Refused

CANARY = "s3cret-canary"


class Drawer(Vault):
    """A vault that keeps in memory what the keyring of an account would."""

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.refusal = ""

    def secret_of(self, name):
        return self.kept.get(name)

    def set_secret(self, name, value):
        if self.refusal:
            raise Refused(self.refusal)
        self.kept[name] = value

    def is_locked(self):
        return False


class Letterbox:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):
        self.letters.append(envelope)
        return "250 taken"


@pytest.fixture
def letterbox():
    box = Letterbox()
    box.port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    server.stop()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    desk = furnish(sqlite_desk, actor="Mei", preferences=preferences, theme=theme, vault=Drawer())
    yield desk
    desk.background.stop()


@pytest.fixture
def section(desk, qtbot):
    settings = next(place for place in PLACES if place.key == "settings")
    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list")), settings), ())
    qtbot.addWidget(window)
    window.go_to("settings")
    window.show()
    qtbot.waitActive(window)
    window.page.show_section("Messages")
    section = next(each for each in window.page.sections_made if isinstance(each, MessagesSection))
    qtbot.waitUntil(lambda: not desk.background.jobs)
    return section


def stored(desk):
    with desk.database.read() as reader:
        return outlets(reader)


def the_dialog(section, qtbot):
    def shown():
        return [each for each in section.window().findChildren(OutletDialog) if each.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    dialog = shown()[0]
    qtbot.waitUntil(lambda: dialog.form.isEnabled() and not section._desk.background.jobs)
    return dialog


def fill(dialog, **facts):
    for name, value in facts.items():
        field = dialog.form.fields[name]
        (field.choose if hasattr(field, "choose") else field.setText)(value)


def set_mail_up(desk, port):
    options = {"host": "127.0.0.1", "port": port, "security": "Not encrypted", "sender": "it@example.org"}
    with desk.database.write(actor="Mei") as session:
        return create_outlet(session, name="Mail", kind=OutletKind.EMAIL, options=options)


def test_e_mail_is_set_up_and_its_password_stands_in_no_row(section, desk, qtbot, sqlite_desk):
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    fill(dialog, name="Mail", host="mail.example.org", user="desk", sender="it@example.org")
    qtbot.keyClicks(dialog.secret, CANARY)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(desk.vault.kept))
    row = stored(desk)[0]
    assert (row.name, row.options["host"], row.options["port"]) == ("Mail", "mail.example.org", 587)
    assert desk.vault.kept == {row.secret_name: CANARY}
    with sqlite_desk.read() as reader:
        assert CANARY not in str(reader.rows("SELECT * FROM outlet") + reader.rows("SELECT changes FROM ledger"))
    qtbot.waitUntil(lambda: section.outlets.names.count() == 1)
    assert section.outlets.names.item(0).text() == "Mail · E-mail"


def test_a_secret_that_cannot_be_kept_leaves_the_outlet_and_what_was_typed(section, desk, qtbot):
    desk.vault.refusal = "The keyring does not answer."
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    fill(dialog, name="Room", kind=str(OutletKind.APPRISE))
    qtbot.keyClicks(dialog.secret, "json://room.example.org")
    dialog.accept()
    qtbot.waitUntil(lambda: "not its secret: The keyring does not answer." in dialog.message.text)
    desk.vault.refusal = ""
    qtbot.waitUntil(lambda: dialog.form.isEnabled() and dialog.save.isEnabled())
    dialog.accept()
    qtbot.waitUntil(lambda: list(desk.vault.kept.values()) == ["json://room.example.org"])
    assert len(stored(desk)) == 1


def test_each_kind_shows_its_own_fields(section, qtbot):
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    shown = {}
    for kind in OutletKind:
        dialog.kind.choose(str(kind))
        names = [name for name in ("host", "user", "form") if dialog.form.fields[name].isVisible()]
        shown[kind] = (*names, *(["secret"] if dialog.secret_box.isVisible() else []))
    assert shown == {
        OutletKind.EMAIL: ("host", "user", "secret"),
        OutletKind.APPRISE: ("secret",),
        OutletKind.WEBHOOK: ("form", "secret"),
        OutletKind.DESKTOP: (),
        OutletKind.COPY: (),
    }
    dialog.reject()


def test_what_a_mail_server_needs_is_asked_for_before_it_is_saved(section, desk, qtbot):
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    fill(dialog, name="Mail")
    dialog.accept()
    assert "Name the mail server" in dialog.form.error("host")
    assert stored(desk) == []
    dialog.reject()


def test_a_change_keeps_the_options_that_nobody_touched(section, desk, qtbot, letterbox):
    set_mail_up(desk, letterbox.port)
    section.outlets.reload()
    qtbot.waitUntil(lambda: section.outlets.names.count() == 1)
    section.outlets.names.setCurrentRow(0)
    section.outlets.names.setFocus()
    qtbot.keyClick(section.outlets.names, Qt.Key.Key_Return)
    dialog = the_dialog(section, qtbot)
    fill(dialog, sender="desk@example.org", enabled="off")
    dialog.accept()
    qtbot.waitUntil(lambda: stored(desk)[0].options["sender"] == "desk@example.org")
    row = stored(desk)[0]
    assert (row.options["host"], row.options["port"], row.enabled) == ("127.0.0.1", letterbox.port, False)


def test_a_test_message_really_goes_out(section, desk, qtbot, letterbox):
    outlet_id = set_mail_up(desk, letterbox.port)
    section.outlets._open(outlet_id)
    dialog = the_dialog(section, qtbot)
    qtbot.waitUntil(dialog.try_it.isEnabled)
    dialog.address.setText("mei@example.org")
    dialog.try_it.click()
    qtbot.waitUntil(lambda: "was taken" in dialog.message.text)
    assert letterbox.letters[0].rcpt_tos == ["mei@example.org"]
    dialog.reject()


def test_what_was_typed_is_tried_before_it_is_saved(section, desk, qtbot, letterbox):
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    fill(dialog, name="Mail", host="127.0.0.1", security="Not encrypted", port=str(letterbox.port), sender="none")
    dialog.address.setText("mei@example.org")
    dialog.try_it.click()
    assert "Give the address from which messages come" in dialog.form.error("sender")
    fill(dialog, sender="it@example.org")
    dialog.try_it.click()
    qtbot.waitUntil(lambda: "was taken" in dialog.message.text)
    assert (letterbox.letters[0].rcpt_tos, stored(desk)) == (["mei@example.org"], [])
    dialog.reject()


def test_a_secret_that_was_typed_is_tried_before_it_is_kept(section, desk, qtbot):
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    fill(dialog, name="Room", kind=str(OutletKind.WEBHOOK))
    qtbot.keyClicks(dialog.secret, f"http://127.0.0.1:{free_port()}/hook/{CANARY}")
    dialog.try_it.click()
    qtbot.waitUntil(lambda: "can't be reached" in dialog.message.text, timeout=15_000)
    assert CANARY not in dialog.message.text
    assert (desk.vault.kept, stored(desk)) == ({}, [])
    dialog.reject()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("port", "99999", "A port is a number"),
        ("host", "mail example", "Name the mail server"),
        ("sender", "desk", "Give the address"),
        ("authority", "no certificate", "needed as PEM"),
    ],
)
def test_what_is_wrong_is_said_below_its_field(section, qtbot, field, value, sentence):
    section.outlets.add_button.click()
    dialog = the_dialog(section, qtbot)
    fill(dialog, name="Mail", host="mail.example.org", sender="it@example.org")
    box = dialog.form.fields[field]
    (box.setPlainText if hasattr(box, "setPlainText") else box.setText)(value)
    dialog.accept()
    assert sentence in dialog.form.error(field)
    dialog.reject()


def test_a_server_that_is_not_there_is_said(section, desk, qtbot):
    outlet_id = set_mail_up(desk, free_port())
    section.outlets._open(outlet_id)
    dialog = the_dialog(section, qtbot)
    qtbot.waitUntil(dialog.try_it.isEnabled)
    dialog.address.setText("mei@example.org")
    dialog.try_it.click()
    qtbot.waitUntil(lambda: "127.0.0.1" in dialog.message.text, timeout=15_000)
    dialog.reject()


def test_an_outlet_of_the_sample_says_that_nothing_leaves_by_it(section, desk, qtbot, letterbox):
    options = {"host": "127.0.0.1", "port": letterbox.port, "security": "Not encrypted", "sender": "it@example.org"}
    with desk.database.write(actor="Mei") as session:
        outlet_id = create_outlet(session, name="Mail", kind=OutletKind.EMAIL, options={**options, "nowhere": True})
    section.outlets.reload()
    qtbot.waitUntil(lambda: section.outlets.names.count() == 1)
    assert section.outlets.names.item(0).text() == "Mail · E-mail · of the sample, nothing leaves by it"
    section.outlets._open(outlet_id)
    dialog = the_dialog(section, qtbot)
    qtbot.waitUntil(lambda: "came with the sample" in dialog.meaning.text())
    dialog.try_it.click()
    qtbot.waitUntil(lambda: "nothing leaves by it" in dialog.message.text)
    assert letterbox.letters == []
    dialog.reject()


def test_the_key_of_the_label_leads_to_the_outlets(section):
    label = next(each for each in section.findChildren(QLabel) if each.text() == "&Outlets")
    assert label.buddy() is section.outlets.names
