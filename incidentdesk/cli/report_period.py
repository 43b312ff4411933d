"""incidentdesk report period: the report of a month, a quarter, a week or any days."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import context_of, tell_progress, understood
from incidentdesk.cli.period_options import period_options
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.measure.metric.period import Period

_HELP = _(
    """One page for managers, then response times, volume, causes, load, major incidents, services and definitions.

    Without a period it is the last whole month.
    """
)
_SECTIONS = _("Only these sections, with commas between them; the summary always comes first.")


@click.command("period", short_help=_("A month, a quarter, a week or any days, for managers."), help=_HELP)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@period_options
@click.option("--query", default="", help=_("Which incidents, as in the filter field. [default: all]"))
@click.option("--sections", metavar="NAMES", help=_SECTIONS)
@click.option("--business", is_flag=True, help=_("Times in working hours of the calendar that holds."))
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help=_("Write the numbers into this file too."))
@click.option("--xlsx", "xlsx_file", type=click.Path(path_type=Path), help=_("And into this Excel workbook."))
@click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4")
@click.option("--summary", "summary_file", type=click.Path(path_type=Path), hidden=True)
@click.option("--made-by", default="", hidden=True)
@click.option("--progress", is_flag=True, hidden=True)
@pass_desk
def period_command(
    desk: Desk,
    out: Path,
    period: "Callable[[Desk], Period]",
    query: str,
    sections: str | None,
    business: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
    summary_file: Path | None,
    page_size: str,
    made_by: str,
    progress: bool,
) -> None:
    from incidentdesk.measure.period_content import USUAL, gather_period
    from incidentdesk.measure.period_data import period_csv, period_xlsx
    from incidentdesk.measure.period_report import period_report

    chosen_period = period(desk)
    chosen = USUAL if sections is None else [name.strip() for name in sections.split(",") if name.strip()]
    understood(query)
    with desk.database.read() as reader:
        content = gather_period(
            reader,
            period=chosen_period,
            query=query,
            context=context_of(desk, reader),
            business=business,
            sections=chosen,
        )
    pages = period_report(
        content,
        out.absolute(),
        made_by=made_by or desk.actor,
        made_at=clock.stored(clock.now()),
        page_size=page_size,
        progress=tell_progress if progress else None,
    )
    for file, write in ((csv_file, period_csv), (xlsx_file, period_xlsx)):
        if file is not None:
            write(content, file.absolute())
    if summary_file is not None:
        # What a message says to which the report is attached.
        summary_file.write_text("\n".join(content.sentences), encoding="utf-8")
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
