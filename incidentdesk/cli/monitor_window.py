"""incidentdesk monitor window: when maintenance is."""

from datetime import timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.cli.typed import instant_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.detect.maintenance_list import WindowRow

# As a word of the command line: the name of a member of Repeat.
REPEATS = {
    "once": "ONCE", "daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "monthly-weekday": "MONTHLY_WEEKDAY",
}  # fmt: skip


@click.group("window", short_help=_("Plan maintenance."), help=_("Windows in which no incident is opened."))
def window() -> None:
    pass


@window.command("list", short_help=_("List maintenance windows."), help=_("List maintenance windows."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.detect.maintenance_list import windows

    with desk.database.read() as reader:
        found = windows(reader, clock.stored(clock.now()))
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    for row in found:
        click.echo(plain(_line(row, desk.zone)))


@window.command(
    "add",
    short_help=_("Plan a maintenance window."),
    help=_("Plan a window in which NAME is done: of one monitor, of all of a service, or of all monitors."),
)
@click.argument("name")
@click.option("--from", "begins", metavar="TIME", required=True, help=_("The first time, such as 2026-03-28 22:00."))
@click.option("--for", "length", metavar="TIME", required=True, help=_("How long it lasts, such as 30min or 4h."))
@click.option("--repeats", type=click.Choice(list(REPEATS)), default="once", help=_("How often it is. [default: once]"))
@click.option("--on", "weekdays", metavar="DAYS", default="", help=_("Of a weekly one, such as SA,SU."))
@click.option("--monitor", metavar="NAME", default="", help=_("Only of this monitor."))
@click.option("--service", metavar="NAME", default="", help=_("Of all monitors of this service."))
@pass_desk
def add_command(
    desk: Desk, name: str, begins: str, length: str, repeats: str, weekdays: str, monitor: str, service: str
) -> None:
    from incidentdesk.detect.maintenance_change import create_window
    from incidentdesk.detect.maintenance_repeat import Repeat, repeat_text, rule_of
    from incidentdesk.detect.monitor_entry import seconds_of

    starts_at = (instant_of(begins, desk.zone) or clock.now()).astimezone(desk.zone)
    ends_at = starts_at + timedelta(seconds=seconds_of(length))
    if weekdays and repeats != "weekly":
        raise Refused(_("Only a weekly window has weekdays. Say --repeats weekly."))
    if repeats == "once" and ends_at <= clock.now():
        raise Refused(_("That window is over already. Write the day too, such as 2026-03-28 22:00."))
    rule = rule_of(Repeat[REPEATS[repeats]], starts_at.date(), weekdays.split(","))
    facts: dict[str, Any] = {
        "name": name, "starts_at": starts_at, "ends_at": ends_at, "repeats": rule, "monitor": monitor,
        "service": service, "zone": getattr(desk.zone, "key", "UTC"),
    }  # fmt: skip
    with desk.write() as session:
        create_window(session, **facts)
    said = _("Maintenance window {name} added: {often}, the first time from {begin} to {end}.")
    begin, end = (each.strftime("%Y-%m-%d %H:%M") for each in (starts_at, ends_at))
    click.echo(plain(said.format(name=isolated(name), often=repeat_text(rule), begin=begin, end=end)))


def _line(row: "WindowRow", zone: tzinfo) -> str:
    from incidentdesk.detect.maintenance_repeat import repeat_text
    from incidentdesk.prepare.minutes import length_text

    if row.open:
        when = _("open now")
    else:
        when = _("over") if row.next_at is None else _local(row.next_at, zone)
    parts = (
        column(when, 16), column(length_text(row.window.ends_at - row.window.starts_at), 12),
        column(repeat_text(row.window.repeats), 32), column(row.monitor or row.service or _("all monitors"), 24),
        row.name,
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _local(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _as_json(row: "WindowRow") -> dict[str, Any]:
    """Times in ISO 8601 in UTC, `repeats` as a rule of RFC 5545 by the clock in `zone`, what is missing null."""
    return {
        "name": row.name,
        "monitor": row.monitor or None,
        "service": row.service or None,
        "starts_at": clock.iso(row.window.starts_at),
        "ends_at": clock.iso(row.window.ends_at),
        "repeats": row.window.repeats or None,
        "zone": row.window.zone,
        "open": row.open,
        "next_at": clock.iso(row.next_at),
    }
