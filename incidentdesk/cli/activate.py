"""incidentdesk activate: run a response plan for an incident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.language import _, ngettext
from incidentdesk.store.reading import Reader

if TYPE_CHECKING:
    from incidentdesk.respond.plan_run_list import Run
    from incidentdesk.respond.role_hand_over import RoleRow
    from incidentdesk.respond.task_list import TaskRow


@click.command(
    "activate",
    short_help=_("Activate a response plan for an incident."),
    help=_(
        "Activate the response plan that a rule chooses for an incident, or the one that is named. Prints the roles, "
        "the steps with their times and the drafts of the first messages."
    ),
)
@click.argument("incident", metavar="NUMBER")
@click.option("--plan", default="", metavar="NAME", help=_("The name or number of the plan, such as PLAN-0003."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON, times in UTC."))
@pass_desk
def command(desk: Desk, incident: str, plan: str, as_json: bool) -> None:
    from incidentdesk.prepare.plan_number import plan_id_of
    from incidentdesk.respond.activation import activate

    incident_id = incident_id_of(incident)
    with desk.write() as session:
        plan_id = plan_id_of(session.reader, plan) if plan.strip() else None
        run_id = activate(session, incident_id, plan_id=plan_id)
    with desk.database.read() as reader:
        activated = _activated(reader, incident_id, run_id)
    if as_json:
        print_json(_as_json(activated))
    else:
        _print(activated, desk.zone)


@dataclass(frozen=True, slots=True)
class Activated:
    """What came of it; `drafts` are audiences and subjects."""

    incident: str
    run: "Run"
    roles: "Sequence[RoleRow]"
    steps: "Sequence[TaskRow]"
    drafts: Sequence[tuple[str, str]]
    warnings: Sequence[str]


def _activated(reader: Reader, incident_id: int, run_id: int) -> Activated:
    from incidentdesk.respond.plan_run_health import run_warnings
    from incidentdesk.respond.plan_run_list import run_of
    from incidentdesk.respond.role_hand_over import roles_of
    from incidentdesk.respond.task_list import tasks

    run = run_of(reader, run_id)
    assert run is not None
    roles, steps = roles_of(reader, incident_id), tasks(reader, incident_id)
    own = [row for row in steps if row.plan_run_id == run_id]
    warnings = [plain(each) for each in run_warnings(reader, [run], roles, steps)]
    return Activated(number(incident_id), run, roles, own, _drafts(reader, incident_id), warnings)


def _as_json(told: Activated) -> dict[str, Any]:
    """Times in ISO 8601 in UTC, what is missing null."""
    return {
        "incident": told.incident,
        "plan": told.run.plan,
        "version": told.run.version,
        "roles": [{"role": row.role, "person": row.person or None} for row in told.roles],
        "steps": [
            {"title": row.title, "who": row.who or None, "role": row.role or None, "due_at": clock.iso(row.due_at)}
            for row in told.steps
        ],
        "drafts": [{"audience": audience or None, "subject": subject} for audience, subject in told.drafts],
        "warnings": told.warnings,
    }


def _print(told: Activated, zone: tzinfo) -> None:
    click.echo(
        plain(
            _("{incident}: plan “{plan}” (version {version}) activated").format(
                incident=told.incident, plan=told.run.plan, version=told.run.version
            )
        )
    )
    _section(_("Roles"), (f"{column(row.role, 24)} {row.person or _('nobody yet')}" for row in told.roles))
    heading = ngettext("{count} step", "{count} steps", len(told.steps)).format(count=len(told.steps))
    lines = (
        f"{column(_due(row.due_at, zone), 17)} {column(row.who or row.role or '—', 24)} {row.title}"
        for row in told.steps
    )
    _section(heading, lines)
    _section(_("Drafts"), (f"{audience}: {subject}" for audience, subject in told.drafts))
    for warning in told.warnings:
        click.echo(warning, err=True)


def _section(heading: str, lines: Iterable[str]) -> None:
    lines = list(lines)
    if lines:
        click.echo(f"\n{heading}")
    for line in lines:
        click.echo(plain(f"  {line}"))


def _due(at: int | None, zone: tzinfo) -> str:
    return column("—" if at is None else clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M"), 17)


def _drafts(reader: Reader, incident_id: int) -> list[tuple[str, str]]:
    rows = reader.rows(
        "SELECT COALESCE(audience.name, ''), a.subject FROM announcement a"
        " LEFT JOIN audience ON audience.id = a.audience_id"
        " WHERE a.incident_id = :id AND a.state = 'Draft' AND a.withdrawn_at IS NULL ORDER BY a.id",
        {"id": incident_id},
    )
    return [(str(audience), str(subject)) for audience, subject in rows]
