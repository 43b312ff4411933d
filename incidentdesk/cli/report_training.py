"""incidentdesk report training: who needs which course and has it, on paper."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.report_numbers import making_of
from incidentdesk.language import _, ngettext

_HELP = _("Training: what is overdue and what expires, and for everybody which course they need and have.")


@click.command("training", short_help=_("Who needs which course and has it."), help=_HELP)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--by-role", is_flag=True, help=_("By role instead of by person, without names."))
@click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4")
@pass_desk
def training_command(desk: Desk, out: Path, by_role: bool, page_size: str) -> None:
    from incidentdesk.measure.training_report import gather_training, training_report

    making = making_of(desk, page_size)
    with desk.database.read() as reader:
        content = gather_training(reader, zone=desk.zone, now=making.made_at)
    pages = training_report(content, out.absolute(), making, by_role=by_role)
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
