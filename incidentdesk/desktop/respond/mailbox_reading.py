"""Signing in to a mailbox from the window, in a worker: to try it, or to read it at once."""

from collections.abc import Sequence
from typing import Any

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.vault import Vault
from incidentdesk.detect.mailbox_list import MailboxRow, mailbox_of
from incidentdesk.detect.taken import Taken
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def row_of(database: Any, mailbox_id: int) -> MailboxRow:
    """Raises Refused where it is not there any more."""
    with database.read() as reader:
        row = mailbox_of(reader, mailbox_id)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return row


def keep_secret(database: Any, vault: Vault, mailbox_id: int, secret: str) -> None:
    vault.set_secret(row_of(database, mailbox_id).secret_name, secret)


def test_now(desk: Desk, mailbox_id: int) -> str:
    raise NotImplementedError


def read_now(desk: Desk, mailbox_id: int) -> Sequence[Taken]:
    raise NotImplementedError
