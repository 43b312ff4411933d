"""incidentdesk report drill: the after-action report of a drill."""

from pathlib import Path

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.drill import drill_named
from incidentdesk.language import _, ngettext

_HELP = _(
    "The after-action report of drill NAME (DRL-0001, or the title, then the one that ended last): score against "
    "targets, gaps and what they became, notes, what was played, the timeline of the sandbox."
)


@click.command("drill", short_help=_("The after-action report of a drill."), help=_HELP)
@click.argument("name", metavar="NAME")
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4")
@pass_desk
def drill_command(desk: Desk, name: str, out: Path, page_size: str) -> None:
    from incidentdesk.measure.drill_report import drill_report, gather_drill_report

    with desk.database.read() as reader:
        report = gather_drill_report(reader, drill_named(reader, name))
    pages = drill_report(
        report,
        out.absolute(),
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        page_size=page_size,
    )
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
