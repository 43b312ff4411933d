"""incidentdesk list: the register, in the query language of the window."""

import json
from collections.abc import Iterable, Sequence
from datetime import tzinfo

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import found_ids, rows_of
from incidentdesk.cli.printing import column
from incidentdesk.detect.register import IncidentRow
from incidentdesk.language import _

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
    refuse_options(query)
    found = rows_of(desk.database, found_ids(desk, " ".join(query), limit))
    if as_json:
        _print_json(found)
    else:
        _print_lines(found, desk.zone)


def refuse_options(query: Sequence[str]) -> None:
    for word in query:
        if word.startswith("--"):
            raise click.NoSuchOption(word)


def _print_json(found: Iterable[IncidentRow]) -> None:
    from incidentdesk.detect.transfer.export import json_object

    before = "[\n"
    for row in found:
        click.echo(before + json.dumps(json_object(row), ensure_ascii=False), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")


def _print_lines(found: Iterable[IncidentRow], zone: tzinfo) -> None:
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
