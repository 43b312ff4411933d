"""incidentdesk export: a list for other programs."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import found_ids, rows_of
from incidentdesk.language import _

_HELP = _(
    """Write incidents into FILE.csv, FILE.xlsx or FILE.json; what was there is replaced when all went well.

    Times are in the zone that is asked for in CSV and XLSX, and in UTC in JSON. No cell is a formula.
    """
)


@click.command("export", short_help=_("Write incidents as CSV, XLSX or JSON."), help=_HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--query", default="", help=_("Which incidents, as in the filter field. [default: all]"))
@pass_desk
def command(desk: Desk, file: Path, query: str) -> None:
    from incidentdesk.detect.transfer import export

    ending = file.suffix.lower()
    if ending not in (".csv", ".xlsx", ".json"):
        raise click.BadParameter(_("the name must end in .csv, .xlsx or .json"), param_hint="FILE")
    wanted = found_ids(desk, query)
    found, target = rows_of(desk.database, wanted), file.absolute()
    if ending == ".json":
        count = export.export_json(found, target)
    elif ending == ".csv":
        count = export.export_csv(found, target, zone=desk.zone)
    else:
        count = export.export_xlsx(found, target, zone=desk.zone)
    click.echo(_("{count} incidents written to {file}.").format(count=count, file=file))
