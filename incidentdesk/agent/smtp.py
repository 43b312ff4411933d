"""E-mail by SMTP (RFC 5321), encrypted and with the certificate verified unless it was asked for otherwise.

Where STARTTLS (RFC 3207) was chosen and the server does not offer it, nothing is sent: whoever sits in between may
have taken the offer away.
"""

import base64
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import Any

from incidentdesk import clock
from incidentdesk.agent.deadline import Deadline, deadline
from incidentdesk.agent.letter import Letter, Undelivered, without_secret
from incidentdesk.agent.trust import distrust, trusted
from incidentdesk.detect.mail_kind import LOOP_HEADER
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet_change import DEFAULT_PORT, Security
from incidentdesk.prepare.outlet_list import OutletRow

LONGEST = 30.0  # seconds for a whole message, and more for a file that goes along
_SLOWEST = 250_000  # bytes a second
LONGEST_SILENCE = 10.0  # seconds

# Takes what is secret out of a text of the server.
Hide = Callable[[str], str]


def send_mail(outlet: OutletRow, password: str | None, letter: Letter, *, seconds: float = LONGEST) -> None:
    """Hand a message to the mail server; raises Undelivered with what the server or the network said."""
    mail = mail_of(outlet, letter)
    options = outlet.options
    if options["user"] and not password:
        raise Undelivered(_("The password of {outlet} is missing. Enter it in the settings.").format(
            outlet=isolated(outlet.name)), outlet=True)  # fmt: skip
    data = letter.enclosure.data if letter.enclosure else None
    with deadline(seconds + len(data or b"") / _SLOWEST) as limit:
        try:
            _send(options, password, mail, "@".join(sendable(letter.address)), limit)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _undelivered(error, options, partial(_without_secrets, options["user"], password), limit) from None


def mail_of(outlet: OutletRow, letter: Letter) -> EmailMessage:
    """The message with its headers; raises Undelivered for an address or subject that no mail can have."""
    mail = EmailMessage()
    try:
        name, domain = sendable(letter.address)
        mail["From"] = Address(_plain(outlet.options.get("sender_name", "")), *sendable(outlet.options["sender"]))
        mail["To"] = Address(_plain(letter.recipient) if letter.recipient != letter.address else "", name, domain)
        mail["Subject"] = _plain(letter.subject)
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = letter.message_id
        if letter.incident:
            # Mail programs put all messages of an incident together.
            token = f"<{letter.incident.lower()}@incidentdesk.invalid>"
            mail["References"] = " ".join([*letter.answers, token])
        if letter.answers:
            mail["In-Reply-To"] = letter.answers[-1]
        # Nobody's holiday answers (RFC 3834).
        mail["Auto-Submitted"] = "auto-replied" if letter.automatic else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail[LOOP_HEADER] = "1"
        mail.set_content(letter.body)
        if letter.enclosure is not None and letter.enclosure.data is not None:
            kind, _slash, form = letter.enclosure.media_type.partition("/")
            mail.add_attachment(letter.enclosure.data, maintype=kind, subtype=form, filename=letter.enclosure.name)
        return mail
    except (ValueError, IndexError, AttributeError):
        raise Undelivered(
            _("“{address}” is no address to which e-mail can be sent.").format(address=isolated(letter.address)),
            final=True,
        ) from None


def sendable(address: str) -> tuple[str, str]:
    """What stands before and behind the @, the domain as every server takes it (RFC 3490); raises ValueError."""
    name, _at, domain = address.rpartition("@")
    if not name or not domain or any(character.isspace() or not character.isprintable() for character in address):
        raise ValueError
    # That standard makes another domain of these; such a one is left to servers that take it as it is (RFC 6531).
    if domain.isascii() or set(domain) & set("ßς\u200c\u200d"):
        return name, domain
    return name, domain.encode("idna").decode("ascii")


