"""incidentdesk bundle: an incident as evidence."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain
from incidentdesk.detect.number import incident_id_of
from incidentdesk.language import _

_HELP = _(
    """Write incident NUMBER with its history, attachments and evidence into OUT, an archive that proves itself.

    The seal that is printed also stands in the timeline: `incidentdesk verify OUT --seal SEAL` says whether it is this
    very bundle. The archive holds verify.py, which needs no IncidentDesk.
    """
)


@click.command("bundle", short_help=_("Write an incident as an evidence bundle."), help=_HELP)
@click.argument("incident", metavar="NUMBER")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@pass_desk
def command(desk: Desk, incident: str, out: Path) -> None:
    from incidentdesk.measure.evidence_bundle import write_bundle

    seal = write_bundle(desk.database, incident_id_of(incident), out.absolute(), actor=desk.actor, zone=desk.zone)
    click.echo(plain(_("Written to {file}. Seal: {seal}").format(file=out, seal=seal)))
