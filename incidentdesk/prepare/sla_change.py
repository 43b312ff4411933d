"""Making, changing, ordering and withdrawing SLAs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.category import category
from incidentdesk.prepare.fact import Fact, changed_columns, chosen, give_up_facts, one_of, present, stored_facts
from incidentdesk.prepare.minutes import hours_text
from incidentdesk.prepare.part import cell, lines_in, lines_text, shown_row
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing, make_room, own_name
from incidentdesk.prepare.service import service
from incidentdesk.prepare.sla import sla
from incidentdesk.prepare.sla_kind import TARGET_NAME, SlaKind, Target, UpdateMode, ZoneSource
from incidentdesk.prepare.sla_list import PRIORITIES, Targets, targets_in
from incidentdesk.prepare.target_text import FULL_DAY, target_minutes
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

TARGETS = (Target.RESPONSE, Target.UPDATE, Target.RESOLUTION)


def targets_text(targets: Targets) -> str:
    """A line for each priority that has targets: P1, and between tabs first response, update and resolution in hours.

    Hours and minutes only, so that the text means the same by every calendar.
    """
    return lines_text(
        (f"P{priority}", *(hours_text(each.get(target)) for target in TARGETS))
        for priority, each in sorted(targets.items())
        if each
    )


def targets_of(text: str) -> Targets:
    """The targets in minutes; raises Refused for what is none, and for a first response after the resolution."""
    found: Targets = {}
    for cells in lines_in(text):
        priority = int(cells[0][1:]) if cells[0][1:].isdigit() else 0
        if priority not in PRIORITIES:
            raise Refused(_("“{text}” is no priority; they go from P1 to P5.").format(text=isolated(cells[0])))
        aims = {target: target_minutes(cell(cells, place), FULL_DAY) for place, target in enumerate(TARGETS, 1)}
        found[priority] = {str(target): aim for target, aim in aims.items() if aim is not None}
        _refuse_wrong_order(priority, found[priority])
    return {priority: aims for priority, aims in found.items() if aims}


def _refuse_wrong_order(priority: int, aims: Mapping[str, int]) -> None:
    resolution = aims.get(Target.RESOLUTION)
    for target in (Target.RESPONSE, Target.UPDATE):
        if resolution is not None and aims.get(target, 0) > resolution:
            raise Refused(
                _("P{priority}: {target} would be due after the resolution. Make it shorter.").format(
                    priority=priority, target=_(TARGET_NAME[target])
                )
            )


def _stored_targets(value: Any) -> str:
    targets = targets_of(str(value))
    if not targets:
        raise Refused(_("An SLA needs at least one target, such as a first response to P1 within 15 min."))
    return json.dumps({str(priority): aims for priority, aims in sorted(targets.items())})


def _stored_pauses(value: Any) -> str:
    return json.dumps([cells[0] for cells in lines_in(str(value))])


def _whether(column: str) -> Fact:
    return chosen(column, one_of((True, False), N_("That is either so or not.")))


SLA_FACTS = {
    "name": own_name(N_("An SLA needs a name, such as Business hours.")),
    "kind": chosen("kind", one_of(tuple(SlaKind), N_("It is an SLA or an OLA."))),
    "service": existing("service_id", service, N_("There is no service “{name}”. Add it first.")),
    "team": existing("team_id", team, N_("There is no team “{name}”. Add it first.")),
    "category": existing("category_id", category, N_("There is no category “{name}”.")),
    "calendar": existing("calendar_id", calendar, N_("There is no calendar “{name}”. Add it first.")),
    "zone_source": chosen("zone_source", one_of(tuple(ZoneSource), N_("That is no source of a time zone."))),
    "targets": Fact(
        "targets",
        lambda _session, value: _stored_targets(value),
        lambda _session, stored: targets_text(targets_in(stored)),
    ),
    "update_mode": chosen("update_mode", one_of(tuple(UpdateMode), N_("That is no kind of update target."))),
    "pauses": Fact(
        "pauses", lambda _session, value: _stored_pauses(value), lambda _session, stored: "\n".join(json.loads(stored))
    ),
    "restarts": _whether("restarts"),
    "enabled": _whether("enabled"),
}
_NAMES = (
    "name", "kind", "service", "team", "category", "calendar", "zone_source", "targets", "update_mode", "pauses",
    "?restarts", "?enabled",
)  # fmt: skip
_SHOWN = (
    "SELECT s.name, s.kind, COALESCE(service.name, ''), COALESCE(team.name, ''), COALESCE(category.name, ''),"
    " COALESCE(calendar.name, ''), s.zone_source, s.targets, s.update_mode, s.pauses, s.restarts, s.enabled FROM sla s"
    " LEFT JOIN service ON service.id = s.service_id LEFT JOIN team ON team.id = s.team_id"
    " LEFT JOIN category ON category.id = s.category_id LEFT JOIN calendar ON calendar.id = s.calendar_id"
    " WHERE s.id = :id AND s.withdrawn_at IS NULL"
)
NEW_SLA: dict[str, Any] = {
    **dict.fromkeys(SLA_FACTS, ""),
    "kind": str(SlaKind.SLA),
    "zone_source": str(ZoneSource.CALENDAR),
    "update_mode": str(UpdateMode.EVERY),
    "restarts": False,
    "enabled": True,
}


def create_sla(session: Session, *, name: str, **facts: Any) -> int:
    """Make an SLA, the last in the order; `facts` are those of SLA_FACTS, `targets` as `targets_text` writes them.

    Returns the id. Raises Refused for a name that is empty or taken, and for what a fact can't be.
    """
    columns = stored_facts(session, SLA_FACTS, {**NEW_SLA, **facts, "name": name})
    make_room(session, sla, 0, columns["name"])
    last = session.connection.execute(sa.select(sa.func.max(sla.c.position))).scalar() or 0
    return ledger.insert(session, sla, {**columns, "key": new_key(), "position": last + 1})


def sla_facts(reader: Reader, sla_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such SLA."""
    shown = shown_row(reader, _SHOWN, _NAMES, sla_id)
    pauses = "\n".join(json.loads(shown["pauses"]))
    return {**shown, "targets": targets_text(targets_in(shown["targets"])), "pauses": pauses}


