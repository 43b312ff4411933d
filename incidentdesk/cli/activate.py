"""incidentdesk activate: run a response plan for an incident."""

from collections.abc import Iterable
from datetime import tzinfo

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


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
@pass_desk
def command(desk: Desk, incident: str, plan: str) -> None:
    from incidentdesk.respond.activation import activate

    incident_id = incident_id_of(incident)
    with desk.write() as session:
        plan_id = _plan_id(session.reader, plan) if plan.strip() else None
        run_id = activate(session, incident_id, plan_id=plan_id)
    with desk.database.read() as reader:
        _print(reader, incident_id, run_id, desk.zone)


def _plan_id(reader: Reader, typed: str) -> int:
    """Raises Refused where there is no such plan, with those that there are."""
    from incidentdesk.prepare.naming import same_name
    from incidentdesk.prepare.plan_list import plans

    known = plans(reader)
    for row in known:
        if same_name(row.name, typed) or row.number == typed.strip().upper():
            return row.id
    raise Refused(
        _("There is no plan “{name}”. Plans are: {known}.").format(
            name=isolated(typed), known=", ".join(isolated(row.name) for row in known) or _("none yet")
        )
    )


def _print(reader: Reader, incident_id: int, run_id: int, zone: tzinfo) -> None:
    from incidentdesk.respond.plan_run_health import run_warnings
    from incidentdesk.respond.plan_run_list import run_of
    from incidentdesk.respond.role_hand_over import roles_of
    from incidentdesk.respond.task_list import tasks

    run = run_of(reader, run_id)
    assert run is not None
    roles, steps = roles_of(reader, incident_id), tasks(reader, incident_id)
    click.echo(
        plain(
            _("{incident}: plan “{plan}” (version {version}) activated").format(
                incident=number(incident_id), plan=run.plan, version=run.version
            )
        )
    )
    _section(_("Roles"), (f"{column(row.role, 24)} {row.person or _('nobody yet')}" for row in roles))
    own = [row for row in steps if row.plan_run_id == run_id]
    heading = ngettext("{count} step", "{count} steps", len(own)).format(count=len(own))
    lines = (
        f"{column(_due(row.due_at, zone), 17)} {column(row.who or row.role or '—', 24)} {row.title}" for row in own
    )
    _section(heading, lines)
    _section(_("Drafts"), (f"{audience}: {subject}" for audience, subject in _drafts(reader, incident_id)))
    for warning in run_warnings(reader, [run], roles, steps):
        click.echo(plain(warning), err=True)


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
