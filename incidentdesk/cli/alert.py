"""incidentdesk alert: what watchers have told, and the sources by which it comes."""

import json
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.detect.alert_list import AlertRow
    from incidentdesk.detect.alert_source_list import SourceRow


@click.group("alert", short_help=_("List alerts and set up their sources."), help=_("Alerts and their sources."))
def command() -> None:
    pass


@command.command("list", short_help=_("List alerts, those that wait first."), help=_("List alerts."))
@click.option("--waiting", is_flag=True, help=_("Only those that nobody has decided about."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, waiting: bool, as_json: bool) -> None:
    from incidentdesk.detect.alert_list import alerts

    with desk.database.read() as reader:
        found = alerts(reader, state="Waiting" if waiting else "")
    if as_json:
        print_json([_alert_json(row) for row in found])
    else:
        for row in found:
            click.echo(plain(_alert_line(row, desk.zone)))


@command.group("source", short_help=_("The sources of alerts."), help=_("The sources of alerts."))
def source_command() -> None:
    pass


@source_command.command("list", short_help=_("List sources."), help=_("List the sources of alerts by name."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_sources(desk: Desk, as_json: bool) -> None:
    from incidentdesk.detect.alert_source_list import sources

    with desk.database.read() as reader:
        found = sources(reader)
    if as_json:
        print_json([_source_json(row) for row in found])
    else:
        for row in found:
            click.echo(plain(_source_line(row)))


@source_command.command(
    "add",
    short_help=_("Set up a source and print its token."),
    help=_("Set up the source NAME and print its token, which is shown this once."),
)
@click.argument("name")
@click.option("--preset", metavar="NAME", default="generic", show_default=True, help=_("What it sends; or mapping."))
@click.option("--mapping", metavar="FILE", type=click.File("r", encoding="utf-8"), help=_("A mapping as JSON."))
@click.option("--signed", is_flag=True, help=_("It signs what it sends; the secret goes into the keyring."))
@click.option("--threshold", metavar="N", default="1", help=_("Alerts of one cause that open an incident; 0 is never."))
@click.option("--within", metavar="MINUTES", default="10", help=_("Within so many minutes."))
@click.option("--correlate", metavar="MINUTES", default="0", help=_("Join the incident of the same host or service."))
@click.option("--reopen-within", metavar="MINUTES", default="60", help=_("Reopen the incident if it fires again."))
@click.option(
    "--on-recovery",
    type=click.Choice(["note", "propose", "resolve"]),
    default="propose",
    show_default=True,
    help=_("What becomes of the incident when all is well again."),
)
@click.option("--service", metavar="NAME", default="", help=_("The service of its incidents."))
@click.option("--team", metavar="NAME", default="", help=_("The team of its incidents."))
@click.option("--category", metavar="NAME", default="", help=_("The category of its incidents."))
@pass_desk
def add_source(desk: Desk, /, name: str, mapping: Any, on_recovery: str, **facts: Any) -> None:
    from incidentdesk.detect.alert_source_change import create_source
    from incidentdesk.detect.monitor import OnRecovery

    desk.may_create = True
    facts["mapping"] = mapping.read() if mapping else "{}"
    facts["on_recovery"] = str(OnRecovery[on_recovery.upper()])
    with desk.write() as session:
        _id, token = create_source(session, name=name, **facts)
    click.echo(token)


@source_command.command(
    "token",
    short_help=_("Give a source a new token."),
    help=_("Give the source NAME a new token and print it this once; the one before opens nothing any more."),
)
@click.argument("name")
@pass_desk
def new_source_token(desk: Desk, name: str) -> None:
    from incidentdesk.detect.alert_source_change import new_token
    from incidentdesk.detect.alert_source_list import source_named

    with desk.write() as session:
        token = new_token(session, source_named(session.reader, name).id)
    click.echo(token)


def _alert_line(row: "AlertRow", zone: tzinfo) -> str:
    told = _("firing") if row.firing else _("recovered")
    where = " · ".join(part for part in (row.host, row.service) if part)
    parts = (
        column(str(row.id), 5), column(_(row.state), 10), column(told, 10), column(row.severity, 9),
        column(f"{row.count}×", 6), column(_local(row.last_at, zone), 16), column(_number(row), 9),
        column(row.source, 16), " · ".join(part for part in (row.title, where) if part),
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _number(row: "AlertRow") -> str:
    from incidentdesk.detect.number import number

    return number(row.incident_id) if row.incident_id else "—"


def _local(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _alert_json(row: "AlertRow") -> dict[str, Any]:
    return {
        "id": row.id,
        "source": row.source,
        "fingerprint": row.fingerprint,
        "title": row.title,
        "severity": row.severity,
        "host": row.host,
        "service": row.service,
        "labels": json.loads(row.labels),
        "link": row.link,
        "firing": row.firing,
        "state": row.state,
        "reason": row.reason,
        "count": row.count,
        "started_at": clock.iso(row.started_at),
        "first_at": clock.iso(row.first_at),
        "last_at": clock.iso(row.last_at),
        "ended_at": clock.iso(row.ended_at),
        "incident": _number(row) if row.incident_id else None,
    }


def _source_line(row: "SourceRow") -> str:
    state = _("on") if row.enabled else _("off")
    how = _("signed") if row.signed else _("token") if row.has_token else _("without a token")
    told = _("alerts: {alerts}, told: {count}, waiting: {waiting}").format(
        alerts=row.alerts, count=row.notifications, waiting=row.waiting
    )
    return " ".join((column(row.name, 28), column(row.preset, 13), column(state, 4), column(how, 16), told)).rstrip()


def _source_json(row: "SourceRow") -> dict[str, Any]:
    return {
        "name": row.name,
        "preset": row.preset,
        "enabled": row.enabled,
        "signed": row.signed,
        "has_token": row.has_token,
        "threshold": row.threshold,
        "within_minutes": row.within,
        "correlate_minutes": row.correlate,
        "on_recovery": row.on_recovery,
        "reopen_within_minutes": row.reopen_within,
        "service": row.service or None,
        "team": row.team or None,
        "category": row.category or None,
        "alerts": row.alerts,
        "notifications": row.notifications,
        "waiting": row.waiting,
        "last_at": clock.iso(row.last_at),
    }
