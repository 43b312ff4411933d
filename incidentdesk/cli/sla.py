"""incidentdesk sla: why the clocks of an incident show what they show."""

from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.clock_object import clock_object
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import row_of
from incidentdesk.cli.printing import plain, print_json
from incidentdesk.cli.sla_what_if import what_if_command
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.detect.sla_explain import Explained

_EXPLAIN = _("Explain the SLA clocks of an incident: which SLA holds and why, and what counts of every piece of time.")


@click.group("sla", help=_("SLA clocks of incidents."))
def command() -> None:
    pass


command.add_command(what_if_command)


@command.command("explain", short_help=_("Explain the clocks of an incident."), help=_EXPLAIN)
@click.argument("incident", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC, lengths in seconds."))
@pass_desk
def explain(desk: Desk, incident: str, as_json: bool) -> None:
    from incidentdesk.detect.sla_explain import explained, explanation_text

    incident_id = row_of(desk.database, incident_id_of(incident)).id
    with desk.database.read() as reader:
        found = explained(reader, incident_id, clock.now())
    if as_json:
        print_json([_as_json(incident_id, each) for each in found])
    else:
        for line in explanation_text(incident_id, found, desk.zone).splitlines():
            click.echo(plain(line))


def _as_json(incident_id: int, each: "Explained") -> dict[str, Any]:
    return {
        "number": number(incident_id),
        **clock_object(each.clock),
        "why": each.why or None,
        "hours": each.hours or None,
        "segments": [
            {
                "from": clock.iso(segment.start),
                "to": clock.iso(segment.end),
                "state": segment.state,
                "on_hold_reason": segment.hold_reason or None,
                "counts": segment.counts,
                "why": _(segment.why),
                "counted_seconds": segment.counted // 1_000_000,
                "total_seconds": segment.total // 1_000_000,
            }
            for segment in each.segments
        ],
    }
