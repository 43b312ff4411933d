"""Mails that the tests send to the desk."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from incidentdesk import clock


def letter(
    text: str = "The VPN is down.",
    *,
    sender: str = "Ann Lee <ann@example.com>",
    subject: str = "VPN down",
    message_id: str = "<one@example.com>",
    files: tuple[tuple[str, bytes], ...] = (),
    html: str = "",
    **headers: Any,
) -> bytes:
    """The bytes of a mail; `headers` are written with underscores."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "help@example.org"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(clock.now())
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
