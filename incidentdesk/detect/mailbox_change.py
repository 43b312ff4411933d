"""Setting mailboxes up. The password or token goes to `prepare/secret` and never into the database; callers keep it
under `mailbox_list.secret_name`.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import uuid4

from incidentdesk.detect.mailbox import mailbox
from incidentdesk.language import N_, _
from incidentdesk.prepare.category import category
from incidentdesk.prepare.fact import Fact, changed_columns, chosen, give_up_facts, line, one_of, present, stored_facts
from incidentdesk.prepare.outlet_change import Security, is_loopback
from incidentdesk.prepare.record_name import existing, make_room
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

DEFAULT_PORT = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
SHORTEST_INTERVAL, LONGEST_INTERVAL = 10, 24 * 60 * 60  # seconds
_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")
_LONGEST_AUTHORITY = 100_000  # characters


class Way(StrEnum):
    """How the desk signs in."""

    PASSWORD = N_("Password")
    # With an address to fetch tokens from, the secret is a refresh token; without one, an access token.
    XOAUTH2 = "OAuth 2"


def _seconds(_session: Session, value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and SHORTEST_INTERVAL <= int(text) <= LONGEST_INTERVAL):
        raise Refused(_("A mailbox is looked at every 10 seconds to 24 hours."))
    return int(text)


def _address(_session: Session, value: Any) -> str:
    text = str(value).strip()
    if text and not _ADDRESS.fullmatch(text):
        raise Refused(_("Give the address to which mails come, such as help@example.com."))
    return text


MAILBOX_FACTS = {
    "name": line("name", N_("A mailbox needs a name.")),
    "options": Fact(
        "options",
        lambda _session, value: json.dumps(checked_options(value), ensure_ascii=False, sort_keys=True),
        lambda _session, value: json.loads(value),
    ),
    "interval": Fact("interval", _seconds, lambda _session, value: value),
    "enabled": chosen("enabled", one_of((True, False), N_("A mailbox is on or off."))),
    "address": Fact("address", _address, lambda _session, value: value),
    "service": existing("service_id", service, N_("There is no service “{name}”. Add it first.")),
    "team": existing("team_id", team, N_("There is no team “{name}”. Add it first.")),
    "category": existing("category_id", category, N_("There is no category “{name}”. Add it first.")),
}
NEW_MAILBOX: Mapping[str, Any] = {
    "name": "", "options": {}, "interval": 60, "enabled": True, "address": "", "service": "", "team": "",
    "category": "",
}  # fmt: skip


def create_mailbox(session: Session, *, name: str, options: Mapping[str, Any], **facts: Any) -> int:
    """Set a mailbox up and return its id; `facts` are those of MAILBOX_FACTS.

    `options`: host, port, security, user, way, folder, moved_to (where what was taken in goes; without one it is only
    marked as read), token_url and client_id of OAuth 2, authority (certificates in PEM that are trusted besides).
    Raises Refused for what one of them can't be.
    """
    columns = stored_facts(session, MAILBOX_FACTS, {**NEW_MAILBOX, **facts, "name": name, "options": options})
    make_room(session, mailbox, 0, columns["name"])
    return ledger.insert(session, mailbox, {**columns, "key": uuid4().hex})


def change_mailbox(
    session: Session, mailbox_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; switching a mailbox off is `{"enabled": False}`.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    row = present(session, mailbox, mailbox_id)
    columns = changed_columns(session, mailbox, MAILBOX_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, mailbox, mailbox_id, columns["name"])
    if columns:
        ledger.update(session, mailbox, mailbox_id, {**columns, "trouble": ""})


def give_up_mailbox(session: Session, mailbox_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, mailbox, MAILBOX_FACTS, mailbox_id, given_up)


def withdraw_mailbox(session: Session, mailbox_id: int) -> None:
    """Take a mailbox out of sight, and read it no more; Undo brings it back."""
    present(session, mailbox, mailbox_id)
    ledger.withdraw(session, mailbox, mailbox_id)


def note_look(session: Session, mailbox_id: int, trouble: str) -> None:
    """Keep how the last look at a mailbox went, where a person sees it; no history is made of that."""
    looked = {} if trouble else {"looked_at": session.at}
    ledger.update(session, mailbox, mailbox_id, {"trouble": trouble, **looked})


def checked_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a mailbox, completed; raises Refused for what one can't be."""
    security = Security(
        one_of(tuple(Security), N_("Choose TLS, STARTTLS, or a connection that is not encrypted."))(
            given.get("security") or Security.TLS
        )
    )
    way = one_of(tuple(Way), N_("Choose a password or OAuth 2."))(given.get("way") or Way.PASSWORD)
    host, user = _word(given, "host"), _word(given, "user")
    if not _HOST.fullmatch(host):
        raise Refused(_("Name the mail server, such as imap.example.com."))
    if not user:
        raise Refused(_("Name the user who signs in, often the address."))
    if security == Security.NONE and not is_loopback(host):
        raise Refused(_("A password is not sent over a connection that is not encrypted. Choose TLS or STARTTLS."))
    folder, moved_to = _word(given, "folder") or "INBOX", _word(given, "moved_to")
    if folder == moved_to:
        raise Refused(_("What was taken in goes to another folder than the one that is read."))
    token_url = _word(given, "token_url")
    if token_url and not token_url.startswith("https://"):
        raise Refused(_("Tokens are fetched from an address that begins with https://."))
    return {
        "host": host, "port": _port(given.get("port"), DEFAULT_PORT[security]), "security": str(security),
        "user": user, "way": str(way), "folder": folder, "moved_to": moved_to, "token_url": token_url,
        "client_id": _word(given, "client_id"), "authority": _authority(given),
    }  # fmt: skip


def _word(given: Mapping[str, Any], name: str) -> str:
    return " ".join(str(given.get(name) or "").split())[:500]


def _port(given: Any, otherwise: int) -> int:
    text = str(given or otherwise).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise Refused(_("A port is a number from 1 to 65535; of mailboxes mostly 993 or 143."))
    return int(text)


def _authority(given: Mapping[str, Any]) -> str:
    text = str(given.get("authority") or "").strip()
    if text and ("BEGIN CERTIFICATE" not in text or "PRIVATE KEY" in text or len(text) > _LONGEST_AUTHORITY):
        raise Refused(_("The certificates of your own authority are needed as PEM, without any private key."))
    return text
