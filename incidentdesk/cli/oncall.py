"""incidentdesk oncall: who is on call, now or at any time."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.prepare.on_call import OnCall
    from incidentdesk.prepare.rota_shift import Rota

_HELP = _(
    """Say who is on call, the primary of each rota first, and who is next.

    Exit status 1 where a rota that is asked for has nobody at that time.
    """
)


@click.command("oncall", short_help=_("Say who is on call."), help=_HELP)
@click.option("--at", "at", metavar="TIME", help=_("A time as 2026-03-02 09:00, tomorrow 09:00 or +2h; else now."))
@click.option("--team", metavar="NAME", default="", help=_("Only the rotas of this team, or the rota of this name."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def command(desk: Desk, at: str | None, team: str, as_json: bool) -> None:
    from incidentdesk.prepare.on_call import next_on_call, on_call_of
    from incidentdesk.prepare.rota_list import rotas_named
    from incidentdesk.prepare.rota_typed_time import typed_instant

    instant = typed_instant(at or "", clock.stored(clock.now()), desk.zone)
    with desk.database.read() as reader:
        found = [(rota, on_call_of(rota, instant), next_on_call(rota, instant)) for rota in rotas_named(reader, team)]
    if as_json:
        print_json([_as_json(*each) for each in found])
    else:
        for rota, now, following in found:
            _print(rota, now, following, desk.zone)
        if not found:
            click.echo(plain(_("There is no rota yet.")), err=True)
    if any(not now for _rota, now, _following in found):
        raise SystemExit(1)


def _print(rota: "Rota", now: "list[OnCall]", following: "OnCall | None", zone: tzinfo) -> None:
    click.echo(plain(f"{rota.name} ({rota.team})" if rota.team else rota.name))
    for each in now:
        until = _("until {time}").format(time=_local(each.until_at, zone))
        click.echo(plain(f"  {column(each.layer, 14)} {column(each.person, 24)} {until}"))
    if not now:
        click.echo(plain("  " + _("Nobody is on call.")))
    if following:
        since = _("from {time}").format(time=_local(following.from_at, zone))
        click.echo(plain(f"  {column(_('next'), 14)} {column(following.person, 24)} {since}"))


def _local(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _as_json(rota: "Rota", now: "list[OnCall]", following: "OnCall | None") -> dict[str, Any]:
    return {
        "rota": rota.name,
        "team": rota.team or None,
        "on_call": [_shift_json(each) for each in now],
        "next": _shift_json(following) if following else None,
    }


def _shift_json(each: "OnCall") -> dict[str, Any]:
    return {
        "person": each.person,
        "layer": each.layer,
        "from_at": clock.iso(each.from_at),
        "until_at": clock.iso(each.until_at),
    }
