"""incidentdesk action: corrective actions over all incidents and problems."""

from collections.abc import Iterable
from typing import Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.language import _

_HELP = _(
    """List corrective actions, the overdue first.

    QUERY is what the filter field of the list takes: words, and filters such as overdue, is:open, state:committed,
    owner:me, due:next-week, type:monitoring, effort:detect, priority:1..2, incident:INC-0042, -owner:none.
    """
)


@click.group("action", short_help=_("List corrective actions."), help=_("Corrective actions."))
def command() -> None:
    pass


# A query may begin with a minus, which is then no option.
@command.command(
    "list",
    short_help=_("List corrective actions that a query finds."),
    help=_HELP,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, query: tuple[str, ...], as_json: bool) -> None:
    from incidentdesk.investigate.action_query import action_query, actions_where

    for word in query:
        if word.startswith("--"):
            raise click.NoSuchOption(word)
    today = clock.now().astimezone(desk.zone).date().isoformat()
    text = " ".join(query)
    for hint in action_query(text, me=desk.actor, today=today).hints:
        click.echo(plain(hint), err=True)
    with desk.database.read() as reader:
        found = actions_where(reader, text, me=desk.actor, today=today)
    if as_json:
        print_json([_as_json(row, today) for row in found])
    else:
        _print_lines(found, today)


def _as_json(row: ActionRow, today: str) -> dict[str, Any]:
    """Times in ISO 8601 in UTC, what is missing null."""
    return {
        "number": row.number,
        "text": row.text,
        "detail": row.detail,
        "state": row.state,
        "overdue": row.overdue(today),
        "due_on": row.due_on or None,
        "owner": row.owner or None,
        "priority": row.priority,
        "type": row.type or None,
        "effort": row.effort,
        "about": row.subject_number or None,
        "about_title": row.subject_title or None,
        "cause": row.cause or None,
        "verification": row.verification,
        "completion": row.completion,
        "dropped_reason": row.dropped_reason,
        "verified_by": row.verified_by or None,
        "created_at": clock.iso(row.created_at),
        "completed_at": clock.iso(row.completed_at),
        "verified_at": clock.iso(row.verified_at),
        "updated_at": clock.iso(row.updated_at),
    }


def _print_lines(found: Iterable[ActionRow], today: str) -> None:
    for row in found:
        shown = (
            column(row.number, 9),
            column(f"P{row.priority}", 2),
            column(_(row.state), 11),
            column(f"{row.due_on or '—'}{' !' if row.overdue(today) else ''}", 12),
            column(row.owner or "—", 18),
            column(row.subject_number or "—", 9),
            row.text,
        )
        click.echo(" ".join(shown))
