"""Whoever takes turns is told: before a shift begins, when the next one has moved, and when a swap is asked for.

Times are in the zone of whoever reads them, else in that of the rota. The sandbox of a drill holds a copy of the rotas;
what is true of them is told by the desk that it was made from.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.language import _, isolated
from incidentdesk.prepare.on_call import rotas_of
from incidentdesk.prepare.rota_list import rota_number
from incidentdesk.prepare.rota_shift import Rota, Shift, lanes
from incidentdesk.prepare.rota_state import OverrideState
from incidentdesk.prepare.rota_time import DAY, HOUR, zone_or
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# How long before it begins a shift is announced (oncall#2953), and before the first after some free days, early
# enough to find somebody else (oncall#321).
BEFORE_SHIFT, WELL_BEFORE = HOUR, DAY
_FREE = 6 * DAY
_HORIZON = 120 * DAY
# A first shift that comes into view at the end of it was not written by anybody just now.
_COMES_INTO_VIEW = 7 * DAY
_SHOWN = 3

# The current or next shift of each person of each rota, as it was when it was last looked at.
Known = dict[str, dict[str, list[int]]]


# ── before a shift ───────────────────────────────────────────────────────────────────────────────────────────────


def remind_of_shifts(database: Database, now: int, tell: Tell) -> list[str]:
    """Tell everybody whose shift begins soon, and wasn't on call until then; once a day before, once an hour before."""
    with database.read() as reader:
        coming = {key: each for rota in _rotas(reader) for key, each in _coming(rota, now)}
        known = told_keys(reader, coming)
    lines = []
    for key, (rota, shift) in coming.items():
        if key in known:
            continue
        with database.write(actor=ACTOR, via=VIA) as session:
            tell(
                session,
                incident_id=None,
                person_ids=[shift.person_id],
                kind=AnnouncementKind.REMINDER,
                subject=_("On call from {time}: {rota}").format(time=_at(shift.from_at, rota, shift), rota=rota.name),
                body=_("You are on call for {rota} ({layer}) from {start} until {end}.").format(
                    rota=isolated(rota.name),
                    layer=isolated(shift.layer),
                    start=_at(shift.from_at, rota, shift),
                    end=_at(shift.until_at, rota, shift),
                ),
                key=key,
            )
        lines.append(
            _("{rota}: {name} told of the shift").format(rota=isolated(rota.name), name=isolated(shift.person))
        )
    return lines


def _coming(rota: Rota, now: int) -> Iterator[tuple[str, tuple[Rota, Shift]]]:
    found = lanes(rota, now - _FREE, now + WELL_BEFORE)
    for lane in found:
        before = {shift.person_id for shift in lane.shifts if shift.from_at <= now < shift.until_at}
        for shift in lane.shifts:
            if shift.from_at <= now or shift.away or shift.person_id in before:
                continue
            key = f"{rota.id}-{shift.person_id}-{shift.from_at}"
            if shift.from_at <= now + BEFORE_SHIFT:
                yield f"shift-{key}", (rota, shift)
            elif not _on_call_lately(shift, (each for one in found for each in one.shifts)):
                yield f"shift-well-before-{key}", (rota, shift)


def _on_call_lately(shift: Shift, others: Iterable[Shift]) -> bool:
    mine = (each for each in others if each.person_id == shift.person_id and not each.away)
    return any(each.from_at < shift.from_at < each.until_at + _FREE for each in mine)


# ── a shift has moved ────────────────────────────────────────────────────────────────────────────────────────────


def tell_of_moved_shifts(database: Database, now: int, tell: Tell) -> list[str]:
    """Tell everybody whose current or next shift is another than it was (goalert#1973, oncall#5353).

    Whatever has moved it: the order of a layer, a stand-in, an absence, Undo. That a shift is over is no news.
    """
    with database.read() as reader:
        known: Known | None = setting_of(reader, "known_shifts")
        rotas = _rotas(reader)
        gone = _gone(reader, known or {}, rotas)
    if known is None and not rotas:
        return []
    upcoming = {rota.id: _upcoming(rota, now) for rota in rotas}
    after = {str(rota_id): _firsts(found) for rota_id, found in upcoming.items()}
    if after == known:
        return []
    lines = []
    with database.write(actor=ACTOR, via=VIA) as session:
        for rota in (*rotas, *gone) if known is not None else ():
            for person_id, before in _moved(known or {}, rota.id, upcoming.get(rota.id, {}), now):
                _tell_moved(session, tell, rota, person_id, before, upcoming.get(rota.id, {}).get(person_id, []))
                name = isolated(rota.responder(person_id).name)
                lines.append(_("{rota}: {name} told that a shift moved").format(rota=isolated(rota.name), name=name))
        set_setting(session, "known_shifts", after)
    return lines


def _upcoming(rota: Rota, now: int) -> dict[int, list[Shift]]:
    """The shifts of each person from now on, in order."""
    found: dict[int, list[Shift]] = {}
    for lane in lanes(rota, now, now + _HORIZON):
        for shift in lane.shifts:
            if shift.until_at > now and not shift.away:
                found.setdefault(shift.person_id, []).append(shift)
    return {person_id: sorted(mine, key=lambda each: each.span) for person_id, mine in found.items()}


