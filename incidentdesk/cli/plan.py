"""incidentdesk plan: response plans on the command line."""

from pathlib import Path
from typing import Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_list import PlanRow
from incidentdesk.prepare.plan_version import Version
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_STANDARD_OUTPUT = "-"
_IMPORT_HELP = _(
    """Bring FILE in as a draft of a response plan: Markdown (.md) or plain text.

    Headings become phases, items of lists become actions, what stands below an item becomes its instructions.
    “T+15 min”, “(role: Network engineer)”, “[optional]”, “done when: …” and “needs: 1.2” are understood. Where there
    is a plan of the name already, the next version of it is drafted.
    """
)
_SHOW_HELP = _("Show the plan NAME (its name, PLAN-0003 or 3): the approved version, else the draft.")


@click.group("plan", short_help=_("Response plans: list, show, import, export."), help=_("Response plans."))
def command() -> None:
    pass


@command.command("list", short_help=_("List the response plans."), help=_("List the response plans."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.prepare.plan_list import plans

    today = clock.now().astimezone(desk.zone).date().isoformat()
    with desk.database.read() as reader:
        found = plans(reader)
    if as_json:
        print_json([_row_values(row, today) for row in found])
        return
    for row in found:
        due = f"{row.review_by or '—'}{' !' if row.due_for_review(today) else ''}"
        shown = (
            column(row.number, 9),
            column(_(row.state) if row.state else "—", 10),
            column(f"v{row.version}", 4),
            column(due, 12),
            column(row.owner or "—", 18),
            row.name,
        )
        click.echo(" ".join(shown))
    if not found:
        click.echo(_("There is no response plan yet. “plan import” takes one from a file."), err=True)


@command.command("show", short_help=_("Show a response plan."), help=_SHOW_HELP)
@click.argument("name", metavar="NAME")
@click.option("--version", "number", type=click.IntRange(1), default=None, help=_("Another version, by its number."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON, times in UTC."))
@pass_desk
def show_command(desk: Desk, name: str, number: int | None, as_json: bool) -> None:
    from incidentdesk.prepare.plan_check import check_plan
    from incidentdesk.prepare.plan_markdown import plan_markdown

    with desk.database.read() as reader:
        row, version = _found(reader, name, number)
        findings = check_plan(reader, version.content)
    if as_json:
        warnings = [{"weight": each.weight, "text": plain(each.text)} for each in findings]
        print_json({**_version_values(row, version), "findings": warnings})
        return
    click.echo(f"{row.number} {row.name} · {_told(version)}")
    for label, value in ((_("Owner"), row.owner), (_("Review by"), row.review_by), (_("New in it"), version.note)):
        if value:
            click.echo(f"{label}: {value}")
    click.echo("")
    # Without the head of the file, which is for programs.
    click.echo(plan_markdown(row.name, version.content).split("+++\n", 2)[2].strip("\n"))
    for finding in findings:
        click.echo(f"! {plain(finding.text)}", err=True)


@command.command("import", short_help=_("Bring a response plan in from a file."), help=_IMPORT_HELP)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--name", default="", help=_("The name of the plan. [default: the title in the file, or its name]"))
@click.option("--dry-run", is_flag=True, help=_("Only say what each line would become."))
@pass_desk
def import_command(desk: Desk, file: Path, name: str, dry_run: bool) -> None:
    from incidentdesk.prepare.plan_check import Weight, check_plan
    from incidentdesk.prepare.plan_file import plan_preview, told
    from incidentdesk.prepare.plan_number import plan_number

    preview = plan_preview(file)
    plan_name = name or preview.name
    if dry_run:
        for piece in preview.pieces:
            said = " ".join(piece.text.split())
            click.echo(f"{piece.line:>5}  {column(_(piece.became), 16)}  {column(said, 90).rstrip()}")
        click.echo(_("{name}: {what}. Nothing was written.").format(name=plan_name, what=told(preview)))
        return
    if not preview.content.actions:
        raise Refused(
            _("{file} has no list, and no heading with text below it, so there would be no action.").format(
                file=file.name
            )
        )
    desk.may_create = True
    plan_id, number = _take(desk, plan_name, preview.content, file.name)
    click.echo(
        plain(
            _("{number} {name}, version {version}: {what}.").format(
                number=plan_number(plan_id), name=isolated(plan_name), version=number, what=told(preview)
            )
        )
    )
    with desk.database.read() as reader:
        errors = [each for each in check_plan(reader, preview.content) if each.weight == Weight.ERROR]
    for error in errors:
        click.echo(f"! {plain(error.text)}", err=True)


@command.command(
    "export", short_help=_("Write a response plan into a file."), help=_("Write the plan NAME as Markdown.")
)
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True))
@click.option("--version", "number", type=click.IntRange(1), default=None, help=_("Another version, by its number."))
@pass_desk
def export_command(desk: Desk, name: str, file: str, number: int | None) -> None:
    from incidentdesk.prepare.plan_file import files_staying, write_plan
    from incidentdesk.prepare.plan_markdown import plan_markdown

    with desk.database.read() as reader:
        row, version = _found(reader, name, number)
    staying = files_staying(version.content)
    if staying:
        click.echo(f"! {staying}", err=True)
    if file == _STANDARD_OUTPUT:
        click.echo(plan_markdown(row.name, version.content), nl=False)
        return
    write_plan(Path(file).absolute(), row.name, version.content)
    count = len(version.content.actions)
    click.echo(
        ngettext("{n} action written to {file}.", "{n} actions written to {file}.", count).format(n=count, file=file)
    )


def _found(reader: Reader, name: str, number: int | None) -> tuple[PlanRow, Version]:
    """The plan, and its version of that number, else the approved, else the draft."""
    from incidentdesk.prepare.plan_list import plan_row
    from incidentdesk.prepare.plan_number import plan_id_of
    from incidentdesk.prepare.plan_version import versions_of

    row = plan_row(reader, plan_id_of(reader, name))
    assert row is not None
    versions = versions_of(reader, row.id)
    wanted = number if number is not None else row.version
    for version in versions:
        if version.number == wanted:
            return row, version
    raise Refused(
        _("{name} has no version {number}. There are: {versions}.").format(
            name=isolated(row.name), number=wanted, versions=", ".join(str(each.number) for each in versions)
        )
    )


def _take(desk: Desk, name: str, content: PlanContent, file: str) -> tuple[int, int]:
    from incidentdesk.prepare.naming import same_name
    from incidentdesk.prepare.plan_change import create_plan, save_draft
    from incidentdesk.prepare.plan_list import plans
    from incidentdesk.prepare.plan_merge import recognised
    from incidentdesk.prepare.plan_version import current_version

    note = _("Imported from {file}").format(file=file)
    with desk.write() as session:
        plan_id = next((row.id for row in plans(session.reader) if same_name(row.name, name)), None)
        if plan_id is None:
            plan_id = create_plan(session, name=name, content=content, note=note)
        else:
            known = current_version(session.reader, plan_id)
            save_draft(session, plan_id, recognised(content, known.content) if known else content, None, note=note)
        version = current_version(session.reader, plan_id)
    return plan_id, version.number if version else 1


def _told(version: Version) -> str:
    said = _("version {number}, {state}").format(number=version.number, state=_(version.state))
    if version.approved_at is None:
        return said
    day = clock.instant(version.approved_at).date().isoformat()
    return f"{said}, " + _("approved {day} by {person}").format(day=day, person=version.approved_by)


def _row_values(row: PlanRow, today: str) -> dict[str, Any]:
    """Times in ISO 8601 in UTC, what is missing null."""
    return {
        "number": row.number,
        "name": row.name,
        "description": row.description,
        "owner": row.owner or None,
        "escalation_policy": row.escalation_policy or None,
        "state": row.state or None,
        "version": row.version or None,
        "draft": row.draft.number if row.draft else None,
        "review_by": row.review_by or None,
        "due_for_review": row.due_for_review(today),
        "phases": len(row.content.phases),
        "actions": len(row.content.actions),
        "updated_at": clock.iso(row.updated_at) if row.updated_at else None,
    }


def _version_values(row: PlanRow, version: Version) -> dict[str, Any]:
    import json

    from incidentdesk.prepare.plan_content import content_text

    return {
        "number": row.number,
        "name": row.name,
        "description": row.description,
        "owner": row.owner or None,
        "escalation_policy": row.escalation_policy or None,
        "review_by": row.review_by or None,
        "version": version.number,
        "state": version.state,
        "note": version.note,
        "approved_at": clock.iso(version.approved_at),
        "approved_by": version.approved_by or None,
        "content": json.loads(content_text(version.content)),
    }
