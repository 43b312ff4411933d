"""incidentdesk metrics: what the register tells in numbers, and what each of them means."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import context_of, understood
from incidentdesk.cli.list import refuse_options
from incidentdesk.cli.printing import print_json
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.measure.metric.measuring import Measurement
    from incidentdesk.measure.metric.period import Period

_HELP = _(
    """Measure the incidents that QUERY finds; without it all of them.

    Every number stands with how many incidents it rests on (n), and with the share of those that should have been
    measured (coverage). Missing times are left out; they are neither 0 nor now.

    An incident belongs to the period in which what is measured ended, as the resolution for the time to resolve.
    """
)


class Told(NamedTuple):
    """What was measured, and of what."""

    measurement: "Measurement"
    query: str
    zone: str
    business: bool

    @property
    def period(self) -> "Period":
        return self.measurement.grouping.period


# A query may begin with a minus, which is then no option.
@click.command(
    "metrics",
    short_help=_("Measure times, SLAs, backlog and more."),
    help=_HELP,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("query", nargs=-1)
@click.option("--from", "first", metavar="DAY", help=_("The first day, as 2026-10-01."))
@click.option("--to", "last", metavar="DAY", help=_("The last day, as 2026-10-31."))
@click.option("--period", metavar="PERIOD", help=_("2026-10, 2026-Q4, 2026-W41 or 2026. [default: all time]"))
@click.option(
    "--by",
    metavar="FIELD",
    default="",
    help=_("In groups by week, month, quarter, year, priority, service, team, category, channel or assignee."),
)
@click.option("--business", is_flag=True, help=_("Times in working hours of the calendar that holds."))
@click.option("--names", metavar="NAMES", default="", help=_("Only these metrics, with commas between them."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON object: times in UTC, lengths in seconds."))
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help=_("Write the numbers into this file too."))
@click.option("--xlsx", "xlsx_file", type=click.Path(path_type=Path), help=_("And into this Excel workbook."))
@pass_desk
def command(
    desk: Desk,
    query: tuple[str, ...],
    first: str | None,
    last: str | None,
    period: str | None,
    by: str,
    business: bool,
    names: str,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
) -> None:
    from incidentdesk.cli.metric_lines import metric_lines
    from incidentdesk.cli.metric_object import metric_object

    refuse_options(query)
    told = _measured(desk, " ".join(query), _period(desk, first, last, period), by, business, names)
    _write_files(told, csv_file, xlsx_file)
    if as_json:
        print_json(metric_object(told))
    elif not (csv_file or xlsx_file):
        for line in metric_lines(told):
            click.echo(line)


def _period(desk: Desk, first: str | None, last: str | None, period: str | None) -> "Period":
    from incidentdesk.measure.metric.period import all_time, period_of

    if period is not None:
        if first or last:
            raise click.UsageError(_("--period stands for both --from and --to; leave them out."))
        return period_of(period, desk.zone)
    if first is None and last is None:
        return all_time(desk.zone)
    return period_of(f"{first or ''}..{last or ''}", desk.zone)


def _measured(desk: Desk, query: str, period: "Period", by: str, business: bool, names: str) -> Told:
    from incidentdesk.measure.metric.facts import facts_of, read_facts
    from incidentdesk.measure.metric.grouping import grouping
    from incidentdesk.measure.metric.measuring import measure

    wanted, now, asked = _names(names), clock.stored(clock.now()), understood(query)
    with desk.database.read() as reader:
        everything = read_facts(reader)
        facts = facts_of(reader, asked, context_of(desk, reader), everything)
        groups = grouping(reader, facts, period, by, now)
        measurement = measure(reader, facts, groups, now, everything=everything, business=business, names=wanted)
    _refuse_unmeasured(measurement, wanted if names else ())
    return Told(measurement, query, _zone_name(desk), business)


def _names(text: str) -> tuple[str, ...]:
    """Raises Refused for a metric that there is not."""
    from incidentdesk.measure.metric.definition import DEFINITIONS

    chosen = tuple(name.strip() for name in text.split(",") if name.strip()) or tuple(DEFINITIONS)
    for name in chosen:
        if name not in DEFINITIONS:
            raise Refused(
                _("There is no metric {name}. Choose from: {names}.").format(
                    name=isolated(name), names=", ".join(DEFINITIONS)
                )
            )
    return chosen


def _refuse_unmeasured(measurement: "Measurement", names: tuple[str, ...]) -> None:
    """What was asked for by name is not left out in silence."""
    from incidentdesk.measure.metric.definition import DEFINITIONS
    from incidentdesk.measure.metric.measuring import OF_SERVICES

    for name in names:
        if name not in measurement.values and name not in OF_SERVICES:
            raise Refused(
                _("“{metric}” is not told by {field}. Leave one of them out.").format(
                    metric=_(DEFINITIONS[name].label), field=measurement.grouping.by
                )
            )


def _zone_name(desk: Desk) -> str:
    return str(getattr(desk.zone, "key", None) or desk.zone)


def _write_files(told: Told, csv_file: Path | None, xlsx_file: Path | None) -> None:
    from incidentdesk.cli.metric_lines import about
    from incidentdesk.measure.metric_file import metric_tables, write_csv, write_xlsx

    for file, write in ((csv_file, write_csv), (xlsx_file, write_xlsx)):
        if file is not None:
            write(file.absolute(), metric_tables(told.measurement, about(told)))
            count = len(told.measurement.values)
            click.echo(
                ngettext("{n} metric written to {file}.", "{n} metrics written to {file}.", count).format(
                    n=count, file=file
                ),
                err=True,
            )
