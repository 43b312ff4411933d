"""Reading a mailbox by IMAP (RFC 3501; IDLE: RFC 2177; MOVE: RFC 6851), encrypted and with the certificate verified.

The whole exchange has an end, however slowly a server answers. A mail is moved away, or marked as read, only after it
was taken in and that is kept; whatever ends the program in between, it is recognised by its place.
"""

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from incidentdesk.agent.deadline import Deadline, deadline
from incidentdesk.agent.letter import without_secret
from incidentdesk.agent.trust import distrust, trusted
from incidentdesk.detect.mailbox_change import Way
from incidentdesk.detect.mailbox_list import MailboxRow
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet_change import Security
from incidentdesk.refusal import Refused

LONGEST = 120.0  # seconds for one look
LONGEST_SILENCE = 15.0  # seconds
MOST_AT_ONCE = 200  # mails of one look
LARGEST = 100 * 1024 * 1024  # bytes of a mail

SecretOf = Callable[[str], str | None]
# Takes the bytes of a mail with UIDVALIDITY and UID, and returns when it is kept that it was taken in.
Take = Callable[[bytes, int, int], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """How many mails were taken in at a look, and how many more wait."""

    taken: int
    waiting: int


def look(row: MailboxRow, secret_of: SecretOf, take: Take, *, seconds: float = LONGEST) -> Looked:
    """Take in what waits in a mailbox; raises Refused with what the server or the network said."""
    with signed_in(row, secret_of, seconds) as box:
        uids = _waiting(box, row)
        validity = _uid_validity(box, row)
        for uid in uids[:MOST_AT_ONCE]:
            raw = _bytes_of(box, uid)
            if raw is not None:
                take(raw, validity, int(uid))
            _put_away(box, row, uid)
        return Looked(min(len(uids), MOST_AT_ONCE), max(0, len(uids) - MOST_AT_ONCE))


def try_out(row: MailboxRow, secret_of: SecretOf, *, seconds: float = 30.0) -> str:
    """Sign in and count, changing nothing; returns a sentence, raises Refused with what went wrong."""
    with signed_in(row, secret_of, seconds) as box:
        waiting = len(_waiting(box, row))
        idle = "IDLE" in box.client.capabilities
    said = _("{mailbox} works. Mails that wait in {folder}: {count}.").format(
        mailbox=isolated(row.name), folder=isolated(row.options["folder"]), count=waiting
    )
    return said + " " + (_("The server tells of new ones at once.") if idle else _("It is looked at now and then."))


def wait_for_mail(row: MailboxRow, secret_of: SecretOf, seconds: float, stopped: Callable[[], bool]) -> bool:
    """Wait until the server tells of a new mail or the time is up; False at once where it does not offer that."""
    with signed_in(row, secret_of, seconds + LONGEST_SILENCE) as box:
        if "IDLE" not in box.client.capabilities:
            return False
        if _waiting(box, row):
            return True
        box.idle.start()
        waited = 0.0
        while waited < seconds and not stopped():
            if box.idle.poll(timeout=1):
                break
            waited += 1.0
        with suppress(OSError, imaplib.IMAP4.error):
            box.idle.stop()
        return True


# ── the connection ───────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def signed_in(row: MailboxRow, secret_of: SecretOf, seconds: float) -> Iterator[Any]:
    """A mailbox with its folder open; raises Refused, whose text holds nothing secret."""
    from imap_tools.errors import ImapToolsError

    host = str(row.options["host"])
    secret = secret_of(row.secret_name)
    if not secret:
        raise Refused(_("The password of {mailbox} is missing. Enter it in the settings.").format(
            mailbox=isolated(row.name)))  # fmt: skip
    with deadline(seconds) as limit:
        box = None
        try:
            box = _connected(row.options, limit)
            _sign_in(box, row.options, secret)
            _open_folder(box, str(row.options["folder"]))
            yield box
        except Refused:
            raise
        except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError, UnicodeError) as error:
            raise _refusal(error, host, secret, limit) from None
        finally:
            _say_goodbye(box)


def _connected(options: Mapping[str, Any], limit: Deadline) -> Any:
    from imap_tools import BaseMailBox

    class Watched(imaplib.IMAP4):
        """Watched from its first moment, as the greeting can drip already."""

        def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002
            connection = socket.create_connection((options["host"], options["port"]), LONGEST_SILENCE)
            limit.watch(connection)
            if options["security"] != Security.TLS:
                return connection
            context = trusted(str(options.get("authority", "")))
            return context.wrap_socket(connection, server_hostname=str(options["host"]))

    class Box(BaseMailBox):
        def _get_mailbox_client(self) -> imaplib.IMAP4:
            client = Watched(str(options["host"]), int(options["port"]))
            try:
                if options["security"] == Security.STARTTLS:
                    _start_tls(client, options)
            except Exception:
                client.shutdown()
                raise
            return client

    return Box()


