"""incidentdesk list: the register, in the query language of the window."""

import json
from collections.abc import Iterator, Sequence
from datetime import tzinfo

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain
from incidentdesk.cli.record import record
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import IncidentRow, ids, rows
from incidentdesk.language import _
from incidentdesk.prepare.account import desktop_account, person_of_account

_ROWS_AT_ONCE = 500
_HELP = _(
    """List incidents, the last changed first.

    QUERY is what the filter field of the window takes: words, and filters such as is:open, priority:1..2,
    assignee:me, team:network, created:this-week, -status:closed, sort:created.
    """
)


# A query may begin with a minus, which is then no option.
@click.command(
    "list",
    short_help=_("List incidents that a query finds."),
    help=_HELP,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), help=_("At most so many. [default: all]"))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def command(desk: Desk, query: tuple[str, ...], limit: int | None, as_json: bool) -> None:
    _refuse_options(query)
    found = _found(desk, " ".join(query), limit)
    if as_json:
        _print_json(found)
    else:
        _print_lines(found, desk.zone)


def _refuse_options(query: Sequence[str]) -> None:
    for word in query:
        if word.startswith("--"):
            raise click.NoSuchOption(word)


def context_of(desk: Desk) -> Context:
    """Who asks, when and where."""
    account = desktop_account()
    with desk.database.read() as reader:
        me, _name = person_of_account(reader, account)
    return Context(now=clock.now(), zone=desk.zone, account=account, me=me)


def _found(desk: Desk, text: str, limit: int | None) -> Iterator[IncidentRow]:
    query = parse(text)
    for hint in query.hints:
        click.echo(plain(hint.text), err=True)
    context = context_of(desk)
    with desk.database.read() as reader:
        wanted = ids(reader, query, context, limit=limit)
        for start in range(0, len(wanted), _ROWS_AT_ONCE):
            yield from rows(reader, wanted[start : start + _ROWS_AT_ONCE])


def _print_json(found: Iterator[IncidentRow]) -> None:
    """Row by row, so that a million incidents need no more memory than one."""
    before = "[\n"
    for row in found:
        click.echo(before + json.dumps(record(row), ensure_ascii=False), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")


def _print_lines(found: Iterator[IncidentRow], zone: tzinfo) -> None:
    for row in found:
        changed = clock.instant(row.updated_at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
        mark = "!" if row.major else " "
        shown = (
            column(row.number, 10),
            column(f"P{row.priority}{mark}", 4),
            column(_(row.state), 12),
            column(row.assignee or "—", 18),
            changed,
            " " + row.title,
        )
        click.echo(" ".join(shown))
