"""incidentdesk outbox: what waits to be sent, what failed and why."""

from typing import Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _, ngettext
from incidentdesk.respond.outbox import MessageState
from incidentdesk.respond.outbox_list import OPEN_STATES, OutboxRow, outbox, outbox_counts


@click.command(
    "outbox",
    short_help=_("List the messages that wait, failed, or are to be told by hand."),
    help=_(
        "List the messages that wait, that failed, or that a person has to tell by hand. With --all, those that were "
        "sent or cancelled too. An open window or “incidentdesk agent” sends what waits."
    ),
)
@click.option("--all", "everything", is_flag=True, help=_("Those that were sent or cancelled too."))
@click.option("--retry", is_flag=True, help=_("Queue what failed once more, and try at once what waits."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def command(desk: Desk, everything: bool, retry: bool, as_json: bool) -> None:
    if retry:
        _retry(desk)
    with desk.database.read() as reader:
        found = outbox(reader, states=() if everything else OPEN_STATES)
        counts = outbox_counts(reader)
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    for row in found:
        _print_line(desk, row)
    counted = [f"{_(state)} {counts[state]}" for state in MessageState if counts.get(state)]
    click.echo(" · ".join(counted) or _("The outbox is empty."), err=bool(found))


def _retry(desk: Desk) -> None:
    from incidentdesk.respond.outbox_change import retry_failed

    with desk.write() as session:
        queued = retry_failed(session)
    said = ngettext("{n} message queued again.", "{n} messages queued again.", queued).format(n=queued)
    click.echo(said, err=True)


def _as_json(row: OutboxRow) -> dict[str, Any]:
    """Times in ISO 8601 in UTC, what is missing null."""
    return {
        "incident": row.incident or None,
        "kind": row.kind or None,
        "recipient": row.recipient,
        "address": row.address or None,
        "outlet": row.outlet or None,
        "subject": row.subject,
        "state": row.state,
        "attempts": row.attempts,
        "queued_at": clock.iso(row.queued_at),
        "next_at": clock.iso(row.next_at) if row.state == MessageState.QUEUED else None,
        "sent_at": clock.iso(row.sent_at),
        "trouble": row.trouble,
        "message_id": row.message_id,
    }


def _print_line(desk: Desk, row: OutboxRow) -> None:
    queued = clock.instant(row.queued_at).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
    shown = (
        column(row.incident or "—", 9),
        column(_(row.state), 9),
        column(queued, 16),
        column(row.recipient, 20),
        column(row.outlet or row.address or "—", 20),
        row.subject + (f" · {row.trouble}" if row.trouble else ""),
    )
    click.echo(plain(" ".join(shown)))
