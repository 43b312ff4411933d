"""A real IMAP server (Dovecot) on loopback, read by the agent: threads, moving, IDLE, and kill -9 in between.

    python tests/real_mailbox.py [KILLS]

The server runs as a user of its own, with a certificate made for it, in a folder that is thrown away. Where Dovecot is
not installed, the script says so and ends well.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from incidentdesk.agent.imap import try_out, wait_for_mail
from incidentdesk.agent.mail_job import MailReading, look_at
from incidentdesk.detect.mailbox_change import create_mailbox
from incidentdesk.detect.mailbox_list import MailboxRow, mailbox_of
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database

USER, PASSWORD = "help@example.org", "wörd of the box"
CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/home/Maildir
auth_mechanisms = plain login
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=plain {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
"""


def certificate(folder: Path) -> str:
    """A certificate for 127.0.0.1 that is its own authority, in PEM."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "IncidentDesk test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem.decode()


@contextmanager
def dovecot(folder: Path) -> Iterator[tuple[int, str]]:
    """The port of a server and the authority of its certificate."""
    as_root = os.geteuid() == 0
    import grp
    import pwd

    account = pwd.getpwnam("nobody") if as_root else pwd.getpwuid(os.geteuid())
    authority = certificate(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("home", "run", "state"):
        (folder / name).mkdir()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    group = grp.getgrgid(account.pw_gid).gr_name
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, user=account.pw_name, group=group, port=port), encoding="utf-8")
    named: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if as_root else {}
    if as_root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
    server = subprocess.Popen([str(shutil.which("dovecot")), "-F", "-c", str(config)], **named)
    try:
        _until(lambda: _answers(port), folder / "log")
        yield port, authority
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _until(what: Any, log: Path | None = None, seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise SystemExit("it did not happen in time\n" + (log.read_text() if log and log.exists() else ""))
        time.sleep(0.02)


class Post:
    """Lays mails into the mailbox, as a mail server does."""

    def __init__(self, folder: Path) -> None:
        self.maildir = folder / "home" / "Maildir"
        self.count = 0

    def deliver(self, text: str, **headers: str) -> str:
        self.count += 1
        message_id = f"<{self.count}@example.com>"
        head = {"From": "Ann Lee <ann@example.com>", "Subject": f"Mail {self.count}", **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items())
        raw = f"{lines}Message-ID: {message_id}\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\n{text}\r\n"
        name = f"{int(time.time())}.{self.count}.test"
        unfinished = self.maildir / "tmp" / name
        unfinished.write_bytes(raw.encode())
        shutil.chown(unfinished, *_owner(self.maildir))
        unfinished.rename(self.maildir / "new" / name)
        return message_id


def _owner(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


def counted(desk: Database, sql: str) -> int:
    with desk.read() as reader:
        return int(reader.rows(sql)[0][0])


def row_of(desk: Database, mailbox_id: int) -> MailboxRow:
    with desk.read() as reader:
        found = mailbox_of(reader, mailbox_id)
    assert found is not None
    return found


def look(desk: Database, mailbox_id: int) -> bool:
    return look_at(desk, row_of(desk, mailbox_id), lambda _name: PASSWORD, lambda line: print("   ", line))


def refusal_of(row: MailboxRow, password: str) -> str:
    try:
        return try_out(row, lambda _name: password)
    except Refused as refused:
        return str(refused)


def killed_between(database: Path, mailbox_id: int) -> None:
    """A program that is killed when a mail is taken in and not yet moved."""
    code = (
        "import os, signal, sys; sys.path.insert(0, '.')\n"
        "from tests import real_mailbox as it\n"
        "from incidentdesk.agent import imap\n"
        "imap._put_away = lambda *_arguments: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pathlib import Path\n"
        f"it.look(it.open_desk(Path({str(database)!r})), {mailbox_id})\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def main(kills: int) -> int:
    if not shutil.which("dovecot"):
        print("Dovecot is not installed; nothing was tried.")
        return 0
    with tempfile.TemporaryDirectory(prefix="mailbox-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with dovecot(folder) as (port, authority):
            _try_all(folder, port, authority, kills)
    print("fine")
    return 0


def _try_all(folder: Path, port: int, authority: str, kills: int) -> None:
    own = folder / "desk"
    own.mkdir()
    desk = open_desk(own / "desk.db")
    where = {"host": "127.0.0.1", "port": port, "user": USER, "moved_to": "IncidentDesk", "authority": authority}
    with desk.write(actor="test") as session:
        box = create_mailbox(session, name="Help", options=where, address=USER, interval=10)
        untrusted = create_mailbox(session, name="Untrusted", options={**where, "authority": ""}, enabled=False)
    print(try_out(row_of(desk, box), lambda _name: PASSWORD))
    for mailbox_id, password, wanted in ((untrusted, PASSWORD, "not to be trusted"), (box, "wrong", "refuses")):
        said = refusal_of(row_of(desk, mailbox_id), password)
        assert wanted in said, said
        assert password not in said
        print("as it should:", said)
    post = Post(folder)
    _read_and_thread(desk, box, post)
    _die_in_between(desk, own, box, post, kills)
    _wait_and_run(desk, box, post)
    desk.close()


def _read_and_thread(desk: Database, box: int, post: Post) -> None:
    first = post.deliver("It is down.")
    assert look(desk, box)
    post.deliver("Still down.", In_Reply_To=first, Subject="Re: Mail 1")
    assert look(desk, box)
    assert counted(desk, "SELECT count(*) FROM incident") == 1
    assert counted(desk, "SELECT count(*) FROM entry") == 1
    assert not list((post.maildir / "new").iterdir()) + list((post.maildir / "cur").iterdir())
    moved = post.maildir / ".IncidentDesk"
    assert len(list((moved / "cur").iterdir()) + list((moved / "new").iterdir())) == 2


def _die_in_between(desk: Database, own: Path, box: int, post: Post, kills: int) -> None:
    before = counted(desk, "SELECT count(*) FROM incident")
    for _round in range(kills):
        post.deliver("once", From=f"p{_round}@example.com")
        killed_between(own / "desk.db", box)
        assert look(desk, box)
    made = counted(desk, "SELECT count(*) FROM incident") - before
    print(f"killed {kills} times between keeping and moving: {kills} mails, {made} incidents")
    assert made == kills


def _wait_and_run(desk: Database, box: int, post: Post) -> None:
    before = counted(desk, "SELECT count(*) FROM mail")
    threading.Timer(1.0, lambda: post.deliver("told at once")).start()
    began = time.monotonic()
    assert wait_for_mail(row_of(desk, box), lambda _name: PASSWORD, 30.0, lambda: False)
    print(f"IDLE woke after {time.monotonic() - began - 1.0:.1f} s")
    reading = MailReading(desk, lambda: True, print, secret_of=lambda _name: PASSWORD)
    reading.begin()
    _until(lambda: counted(desk, "SELECT count(*) FROM mail") == before + 1)
    began = time.monotonic()
    post.deliver("by the agent")
    _until(lambda: counted(desk, "SELECT count(*) FROM mail") == before + 2)
    print(f"the agent took a mail in after {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    reading.stop()
    print(f"and stopped in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
