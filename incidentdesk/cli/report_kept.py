"""incidentdesk report run, report kept: reports whose choices are kept at the desk."""

import re
from contextlib import ExitStack, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_KEYS = {
    "month": re.compile(r"\d{4}-\d\d"),
    "quarter": re.compile(r"\d{4}-Q[1-4]"),
    "week": re.compile(r"\d{4}-W\d\d"),
}

if TYPE_CHECKING:
    from incidentdesk.measure.metric.period import Period
    from incidentdesk.measure.report_choice import ReportChoice
    from incidentdesk.measure.report_definition_list import DefinitionRow


@click.command(
    "run",
    short_help=_("Make a report that is kept."),
    help=_("Make a report that is kept under NAME now, of the period that ended last or another one."),
)
@click.argument("name")
@click.option("--period", metavar="PERIOD", help=_("2026-10, 2026-Q4, 2026-W41, 2026 or 2026-10-01..2026-10-15."))
@click.option(
    "--folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=_("Where the files go. [default: its own folder, else this one]"),
)
@click.option("--summary", type=click.Path(path_type=Path, dir_okay=False), hidden=True)
@click.pass_context
def run_command(
    context: click.Context, name: str, period: str | None, folder: Path | None, summary: Path | None
) -> None:
    from incidentdesk.measure.metric.period import period_of
    from incidentdesk.measure.report_choice import period_before
    from incidentdesk.measure.report_definition_list import definition_named

    desk: Desk = context.obj
    with desk.database.read() as reader:
        row = definition_named(reader, name)
    if row.unreadable:
        raise Refused(row.unreadable)
    wanted = period_of(period, desk.zone) if period else period_before(row.choice, clock.stored(clock.now()), desk.zone)
    _run(context, row, wanted, folder or Path(row.schedule.folder or "."), summary)


def _run(context: click.Context, row: "DefinitionRow", period: "Period", folder: Path, summary: Path | None) -> None:
    """By the very command that a person would type."""
    from incidentdesk.measure.report_file import report_file_name

    with ExitStack() as stack:
        files = {each: folder / report_file_name(row.name, period.key, each) for each in row.choice.formats}
        pdf = files.get("pdf") or Path(stack.enter_context(TemporaryDirectory())) / "report.pdf"
        arguments = report_arguments(row.choice, period, pdf, files)
        if summary is not None and row.choice.report == "period":
            arguments = ["--summary", str(summary), *arguments]
        group = context.parent.command if context.parent else None
        assert isinstance(group, click.Group)
        command = group.commands[row.choice.report]
        with command.make_context(row.choice.report, arguments, parent=context.parent) as made:
            # It would name a file that nobody asked for.
            with redirect_stdout(StringIO()):
                command.invoke(made)
    for file in files.values():
        click.echo(plain(_("{file} written.").format(file=isolated(str(file)))))


def report_arguments(choice: "ReportChoice", period: "Period", pdf: Path, files: dict[str, Path]) -> list[str]:
    """What is typed behind `incidentdesk report REPORT` for what was chosen."""
    from incidentdesk.measure.report_choice import TAKES

    takes = TAKES[choice.report]
    options: dict[str, str] = {"--page-size": choice.page_size}
    if choice.report != "actions":
        options |= _period_options(period)
    if choice.query and "query" in takes:
        options["--query"] = choice.query
    if choice.sections and "sections" in takes:
        options["--sections"] = ",".join(choice.sections)
    options |= {f"--{each}": str(file) for each, file in files.items() if each != "pdf"}
    flags = ["--business"] if choice.business and "business" in takes else []
    places = [str(pdf), *([choice.service] if choice.service and "service" in takes else [])]
    # Behind two dashes nothing is an option, whatever a service is called.
    return [*(part for pair in options.items() for part in pair), *flags, "--", *places]


def _period_options(period: "Period") -> dict[str, str]:
    for kind in ("month", "quarter", "week"):
        if _KEYS[kind].fullmatch(period.key):
            return {f"--{kind}": period.key}
    return {"--from": str(period.first or ""), "--to": str(period.last or "")}


@click.command("kept", help=_("List the reports that are kept, when each is due next and where it goes."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def kept_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.measure.report_definition_list import definitions

    with desk.database.read() as reader:
        rows = definitions(reader)
    if as_json:
        print_json([_as_json(row) for row in rows])
        return
    for row in rows:
        _print_line(desk, row)
    if not rows:
        click.echo(_("No report is kept yet. Keep one on the page Reports."))


def _as_json(row: "DefinitionRow") -> dict[str, object]:
    from dataclasses import asdict

    from incidentdesk.measure.report_schedule import next_due

    due = next_due(row.schedule, clock.stored(clock.now()))
    return {
        "name": row.name,
        **asdict(row.choice),
        "every": row.schedule.every or None,
        "folder": row.schedule.folder or None,
        "audience": row.audience or None,
        "next_at": clock.iso(due.due_at) if due else None,
        "next_period": due.period.key if due else None,
        "made_for": row.made_for or None,
        "trouble": row.trouble or row.unreadable or None,
    }


def _print_line(desk: Desk, row: "DefinitionRow") -> None:
    from incidentdesk.measure.period_label import period_label
    from incidentdesk.measure.report_choice import REPORT_NAME
    from incidentdesk.measure.report_schedule import next_due
    from incidentdesk.measure.report_wording import goes_to

    due = next_due(row.schedule, clock.stored(clock.now()))
    when = _("when it is asked for")
    if due:
        at = clock.instant(due.due_at).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
        when = _("{time}, of {period}").format(time=at, period=period_label(due.period))
    click.echo(
        plain(
            f"{column(row.name, 32)}  {column(_(REPORT_NAME[row.choice.report]), 14)}  {when}  {goes_to(row)}"
        ).rstrip()
    )
    for trouble in (row.unreadable, row.trouble):
        if trouble:
            click.echo(plain(f"    {trouble}"))
