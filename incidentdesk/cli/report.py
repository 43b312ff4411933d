"""incidentdesk report: incidents on paper."""

from pathlib import Path

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import for_window
from incidentdesk.cli.report_actions import actions_command
from incidentdesk.cli.report_binder import binder_command
from incidentdesk.cli.report_diagram import fishbone_command, whys_command
from incidentdesk.cli.report_drill import drill_command
from incidentdesk.cli.report_kept import kept_command, run_command
from incidentdesk.cli.report_period import period_command
from incidentdesk.cli.report_plan import plan_command
from incidentdesk.cli.report_service import service_command
from incidentdesk.cli.report_sla import sla_command
from incidentdesk.cli.report_training import training_command
from incidentdesk.detect.number import incident_id_of
from incidentdesk.language import _, ngettext

_PAGE_SIZES = click.Choice(["A4", "Letter"], case_sensitive=False)


@click.group("report", short_help=_("Print an incident or a list as PDF."), help=_("Write a report as PDF."))
def command() -> None:
    pass


command.add_command(binder_command)
command.add_command(fishbone_command)
command.add_command(whys_command)
command.add_command(period_command)
command.add_command(plan_command)
command.add_command(drill_command)
command.add_command(training_command)
command.add_command(actions_command)
command.add_command(sla_command)
command.add_command(service_command)
command.add_command(run_command)
command.add_command(kept_command)


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


@command.command("review", help=_("The review of an incident (PIR), with both diagrams."))
@click.argument("incident", metavar="NUMBER")
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--outside", is_flag=True, help=_("For others: overview, impact and message only, without names."))
@click.option("--whole-timeline", is_flag=True, help=_("All entries of the timeline, not only those with a star."))
@click.option("--page-size", type=_PAGE_SIZES, default="A4")
@pass_desk
def review_command(desk: Desk, incident: str, out: Path, outside: bool, whole_timeline: bool, page_size: str) -> None:
    from incidentdesk.measure.review_content import gather_review_report, names_outside
    from incidentdesk.measure.review_report import DESK, OUTSIDE, review_report

    incident_id = incident_id_of(incident)
    with desk.database.read() as reader:
        gathered = gather_review_report(reader, incident_id, zone=desk.zone)
    pages = review_report(
        gathered,
        out.absolute(),
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        audience=OUTSIDE if outside else DESK,
        page_size=page_size,
        whole_timeline=whole_timeline,
    )
    names = names_outside(gathered) if outside else []
    if names:
        click.echo(_("Left out of the texts: {names}").format(names=", ".join(names)), err=True)
    _tell(pages, out)


@command.command("list", help=_("A table of incidents."))
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--query", default="", help=_("Which incidents, as in the filter field. [default: all]"))
@click.option("--title", default=_("Incidents"), help=_("What stands above it. [default: Incidents]"))
@click.option("--columns", default="", help=_("Which columns, with commas between them."))
@click.option("--page-size", type=_PAGE_SIZES, default="A4")
@click.option("--made-by", default="", hidden=True)
@for_window
@pass_desk
def list_command(
    desk: Desk,
    out: Path,
    query: str,
    title: str,
    columns: str,
    page_size: str,
    made_by: str,
    ids_from: Path | None,
    progress: bool,
) -> None:
    from incidentdesk.cli.found import found_ids, ids_in, rows_of, tell_progress
    from incidentdesk.measure.list_report import USUAL, list_report
    from incidentdesk.prepare.setting import setting_of

    rows = list(rows_of(desk.database, ids_in(ids_from) if ids_from else found_ids(desk, query)))
    with desk.database.read() as reader:
        name = str(setting_of(reader, "desk_name"))
    pages = list_report(
        rows,
        out.absolute(),
        title=title,
        query_text=query,
        zone=desk.zone,
        made_by=made_by or desk.actor,
        made_at=clock.stored(clock.now()),
        columns=[name.strip() for name in columns.split(",")] if columns else USUAL,
        desk=name,
        page_size=page_size,
        progress=tell_progress if progress else None,
    )
    _tell(pages, out)


def _tell(pages: int, out: Path) -> None:
    click.echo(ngettext("{n} page written to {file}.", "{n} pages written to {file}.", pages).format(n=pages, file=out))
