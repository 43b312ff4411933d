"""incidentdesk action: corrective actions over all incidents and problems."""

from collections.abc import Iterable
from typing import Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.investigate.action_list import ActionRow, actions
from incidentdesk.language import _
from incidentdesk.measure.effectiveness import Effectiveness
from incidentdesk.measure.judged_action import JudgedAction, effect_of, judged, words_of

_HELP = _(
    """List corrective actions, the overdue first.

    QUERY is what the filter field of the list takes: words, and filters such as overdue, is:open, state:committed,
    owner:me, due:next-week, type:monitoring, effort:detect, priority:1..2, incident:INC-0042, effective:no,
    -owner:none.
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
    today = clock.now().astimezone(desk.zone).date().isoformat()
    found = _found(desk, query, today)
    if as_json:
        print_json([_as_json(row, today) for row in found])
    else:
        _print_lines(found, today)


@command.command(
    "effectiveness",
    short_help=_("Say which actions that are done work."),
    help=_(
        """Say of corrective actions that are done whether their trouble has become rarer.

        Incidents are counted in the 30, 60 and 90 days before and after. QUERY is that of `action list`.
        """
    ),
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def effectiveness_command(desk: Desk, query: tuple[str, ...], as_json: bool) -> None:
    today = clock.now().astimezone(desk.zone).date().isoformat()
    done = [(row, effect) for row in _found(desk, query, today) if (effect := effect_of(row)) is not None]
    if as_json:
        print_json([{"number": row.number, "text": row.text, **_effect_json(effect)} for row, effect in done])
        return
    for row, effect in done:
        click.echo(f"{column(row.number, 9)} {column(effect.name, 16)} {row.text}")
        click.echo(plain(f"          {effect.sentence} {effect.counted}".rstrip()))


def _found(desk: Desk, query: tuple[str, ...], today: str) -> list[JudgedAction]:
    """The actions that a query means, the overdue first; what is not understood is said."""
    from incidentdesk.investigate.action_query import action_query

    for word in query:
        if word.startswith("--"):
            raise click.NoSuchOption(word)
    with desk.database.read() as reader:
        rows = judged(reader, actions(reader, today=today), clock.stored(clock.now()))
    wanted = action_query(" ".join(query), me=desk.actor, today=today, verdicts=words_of(rows))
    for hint in wanted.hints:
        click.echo(plain(hint), err=True)
    return [row for row in rows if wanted.holds(row)]


def _effect_json(effect: Effectiveness) -> dict[str, Any]:
    """`chance` is from 0 to 1; what has not passed yet is null."""
    return {
        "verdict": effect.verdict,
        "sentence": plain(effect.sentence),
        "basis": effect.basis,
        "counted": plain(effect.counted),
        "completed_at": clock.iso(effect.completed_at),
        "windows": [
            {
                "days": each.days,
                "before": each.before,
                "after": each.after,
                "rate_before": each.rate_before,
                "rate_after": each.rate_after,
                "chance": each.chance,
                "verdict": each.verdict,
            }
            for each in effect.windows
        ],
    }


def _as_json(row: JudgedAction, today: str) -> dict[str, Any]:
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
        "effectiveness": _effect_json(row.effect) if row.effect else None,
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
