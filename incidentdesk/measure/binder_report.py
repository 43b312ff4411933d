"""The crisis binder: who is called, who is on call, what depends on what, and every plan, for the day without screens.

The first page answers what is asked first: who is on call now, whom an alarm reaches, and whom outside one calls.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from incidentdesk import clock
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.measure.plan_report import PlanReport, gather_plan_report, plan_story
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.measure.reached_by import reached_by
from incidentdesk.measure.readiness import DEFINITION, Area, Readiness, readiness
from incidentdesk.measure.service_map_report import service_map_pages
from incidentdesk.paper.contents import Contents
from incidentdesk.paper.diagram import diagram_story
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.page_choice import Choice
from incidentdesk.paper.styles import BODY, KICKER, LABEL, NOTE, STRONG, TITLE
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.prepare.contact_list import ContactRow, contacts
from incidentdesk.prepare.escalation_list import Policy, policies
from incidentdesk.prepare.escalation_words import policy_sentence
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.prepare.on_call import OnCall, on_call_of, rotas_of
from incidentdesk.prepare.person_list import PersonRow, people
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.rota_shift import Lane, Rota, Shift, lanes
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.service_list import ServiceRow, services
from incidentdesk.prepare.setting import setting_of
from incidentdesk.store.reading import Reader

DAYS_AHEAD = 14
_OUTSIDE, _PEOPLE, _ESCALATION = N_("Outside the house"), N_("People"), N_("While nobody acknowledges")
_SERVICES, _MAP, _PLANS = N_("Services"), N_("Service map"), N_("Response plans")
_MOST_GAPS = 12
_DAY = 24 * 60 * 60 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class RotaSheet:
    """A rota with who is on call now, and its lanes over the next days."""

    rota: Rota
    now: tuple[OnCall, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Binder:
    """All that the binder says; `at` in microseconds since 1970. Without services there is no map."""

    desk: str
    at: int
    rotas: tuple[RotaSheet, ...]
    people: tuple[PersonRow, ...]
    contacts: tuple[ContactRow, ...]
    policies: tuple[Policy, ...]
    services: tuple[ServiceRow, ...]
    plans: tuple[PlanReport, ...]
    map: Choice | None
    readiness: Readiness


def gather_binder(reader: Reader, *, at: int, zone: tzinfo, page_size: PageSize | str = "A4") -> Binder:
    """What stands in the binder; of plans only the approved versions, for others are not to be followed."""
    known = services(reader)
    letter = PageSize(page_size) == PageSize.LETTER
    return Binder(
        desk=str(setting_of(reader, "desk_name")) or _("Incident desk"),
        at=at,
        rotas=tuple(_rota_sheet(rota, at) for rota in rotas_of(reader)),
        people=tuple(row for row in people(reader, at) if row.methods and not row.has_left),
        contacts=tuple(contacts(reader)),
        policies=tuple(policies(reader)),
        services=tuple(known),
        plans=tuple(gather_plan_report(reader, row.id, at=at) for row in plans(reader) if row.approved is not None),
        map=service_map_pages(reader, letter=letter) if known else None,
        readiness=readiness(reader, zone=zone, at=at),
    )


def _rota_sheet(rota: Rota, at: int) -> RotaSheet:
    return RotaSheet(rota, tuple(on_call_of(rota, at)), tuple(lanes(rota, at, at + DAYS_AHEAD * _DAY)))


def binder_report(
    binder: Binder,
    path: Path | str,
    *,
    zone: tzinfo,
    made_by: str,
    page_size: PageSize | str = "A4",
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the binder as a PDF and return the number of its pages.

    Raises Refused where the file can't be written, or when it is cancelled.
    """
    title = _("Crisis binder")
    made = _("Made {time} by {person}").format(time=minute_and_zone(binder.at, zone), person=isolated(made_by))
    sheet = Sheet(
        desk=binder.desk,
        title=title,
        made=made,
        author=made_by,
        subject=title,
        mark=_("Internal"),
        page_size=PageSize(page_size),
        chapters=True,
    )
    return write_document(path, list(_story(binder, zone)), sheet, cancelled=cancelled)


def _story(binder: Binder, zone: tzinfo) -> Iterator[Flowable]:
    yield Text(binder.desk, KICKER)
    yield Section(_("Crisis binder"), Text(_as_of(binder, zone), NOTE.but(after=6)), TITLE)
    yield from _on_call_now(binder, zone)
    yield Section(_("In this binder"), Contents(_headings(binder)))
    yield from _contacts(binder)
    yield from _people(binder)
    yield from _escalation(binder)
    yield from _rotas(binder)
    yield from _services(binder)
    yield from _readiness(binder)
    if binder.map is not None:
        yield from diagram_story(binder.map, _(_MAP))
    if not binder.plans:
        yield Section(_(_PLANS), Text(_("There is no approved plan yet."), BODY))
    for place, report in enumerate(binder.plans):
        # Behind the map a new page has begun already.
        if place or binder.map is None:
            yield PageBreak()
        yield from _chapter(report, zone)


