"""incidentdesk improvement: the register of improvements, and the changes to plans that came of it."""

from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.improve.improvement_list import ImprovementRow
    from incidentdesk.improve.plan_proposal_list import ProposalRow


@click.group(
    "improvement", short_help=_("List improvements and proposed changes to plans."), help=_("The improvements.")
)
def command() -> None:
    pass


@command.command(
    "list",
    short_help=_("List improvements, the overdue first."),
    help=_("List improvements, the overdue first; of those with all WORDS where some are given."),
)
@click.argument("words", nargs=-1)
@click.option("--open", "only_open", is_flag=True, help=_("Without those that are closed or rejected."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, words: tuple[str, ...], only_open: bool, as_json: bool) -> None:
    from incidentdesk.improve.improvement_list import improvements
    from incidentdesk.improve.improvement_state import OPEN_STATES

    today = clock.now().astimezone(desk.zone).date().isoformat()
    wanted = " ".join(words).casefold().split()
    with desk.database.read() as reader:
        rows = [
            row
            for row in improvements(reader, today=today)
            if (not only_open or row.state in OPEN_STATES) and all(word in _searched(row) for word in wanted)
        ]
    if as_json:
        print_json([_as_json(row, today) for row in rows])
        return
    for row in rows:
        click.echo(plain(_line(row, today)))
    if not rows and not wanted:
        said = _("There are no improvements. One comes from a review, a drill or a survey, or by New improvement.")
        click.echo(plain(said), err=True)


@command.command(
    "proposals",
    short_help=_("List proposed changes to plans, those that wait for a decision first."),
    help=_("List proposed changes to plans, those that wait for a decision first."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def proposals_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.improve.plan_proposal_list import proposals

    with desk.database.read() as reader:
        rows = proposals(reader)
    if as_json:
        print_json([_proposal_json(row) for row in rows])
        return
    for row in rows:
        click.echo(plain(_proposal_line(row)))


def _searched(row: "ImprovementRow") -> str:
    said = (row.number, row.title, row.description, row.state, row.source, row.owner, row.service, row.plan, row.origin)
    return " ".join(said).casefold()


def _line(row: "ImprovementRow", today: str) -> str:
    late = " !" if row.overdue(today) else ""
    parts = (
        column(row.number, 9), column(_(row.state), 12), column(f"{row.due_on or '—'}{late}", 12),
        column(row.owner or "—", 18), column(_(row.source), 16), column(row.origin or "—", 9), row.title,
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _proposal_line(row: "ProposalRow") -> str:
    version = _("became version {number}") if row.version_number else _("for version {number}")
    parts = (
        column(_(row.state), 10), column(row.plan_number, 10), column(row.plan, 24),
        column(version.format(number=row.version_number or row.base_number), 18), " ".join(row.reason.split()),
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _as_json(row: "ImprovementRow", today: str) -> dict[str, Any]:
    """Times in ISO 8601 in UTC; what is missing is null, a state is its English name."""
    return {
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "source": row.source,
        "origin": row.origin or None,
        "owner": row.owner or None,
        "due": row.due_on or None,
        "overdue": row.overdue(today),
        "benefit": row.benefit or None,
        "effort": row.effort or None,
        "service": row.service or None,
        "plan": row.plan or None,
        "plan_version": row.version,
        "proposals_waiting": row.proposed,
        "metric": row.metric or None,
        "result": row.result or None,
        "reason": row.reason or None,
        "created_at": clock.iso(row.created_at),
        "created_by": row.created_by,
        "closed_at": clock.iso(row.closed_at) if row.closed_at is not None else None,
    }


def _proposal_json(row: "ProposalRow") -> dict[str, Any]:
    return {
        "state": row.state,
        "plan": row.plan_number,
        "plan_name": row.plan,
        "base_version": row.base_number,
        "plan_has_changed": row.is_behind,
        "version": row.version_number,
        "improvement": row.origin_number or None,
        "reason": row.reason,
        "proposed_at": clock.iso(row.created_at),
        "proposed_by": row.created_by,
        "decided_at": clock.iso(row.decided_at) if row.decided_at is not None else None,
        "decided_by": row.decided_by or None,
        "decision": row.decision or None,
    }
