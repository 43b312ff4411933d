"""incidentdesk export: a list for other programs."""

from pathlib import Path
from typing import Any

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import for_window, found_ids, ids_in, rows_of, tell_progress
from incidentdesk.language import _, ngettext

_HELP = _(
    """Write incidents into FILE.csv, FILE.xlsx or FILE.json; what was there is replaced when all went well.

    FILE.incidentdesk holds the whole desk with its history and attachments; `import` takes it back.

    Times are in the zone that is asked for in CSV and XLSX, and in UTC in JSON. No cell is a formula.
    """
)


@click.command("export", short_help=_("Write incidents as CSV, XLSX or JSON."), help=_HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--query", default="", help=_("Which incidents, as in the filter field. [default: all]"))
@click.option("--columns", default="", help=_("Which columns, with commas between them. [default: all]"))
@click.option("--bom", is_flag=True, help=_("Begin a CSV file with a byte order mark, as Excel wants it."))
@for_window
@pass_desk
def command(
    desk: Desk,
    file: Path,
    query: str,
    columns: str,
    bom: bool,
    ids_from: Path | None,
    progress: bool,
) -> None:
    from incidentdesk.detect.transfer import export

    kind = file.suffix.lower().removeprefix(".")
    if kind == "incidentdesk":
        _export_everything(desk, file, bool(query or columns or ids_from), progress)
        return
    if kind not in ("csv", "xlsx", "json"):
        raise click.BadParameter(_("the name must end in .csv, .xlsx, .json or .incidentdesk"), param_hint="FILE")
    wanted = ids_in(ids_from) if ids_from else found_ids(desk, query)
    found, target = rows_of(desk.database, wanted), file.absolute()
    options: dict[str, Any] = {"columns": _columns(columns), "total": len(wanted)}
    if progress:
        options["progress"] = tell_progress
    if kind == "json":
        count = export.export_json(found, target, **options)
    elif kind == "csv":
        count = export.export_csv(found, target, zone=desk.zone, bom=bom, **options)
    else:
        count = export.export_xlsx(found, target, zone=desk.zone, **options)
    _tell(count, file)


def _export_everything(desk: Desk, file: Path, narrowed: bool, progress: bool) -> None:
    from incidentdesk.detect.transfer.packing import export_everything

    if narrowed:
        raise click.UsageError(_("A file of a whole desk holds everything; leave --query and --columns out."))
    options: dict[str, Any] = {"progress": tell_progress} if progress else {}
    _tell(export_everything(desk.database, file.absolute(), **options), file)


def _tell(count: int, file: Path) -> None:
    click.echo(
        ngettext("{n} incident written to {file}.", "{n} incidents written to {file}.", count).format(
            n=count, file=file
        )
    )


def _columns(text: str) -> tuple[str, ...]:
    from incidentdesk.detect.transfer.export import KEYS, OFFERED

    chosen = tuple(name.strip() for name in text.split(",")) if text else KEYS
    unknown = [name for name in chosen if name not in OFFERED]
    if unknown:
        raise click.BadParameter(
            _("there is no column {name}; choose from {columns}").format(
                name=", ".join(unknown), columns=", ".join(OFFERED)
            ),
            param_hint="--columns",
        )
    return chosen