def _start_tls(client: imaplib.IMAP4, options: Mapping[str, Any]) -> None:
    """Whoever sits in between may have taken the offer away, so nothing is said without it."""
    if "STARTTLS" not in client.capabilities:
        raise Refused(
            _("{host} does not offer STARTTLS, so no password was sent. Choose TLS, or ask who runs it.").format(
                host=isolated(str(options["host"]))
            )
        )
    client.starttls(trusted(str(options.get("authority", ""))))


def _sign_in(box: Any, options: Mapping[str, Any], secret: str) -> None:
    user = str(options["user"])
    if options["way"] == Way.XOAUTH2:
        box.xoauth2(user, _token(options, secret), initial_folder=None)
    elif (user + secret).isascii():
        box.login(user, secret, initial_folder=None)
    else:
        box.login_utf8(user, secret, initial_folder=None)


def _token(options: Mapping[str, Any], secret: str) -> str:
    """An access token; where there is an address to fetch one from, the secret is a refresh token (RFC 6749, 6)."""
    if not options.get("token_url"):
        return secret
    import httpx

    asked = {"grant_type": "refresh_token", "refresh_token": secret, "client_id": options.get("client_id", "")}
    try:
        with httpx.Client(trust_env=False, timeout=LONGEST_SILENCE, follow_redirects=False) as client:
            answer = client.post(str(options["token_url"]), data=asked)
        found = answer.json().get("access_token") if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError, AttributeError) as error:
        raise Refused(_("No token could be fetched ({kind}).").format(kind=type(error).__name__)) from None
    if not found:
        raise Refused(_("No token was given (status {status}). Sign in again and enter the new refresh token.").format(
            status=answer.status_code))  # fmt: skip
    return str(found)


def _open_folder(box: Any, folder: str) -> None:
    if not box.folder.exists(folder):
        raise Refused(_("There is no folder {folder} in the mailbox.").format(folder=isolated(folder)))
    box.folder.set(folder)


def _say_goodbye(box: Any) -> None:
    """What comes of our farewell changes nothing."""
    if box is not None:
        with suppress(Exception):
            box.client.logout()
        with suppress(Exception):
            box.client.shutdown()


# ── the mails ────────────────────────────────────────────────────────────────────────────────────────────────────


def _waiting(box: Any, row: MailboxRow) -> list[str]:
    """All that lies in the folder where mails are moved away; else what is unread."""
    found: list[str] = box.uids("ALL" if row.options["moved_to"] else "UNSEEN", charset=None)
    return sorted(found, key=int)


def _uid_validity(box: Any, row: MailboxRow) -> int:
    """A number that changes where a server has given its mails new UIDs (RFC 3501, 2.3.1.1)."""
    return int(box.folder.status(str(row.options["folder"]), ["UIDVALIDITY"])["UIDVALIDITY"])


def _bytes_of(box: Any, uid: str) -> bytes | None:
    """The bytes of a mail, unread as it was; None where somebody has taken it away meanwhile."""
    size = _size(box, uid)
    if size is not None and size > LARGEST:
        # So large a mail would fill the memory; its head is kept with the reason that it is too large.
        return _fetched(box, uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
    return _fetched(box, uid, "(BODY.PEEK[])")


def _size(box: Any, uid: str) -> int | None:
    import re

    _status, data = box.client.uid("fetch", uid, "(RFC822.SIZE)")
    found = re.search(rb"RFC822\.SIZE (\d+)", data[0] if data and isinstance(data[0], bytes) else b"")
    return int(found.group(1)) if found else None


def _fetched(box: Any, uid: str, what: str) -> bytes | None:
    status, data = box.client.uid("fetch", uid, what)
    if status != "OK":
        raise imaplib.IMAP4.error("FETCH")
    return next((bytes(each[1]) for each in data or () if isinstance(each, tuple)), None)


def _put_away(box: Any, row: MailboxRow, uid: str) -> None:
    moved_to = str(row.options["moved_to"])
    if not moved_to:
        status, said = box.client.uid("store", uid, "+FLAGS.SILENT", r"(\Seen)")
        if status != "OK":
            raise imaplib.IMAP4.error(str(said))
        return
    if not box.folder.exists(moved_to):
        box.folder.create(moved_to)
    box.move(uid, moved_to)


# ── what went wrong, in a sentence ───────────────────────────────────────────────────────────────────────────────


def _refusal(error: Exception, host: str, secret: str, limit: Deadline) -> Refused:
    shown = isolated(host)
    if limit.passed or isinstance(error, TimeoutError) or "timed out" in str(error):
        return Refused(_("{host} did not answer in time.").format(host=shown))
    if isinstance(error, ssl.SSLError):
        return Refused(distrust(error, host))
    if isinstance(error, imaplib.IMAP4.abort):
        return Refused(_("{host} broke the connection off.").format(host=shown))
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return Refused(
            _("{host} can't be reached: {reason}.").format(host=shown, reason=without_secret(reason, secret))
        )
    return Refused(_("{host} refuses: {reply}").format(host=shown, reply=isolated(_said(error, secret))))


def _said(error: Exception, secret: str) -> str:
    """The words of the server, without those of the library around them."""
    text = str(error)
    start = text.find("[b'")
    return without_secret(text[start + 3 : text.rfind("'")] if start >= 0 else text, secret)
