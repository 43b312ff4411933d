"""incidentdesk outage: from when until when services were not there."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.cli.typed import instant_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.recover.outage_list import OutageRow

_TIMES = _("Times are written as 09:50, yesterday 17:00, -20m, 2026-03-28 08:15 or 2026-03-28T08:15:00Z.")


@click.group("outage", short_help=_("Record outages of services and list them."), help=_("Outages of services."))
def command() -> None:
    pass


@command.command("list", short_help=_("List outages, what goes on first."), help=_("List outages, what goes on first."))
@click.option("--service", metavar="NAME", default="", help=_("Only those of this service."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, service: str, as_json: bool) -> None:
    from incidentdesk.recover.outage_list import outages

    wanted = " ".join(service.split()).casefold()
    with desk.database.read() as reader:
        found = [row for row in outages(reader) if not wanted or row.service.casefold() == wanted]
    now = clock.stored(clock.now())
    if as_json:
        print_json([_as_json(row, now) for row in found])
    else:
        for row in found:
            click.echo(plain(_line(row, now, desk.zone)))


@command.command(
    "add", short_help=_("Record an outage."), help=_("Record an outage of SERVICE and print its number.") + " " + _TIMES
)
@click.argument("service")
@click.option("--from", "began", metavar="TIME", required=True, help=_("Since when it was not there."))
@click.option("--to", "ended", metavar="TIME", default="", help=_("Until when; without it, it still goes on."))
@click.option("--degraded", is_flag=True, help=_("It was there, but not as it should be."))
@click.option("--planned", is_flag=True, help=_("It was planned, so it is no failure."))
@click.option("--incident", metavar="NUMBER", default="", help=_("The incident that tells of it."))
@click.option("--note", metavar="TEXT", default="", help=_("What there is to say about it."))
@pass_desk
def add_command(
    desk: Desk, service: str, began: str, ended: str, degraded: bool, planned: bool, incident: str, note: str
) -> None:
    from incidentdesk.recover.outage import Degree
    from incidentdesk.recover.outage_change import record_outage

    degree = Degree.DEGRADED if degraded else Degree.FULL
    facts: dict[str, Any] = {
        "service": service, "began": instant_of(began, desk.zone) or "", "ended": instant_of(ended, desk.zone) or "",
        "degree": degree, "planned": planned, "incident": incident, "note": note,
    }  # fmt: skip
    with desk.write() as session:
        outage_id = record_outage(session, **facts)
    click.echo(plain(_("Outage {number} of {service} recorded.").format(number=outage_id, service=isolated(service))))


@command.command("end", short_help=_("Say that a service is back."), help=_("End outage NUMBER.") + " " + _TIMES)
@click.argument("number")
@click.option("--at", "at", metavar="TIME", default="now", help=_("Since when it is back; else now."))
@pass_desk
def end_command(desk: Desk, number: str, at: str) -> None:
    from incidentdesk.recover.outage_change import end_outage

    outage_id = _id_of(number)
    with desk.write() as session:
        _refuse_absent(session.reader, outage_id)
        end_outage(session, outage_id, at=instant_of(at, desk.zone) or clock.now())
    click.echo(_("Outage {number} ended.").format(number=outage_id))


def _id_of(text: str) -> int:
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 18:
        raise Refused(
            _("“{text}” is no number of an outage. “outage list” shows the numbers.").format(text=isolated(text))
        )
    return int(digits)


def _refuse_absent(reader: Any, outage_id: int) -> None:
    from incidentdesk.recover.outage_list import outage_row

    if outage_row(reader, outage_id) is None:
        raise Refused(_("There is no outage {number}. “outage list” shows the numbers.").format(number=outage_id))


def _line(row: "OutageRow", now: int, zone: tzinfo) -> str:
    from incidentdesk.prepare.minutes import length_text

    until = _("still going on") if row.ended_at is None else _local(row.ended_at, zone)
    kind = " · ".join(part for part in (_(row.degree), _("planned") if row.planned else "") if part)
    parts = (
        column(str(row.id), 4), column(row.service, 18), column(_local(row.began_at, zone), 16), column(until, 16),
        column(length_text(row.length(now)), 12), column(kind, 18), column(row.incident or "—", 9), row.note,
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _local(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _as_json(row: "OutageRow", now: int) -> dict[str, Any]:
    """Times in ISO 8601 in UTC, the length in seconds, what is missing null."""
    return {
        "number": row.id,
        "service": row.service,
        "began_at": clock.iso(row.began_at),
        "ended_at": clock.iso(row.ended_at),
        "seconds": row.length(now) / 1_000_000,
        "degree": row.degree,
        "planned": row.planned,
        "incident": row.incident or None,
        "note": row.note,
    }
