"""incidentdesk monitor: what is watched, and what it finds."""

import sys
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.monitor_window import window
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.cli.typed import assignments
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.detect.check import Outcome
    from incidentdesk.detect.monitor_list import MonitorRow

KINDS = (
    "ping", "tcp", "http", "tls", "dns", "disk", "cpu", "memory", "process", "file", "log", "smtp", "imap", "heartbeat",
)  # fmt: skip
_RETRY = 20  # seconds after a failure, or sooner where it is looked at oftener
_KIND = click.Choice(KINDS, case_sensitive=False)
_OPTION_HELP = _("What its kind needs, such as status=200-299, contains=Welcome, days=30; may come several times.")
_INSIDE_HELP = _("Addresses inside this network may be looked at.")


@click.group("monitor", short_help=_("Watch pages, servers and machines."), help=_("What is watched by itself."))
def command() -> None:
    pass


command.add_command(window)


@command.command("list", short_help=_("List monitors and how they stand."), help=_("List monitors and how they stand."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.detect.monitor_list import monitors

    with desk.database.read() as reader:
        found = monitors(reader, clock.stored(clock.now()))
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    for row in found:
        click.echo(plain(_line(row, desk.zone)))
    if not found:
        click.echo(_("Nothing is watched. “monitor add” begins with it."), err=True)


@command.command(
    "add", short_help=_("Watch something."), help=_("Watch TARGET; a processor, the memory and a heartbeat have none.")
)
@click.argument("kind", type=_KIND)
@click.argument("target", default="")
@click.option("--name", metavar="TEXT", default="", help=_("How it is called; else its kind and target."))
@click.option("--service", metavar="NAME", default="", help=_("Of which service its incidents are."))
@click.option("--parent", metavar="NAME", default="", help=_("The monitor behind which it stands."))
@click.option("--interval", metavar="TIME", default="", help=_("Between two looks, such as 30 s, 5min or 1h."))
@click.option("--failures", metavar="NUMBER", type=int, default=3, help=_("So many in a row open an incident."))
@click.option("--option", "options", metavar="KEY=VALUE", multiple=True, help=_OPTION_HELP)
@click.option("--inside", is_flag=True, help=_INSIDE_HELP)
@click.option("--password-stdin", is_flag=True, help=_("Read the password of option user from the standard input."))
@pass_desk
def add_command(
    desk: Desk, kind: str, target: str, name: str, service: str, parent: str, interval: str, failures: int,
    options: tuple[str, ...], inside: bool, password_stdin: bool,
) -> None:  # fmt: skip
    from incidentdesk.detect.monitor import MonitorKind
    from incidentdesk.detect.monitor_change import create_monitor
    from incidentdesk.detect.monitor_entry import USUAL_INTERVAL, seconds_of, typed_options
    from incidentdesk.detect.monitor_sentence import monitor_sentence

    chosen = MonitorKind[kind.upper()]
    every = seconds_of(interval) if interval else USUAL_INTERVAL.get(chosen, 60)
    facts: dict[str, Any] = {
        "kind": chosen, "target": target, "service": service, "parent": parent, "failures": failures,
        "name": name or f"{_(chosen)} {target}".strip(), "options": typed_options(chosen, assignments(options)),
        "interval": every, "inside_allowed": inside, "retry_interval": min(_RETRY, every),
    }  # fmt: skip
    password = _password() if password_stdin else ""
    with desk.write() as session:
        monitor_id = create_monitor(session, **facts)
    _keep_password(desk, monitor_id, password)
    said = _("Monitor {name} added.").format(name=isolated(facts["name"]))
    click.echo(plain(f"{said} {monitor_sentence(facts)}"))
    if chosen == MonitorKind.HEARTBEAT:
        click.echo(_address(desk, monitor_id))


@command.command(
    "test",
    short_help=_("Look once, without keeping it."),
    help=_("Look once as the monitor NAME would, or with --kind at a target. Exit status 1 when it fails."),
)
@click.argument("name_or_target", default="")
@click.option("--kind", type=_KIND, help=_("Look at a target in this way instead."))
@click.option("--option", "options", metavar="KEY=VALUE", multiple=True, help=_OPTION_HELP)
@click.option("--inside", is_flag=True, help=_INSIDE_HELP)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON object."))
@pass_desk
@click.pass_context
def test_command(
    context: click.Context, desk: Desk, name_or_target: str, kind: str | None, options: tuple[str, ...], inside: bool,
    as_json: bool,
) -> None:  # fmt: skip
    from incidentdesk.detect.check import run_check

    if kind is None:
        looked, secret = _stored(desk, name_or_target)
    else:
        looked, secret = _typed(kind, name_or_target, options, inside), None
    outcome = run_check(looked, secret=secret)
    if as_json:
        print_json({"ok": outcome.ok, "said": plain(outcome.said), "latency_ms": outcome.latency})
    else:
        click.echo(plain(_told(outcome)))
    if not outcome.ok:
        context.exit(1)


@command.command(
    "mute", short_help=_("Open no incidents for a while."), help=_("Let NAME open no incidents for a while.")
)
@click.argument("name")
@click.option("--for", "length", metavar="TIME", default="", help=_("For how long, such as 30min, 2h or 1d."))
@click.option("--off", is_flag=True, help=_("Let it open incidents again."))
@pass_desk
def mute_command(desk: Desk, name: str, length: str, off: bool) -> None:
    from incidentdesk.detect.monitor_change import mute_monitor
    from incidentdesk.detect.monitor_entry import seconds_of

    if off == bool(length):
        raise Refused(_("Say for how long with --for, or --off to end it."))
    with desk.write() as session:
        monitor_id = _monitor_id(session.reader, name)
        until = None if off else session.at + seconds_of(length) * 1_000_000
        mute_monitor(session, monitor_id, until)
    if until is None:
        click.echo(plain(_("Monitor {name} opens incidents again.").format(name=isolated(name))))
        return
    when = _local(until, desk.zone)
    click.echo(plain(_("Monitor {name} opens no incident until {time}.").format(name=isolated(name), time=when)))


@command.command("remove", short_help=_("Move a monitor to the trash."), help=_("Move the monitor NAME to the trash."))
@click.argument("name")
@pass_desk
def remove_command(desk: Desk, name: str) -> None:
    from incidentdesk.detect.monitor_change import withdraw_monitor

    with desk.write() as session:
        withdraw_monitor(session, _monitor_id(session.reader, name))
    click.echo(plain(_("Monitor {name} moved to the trash.").format(name=isolated(name))))


@command.command(
    "address",
    short_help=_("Print where a heartbeat is called."),
    help=_("Print the address that the job of the heartbeat NAME calls."),
)
@click.argument("name")
@pass_desk
def address_command(desk: Desk, name: str) -> None:
    with desk.database.read() as reader:
        monitor_id = _monitor_id(reader, name)
        kind = reader.rows("SELECT kind FROM monitor WHERE id = :id", {"id": monitor_id})[0][0]
    if kind != "Heartbeat":
        raise Refused(_("Only a heartbeat has an address that others call."))
    click.echo(_address(desk, monitor_id))


def _monitor_id(reader: Any, name: str) -> int:
    from incidentdesk.detect.monitor_list import monitor_named

    found = monitor_named(reader, name)
    if found is None:
        raise Refused(_("There is no monitor “{name}”. “monitor list” shows their names.").format(name=isolated(name)))
    return found


def _stored(desk: Desk, name: str) -> tuple[dict[str, Any], str | None]:
    from incidentdesk.detect.monitor_list import secret_name
    from incidentdesk.detect.monitor_trial import stored_check
    from incidentdesk.prepare.secret import secret_of

    with desk.database.read() as reader:
        looked = stored_check(reader, _monitor_id(reader, name))
    return looked, secret_of(secret_name(looked["key"])) if looked["options"].get("user") else None


def _typed(kind: str, target: str, options: tuple[str, ...], inside: bool) -> dict[str, Any]:
    from incidentdesk.detect.monitor import MonitorKind
    from incidentdesk.detect.monitor_entry import typed_options
    from incidentdesk.detect.monitor_trial import typed_check

    chosen = MonitorKind[kind.upper()]
    typed = typed_options(chosen, assignments(options))
    return typed_check({"kind": chosen, "target": target, "options": typed, "inside_allowed": inside, "timeout": 10})


def _password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _keep_password(desk: Desk, monitor_id: int, password: str) -> None:
    from incidentdesk.detect.monitor_list import secret_name
    from incidentdesk.prepare.secret import set_secret

    if password:
        with desk.database.read() as reader:
            key = reader.rows("SELECT key FROM monitor WHERE id = :id", {"id": monitor_id})[0][0]
        set_secret(secret_name(key), password)


def _address(desk: Desk, monitor_id: int) -> str:
    from incidentdesk.detect.monitor_trial import heartbeat_address

    with desk.database.read() as reader:
        key = reader.rows("SELECT key FROM monitor WHERE id = :id", {"id": monitor_id})[0][0]
        return heartbeat_address(reader, key)


def _told(outcome: "Outcome") -> str:
    state = _("Well") if outcome.ok else _("Fails")
    latency = "" if outcome.latency is None else _(" ({count} ms)").format(count=round(outcome.latency))
    return f"{state}: {outcome.said}{latency}"


def _line(row: "MonitorRow", zone: tzinfo) -> str:
    state = _(row.health) if row.enabled else _("Switched off")
    share = "—" if row.availability_day is None else f"{int(row.availability_day * 10_000) / 100:.2f} %"
    since = "" if row.since is None else _local(row.since, zone)
    muted = _("muted") if row.muted else ""
    parts = (
        column(state, 17), column(row.name, 28), column(_(row.kind), 18), column(row.target, 32), column(share, 9),
        column(since, 16), column(row.incident or "—", 9), muted,
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _local(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _as_json(row: "MonitorRow") -> dict[str, Any]:
    """Times in ISO 8601 in UTC, shares from 0 to 1, latency in milliseconds, what is missing null."""
    return {
        "name": row.name,
        "kind": row.kind,
        "target": row.target,
        "options": dict(row.options),
        "service": row.service or None,
        "enabled": row.enabled,
        "state": row.health,
        "since": clock.iso(row.since),
        "checked_at": clock.iso(row.checked_at),
        "said": plain(row.said),
        "latency_ms": row.latency,
        "incident": row.incident or None,
        "muted_until": clock.iso(row.muted_until) if row.muted else None,
        "maintenance": row.in_maintenance,
        "availability_24h": row.availability_day,
        "watched_24h": row.watched_day,
        "availability_30d": row.availability_month,
        "watched_30d": row.watched_month,
    }