def _plain(text: str) -> str:
    """On one line, without anything that could end it or turn it around."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


class _Server(smtplib.SMTP):
    """A connection that is watched from its first moment, as the greeting can drip already."""

    def __init__(self, options: Mapping[str, Any], limit: Deadline) -> None:
        self._options = options
        self._limit = limit
        super().__init__(options["host"], options["port"], timeout=LONGEST_SILENCE)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = socket.create_connection((host, port), timeout)
        self._limit.watch(connection)
        if self._options["security"] != Security.TLS:
            return connection
        return trusted(self._options.get("authority", "")).wrap_socket(connection, server_hostname=host)

    def __exit__(self, *raised: object) -> None:
        # The message is with the server, or it won't be; what comes of our farewell changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            if raised[0] is None:
                self.docmd("QUIT")
        self.close()


def _send(options: Mapping[str, Any], password: str | None, mail: EmailMessage, address: str, limit: Deadline) -> None:
    with _Server(options, limit) as server:
        server.ehlo_or_helo_if_needed()
        if options["security"] == Security.STARTTLS:
            _start_tls(server, options)
        if options["user"]:
            _sign_in(server, options["user"], password or "")
        server.send_message(mail, from_addr="@".join(sendable(options["sender"])), to_addrs=[address])


def _sign_in(server: smtplib.SMTP, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    # The library knows ASCII only; the mechanism takes UTF-8 (RFC 4616).
    code, text = server.docmd("AUTH", f"PLAIN {_plain_response(user, password)}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, text)


def _plain_response(user: str, password: str) -> str:
    return base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")


def _start_tls(server: smtplib.SMTP, options: Mapping[str, Any]) -> None:
    if not server.has_extn("starttls"):
        raise Undelivered(
            _(
                "{host} does not offer STARTTLS, so nothing was sent unencrypted. Choose TLS, or ask who runs it."
            ).format(host=isolated(options["host"])),
            outlet=True,
        )
    code, text = server.starttls(context=trusted(options.get("authority", "")))
    if code != 220:
        raise smtplib.SMTPResponseException(code, text)
    server.ehlo()


def _without_secrets(user: str, password: str | None, text: str) -> str:
    """Some servers repeat the command that they did not understand."""
    if password:
        text = text.replace(_plain_response(user, password).rstrip("="), "…")
    return without_secret(text, password)


# ── what went wrong, in a sentence ───────────────────────────────────────────────────────────────────────────────


def _undelivered(error: Exception, options: Mapping[str, Any], hide: Hide, limit: Deadline) -> Undelivered:
    shown = isolated(options["host"])
    # smtplib makes its own error of a time that ran out.
    if limit.passed or isinstance(error, TimeoutError) or "timed out" in str(error):
        said = _("{host} did not answer in time.").format(host=shown)
        return Undelivered(_with_hint(said, options, Security.STARTTLS), outlet=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Undelivered(distrust(error, options["host"]), outlet=True)
    if isinstance(error, ssl.SSLError):
        return Undelivered(_with_hint(distrust(error, options["host"]), options, Security.TLS), outlet=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _refused(shown, code, text, hide)
    if isinstance(error, smtplib.SMTPDataError):
        return _refused(shown, error.smtp_code, error.smtp_error, hide)
    if isinstance(error, smtplib.SMTPResponseException):
        return Undelivered(_all_refused(shown, error, hide), outlet=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Undelivered(
            _("{host} can't take this message: {reason}").format(host=shown, reason=hide(str(error))),
            final=True,
        )
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError) and not isinstance(
        error, ConnectionRefusedError
    ):
        said = _("{host} broke the connection off.").format(host=shown)
        return Undelivered(_with_hint(said, options, Security.STARTTLS), outlet=True)
    reason = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
    return Undelivered(_("{host} can't be reached: {reason}.").format(host=shown, reason=hide(reason)), outlet=True)


def _all_refused(host: str, error: smtplib.SMTPResponseException, hide: Hide) -> str:
    """What a server says that would be the same for every message."""
    reply = _text(error.smtp_code, error.smtp_error, hide)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("{host} refuses user or password: {reply}").format(host=host, reply=reply)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= 500:
        return _("{host} refuses the sender {address}: {reply}").format(
            host=host, address=isolated(error.sender), reply=reply
        )
    if error.smtp_code < 200:
        return _("{host} does not answer as a mail server does. Look at its name, the port and the encryption.").format(
            host=host
        )
    return _("{host} refuses: {reply}").format(host=host, reply=reply)


def _with_hint(said: str, options: Mapping[str, Any], chosen: Security) -> str:
    """With the usual reason where the encryption that was chosen does not go with the port."""
    if options["security"] == chosen == Security.STARTTLS and options["port"] == DEFAULT_PORT[Security.TLS]:
        return said + " " + _("Port {port} mostly wants TLS from the first byte.").format(port=options["port"])
    if options["security"] == chosen == Security.TLS and options["port"] != DEFAULT_PORT[Security.TLS]:
        return said + " " + _("Port {port} mostly wants STARTTLS.").format(port=options["port"])
    return said


def _refused(host: str, code: int, text: bytes | str, hide: Hide) -> Undelivered:
    """A number from 500 on means for ever, one from 400 on for the moment (RFC 5321, 4.2.1); 421 is said to all."""
    reply = _text(code, text, hide)
    said = _("{host} refuses: {reply}").format(host=host, reply=reply)
    return Undelivered(said, final=code >= 500, outlet=code == 421)


def _text(code: int, text: bytes | str, hide: Hide) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return isolated(hide(f"{code} {said}"))
