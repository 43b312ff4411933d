"""incidentdesk baseline: from which day on a metric is compared with itself anew."""

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain, print_json
from incidentdesk.language import _, isolated

USUAL = "time-to-resolve"


@click.group(
    "baseline",
    short_help=_("Set from which day on a metric is compared with itself anew."),
    help=_("Baselines: from which day on a metric is compared with itself anew, because something was changed then."),
)
def command() -> None:
    pass


@command.command("list", help=_("List the baselines of a metric with their numbers."))
@click.option("--metric", default=USUAL, show_default=True)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array."))
@pass_desk
def list_command(desk: Desk, metric: str, as_json: bool) -> None:
    from incidentdesk.measure.baseline_list import baselines

    with desk.database.read() as reader:
        found = baselines(reader, metric)
    if as_json:
        print_json(
            [{"number": each.id, "starts_on": each.starts_on.isoformat(), "caption": each.caption} for each in found]
        )
        return
    for each in found:
        click.echo(plain(f"{each.id:>4}  {each.starts_on}  {each.caption}"))
    if not found:
        click.echo(_("{metric} has no baseline yet.").format(metric=metric))


@command.command("add", help=_("Set one: DAY as 2026-10-01, CAPTION says what was changed then."))
@click.argument("day")
@click.argument("caption")
@click.option("--metric", default=USUAL, show_default=True)
@pass_desk
def add_command(desk: Desk, day: str, caption: str, metric: str) -> None:
    from incidentdesk.measure.baseline_change import add_baseline

    with desk.write() as session:
        number = add_baseline(session, starts_on=day, caption=caption, metric=metric, zone=desk.zone)
    click.echo(
        plain(_("Baseline {number} set on {day}: {caption}").format(number=number, day=day, caption=isolated(caption)))
    )


@command.command("remove", help=_("Take the baseline with this number back."))
@click.argument("number", type=int)
@pass_desk
def remove_command(desk: Desk, number: int) -> None:
    from incidentdesk.measure.baseline_change import withdraw_baseline

    with desk.write() as session:
        withdraw_baseline(session, number)
    click.echo(_("Baseline {number} taken back.").format(number=number))
