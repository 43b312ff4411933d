"""What kind of mail it is: written by a person, or by a machine that must never be answered (RFC 3834, RFC 2919)."""

import re
from collections.abc import Collection
from enum import StrEnum

from incidentdesk.detect.mail_reading import Mail
from incidentdesk.language import N_

LOOP_HEADER = "X-IncidentDesk-Loop"
_OWN_DOMAIN = "@incidentdesk.invalid>"
_POSTMASTERS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|bounces?)(@|\+|-|$)", re.IGNORECASE)
# Written before the old subject by the programs that answer for people who are away.
_AWAY = re.compile(
    r"^\s*(out of (the )?office( auto(matic)?[- ]?reply)?|automatic reply|auto[- ]?reply|vacation( reply)?"
    r"|abwesenheit(snotiz|sassistent)?|automatische antwort|absence( du bureau)?|réponse automatique"
    r"|respuesta automática|fuera de la oficina|risposta automatica|automatisch antwoord|autosvar)\s*:",
    re.IGNORECASE,
)
_LIST_HEADERS = ("list-id", "list-post", "mailing-list")
_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")


class MailKind(StrEnum):
    """All but the first are parked; the value says what it is."""

    ORDINARY = N_("an ordinary mail")
    LOOP = N_("a message of this desk, or of another one, that came back")
    BOUNCE = N_("a report that a message was not delivered")
    AWAY = N_("an answer of somebody who is out of office")
    AUTOMATIC = N_("an automatic answer or message")
    BULK = N_("a message to a list or to very many")


def kind_of(mail: Mail, own_addresses: Collection[str] = ()) -> MailKind:
    """`own_addresses` are those of the desk, in lower case."""
    headers = mail.headers
    own_id = mail.message_id.lower().endswith(_OWN_DOMAIN)
    if LOOP_HEADER.lower() in headers or own_id or mail.sender.address.lower() in own_addresses:
        return MailKind.LOOP
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    automatic = submitted != "no" or any(name in headers for name in _REPLY_HEADERS)
    if _is_report(mail) or (_nobody_sent(mail) and not automatic):
        return MailKind.BOUNCE
    if _AWAY.match(mail.subject):
        return MailKind.AWAY
    if automatic or _suppressed(mail):
        return MailKind.AUTOMATIC
    if _precedence(mail) or any(name in headers for name in _LIST_HEADERS):
        return MailKind.BULK
    return MailKind.ORDINARY


def _is_report(mail: Mail) -> bool:
    return mail.content_type == "multipart/report" or bool(_POSTMASTERS.match(mail.sender.address))


def _nobody_sent(mail: Mail) -> bool:
    """Mail servers send bounces from nobody, so that none is answered (RFC 5321, 4.5.5)."""
    return mail.headers.get("return-path", "?").replace(" ", "") in ("<>", "")


def _precedence(mail: Mail) -> bool:
    return mail.headers.get("precedence", "").strip().lower() in ("bulk", "list", "junk", "auto_reply")


def _suppressed(mail: Mail) -> bool:
    return mail.headers.get("x-auto-response-suppress", "none").strip().lower() not in ("none", "")
