"""incidentdesk report: incidents on paper."""

from pathlib import Path

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.detect.number import incident_id_of
from incidentdesk.language import _

_PAGE_SIZES = click.Choice(["A4", "Letter"], case_sensitive=False)


@click.group("report", short_help=_("Print an incident or a list as PDF."), help=_("Write a report as PDF."))
def command() -> None:
    pass


@command.command("incident", help=_("One incident: summary, times, people, timeline, attachments."))
@click.argument("incident", metavar="NUMBER")
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--public", is_flag=True, help=_("For the requester: without work notes and internal fields."))
@click.option("--attachments/--no-attachments", default=None, help=_("[default: only where it is internal]"))
@click.option("--page-size", type=_PAGE_SIZES, default="A4")
@pass_desk
def incident_command(
    desk: Desk, incident: str, out: Path, public: bool, attachments: bool | None, page_size: str
) -> None:
    from incidentdesk.measure.incident_report import gather_incident_report, incident_report

    incident_id = incident_id_of(incident)
    with desk.database.read() as reader:
        gathered = gather_incident_report(reader, incident_id, zone=desk.zone)
    pages = incident_report(
        gathered,
        out.absolute(),
        zone=desk.zone,
        internal=not public,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        page_size=page_size,
        attachments=attachments,
    )
    _tell(pages, out)


@command.command("list", help=_("A table of incidents."))
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--query", default="", help=_("Which incidents, as in the filter field. [default: all]"))
@click.option("--title", default=_("Incidents"), help=_("What stands above it. [default: Incidents]"))
@click.option("--page-size", type=_PAGE_SIZES, default="A4")
@pass_desk
def list_command(desk: Desk, out: Path, query: str, title: str, page_size: str) -> None:
    from incidentdesk.cli.found import found_ids, rows_of
    from incidentdesk.measure.list_report import list_report
    from incidentdesk.prepare.setting import setting_of

    rows = list(rows_of(desk.database, found_ids(desk, query)))
    with desk.database.read() as reader:
        name = str(setting_of(reader, "desk_name"))
    pages = list_report(
        rows,
        out.absolute(),
        title=title,
        query_text=query,
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        desk=name,
        page_size=page_size,
    )
    _tell(pages, out)


def _tell(pages: int, out: Path) -> None:
    click.echo(_("{pages} pages written to {file}.").format(pages=pages, file=out))
