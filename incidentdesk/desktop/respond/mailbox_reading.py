"""Signing in to a mailbox from the window, in a worker: to try it, or to read it at once."""

from collections.abc import Sequence
from typing import Any

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.vault import Vault
from incidentdesk.detect.mailbox_change import note_look
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
    """Sign in and count, changing nothing; returns a sentence, raises Refused with what went wrong."""
    from incidentdesk.agent.imap import try_out

    return try_out(row_of(desk.database, mailbox_id), desk.vault.secret_of)


def read_now(desk: Desk, mailbox_id: int) -> Sequence[Taken]:
    """Take in what waits, each mail in a transaction of its own; raises Refused after that trouble was noted."""
    from incidentdesk.agent.imap import look
    from incidentdesk.agent.mail_job import take_one
    from incidentdesk.respond.mail_taking import place_in

    row = row_of(desk.database, mailbox_id)
    taken: list[Taken] = []

    def take(raw: bytes, validity: int, uid: int) -> None:
        place = place_in(row.key, validity, uid)
        taken.append(take_one(desk.database, raw, place=place, mailbox_id=row.id))

    try:
        look(row, desk.vault.secret_of, take)
    except Refused as refused:
        _note(desk, mailbox_id, str(refused))
        raise
    _note(desk, mailbox_id, "")
    return taken


def _note(desk: Desk, mailbox_id: int, trouble: str) -> None:
    with desk.database.write(actor=desk.actor, via="window") as session:
        note_look(session, mailbox_id, trouble)
