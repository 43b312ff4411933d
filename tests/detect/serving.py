"""Servers on this machine that the checks are held to, good and bad."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Serve = Callable[[socket.socket], None]


@contextmanager
def serving(serve: Serve, host: str = "127.0.0.1") -> Iterator[int]:
    """Calls `serve` with each connection, on a thread of its own; gives the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family)
    stopping = threading.Event()

    def each(connection: socket.socket) -> None:
        # Whoever asked may be gone at any moment.
        try:
            with connection:
                serve(connection)
        except OSError:
            pass

    def accept() -> None:
        while not stopping.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=each, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def answering(
    body: bytes = b"OK", status: str = "200 OK", headers: str = "", heard: list[bytes] | None = None
) -> Serve:
    """Answers every request over HTTP alike, and keeps what was asked."""

    def serve(connection: socket.socket) -> None:
        request = connection.recv(65_536)
        if heard is not None:
            heard.append(request)
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
        connection.sendall(head.encode() + body)

    return serve


def saying(*lines: bytes, after: float = 0.0) -> Serve:
    """Says the first line at once, and each next one when something was heard."""

    def serve(connection: socket.socket) -> None:
        for number, line in enumerate(lines):
            if number and not connection.recv(4_096):
                return
            connection.sendall(line)
        connection.recv(4_096)

    return serve


def certificate(folder: Path, *, days: int, host: str = "127.0.0.1") -> ssl.SSLContext:
    """A context of a server with a self-signed certificate that ends in so many days; its PEM lies in the folder."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=100))
        .not_valid_after(now + datetime.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


def secured(context: ssl.SSLContext, serve: Serve) -> Serve:
    def over_tls(connection: socket.socket) -> None:
        connection.settimeout(10)
        with context.wrap_socket(connection, server_side=True) as inner:
            serve(inner)

    return over_tls
