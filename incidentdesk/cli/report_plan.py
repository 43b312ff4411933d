"""incidentdesk report plan: a response plan as a runbook on paper."""

from pathlib import Path

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

_HELP = _("The plan NAME (its name, PLAN-0003 or 3) as a runbook: roles, contacts, and boxes to tick.")


@click.command("plan", short_help=_("A response plan as a runbook to tick off."), help=_HELP)
@click.argument("name", metavar="NAME")
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--version", "number", type=click.IntRange(1), default=None, help=_("Another version, by its number."))
@click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4")
@pass_desk
def plan_command(desk: Desk, name: str, out: Path, number: int | None, page_size: str) -> None:
    from incidentdesk.measure.plan_report import gather_plan_report, plan_report
    from incidentdesk.prepare.plan_number import plan_id_of
    from incidentdesk.prepare.plan_version import versions_of

    now = clock.stored(clock.now())
    with desk.database.read() as reader:
        plan_id = plan_id_of(reader, name)
        version_id = None
        if number is not None:
            version_id = next((each.id for each in versions_of(reader, plan_id) if each.number == number), None)
            if version_id is None:
                raise Refused(_("The plan has no version {number}.").format(number=number))
        report = gather_plan_report(reader, plan_id, version_id, at=now)
    pages = plan_report(report, out.absolute(), zone=desk.zone, made_by=desk.actor, made_at=now, page_size=page_size)
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
