"""incidentdesk backup: a whole copy of the database."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


@click.command(
    "backup",
    short_help=_("Copy the whole database into a file."),
    help=_("Copy the whole database into FILE while others go on working, and check the copy."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=_("An older file of that name may be replaced."))
@pass_desk
def command(desk: Desk, file: Path, replace: bool) -> None:
    from incidentdesk.store.backup import back_up

    if file.is_dir():
        raise Refused(_("{place} is a folder. Choose a file.").format(place=isolated(str(file))))
    if file.exists() and not replace:
        raise Refused(
            _("{place} exists already. Choose another name, or say --replace.").format(place=isolated(str(file)))
        )
    back_up(desk.database, file.absolute())
    click.echo(_("Backed up to {place}, {size} bytes.").format(place=file, size=file.stat().st_size))
