"""incidentdesk agent: the program without a window, for a machine that is always on."""

import signal
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.agent.loop import Done


@click.command(
    "agent",
    short_help=_("Deliver the outbox and move what is due, without a window."),
    help=_(
        "Deliver the outbox, move escalations, and remind of updates, tasks, promises and shifts, until the program is "
        "ended. One program at a time works a database; a second one waits until the first ends or is silent. What is "
        "late after a silence is sent with a mark of it."
    ),
)
@click.option("--once", is_flag=True, help=_("Do what is due now and end."))
@click.option("--hold-late", is_flag=True, help=_("Only note what is late after a silence, and do not send it."))
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="",
    help=_("Take alerts, heartbeats and reports of the web form here, as 127.0.0.1:8787. [default: as it is set]"),
)
@pass_desk
def command(desk: Desk, once: bool, hold_late: bool, listen: str) -> None:
    from incidentdesk.agent.delivery import Post
    from incidentdesk.agent.loop import Agent, send_all
    from incidentdesk.agent.overdue import Decision

    if listen:
        _refuse_listening(listen, once)
    database = desk.database
    if database.read_only:
        raise Refused(database.read_only)
    agent = Agent(
        database,
        # A sample tells nobody.
        post=Post(secret_of=_secrets(), zone=desk.zone, nowhere=desk.demo),
        decide=(lambda _overdue: Decision.NOTE) if hold_late else send_all,
        tell_line=lambda line: _tell(desk, line),
        zone=desk.zone,
        listen=listen,
    )
    if once:
        _end(agent.once())
        return
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: agent.stop())
    _tell(desk, _("Working on {place}. Ctrl+C ends it.").format(place=database.place))
    agent.run()
    _tell(desk, _("Ended."))


def _refuse_listening(listen: str, once: bool) -> None:
    from incidentdesk.agent.web.listening import place_of

    place_of(listen)
    if once:
        raise Refused(_("With --once the agent ends at once and listens to nobody. Leave out one of them."))


def _end(done: "Done") -> None:
    if done.elsewhere:
        raise Refused(_("Another program works on this database already ({owner}).").format(owner=done.elsewhere))
    sent = ngettext("{n} message sent", "{n} messages sent", done.sent).format(n=done.sent)
    failed = ngettext("{n} attempt failed", "{n} attempts failed", done.failed).format(n=done.failed)
    click.echo(f"{sent}, {failed}.")


def _tell(desk: Desk, line: str) -> None:
    click.echo(plain(f"{clock.now().astimezone(desk.zone):%Y-%m-%d %H:%M:%S}  {line}"))


def _secrets() -> Any:
    """How secrets are read; where only a vault has them and somebody is there to ask, its passphrase is asked for."""
    import sys
    from functools import partial

    from incidentdesk.prepare.secret import needs_passphrase, secret_of, vault_file

    if not (vault_file().exists() and needs_passphrase() and sys.stdin.isatty()):
        return secret_of
    given = click.prompt(_("Passphrase of the vault"), hide_input=True)
    secret_of("", passphrase=lambda: given)
    return partial(secret_of, passphrase=lambda: given)
