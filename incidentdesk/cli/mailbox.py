"""incidentdesk mailbox: which mailboxes are read, and whether that works."""

from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.detect.mailbox_list import mailbox_named, mailboxes
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.detect.mailbox_list import MailboxRow


@click.group("mailbox", short_help=_("List the mailboxes that are read, or try one out."))
def command() -> None:
    pass


@command.command("list", short_help=_("List the mailboxes and how the last look went."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_mailboxes(desk: Desk, as_json: bool) -> None:
    with desk.database.read() as reader:
        found = mailboxes(reader)
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    for row in found:
        words = (
            column(row.name, 20), column(_("on") if row.enabled else _("off"), 4), column(row.address or "—", 28),
            column(f"{row.options['host']}:{row.options['port']}", 30), _standing(desk, row),
        )  # fmt: skip
        click.echo(plain(" ".join(words)))
    if not found:
        click.echo(_("No mailbox is set up. The page Intake of the window adds one."), err=True)


@command.command("test", short_help=_("Sign in, count what waits, and change nothing."))
@click.argument("name")
@pass_desk
def test_mailbox(desk: Desk, name: str) -> None:
    from incidentdesk.agent.imap import try_out
    from incidentdesk.prepare.secret import secret_of

    with desk.database.read() as reader:
        row = mailbox_named(reader, name)
    click.echo(plain(try_out(row, secret_of)))


def _standing(desk: Desk, row: "MailboxRow") -> str:
    if row.trouble:
        return row.trouble
    if row.looked_at is None:
        return _("not looked at yet")
    return _("looked at {time}").format(
        time=clock.instant(row.looked_at).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
    )


def _as_json(row: "MailboxRow") -> dict[str, Any]:
    return {
        "name": row.name,
        "enabled": row.enabled,
        "address": row.address or None,
        "options": {name: value for name, value in row.options.items() if name != "authority"},
        "interval_seconds": row.interval,
        "service": row.service or None,
        "team": row.team or None,
        "category": row.category or None,
        "trouble": plain(row.trouble),
        "looked_at": clock.iso(row.looked_at) if row.looked_at is not None else None,
    }
