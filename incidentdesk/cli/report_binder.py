"""incidentdesk report binder: the crisis binder on paper."""

from pathlib import Path

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.language import _, ngettext

_HELP = _("Plans, contacts, the rota of the next 14 days and the service map, for the day without screens.")


@click.command("binder", short_help=_("The crisis binder: plans, contacts, rota, service map."), help=_HELP)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4")
@click.option("--made-by", default="", metavar="NAME", help=_("Who stands on the pages. [default: whoever runs it]"))
@click.option("--progress", is_flag=True, hidden=True)
@pass_desk
def binder_command(desk: Desk, out: Path, page_size: str, made_by: str, progress: bool) -> None:  # noqa: ARG001
    from incidentdesk.measure.binder_report import binder_report, gather_binder

    with desk.database.read() as reader:
        binder = gather_binder(reader, at=clock.stored(clock.now()), zone=desk.zone, page_size=page_size)
    pages = binder_report(binder, out.absolute(), zone=desk.zone, made_by=made_by or desk.actor, page_size=page_size)
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
