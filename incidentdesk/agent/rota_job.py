"""What is seriously wrong with a rota is told before somebody is called in vain (oncall#1326, oncall#4072)."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.language import _, isolated
from incidentdesk.prepare.on_call import on_call_of, rotas_of
from incidentdesk.prepare.presence import away
from incidentdesk.prepare.rota_finding import Finding, Severity
from incidentdesk.prepare.rota_health import assess
from incidentdesk.prepare.rota_list import rota_number
from incidentdesk.prepare.rota_shift import Rota
from incidentdesk.prepare.rota_time import DAY, instant_at, wall_at
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader

_AHEAD = 14 * DAY
_SHOWN = 5
_LEADS = (
    "SELECT p.id FROM rota r JOIN person p ON p.team_id = r.team_id AND p.leads_team AND p.withdrawn_at IS NULL"
    " WHERE r.id = :id ORDER BY p.id"
)


def tell_of_rota_trouble(database: Database, now: int, tell: Tell) -> list[str]:
    """Tell the leads of the team, else whoever is on call, of the serious findings of the next 14 days.

    Each kind of finding is told once a week, as long as it is not mended.
    """
    with database.read() as reader:
        # The sandbox of a drill has a copy of rotas that others look after.
        rotas = [] if setting_of(reader, "drill") else rotas_of(reader)
        wrong = {key: each for rota in rotas for key, each in _wrong(rota, now)}
        known = told_keys(reader, wrong)
        told = {rota.id: _told(reader, rota, now) for rota, _found in wrong.values()}
    lines = []
    for key, (rota, found) in wrong.items():
        if key in known or not told[rota.id]:
            continue
        with database.write(actor=ACTOR, via=VIA) as session:
            tell(
                session,
                incident_id=None,
                person_ids=told[rota.id],
                kind=AnnouncementKind.REMINDER,
                subject=_("{rota}: {finding}").format(rota=rota.name, finding=_(found[0].kind)),
                body="\n".join(_lines(rota, found)),
                key=key,
            )
        lines.append(_("{rota}: told that something is wrong").format(rota=isolated(rota.name)))
    return lines


def _wrong(rota: Rota, now: int) -> list[tuple[str, tuple[Rota, list[Finding]]]]:
    """The serious findings that are not over, those of a kind together, with the key under which they are told."""
    day = wall_at(rota.zone, now)
    monday = (day - timedelta(days=day.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    found = assess(rota, instant_at(rota.zone, monday), now + _AHEAD).findings
    serious = [each for each in found if each.severity == Severity.SERIOUS and each.until_at > now]
    serious.sort(key=lambda each: (each.kind, each.from_at))
    return [
        (f"rota-{rota.id}-{kind}-{monday.date()}", (rota, list(same)))
        for kind, same in groupby(serious, key=lambda each: each.kind)
    ]


def _told(reader: Reader, rota: Rota, now: int) -> list[int]:
    leads = [int(row[0]) for row in reader.rows(_LEADS, {"id": rota.id})]
    on_call = [each.person_id for each in on_call_of(rota, now)]
    # Where nobody is on call, the first who takes turns at all.
    others = [person_id for layer in rota.layers for person_id in layer.people]
    gone = away(reader, (*leads, *on_call, *others), now)
    here = [each for each in leads if each not in gone]
    return here or [each for each in (*on_call, *others) if each not in gone][:1]


def _lines(rota: Rota, found: Iterable[Finding]) -> list[str]:
    shown = list(found)
    lines = [f"{_instant(each.from_at, rota)}: {each.sentence}" for each in shown[:_SHOWN]]
    if shown[_SHOWN:]:
        lines.append("…")
    return [*lines, "", shown[0].mend, _("See Plans › On call, {number}.").format(number=rota_number(rota.id))]


def _instant(at: int, rota: Rota) -> str:
    return clock.instant(at).astimezone(rota.zone).strftime("%Y-%m-%d %H:%M %Z")
