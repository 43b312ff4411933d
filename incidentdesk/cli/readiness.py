"""incidentdesk readiness: how much of what should be prepared is prepared."""

from dataclasses import asdict

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain, print_json
from incidentdesk.language import _


@click.command(
    "readiness",
    short_help=_("Say how ready the desk is, and what is missing."),
    help=_("Say how much is ready of plans, contacts, rotas, training, policies and drills, and what is not."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON."))
@pass_desk
def command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.measure.readiness import DEFINITION, readiness

    with desk.database.read() as reader:
        found = readiness(reader, zone=desk.zone)
    if as_json:
        areas = [{**asdict(area), "share": area.share} for area in found.areas]
        print_json({"at": clock.iso(found.at), "score": found.score, "definition": _(DEFINITION), "areas": areas})
        return
    score = _("nothing to count yet") if found.score is None else _("{score} of 100").format(score=found.score)
    click.echo(plain(_("Readiness: {score}").format(score=score)))
    for area in found.areas:
        share = _("{met} of {total}").format(met=area.met, total=area.total) if area.total else _("nothing to count")
        click.echo(plain(f"{area.title}: {share}"))
        for gap in area.gaps:
            click.echo(plain(f"  {gap.sentence}"))
