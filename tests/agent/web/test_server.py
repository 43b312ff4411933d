"""When and where the agent listens: not at first, on this machine only, and elsewhere with TLS."""

import datetime
import ssl
import threading
import time

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from incidentdesk.agent.loop import Agent
from incidentdesk.agent.web import door
from incidentdesk.agent.web.door import Door
from incidentdesk.agent.web.listening import place_of, wanted
from incidentdesk.agent.web.server import WebServer
from incidentdesk.agent.web.site import Site
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused


@pytest.fixture
def certificate(tmp_path):
    """Paths of a certificate for localhost that signs itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return str(cert_file), str(key_file)


def choose(database, **settings):
    with database.write(actor="Mei") as session:
        for name, value in settings.items():
            set_setting(session, f"web_{name}", value)


@pytest.fixture
def opened(sqlite_desk):
    """A door that is looked after at once, and closed at the end."""
    found = Door(sqlite_desk, datetime.UTC, lambda _name: None)
    yield found
    found.close()


def test_nothing_is_listened_to_at_first(sqlite_desk, opened):
    with sqlite_desk.read() as reader:
        assert (wanted(reader).host, wanted(reader).port) == ("", 8787)
    assert opened.attend(True) == []


def test_it_opens_with_the_setting_and_closes_with_the_lease(sqlite_desk, opened):
    choose(sqlite_desk, listen="127.0.0.1", port=0, title="Störung?")
    [line] = opened.attend(True)
    address = line.removeprefix("Listening on ")
    assert "<h1>Störung?</h1>" in httpx.get(f"{address}/report", trust_env=False).text
    assert opened.attend(False) == [f"No longer listening on {address}"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/report", trust_env=False)


def test_a_changed_setting_holds_at_the_next_look(sqlite_desk, opened, monkeypatch):
    monkeypatch.setattr(door, "LOOK_EVERY", 0.0)
    choose(sqlite_desk, listen="127.0.0.1", port=0)
    address = opened.attend(True)[0].removeprefix("Listening on ")
    assert opened.attend(True) == []
    choose(sqlite_desk, form=False)
    closed, again = opened.attend(True)
    assert closed == f"No longer listening on {address}"
    assert httpx.get(f"{again.removeprefix('Listening on ')}/report", trust_env=False).status_code == 404
    choose(sqlite_desk, listen="")
    assert len(opened.attend(True)) == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "desk.example.org"])
def test_beyond_this_machine_tls_is_asked_for(sqlite_desk, host):
    with pytest.raises(Refused, match="give a certificate for TLS, or allow"):
        WebServer(Site(sqlite_desk), host, 0)


def test_beyond_this_machine_without_tls_only_where_somebody_allows_it(sqlite_desk):
    server = WebServer(Site(sqlite_desk), "0.0.0.0", 0, without_tls=True)
    server.start()
    assert httpx.get(f"http://127.0.0.1:{server.port}/report", trust_env=False).status_code == 200
    server.stop()


def test_with_a_certificate_it_speaks_tls_of_our_days(sqlite_desk, certificate):
    server = WebServer(Site(sqlite_desk), "localhost", 0, tls_cert=certificate[0], tls_key=certificate[1])
    server.start()
    try:
        trusting = ssl.create_default_context(cafile=certificate[0])
        assert httpx.get(f"{server.address}/report", verify=trusting, trust_env=False).status_code == 200
        assert server.address.startswith("https://localhost:")
        old = ssl.create_default_context(cafile=certificate[0])
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.address}/report", verify=old, trust_env=False)
    finally:
        server.stop()


def test_a_certificate_that_is_not_there_or_none_is_told(sqlite_desk, tmp_path):
    with pytest.raises(Refused, match="There is no file"):
        WebServer(Site(sqlite_desk), "127.0.0.1", 0, tls_cert=str(tmp_path / "none.pem"))
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    with pytest.raises(Refused, match="The certificate can't be used"):
        WebServer(Site(sqlite_desk), "127.0.0.1", 0, tls_cert=str(rubbish))


def test_a_taken_port_is_told_once_and_tried_again(serve, sqlite_desk, opened, monkeypatch):
    monkeypatch.setattr(door, "LOOK_EVERY", 0.0)
    port = int(serve().rpartition(":")[2])
    choose(sqlite_desk, listen="127.0.0.1", port=port)
    [line] = opened.attend(True)
    assert f"can't listen on \u2068127.0.0.1\u2069, port {port}" in line
    assert opened.attend(True) == []
    choose(sqlite_desk, port=0)
    assert opened.attend(True)[0].startswith("Listening on ")


@pytest.mark.parametrize("text", ["", "8787", "host:", ":80", "host:x", "host:70000", "host:-1", "host:٣"])
def test_what_is_no_address_is_told(text):
    with pytest.raises(Refused, match="is no address to listen on"):
        place_of(text)


def test_addresses_of_both_kinds_are_read():
    assert place_of("127.0.0.1:80") == ("127.0.0.1", 80)
    assert place_of("[::1]:8787") == ("::1", 8787)


def test_the_agent_listens_while_it_works(sqlite_desk):
    lines = []
    agent = Agent(sqlite_desk, tell_line=lines.append, listen="127.0.0.1:0")
    thread = threading.Thread(target=agent.run)
    thread.start()
    until = time.monotonic() + 10
    while not any(line.startswith("Listening") for line in lines) and time.monotonic() < until:
        time.sleep(0.05)
    address = next(line for line in lines if line.startswith("Listening")).removeprefix("Listening on ")
    try:
        health = httpx.get(f"{address}/health", trust_env=False)
        assert health.json()["works"] is True
        assert health.status_code == 200
    finally:
        agent.stop()
        thread.join(20)
    assert f"No longer listening on {address}" in lines


# -- health


def test_health_is_told_as_html_to_a_browser(serve):
    page = httpx.get(f"{serve()}/health", headers={"Accept": "text/html"}, trust_env=False)
    assert page.status_code == 503
    assert "No program works." in page.text
    assert '<th scope="row">Mail</th>' in page.text


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"X-Forwarded-For": "203.0.113.5"}, {"Forwarded": "for=203.0.113.5"}]
)
def test_health_is_told_to_nobody_else(serve, headers):
    answer = httpx.get(f"{serve()}/health", headers=headers, trust_env=False)
    assert answer.status_code == 404
    assert "owner" not in answer.text