def _firsts(upcoming: Mapping[int, list[Shift]]) -> dict[str, list[int]]:
    return {str(person_id): list(mine[0].span) for person_id, mine in sorted(upcoming.items())}


def _moved(
    known: Known, rota_id: int, upcoming: Mapping[int, list[Shift]], now: int
) -> Iterator[tuple[int, list[int] | None]]:
    """Whose first shift has become another one, with what it was; None for whoever had none."""
    before = known.get(str(rota_id), {})
    for person_id in sorted({*upcoming, *map(int, before)}):
        old, mine = before.get(str(person_id)), upcoming.get(person_id)
        if old is None and mine and mine[0].from_at < now + _HORIZON - _COMES_INTO_VIEW:
            yield person_id, None
        elif old is not None and old[1] > now and (not mine or list(mine[0].span) != old):
            yield person_id, old


def _tell_moved(
    session: Session, tell: Tell, rota: Rota, person_id: int, before: list[int] | None, mine: list[Shift]
) -> None:
    zone = _zone(rota, person_id)
    lines = [] if before is None else [_("Until now your shift was {span}.").format(span=_span(before, zone))]
    lines += [_("From now on your shifts are:")] if mine else [_("You have no shift any more.")]
    lines += [f"  {_span(each.span, zone)} ({isolated(each.layer)})" for each in mine[:_SHOWN]]
    tell(
        session,
        incident_id=None,
        person_ids=[person_id],
        kind=AnnouncementKind.REMINDER,
        subject=_("Your shifts have changed: {rota}").format(rota=rota.name),
        body="\n".join(lines),
    )


def _gone(reader: Reader, known: Known, rotas: Iterable[Rota]) -> list[Rota]:
    """The rotas of which somebody knew a shift and that are not there any more, empty."""
    here = {str(rota.id) for rota in rotas}
    names = {str(rota_id): name for rota_id, name in reader.rows("SELECT id, name FROM rota")}
    missing = [rota_id for rota_id in known if rota_id not in here and rota_id in names]
    return [Rota(int(rota_id), names[rota_id], ZoneInfo("UTC")) for rota_id in missing]


# ── a swap is asked for ──────────────────────────────────────────────────────────────────────────────────────────

_PROPOSED = (
    "SELECT o.pair, o.rota_id, o.person_id, p.name, i.name, o.from_at, o.until_at, o.reason, o.created_by"
    " FROM rota_override o JOIN person p ON p.id = o.person_id JOIN person i ON i.id = o.instead_of_id"
    " WHERE o.state = :proposed AND o.pair <> '' AND o.withdrawn_at IS NULL AND o.until_at > :now ORDER BY o.pair, o.id"
)


def tell_of_swaps(database: Database, now: int, tell: Tell) -> list[str]:
    """Tell whoever has to agree to a swap that one is proposed, once; without that it would wait for ever."""
    with database.read() as reader:
        rows = reader.rows(_PROPOSED, {"proposed": str(OverrideState.PROPOSED), "now": now})
        known = told_keys(reader, [_swap_key(row[0], row[2]) for row in rows])
        rotas = {rota.id: rota for rota in _rotas(reader)} if rows else {}
    lines = []
    for pair, halves in groupby(rows, key=lambda row: row[0]):
        both = list(halves)
        for _pair, rota_id, person_id, name, *_rest, proposer in both:
            if rota_id not in rotas or name == proposer or _swap_key(pair, person_id) in known:
                continue
            rota = rotas[rota_id]
            with database.write(actor=ACTOR, via=VIA) as session:
                tell(
                    session,
                    incident_id=None,
                    person_ids=[person_id],
                    kind=AnnouncementKind.REMINDER,
                    subject=_("{name} proposes a swap: {rota}").format(name=proposer, rota=rota.name),
                    body="\n".join(_swap_lines(both, rota, _zone(rota, person_id))),
                    key=_swap_key(pair, person_id),
                )
            lines.append(_("{rota}: {name} asked for a swap").format(rota=isolated(rota.name), name=isolated(name)))
    return lines


def _swap_key(pair: str, person_id: int) -> str:
    return f"swap-{pair}-{person_id}"


def _swap_lines(halves: Iterable[tuple[object, ...]], rota: Rota, zone: ZoneInfo) -> Iterator[str]:
    for _pair, _rota_id, _person_id, taker, giver, since, until, reason, _proposer in halves:
        yield _("{name} would stand in for {other}: {span}.").format(
            name=isolated(str(taker)), other=isolated(str(giver)), span=_span((int(str(since)), int(str(until))), zone)
        )
        said = str(reason)
    if said:
        yield _("Reason: {reason}").format(reason=isolated(said))
    yield _("Agree or decline on the page of {number}, under Overrides and swaps.").format(number=rota_number(rota.id))


def _rotas(reader: Reader) -> list[Rota]:
    return [] if setting_of(reader, "drill") else rotas_of(reader)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _zone(rota: Rota, person_id: int) -> ZoneInfo:
    return zone_or(rota.responder(person_id).time_zone, rota.zone)


def _at(at: int, rota: Rota, shift: Shift) -> str:
    return _instant(at, _zone(rota, shift.person_id))


def _span(span: Iterable[int], zone: ZoneInfo) -> str:
    since, until = span
    return _("{start} until {end}").format(start=_instant(since, zone), end=_instant(until, zone))


def _instant(at: int, zone: ZoneInfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
