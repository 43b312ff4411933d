"""What the tests of the agent share: real servers on this machine, good and bad, and a desk with messages for them."""

import datetime
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from incidentdesk import clock
from incidentdesk.agent.delivery import Post
from incidentdesk.agent.letter import Letter
from incidentdesk.prepare.outlet_change import checked_options, create_outlet
from incidentdesk.prepare.outlet_list import OutletRow, outlets
from incidentdesk.respond.announcement import announcement
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.outbox_list import OutboxRow, outbox
from incidentdesk.store import ledger
from incidentdesk.store.database import Database


class MailServer:
    """Takes messages, unless `answers` says how the next commands DATA and RCPT end."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.data_answers: list[str] = []
        self.recipient_answers: list[str] = []
        self.dies_after_data = False
        self.seconds = 0.0

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:
        import asyncio

        if self.data_answers:
            return self.data_answers.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.dies_after_data:
            server.transport.abort()
        await asyncio.sleep(self.seconds)
        return "250 taken"

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.taken]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


@pytest.fixture
def start_mail() -> Iterator[Callable[..., tuple[MailServer, int]]]:
    """Starts mail servers; options are those of aiosmtpd."""
    started: list[Controller] = []

    def start(**options: Any) -> tuple[MailServer, int]:
        handler = MailServer()
        kind = options.pop("controller", Controller)
        server = kind(handler, hostname="127.0.0.1", port=free_port(), **options)
        server.start()
        started.append(server)
        return handler, server.port

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def listening() -> Iterator[Callable[[Callable[[socket.socket], None]], int]]:
    """Starts servers that do with each connection what a function says; returns the port."""
    ending = threading.Event()
    opened: list[socket.socket] = []

    def start(answer: Callable[[socket.socket], None]) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def accept() -> None:
            while not ending.is_set():
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                opened.append(connection)
                threading.Thread(target=_quietly, args=(answer, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return int(server.getsockname()[1])

    yield start
    ending.set()
    for each in opened:
        each.close()


def _quietly(answer: Callable[[socket.socket], None], connection: socket.socket) -> None:
    try:
        answer(connection)
    except (OSError, ValueError):
        connection.close()


def hang(connection: socket.socket) -> None:
    """Takes what comes and says nothing."""
    while connection.recv(4096):
        pass


def drip(text: bytes, pause: float = 0.2) -> Callable[[socket.socket], None]:
    """Says a text again and again, a byte at a time."""

    def answer(connection: socket.socket) -> None:
        while True:
            for byte in text:
                connection.sendall(bytes([byte]))
                time.sleep(pause)

    return answer


class HttpServer(ThreadingHTTPServer):
    """Answers every post with a status, and keeps what was posted."""

    daemon_threads = True

    def __init__(self) -> None:
        self.status, self.body = 200, b"ok"
        self.headers: dict[str, str] = {}
        self.posted: list[Any] = []
        super().__init__(("127.0.0.1", 0), Answering)


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        posted = self.rfile.read(int(self.headers["Content-Length"]))
        server.posted.append((self.path, dict(self.headers), posted))
        self.send_response(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(server.body)))
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HttpServer]:
    started = HttpServer()
    thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Path, Path]]:
    """Makes self-signed certificates: the one for localhost is good where it is trusted."""
    folder = tmp_path_factory.mktemp("certificates")

    def make(name: str = "localhost", days: int = 30) -> tuple[Path, Path]:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - datetime.timedelta(days=400))
            .not_valid_after(until)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        stem = folder / uuid4().hex
        pem = stem.with_suffix(".pem")
        pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = stem.with_suffix(".key")
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return pem, private

    return make


def server_context(pem: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return context


def let_in(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
    return AuthResult(success=data.password == b"canary-password", handled=False)


def mail_outlet(port: int, **options: Any) -> OutletRow:
    facts = {"host": "localhost", "port": port, "security": "Not encrypted", "sender": "desk@example.com", **options}
    return OutletRow(1, "k", "Mail", "E-mail", checked_options("E-mail", facts), True, "", 1)


def letter(**facts: Any) -> Letter:
    values = {
        "recipient": "Ada Novák", "address": "ada@example.com", "subject": "[INC-0001] Down: größer", "body": "Alles\n",
        "message_id": "<1@incidentdesk.invalid>", "incident": "INC-0001", "at": 1_700_000_000_000_000, "late": False,
    }  # fmt: skip
    return Letter(**{**values, **facts})


class Outbox:
    """A desk whose outlets lead to servers on this machine."""

    def __init__(self, desk: Database) -> None:
        self.desk = desk
        self.secrets: dict[str, str] = {}
        self._count = 0

    @property
    def post(self) -> Post:
        return Post(secret_of=self.secrets.get)

    def mail(self, port: int, name: str = "Mail", **facts: Any) -> int:
        options = {"host": "127.0.0.1", "port": port, "security": "Not encrypted", "sender": "desk@example.com"}
        with self.desk.write(actor="Mei Okafor") as session:
            return create_outlet(session, name=name, kind="E-mail", options=options, **facts)

    def secret_outlet(self, name: str, kind: str, secret: str, **facts: Any) -> int:
        with self.desk.write(actor="Mei Okafor") as session:
            made = create_outlet(session, name=name, kind=kind, **facts)
        self.secrets[self.row_of(made).secret_name] = secret
        return made

    def row_of(self, outlet_id: int) -> OutletRow:
        with self.desk.read() as reader:
            return next(each for each in outlets(reader) if each.id == outlet_id)

    def queue(self, outlet_id: int | None, *, kind: str = "Status update", **facts: Any) -> int:
        self._count += 1
        key = f"m{self._count}-{uuid4().hex}"
        with self.desk.write(actor="Mei Okafor") as session:
            about = ledger.insert(
                session,
                announcement,
                {"key": key, "kind": kind, "subject": "Down", "body": "All of it", "state": "Sent",
                 "written_at": session.at, "written_by": "Mei Okafor"},
            )  # fmt: skip
            values = {
                "key": key, "announcement_id": about, "outlet_id": outlet_id, "recipient": f"Ada {self._count}",
                "address": "ada@example.com", "subject": "Down", "body": "All of it", 
                "message_id": f"<{key}@x.invalid>",
                "state": "Queued", "queued_at": session.at, "next_at": session.at,
            }  # fmt: skip
            return ledger.insert(session, outbox_message, {**values, **facts})

    def rows(self) -> list[OutboxRow]:
        """Oldest first."""
        with self.desk.read() as reader:
            return sorted(outbox(reader), key=lambda row: row.id)

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]


@pytest.fixture
def box(sqlite_desk: Database) -> Outbox:
    return Outbox(sqlite_desk)


class Held:
    """A clock that stands until it is moved on."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)

    def after(self, **span: float) -> None:
        self.now += datetime.timedelta(**span)

    @property
    def stored(self) -> int:
        return clock.stored(self.now)


@pytest.fixture
def held() -> Iterator[Held]:
    source = Held()
    clock.hold(lambda: source.now)
    yield source
    clock.hold(None)
