"""What the commands for reports of numbers have in common: their options, and what they say in the end."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.measure.chart.drawn import Table
    from incidentdesk.measure.report_pages import Making

_OPTIONS = (
    click.option("--csv", "csv_file", type=click.Path(path_type=Path), help=_("Write the numbers into this file too.")),
    click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4"),
)


def numbers_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def making_of(desk: Desk, page_size: str) -> "Making":
    """Who makes a report now, by the name of the desk."""
    from incidentdesk.measure.report_pages import Making
    from incidentdesk.prepare.setting import setting_of

    with desk.database.read() as reader:
        name = str(setting_of(reader, "desk_name"))
    return Making(name, desk.zone, desk.actor, clock.stored(clock.now()), page_size)


def tell(pages: int, out: Path, csv_file: Path | None, tables: "Callable[[], Mapping[str, Table]]") -> None:
    """Write the numbers where they are wanted, and say what was written."""
    if csv_file is not None:
        from incidentdesk.measure.metric_file import write_csv

        write_csv(csv_file.absolute(), tables())
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
