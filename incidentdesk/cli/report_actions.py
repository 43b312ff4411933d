"""incidentdesk report actions: all corrective actions on paper."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain
from incidentdesk.cli.report_numbers import making_of, numbers_options, tell
from incidentdesk.language import _

_HELP = _("Corrective actions: the overdue first, by state, kind and owner, what was done in time, and what works.")


@click.command("actions", short_help=_("Corrective actions, the overdue first."), help=_HELP)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--query", default="", help=_("Which actions, as in their list. [default: all]"))
@numbers_options
@pass_desk
def actions_command(desk: Desk, out: Path, query: str, csv_file: Path | None, page_size: str) -> None:
    from incidentdesk.investigate.action_query import action_query
    from incidentdesk.measure.actions_report import actions_report, actions_tables, gather_actions

    making = making_of(desk, page_size)
    with desk.database.read() as reader:
        content = gather_actions(reader, query, me=desk.actor, zone=desk.zone, now=making.made_at)
    for hint in action_query(query, me=desk.actor, today=content.today).hints:
        click.echo(plain(hint), err=True)
    pages = actions_report(content, out.absolute(), making)
    tell(pages, out, csv_file, lambda: actions_tables(content))
