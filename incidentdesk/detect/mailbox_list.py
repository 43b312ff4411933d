"""Reading mailboxes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader, Row

_COLUMNS = (
    'SELECT m.id, m."key", m.name, m.options, m."interval", m.enabled, m.address, COALESCE(service.name, \'\'),'
    " COALESCE(team.name, ''), COALESCE(category.name, ''), m.trouble, m.looked_at, m.version FROM mailbox m"
    " LEFT JOIN service ON service.id = m.service_id LEFT JOIN team ON team.id = m.team_id"
    " LEFT JOIN category ON category.id = m.category_id WHERE m.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox with what is not secret about it; `interval` in seconds, `looked_at` in microseconds since 1970.

    `trouble` is why the last look failed, "" where it did not; `looked_at` is about when one last succeeded.
    """

    id: int
    key: str
    name: str
    options: Mapping[str, Any]
    interval: int
    enabled: bool
    address: str
    service: str
    team: str
    category: str
    trouble: str
    looked_at: int | None
    version: int

    @property
    def secret_name(self) -> str:
        """Under which its password or token is kept; see `prepare/secret`."""
        return secret_name(self.key)


def secret_name(key: str) -> str:
    return f"mailbox {key}"


def mailboxes(reader: Reader) -> list[MailboxRow]:
    """All mailboxes by their names, also those that are switched off."""
    return [_mailbox(row) for row in reader.rows(f"{_COLUMNS} ORDER BY lower(m.name), m.id")]


def mailbox_of(reader: Reader, mailbox_id: int | None) -> MailboxRow | None:
    rows = reader.rows(f"{_COLUMNS} AND m.id = :id", {"id": mailbox_id or 0})
    return _mailbox(rows[0]) if rows else None


def mailbox_named(reader: Reader, name: str) -> MailboxRow:
    """The mailbox of that name, upper and lower case being the same; raises Refused where there is none."""
    wanted = " ".join(name.split()).casefold()
    for each in mailboxes(reader):
        if each.name.casefold() == wanted:
            return each
    raise Refused(_("There is no mailbox “{name}”. Set it up in the settings.").format(name=isolated(name)))


def own_addresses(reader: Reader) -> frozenset[str]:
    """The addresses of the desk in lower case: those that are read and those that messages come from."""
    found = {each.address for each in mailboxes(reader)}
    for (options,) in reader.rows("SELECT options FROM outlet WHERE withdrawn_at IS NULL"):
        found.add(str(json.loads(options).get("sender", "")))
    return frozenset(address.strip().lower() for address in found if address.strip())


def _mailbox(row: Row) -> MailboxRow:
    mailbox_id, key, name, options, interval, enabled, *rest = row
    address, service, team, category, trouble, looked_at, version = rest
    return MailboxRow(
        mailbox_id, key, name, json.loads(options), interval, bool(enabled), address, service, team, category, trouble,
        looked_at, version,
    )  # fmt: skip
