"""incidentdesk report service: how services did, on paper."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.period_options import period_options
from incidentdesk.cli.report_numbers import making_of, numbers_options, tell
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.measure.metric.period import Period

_HELP = _(
    """How services did, or the one called SERVICE: volume, times, SLA, availability, outages, repeats, root causes.

    Without a period it is the last whole month.
    """
)


@click.command("service", short_help=_("How services did: times, availability, outages."), help=_HELP)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.argument("service", metavar="[SERVICE]", default="")
@period_options
@numbers_options
@pass_desk
def service_command(
    desk: Desk, out: Path, service: str, period: "Callable[[Desk], Period]", csv_file: Path | None, page_size: str
) -> None:
    from incidentdesk.measure.metric.facts import read_facts
    from incidentdesk.measure.service_content import gather_services
    from incidentdesk.measure.service_report import service_report, service_tables

    wanted, making = period(desk), making_of(desk, page_size)
    with desk.database.read() as reader:
        content = gather_services(reader, wanted, making.made_at, everything=read_facts(reader), service=service)
    pages = service_report(content, out.absolute(), making)
    tell(pages, out, csv_file, lambda: service_tables(content))
