"""Setting outlets up. What is secret about one (a password, or an address that is a password) goes to
`prepare/secret` and never into the database; callers keep it under `outlet_list.secret_name`.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    line,
    one_of,
    present,
    stored_facts,
)
from incidentdesk.prepare.outlet import OutletKind, outlet
from incidentdesk.prepare.record_name import make_room
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


class Security(StrEnum):
    """How a connection to a mail server is kept secret; there is no way from one to a weaker one."""

    STARTTLS = "STARTTLS"
    TLS = "TLS"
    NONE = N_("Not encrypted")


class WebhookForm(StrEnum):
    """What a webhook is given to read."""

    GENERIC = N_("JSON")
    SLACK = "Slack"
    TEAMS = "Microsoft Teams"


DEFAULT_PORT = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
# The kinds of which something is secret, and what that is called.
SECRET_LABEL = {
    OutletKind.EMAIL: N_("Password"),
    OutletKind.APPRISE: N_("Address of the service"),
    OutletKind.WEBHOOK: N_("Address of the webhook"),
}
_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")
_LONGEST_NAME = 100  # characters
_LONGEST_AUTHORITY = 100_000  # characters


def _options(_session: Session, value: Any) -> str:
    return json.dumps({str(name): text for name, text in dict(value).items()}, ensure_ascii=False, sort_keys=True)


OUTLET_FACTS = {
    "name": line("name", N_("An outlet needs a name.")),
    "kind": chosen("kind", one_of(tuple(OutletKind), N_("There is no such kind of outlet."))),
    "options": Fact("options", _options, lambda _session, value: json.loads(value)),
    "enabled": chosen("enabled", bool),
    "fallback": Fact("fallback", lambda session, value: _known(session, str(value)), lambda _session, value: value),
}


def create_outlet(
    session: Session,
    *,
    name: str,
    kind: str,
    options: Mapping[str, Any] | None = None,
    enabled: bool = True,
    fallback: str = "",
) -> int:
    """Set an outlet up and return its id; raises Refused for what one of its options can't be.

    `options` of e-mail: host, port, security, user, sender, sender_name, authority (certificates in PEM that are
    trusted besides); of a webhook: form, authority. `fallback` is the key of another outlet.
    """
    facts = {
        "name": name, "kind": kind, "options": checked_options(kind, options or {}), "enabled": enabled,
        "fallback": fallback,
    }  # fmt: skip
    columns = stored_facts(session, OUTLET_FACTS, facts)
    make_room(session, outlet, 0, columns["name"])
    return ledger.insert(session, outlet, {**columns, "key": uuid4().hex})


def change_outlet(
    session: Session, outlet_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; switching an outlet off is `{"enabled": False}`.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    row = present(session, outlet, outlet_id)
    if "options" in changes or "kind" in changes:
        kind = changes.get("kind", row["kind"])
        options = changes.get("options", json.loads(row["options"]))
        changes = {**changes, "options": checked_options(kind, options)}
    columns = changed_columns(session, outlet, OUTLET_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, outlet, outlet_id, columns["name"])
    if columns.get("fallback", "") == row["key"]:
        raise Refused(_("An outlet can't be its own replacement. Choose another one."))
    if columns:
        ledger.update(session, outlet, outlet_id, columns)


def give_up_outlet(session: Session, outlet_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, outlet, OUTLET_FACTS, outlet_id, given_up)


def withdraw_outlet(session: Session, outlet_id: int) -> None:
    """Take an outlet out of sight; Undo brings it back. What waits for it goes another way."""
    present(session, outlet, outlet_id)
    ledger.withdraw(session, outlet, outlet_id)


def checked_options(kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of an outlet, completed; raises Refused for what one can't be."""
    if kind == OutletKind.EMAIL:
        return _mail_options(options)
    if kind == OutletKind.WEBHOOK:
        form = one_of(tuple(WebhookForm), N_("There is no such form of a webhook."))(
            options.get("form", WebhookForm.GENERIC)
        )
        return {"form": str(form), "authority": _authority(options), **_nowhere(options)}
    return _nowhere(options)


def _nowhere(options: Mapping[str, Any]) -> dict[str, bool]:
    """Of sample data: what goes to it stays on this machine and counts as sent."""
    return {"nowhere": True} if options.get("nowhere") else {}


def _mail_options(options: Mapping[str, Any]) -> dict[str, Any]:
    security = Security(
        one_of(tuple(Security), N_("Choose STARTTLS, TLS, or a connection that is not encrypted."))(
            options.get("security", Security.STARTTLS)
        )
    )
    host = str(options.get("host", "")).strip()
    if not _HOST.fullmatch(host):
        raise Refused(_("Name the mail server, such as mail.example.com."))
    sender = str(options.get("sender", "")).strip()
    if not _ADDRESS.fullmatch(sender):
        raise Refused(_("Give the address from which messages come, such as it@example.com."))
    port = _port(options.get("port"), DEFAULT_PORT[security])
    user = " ".join(str(options.get("user", "")).split())
    if user and security == Security.NONE and not is_loopback(host):
        raise Refused(_("A password is not sent over a connection that is not encrypted. Choose STARTTLS or TLS."))
    return {
        "host": host, "port": port, "security": str(security), "user": user, "sender": sender,
        "sender_name": " ".join(str(options.get("sender_name", "")).split())[:_LONGEST_NAME],
        "authority": _authority(options), **_nowhere(options),
    }  # fmt: skip


def is_loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1", "[::1]")


def _port(given: Any, otherwise: int) -> int:
    text = str(given or otherwise).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise Refused(_("A port is a number from 1 to 65535; of mail mostly 587, 465 or 25."))
    return int(text)


def _authority(options: Mapping[str, Any]) -> str:
    text = str(options.get("authority", "")).strip()
    if text and ("BEGIN CERTIFICATE" not in text or "PRIVATE KEY" in text or len(text) > _LONGEST_AUTHORITY):
        raise Refused(_("The certificates of your own authority are needed as PEM, without any private key."))
    return text


def _known(session: Session, key: str) -> str:
    if key and not session.connection.execute(sa.select(outlet.c.id).where(outlet.c.key == key)).first():
        raise Refused(_("The outlet that is to stand in is not there any more. Choose another one."))
    return key
