"""E-mail by SMTP (RFC 5321), encrypted and with the certificate verified unless it was asked for otherwise.

Where STARTTLS (RFC 3207) was chosen and the server does not offer it, nothing is sent: whoever sits in between may
have taken the offer away.
"""

import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from incidentdesk import clock
from incidentdesk.agent.deadline import Deadline, deadline
from incidentdesk.agent.letter import Letter, Undelivered, without_secret
from incidentdesk.agent.trust import distrust, trusted
from incidentdesk.detect.mail_kind import LOOP_HEADER
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet_change import Security
from incidentdesk.prepare.outlet_list import OutletRow

LONGEST = 30.0  # seconds for a whole message, and more for a file that goes along
_SLOWEST = 250_000  # bytes a second
LONGEST_SILENCE = 10.0  # seconds


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
            _send(options, password, mail, letter.address, limit)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _undelivered(error, options["host"], password, limit) from None


def mail_of(outlet: OutletRow, letter: Letter) -> EmailMessage:
    """The message with its headers; raises Undelivered for an address or subject that no mail can have."""
    mail = EmailMessage()
    try:
        name, _at, domain = letter.address.rpartition("@")
        if not name or not domain or any(character.isspace() for character in letter.address):
            raise ValueError
        mail["From"] = outlet.options["sender"]
        mail["To"] = Address(_plain(letter.recipient) if letter.recipient != letter.address else "", name, domain)
        mail["Subject"] = " ".join(letter.subject.split())
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


def _plain(name: str) -> str:
    return " ".join("".join(character for character in name if character.isprintable()).split())


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
            server.login(options["user"], password or "")
        server.send_message(mail, from_addr=options["sender"], to_addrs=[address])


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


# ── what went wrong, in a sentence ───────────────────────────────────────────────────────────────────────────────


def _undelivered(error: Exception, host: str, password: str | None, limit: Deadline) -> Undelivered:
    shown = isolated(host)
    # smtplib makes its own error of a time that ran out.
    if limit.passed or isinstance(error, TimeoutError) or "timed out" in str(error):
        return Undelivered(_("{host} did not answer in time.").format(host=shown), outlet=True)
    if isinstance(error, ssl.SSLError):
        return Undelivered(distrust(error, host), outlet=True)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Undelivered(
            _("{host} refuses user or password: {reply}").format(host=shown, reply=_reply(error, password)), outlet=True
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _refused(shown, code, text, password)
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return Undelivered(_("{host} refuses: {reply}").format(host=shown, reply=_reply(error, password)), outlet=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(shown, error.smtp_code, error.smtp_error, password)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Undelivered(
            _("{host} can't take this message: {reason}").format(
                host=shown, reason=without_secret(str(error), password)
            ),
            final=True,
        )
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError) and not isinstance(
        error, ConnectionRefusedError
    ):
        return Undelivered(_("{host} broke the connection off.").format(host=shown), outlet=True)
    reason = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
    return Undelivered(
        _("{host} can't be reached: {reason}.").format(host=shown, reason=without_secret(reason, password)), outlet=True
    )


def _refused(host: str, code: int, text: bytes | str, password: str | None) -> Undelivered:
    """A number from 500 on means for ever, one from 400 on for the moment (RFC 5321, 4.2.1)."""
    reply = _text(code, text, password)
    return Undelivered(_("{host} refuses: {reply}").format(host=host, reply=reply), final=code >= 500)


def _reply(error: smtplib.SMTPResponseException, password: str | None) -> str:
    return _text(error.smtp_code, error.smtp_error, password)


def _text(code: int, text: bytes | str, password: str | None) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return isolated(without_secret(f"{code} {said}", password))