def _as_of(binder: Binder, zone: tzinfo) -> str:
    return _("As of {time}. A newer copy replaces this one; names and numbers may have changed since.").format(
        time=minute_and_zone(binder.at, zone)
    )


def _headings(binder: Binder) -> list[str]:
    """What somebody looks for, the plans last; each is a heading of the binder."""
    there = (
        (True, _OUTSIDE), (True, _PEOPLE), (binder.policies, _ESCALATION),
        *((True, _rota_title(sheet)) for sheet in binder.rotas),
        (True, _SERVICES), (binder.readiness.score is not None, _readiness_title(binder)), (binder.map, _MAP),
    )  # fmt: skip
    plans = [report.row.name for report in binder.plans] or [_(_PLANS)]
    return [_(heading) for known, heading in there if known] + plans


# ── whom to call ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _on_call_now(binder: Binder, zone: tzinfo) -> Iterator[Flowable]:
    if not binder.rotas:
        yield Section(_("On call now"), Text(_("There is no rota yet."), BODY))
        return
    ways = {row.id: reached_by(row.methods) for row in binder.people}
    rows = [_now_row(sheet, ways, zone) for sheet in binder.rotas]
    columns = [Column(_("Rota"), share=1.1, style=STRONG), Column(_("First"), share=1.6), Column(_("Then"), share=1.6)]
    yield Section(_("On call now"), Table([*columns, Column(_("First until"), width=96)], rows))


def _now_row(sheet: RotaSheet, ways: dict[int, str], zone: tzinfo) -> list[Cell]:
    if not sheet.now:
        return [sheet.rota.name, ((f"▲ {_('nobody')}", STRONG),), NEVER, NEVER]
    first, *others = sheet.now
    then = others[0] if others else None
    reached = ((first.person, STRONG), (ways.get(first.person_id, NEVER), LABEL))
    second: Cell = NEVER if then is None else ((then.person, STRONG), (ways.get(then.person_id, NEVER), LABEL))
    return [sheet.rota.name, reached, second, minute_and_zone(first.until_at, zone)]


def _contacts(binder: Binder) -> Iterator[Flowable]:
    if not binder.contacts:
        yield Section(_(_OUTSIDE), Text(_("No contact outside of the house is on file yet."), BODY))
        return
    yield CondPageBreak(110)
    columns = [
        Column(_("For"), share=1, style=STRONG),
        Column(_("Contact"), share=1.5),
        Column(_("Reached by"), share=1.6),
    ]
    rank = {row.name: place for place, row in enumerate(_by_criticality(binder.services))}
    order = sorted(binder.contacts, key=lambda row: (rank.get(row.service, len(rank)), row.service, row.place))
    rows = [_contact_row(row) for row in order]
    yield Section(_(_OUTSIDE), Table([*columns, Column(_("Verified"), width=64)], rows))


def _contact_row(row: ContactRow) -> list[Cell]:
    about = [row.organisation, row.hours, row.note]
    if row.their_reference:
        about.insert(1, _("they know us as {reference}").format(reference=row.their_reference))
    verified = row.verified_on or _("never")
    service = f"{row.service} ({row.place})" if row.service else _(row.kind)
    return [
        service,
        ((row.name, STRONG), ("\n".join(filter(None, about)), LABEL)),
        reached_by(row.methods) or f"▲ {_('no number on file')}",
        ((f"▲ {verified}", STRONG),) if row.stale else verified,
    ]


def _people(binder: Binder) -> Iterator[Flowable]:
    if not binder.people:
        yield Section(_(_PEOPLE), Text(_("Nobody has a phone number or an address on file yet."), BODY))
        return
    yield CondPageBreak(110)
    columns = [Column(_("Name"), share=1.3), Column(_("Team"), share=1), Column(_("Reached by"), share=1.8)]
    rows: list[list[Cell]] = []
    for row in binder.people:
        where = row.team or row.department
        leads = _("leads the team") if row.leads_team else _("leads the department") if row.leads_department else ""
        absent = _("away until {day}").format(day=row.absent_until) if row.absent_until else ""
        about = "\n".join(filter(None, (row.job_title, absent)))
        told = ((row.name, STRONG), (about, LABEL)) if about else ((row.name, STRONG),)
        rows.append([told, "\n".join(filter(None, (where, leads))), reached_by(row.methods)])
    yield Section(_(_PEOPLE), Table(columns, rows))


