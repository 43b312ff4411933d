"""incidentdesk sla what-if: the past under SLAs and calendars that are only proposed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain, print_json
from incidentdesk.detect.number import number
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.detect.sla_clock import Clock
    from incidentdesk.measure.metric.distribution import Share
    from incidentdesk.measure.metric.period import Period
    from incidentdesk.measure.sla_what_if import Changed, Comparison, Line

_MOST = 50
_HELP = _(
    """Recompute the last 12 months under the SLAs and calendars of FILE, beside those in force. Nothing is written.

    FILE is JSON and names what would be other than today; a name that there is not yet is a new SLA or calendar:

    \b
    {
      "slas": {
        "Office SLA": {
          "targets": {"P1": {"response": "15 min", "resolution": "4 h"},
                      "P3": {"resolution": "2 business days"}, "P5": null},
          "calendar": "Office",
          "pauses": ["Awaiting Caller"]
        }
      },
      "calendars": {
        "Office": {
          "windows": "mon-fri 08:00-18:00",
          "holidays": ["2026-12-24", ["2026-12-31", "Stocktaking"]]
        }
      }
    }

    Of an SLA: targets (minutes or a length; null takes one away), calendar ("" is round the clock), service, team,
    category, kind (SLA or OLA), zone_source (calendar, caller or service), update_mode (every or answer), pauses,
    restarts, enabled. Of a calendar: windows, time_zone, country, region, holidays.
    """
)


@click.command("what-if", short_help=_("Recompute the past under other SLAs."), help=_HELP)
@click.argument("file", metavar="FILE.json", type=click.Path(path_type=Path))
@click.option(
    "--from", "first", metavar="DAY", help=_("The first day, as 2026-01-01. [default: a year before the last]")
)
@click.option("--to", "last", metavar="DAY", help=_("The last day. [default: today]"))
@click.option("--all", "everything", is_flag=True, help=_("List every clock that changes, not only the first 50."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON object: times in UTC, lengths in seconds."))
@pass_desk
def what_if_command(
    desk: Desk, file: Path, first: str | None, last: str | None, everything: bool, as_json: bool
) -> None:
    from incidentdesk.measure.sla_proposal_file import read_proposal
    from incidentdesk.measure.sla_what_if import what_if
    from incidentdesk.measure.sla_what_if_words import comparison_text

    period = _period(desk, first, last)
    with desk.database.read() as reader:
        found = what_if(reader, read_proposal(reader, file), period, clock.stored(clock.now()))
    if as_json:
        print_json(_as_json(found))
    else:
        click.echo(plain(comparison_text(found, desk.zone, None if everything else _MOST)))


def _period(desk: Desk, first: str | None, last: str | None) -> "Period":
    from incidentdesk.measure.metric.period import period_of
    from incidentdesk.measure.sla_what_if import months_until

    until = clock.now().astimezone(desk.zone).date()
    if last is not None:
        until = period_of(last, desk.zone).last or until
    if first is None:
        return months_until(until, 12, desk.zone)
    return period_of(f"{first}..{until}", desk.zone)


def _as_json(found: "Comparison") -> dict[str, Any]:
    period = found.period
    return {
        "from": period.first.isoformat() if period.first else None,
        "to": period.last.isoformat() if period.last else None,
        "incidents": found.incidents,
        "open_breached": dict(zip(("before", "after"), found.open_breached, strict=True)),
        "written_with_another_outcome": found.written_other,
        "without_written_outcome": found.unwritten,
        "lines": [_line_object(line) for line in found.lines],
        "changed": [_changed_object(each) for each in found.changed],
    }


def _line_object(line: "Line") -> dict[str, Any]:
    return {
        "kind": str(line.kind),
        "target": str(line.target),
        "priority": line.priority or None,
        "before": _share_object(line.before),
        "after": _share_object(line.after),
        "newly_breached": line.newly_breached,
        "newly_met": line.newly_met,
    }


def _share_object(share: "Share") -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {
        "clocks": share.n,
        "met": share.hits,
        "breached": share.n - share.hits,
        "share": share.value,
        "low": low,
        "high": high,
    }


def _changed_object(each: "Changed") -> dict[str, Any]:
    return {
        "number": number(each.incident_id),
        "title": each.title,
        "priority": each.priority,
        "kind": str(each.after.kind),
        "target": str(each.after.target),
        "ended_at": clock.iso(each.after.ended_at),
        "before": _judged_object(each.before),
        "after": _judged_object(each.after),
    }


def _judged_object(one: "Clock") -> dict[str, Any]:
    return {
        "sla": one.sla,
        "outcome": str(one.state),
        "elapsed_seconds": one.elapsed // 1_000_000,
        "target_seconds": one.aim // 1_000_000,
    }
