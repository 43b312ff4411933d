"""Canaries that are planted as secrets are found nowhere but where they belong (sec-10)."""

import io
import logging
import zipfile

import keyring
import pytest

from incidentdesk.agent.delivery import Post
from incidentdesk.agent.loop import Agent
from incidentdesk.detect.transfer.packing import export_everything
from incidentdesk.prepare import secret
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.outlet_list import outlet_of
from incidentdesk.prepare.secret import set_secret
from incidentdesk.store.backup import back_up
from tests.agent.conftest import hang, let_in, server_context

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

CANARIES = [f"canary{number:02d}x7f3e" for number in range(12)]


@pytest.fixture(autouse=True)
def vault(monkeypatch):
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    monkeypatch.setattr(secret, "_COST", 2**8)
    monkeypatch.setenv(secret.PASSPHRASE_VARIABLE, CANARIES[11])


def plant(box, start_mail, certificates, listening):
    """Outlets of every kind that fail in every way, each with a secret."""
    pem, key = certificates()
    _server, port = start_mail(
        tls_context=server_context(pem, key), authenticator=let_in, auth_required=True, require_starttls=True
    )
    mail = {"host": "localhost", "port": port, "security": "STARTTLS", "user": "desk", "sender": "desk@example.com"}
    trusted = {**mail, "authority": pem.read_text()}
    hanging = listening(hang)
    facts = [
        ("E-mail", mail, CANARIES[0]),
        ("E-mail", trusted, CANARIES[1]),
        ("E-mail", {**trusted, "port": 1}, CANARIES[2]),
        ("Webhook", {"form": "Slack"}, f"https://127.0.0.1:1/services/{CANARIES[3]}"),
        ("Webhook", {}, f"http://user:{CANARIES[4]}@127.0.0.1:1/x?token={CANARIES[5]}"),
        ("Webhook", {}, CANARIES[6]),
        ("Webhook", {}, f"https://localhost:{port}/{CANARIES[7]}"),
        ("Chat or service", {}, f"json://127.0.0.1:1/?+X-Token={CANARIES[8]}"),
        ("Chat or service", {}, f"json://user:{CANARIES[9]}@127.0.0.1:{hanging}/"),
        ("Chat or service", {}, f"nonsense://{CANARIES[10]}"),
    ]
    for number, (kind, options, value) in enumerate(facts):
        with box.desk.write(actor="Mei Okafor") as session:
            made = create_outlet(session, name=f"Outlet {number}", kind=kind, options=options)
        with box.desk.read() as reader:
            set_secret(outlet_of(reader, made).secret_name, value)
        box.queue(made)


def everything_in(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return b"".join(opened.read(name) for name in opened.namelist())


def test_no_canary_is_found_anywhere(box, start_mail, certificates, listening, tmp_path, capfd, caplog, monkeypatch):
    from incidentdesk.agent import apprise_sending

    monkeypatch.setattr(apprise_sending, "_SILENCE", 1.0)
    log = tmp_path / "everything.log"
    handler = logging.FileHandler(log)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    try:
        plant(box, start_mail, certificates, listening)
        lines = []
        Agent(box.desk, post=Post(), tell_line=lines.append).once(seconds=30)
        export_everything(box.desk, tmp_path / "all.incidentdesk")
        back_up(box.desk, tmp_path / "backup.db")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert {row.attempts for row in box.rows() if row.outlet} == {1}
    assert all(row.trouble for row in box.rows())
    searched = {
        # What was written last stands beside the file.
        "database": b"".join(file.read_bytes() for file in box.desk.path.parent.glob(f"{box.desk.path.name}*")),
        "backup": (tmp_path / "backup.db").read_bytes(),
        "export": everything_in((tmp_path / "all.incidentdesk").read_bytes()),
        "log": log.read_bytes() + caplog.text.encode(),
        "screen": "".join(capfd.readouterr()).encode(),
        "lines": "\n".join(lines).encode(),
        "troubles": "\n".join(row.trouble for row in box.rows()).encode(),
        "vault": secret.vault_file().read_bytes(),
    }
    found = [(where, canary) for where, text in searched.items() for canary in CANARIES if canary.encode() in text]
    assert found == []


def test_a_crash_report_holds_no_canary(box, start_mail, monkeypatch):
    """Whatever a library raises is told by its kind only."""
    import traceback

    from incidentdesk.agent import delivery
    from incidentdesk.agent.delivery import send
    from incidentdesk.agent.letter import Undelivered
    from tests.agent.conftest import letter

    def broken(_outlet, address, _letter):
        raise RuntimeError(f"could not reach {address}")

    monkeypatch.setattr(delivery, "send_webhook", broken)
    made = box.secret_outlet("Room", "Webhook", f"https://example.com/{CANARIES[0]}")
    with pytest.raises(Undelivered, match="RuntimeError") as raised:
        send(box.row_of(made), letter(), box.post)
    assert CANARIES[0] not in "".join(traceback.format_exception(raised.value))
