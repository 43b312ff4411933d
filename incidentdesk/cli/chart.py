"""incidentdesk chart: a chart of the dashboard or of a report as a picture, with the numbers of the window."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import context_of, understood
from incidentdesk.cli.list import refuse_options
from incidentdesk.cli.printing import column
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.measure.chart.chart import Chart
    from incidentdesk.measure.metric.period import Period

_USUAL = "weeks-26"
_SIZES = click.IntRange(240, 4000)
# Dots for each pixel of a PNG.
_SCALE = 2.0
_HELP = _(
    """Draw the chart NAME of the incidents that QUERY finds into OUT, which ends in .png, .svg or .pdf.

    Texts in SVG and PDF can be found and copied. The names of the charts are told by --list.
    """
)


# A query may begin with a minus, which is then no option.
@click.command(
    "chart",
    short_help=_("Draw a chart as PNG, SVG or PDF."),
    help=_HELP,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("name", metavar="NAME", required=False)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path), required=False)
@click.argument("query", nargs=-1)
@click.option("--list", "as_list", is_flag=True, help=_("Print the names of the charts."))
@click.option("--from", "first", metavar="DAY", help=_("The first day, as 2026-10-01."))
@click.option("--to", "last", metavar="DAY", help=_("The last day, as 2026-10-31."))
@click.option(
    "--period", metavar="PERIOD", help=_("2026-10, 2026-Q4, 2026-W41, 2026 or all. [default: the last 26 weeks]")
)
@click.option("--business", is_flag=True, help=_("Times in working hours of the calendar that holds."))
@click.option("--dark", is_flag=True, help=_("On a dark ground, as in the dark window."))
@click.option("--width", type=_SIZES, default=824, show_default=True, help=_("In pixels of 1/96 inch."))
@click.option("--height", type=click.IntRange(150, 4000), default=350, show_default=True)
@pass_desk
def command(
    desk: Desk,
    name: str | None,
    out: Path | None,
    query: tuple[str, ...],
    as_list: bool,
    first: str | None,
    last: str | None,
    period: str | None,
    business: bool,
    dark: bool,
    width: int,
    height: int,
) -> None:
    if as_list:
        _list()
        return
    if name is None or out is None:
        raise click.UsageError(_("Say which chart and which file: incidentdesk chart time-to-resolve times.png."))
    refuse_options((name, str(out), *query))
    chart = _named(name)
    _refuse_ending(out)
    data = _gathered(desk, chart, " ".join(query), _period(desk, first, last, period), business)
    _save(chart, data, out, (width, height), dark)
    click.echo(_("Written to {file}.").format(file=out))


def _list() -> None:
    from incidentdesk.measure.chart.catalogue import CHARTS

    for chart in CHARTS.values():
        click.echo(f"{column(chart.name, 22)} {_(chart.title)}")


def _named(name: str) -> "Chart":
    from incidentdesk.measure.chart.catalogue import CHARTS

    if name not in CHARTS:
        raise Refused(
            _("There is no chart {name}. Choose from: {names}.").format(name=isolated(name), names=", ".join(CHARTS))
        )
    return CHARTS[name]


def _refuse_ending(out: Path) -> None:
    """Before anything is read."""
    from incidentdesk.measure.chart.image import ENDINGS

    if out.suffix.lower() not in ENDINGS:
        raise click.BadParameter(_("the name must end in .png, .svg or .pdf"), param_hint="OUT")


def _period(desk: Desk, first: str | None, last: str | None, period: str | None) -> "Period":
    from incidentdesk.measure.dashboard import shown_period
    from incidentdesk.measure.metric.period import period_of

    if period is not None and (first or last):
        raise click.UsageError(_("--period stands for both --from and --to; leave them out."))
    if first or last:
        return period_of(f"{first or ''}..{last or ''}", desk.zone)
    return shown_period(period or _USUAL, clock.stored(clock.now()), desk.zone)


def _gathered(desk: Desk, chart: "Chart", query: str, period: "Period", business: bool) -> object:
    from incidentdesk.measure.chart.chart import Scope
    from incidentdesk.measure.metric.facts import facts_of, read_facts

    asked = understood(query)
    with desk.database.read() as reader:
        everything = read_facts(reader, chart.columns)
        facts = facts_of(reader, asked, context_of(desk, reader), everything)
        now = clock.stored(clock.now())
        return chart.gather(Scope(reader, facts, everything, period, now, desk.zone, query, business))


def _save(chart: "Chart", data: object, out: Path, size: tuple[int, int], dark: bool) -> None:
    from incidentdesk.measure.chart.image import save
    from incidentdesk.measure.chart.look import Look, colours_of

    width, height = size
    look = Look(width, height, colours_of("dark" if dark else "light"), scale=_SCALE)
    save(chart.draw(data, look), out.absolute())
