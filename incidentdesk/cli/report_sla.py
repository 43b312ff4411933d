"""incidentdesk report sla: how SLAs were kept, on paper."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import context_of, understood
from incidentdesk.cli.period_options import period_options
from incidentdesk.cli.report_numbers import making_of, numbers_options, tell
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.measure.metric.period import Period

_HELP = _(
    """How SLAs were kept: the share met by SLA, target and priority, coverage, and each breach piece by piece.

    Without a period it is the last whole month.
    """
)


@click.command("sla", short_help=_("How SLAs were kept, with every breach."), help=_HELP)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@period_options
@click.option("--query", default="", help=_("Which incidents, as in the filter field. [default: all]"))
@numbers_options
@pass_desk
def sla_command(
    desk: Desk, out: Path, period: "Callable[[Desk], Period]", query: str, csv_file: Path | None, page_size: str
) -> None:
    from incidentdesk.measure.metric.facts import facts_of, read_facts
    from incidentdesk.measure.sla_report import gather_sla, sla_report, sla_tables

    wanted, asked, making = period(desk), understood(query), making_of(desk, page_size)
    with desk.database.read() as reader:
        everything = read_facts(reader)
        facts = facts_of(reader, asked, context_of(desk, reader), everything)
        content = gather_sla(reader, wanted, making.made_at, everything=everything, facts=facts, query=query)
    pages = sla_report(content, out.absolute(), making)
    tell(pages, out, csv_file, lambda: sla_tables(content))
