"""incidentdesk restore: a database out of a backup."""

from pathlib import Path

import click

from incidentdesk.language import _


@click.command(
    "restore",
    short_help=_("Make a database out of a backup."),
    help=_("Make a new database at PATH out of a backup; nothing is overwritten."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, metavar="PATH")
def command(file: Path, target: Path) -> None:
    from incidentdesk.schema.restoring import restore_desk

    restore_desk(file.absolute(), target.absolute())
    click.echo(_("Restored to {place}.").format(place=target))
