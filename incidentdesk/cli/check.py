"""incidentdesk check: is everything as it was written?"""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain, print_json
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.schema.soundness import Health


@click.command(
    "check",
    short_help=_("Verify the database and its ledger."),
    help=_("Verify the database and every chain of the ledger; exit 1 and name what is wrong."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the findings as JSON."))
@pass_desk
def command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.schema.soundness import examine

    health = examine(desk.database)
    if as_json:
        print_json({"sound": not health.findings, **asdict(health)})
    else:
        _say(health)
    if health.findings:
        sys.exit(1)


def _say(health: "Health") -> None:
    for finding in health.findings:
        click.echo(plain(f"{finding.where}: {finding.what}"))
    if health.findings:
        count = len(health.findings)
        click.echo(ngettext("{count} thing is wrong.", "{count} things are wrong.", count).format(count=count))
        return
    click.echo(
        _(
            "Incidents: {incidents}. Entries of the ledger: {entries}. Attachments: {attachments}. Nothing is wrong."
        ).format(incidents=health.incidents, entries=health.ledger_entries, attachments=health.attachments)
    )
