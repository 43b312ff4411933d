"""incidentdesk training: who needs which course and has it, what is overdue, and who has not read what."""

from typing import Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, print_json
from incidentdesk.improve.training_list import Cell, Matrix, OverdueRow, matrix, overdue_in
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.campaign_list import CampaignRow, campaigns

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))


@click.group(
    "training",
    short_help=_("Say who needs which course, and what is overdue."),
    help=_("The training programme, and campaigns in which something is to be read."),
)
def command() -> None:
    pass


@command.command("overdue", help=_("List what should have been learnt by now, the longest due first."))
@_JSON
@pass_desk
def overdue_command(desk: Desk, as_json: bool) -> None:
    today = _today(desk)
    with desk.database.read() as reader:
        found = overdue_in(matrix(reader, today), today)
    if as_json:
        print_json([_overdue_json(row) for row in found])
        return
    for row in found:
        days = ngettext("{n} day late", "{n} days late", row.days).format(n=row.days)
        click.echo(f"{row.due_on}  {column(days, 16)}  {column(row.person, 24)}  {row.course}")
    if not found:
        click.echo(_("Nothing is overdue."))


@command.command("list", help=_("List for everybody every course that they need or have."))
@_JSON
@pass_desk
def list_command(desk: Desk, as_json: bool) -> None:
    with desk.database.read() as reader:
        found = matrix(reader, _today(desk))
    rows = list(_cells(found))
    if as_json:
        print_json([_cell_json(*row) for row in rows])
        return
    for person, course, cell in rows:
        click.echo(f"{column(_(cell.state), 14)}  {column(cell.due_on or cell.expires_on, 10)}  "
                   f"{column(person, 24)}  {course}")  # fmt: skip
    if not rows:
        click.echo(_("Nobody is required to take a course."))


@command.command("campaigns", help=_("List the campaigns in which something is to be read, and who is missing."))
@_JSON
@pass_desk
def campaigns_command(desk: Desk, as_json: bool) -> None:
    today = _today(desk)
    with desk.database.read() as reader:
        found = campaigns(reader, today)
    if as_json:
        print_json([_campaign_json(row, today) for row in found])
        return
    for row in found:
        count = _("{count} of {all}").format(count=len(row.read), all=row.asked)
        click.echo(f"{row.due_on}  {column(_(row.state(today)), 10)}  {column(count, 12)}  {row.name}")
        for _key, name in row.missing if row.ended_at is None else ():
            click.echo(f"    {name}")
    if not found:
        click.echo(_("There are no campaigns."))


def _today(desk: Desk) -> str:
    return clock.now().astimezone(desk.zone).date().isoformat()


def _cells(found: Matrix) -> list[tuple[str, str, Cell]]:
    """Everything that somebody needs or has."""
    return [
        (line.person.name, course.name, cell)
        for line in found.lines
        for course, cell in zip(found.courses, line.cells, strict=True)
        if cell.required or cell.day
    ]


def _overdue_json(row: OverdueRow) -> dict[str, Any]:
    return {
        "person": row.person,
        "team": row.team,
        "course": row.course,
        "due_on": row.due_on,
        "days": row.days,
        "expired": row.expired,
        "next_session": clock.iso(row.next_at),
    }


def _cell_json(person: str, course: str, cell: Cell) -> dict[str, Any]:
    return {
        "person": person,
        "course": course,
        "state": cell.state,
        "required": cell.required,
        "due_on": cell.due_on or None,
        "taken_on": cell.day or None,
        "expires_on": cell.expires_on or None,
    }


def _campaign_json(row: CampaignRow, today: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "document": row.number,
        "version": row.version,
        "due_on": row.due_on,
        "state": row.state(today),
        "acknowledged": [each.name for each in row.read],
        "missing": [name for _key, name in row.missing],
    }