def _escalation(binder: Binder) -> Iterator[Flowable]:
    if not binder.policies:
        return
    yield CondPageBreak(90)
    columns = [Column(_("Escalation policy"), share=1, style=STRONG), Column(_("What happens"), share=2.4)]
    rows = [[policy.name, policy_sentence(policy)] for policy in binder.policies]
    yield Section(_(_ESCALATION), Table(columns, rows))


# ── rotas and services ───────────────────────────────────────────────────────────────────────────────────────────────


def _rotas(binder: Binder) -> Iterator[Flowable]:
    for sheet in binder.rotas:
        yield CondPageBreak(120)
        zone = sheet.rota.zone
        rows = [_shift_row(lane, shift, zone) for lane in sheet.lanes for shift in lane.shifts]
        columns = [Column(_("Layer"), width=92), Column(_("From"), width=108), Column(_("Until"), width=108)]
        columns.append(Column(_("On call"), share=1))
        yield Section(_rota_title(sheet), Text(_("Times of {zone}").format(zone=str(zone)), NOTE.but(after=4)))
        yield Table(columns, rows or [[NEVER, NEVER, NEVER, f"▲ {_('nobody')}"]])


def _rota_title(sheet: RotaSheet) -> str:
    return _("{rota}: the next {days} days").format(rota=sheet.rota.name, days=DAYS_AHEAD)


def _shift_row(lane: Lane, shift: Shift, zone: tzinfo) -> list[Cell]:
    away = {"absent": _("absent"), "left": _("has left")}.get(shift.away, "")
    why = away or shift.reason
    who: Cell = shift.person if not why else f"{'▲ ' if away else ''}{shift.person} ({why})"
    return [lane.name, _day(shift.from_at, zone), _day(shift.until_at, zone), who]


def _day(at: int, zone: tzinfo) -> str:
    local: datetime = clock.instant(at).astimezone(zone)
    return f"{_(_WEEKDAYS[local.weekday()])} {local:%Y-%m-%d %H:%M}"


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def _services(binder: Binder) -> Iterator[Flowable]:
    if not binder.services:
        yield Section(_(_SERVICES), Text(_("There is no service yet."), BODY))
        return
    yield CondPageBreak(120)
    columns = [Column(_("Service"), share=1.3, style=STRONG), Column(_("Criticality"), width=62)]
    columns += [Column(_("Back within"), width=62), Column(_("Data loss"), width=54), Column(_("Owner"), share=1.1)]
    columns.append(Column(_("Needs"), share=1.6))
    yield Section(_(_SERVICES), Table(columns, [_service_row(row) for row in _by_criticality(binder.services)]))


def _by_criticality(rows: Iterable[ServiceRow]) -> list[ServiceRow]:
    order = {str(level): place for place, level in enumerate(Criticality)}
    return sorted(rows, key=lambda row: (order[row.criticality], row.name.casefold()))


def _service_row(row: ServiceRow) -> list[Cell]:
    owner = "\n".join(filter(None, (row.owner, row.team)))
    needs = ", ".join(need.name for need in row.needs)
    return [
        row.name, _(row.criticality), minutes_text(row.rto) or NEVER, minutes_text(row.rpo) or NEVER, owner or NEVER,
        needs or NEVER,
    ]  # fmt: skip


# ── readiness ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _readiness(binder: Binder) -> Iterator[Flowable]:
    """What can't be relied on: whoever reads this has no screen on which to look it up."""
    if binder.readiness.score is None:
        return
    yield CondPageBreak(120)
    columns = [Column(_("Area"), width=76, style=STRONG), Column(_("Ready"), width=58)]
    columns.append(Column(_("What is missing"), share=1))
    yield Section(_readiness_title(binder), Text(_(DEFINITION), NOTE.but(after=4)))
    yield Table(columns, [_area_row(area) for area in binder.readiness.areas])


def _readiness_title(binder: Binder) -> str:
    return _("Readiness: {score} of 100").format(score=binder.readiness.score)


def _area_row(area: Area) -> list[Cell]:
    ready = _("{met} of {total}").format(met=area.met, total=area.total) if area.total else NEVER
    told = [f"▲ {gap.sentence}" for gap in area.gaps[:_MOST_GAPS]]
    if more := len(area.gaps) - len(told):
        told.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    missing = "\n".join(told)
    return [area.title, ready, missing or (_("nothing") if area.total else _("nothing to count yet"))]


# ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chapter(report: PlanReport, zone: tzinfo) -> Iterator[Flowable]:
    """A runbook whose title stands in the outline."""
    kicker, _title, first, *rest = plan_story(report, zone)
    yield kicker
    yield Section(report.row.name, first, TITLE)
    yield from rest