def change_sla(
    session: Session, sla_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; clocks that are running follow, those that have ended stay as they are (SLA rule 12).

    Raises Conflict where somebody has changed a fact since it was seen, Refused for what a fact can't be.
    """
    row = present(session, sla, sla_id)
    columns = changed_columns(session, sla, SLA_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, sla, sla_id, columns["name"])
    if columns:
        ledger.update(session, sla, sla_id, columns)


def give_up_sla(session: Session, sla_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, sla, SLA_FACTS, sla_id, given_up)


def move_sla(session: Session, sla_id: int, by: int) -> None:
    """Move an SLA up (-1) or down (1); of two that are as specific the upper one holds."""
    present(session, sla, sla_id)
    ledger.hold(session)
    rows = session.connection.execute(
        sa.select(sla.c.id).where(sla.c.withdrawn_at.is_(None)).order_by(sla.c.position, sla.c.id)
    )
    ids = [int(row.id) for row in rows]
    place = ids.index(sla_id)
    ids.insert(max(0, place + by), ids.pop(place))
    ledger.update_many(session, sla, {each: {"position": position} for position, each in enumerate(ids, 1)})


def switch_slas(session: Session, sla_ids: Iterable[int], *, enabled: bool) -> None:
    """Switch SLAs on or off."""
    for sla_id in sla_ids:
        present(session, sla, sla_id)
        ledger.update(session, sla, sla_id, {"enabled": enabled})


def withdraw_sla(session: Session, sla_id: int) -> None:
    """Take an SLA out of sight; Undo brings it back, and what its clocks have reached stays in the reports."""
    present(session, sla, sla_id)
    ledger.withdraw(session, sla, sla_id)
