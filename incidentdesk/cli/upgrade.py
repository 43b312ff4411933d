"""incidentdesk upgrade: bring an older database up to date."""

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.language import _


@click.command(
    "upgrade",
    short_help=_("Bring an older database up to date."),
    help=_("Bring a database of an older version up to date; a file is backed up first."),
)
@pass_desk
def command(desk: Desk) -> None:
    from incidentdesk.cli.printing import plain
    from incidentdesk.schema.opening import upgrade_at

    before, after = upgrade_at(desk.place)
    if before == after:
        click.echo(_("The database is up to date (revision {revision}).").format(revision=after))
    else:
        click.echo(plain(_("Upgraded from revision {before} to {after}.").format(before=before, after=after)))
