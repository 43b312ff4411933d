"""The SLAs and calendars of today, as one can propose other ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.measure.sla_proposal import Proposal
from incidentdesk.prepare.business_time import MINUTE, day_length, working_of
from incidentdesk.prepare.calendar_change import NEW_CALENDAR, calendar_columns, calendar_facts
from incidentdesk.prepare.calendar_list import calendars
from incidentdesk.prepare.part import cell, lines_in
from incidentdesk.prepare.sla_change import TARGETS, sla_facts
from incidentdesk.prepare.sla_kind import TARGET_NAME
from incidentdesk.prepare.sla_list import slas
from incidentdesk.store.reading import Reader

SLA, CALENDAR = "sla", "calendar"
FIELD_NAME = {
    "name": N_("name"), "kind": N_("kind"), "service": N_("service"), "team": N_("team"), "category": N_("category"),
    "calendar": N_("hours"), "zone_source": N_("whose clock"), "targets": N_("targets"),
    "update_mode": N_("what update means"), "pauses": N_("pauses"), "restarts": N_("begins anew"),
    "enabled": N_("switched on"), "time_zone": N_("time zone"), "windows": N_("working hours"),
    "country": N_("country"), "region": N_("region"), "holidays": N_("holidays"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Today:
    """The facts of each by its id, in the order of the lists."""

    slas: Mapping[int, Mapping[str, Any]]
    calendars: Mapping[int, Mapping[str, Any]]

    def facts(self, noun: str, record_id: int) -> Mapping[str, Any]:
        """Empty where there is none of that id."""
        return (self.slas if noun == SLA else self.calendars).get(record_id, {})


def read_today(reader: Reader) -> Today:
    return Today(
        {row.id: sla_facts(reader, row.id) for row in slas(reader)},
        {row.id: calendar_facts(reader, row.id) for row in calendars(reader)},
    )


def proposed_days(today: Today, proposal: Proposal) -> dict[str, int]:
    """The minutes of a working day of each proposed calendar, by its name."""
    found = {}
    for calendar_id, facts in proposal.calendars.items():
        whole = {**NEW_CALENDAR, **today.calendars.get(calendar_id, {}), **facts}
        found[str(whole["name"])] = day_length(working_of(calendar_columns(whole))) // MINUTE
    return found


def changed_fields(facts: Mapping[str, Any]) -> str:
    """Which facts are proposed: "targets, hours"."""
    return ", ".join(_(FIELD_NAME[name]) for name in FIELD_NAME if name in facts)


def change_lines(before: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """What each fact is today and as proposed; of a new record only what is said of it."""
    lines = []
    for name in FIELD_NAME:
        if name not in facts:
            continue
        if name == "targets":
            lines += _target_lines(str(before.get(name, "")), str(facts[name]))
            continue
        after = _shown(facts[name])
        if before:
            line = _("{field}: {before} → {after}").format(
                field=_(FIELD_NAME[name]), before=_shown(before.get(name, "")), after=after
            )
        else:
            line = _("{field}: {after}").format(field=_(FIELD_NAME[name]), after=after)
        if before or facts[name] not in ("", False):
            lines.append(line)
    return lines


def _target_lines(before: str, after: str) -> list[str]:
    """Each target that is another one, as "P1 resolution: 4 h → 2 h"; only the new ones where there are none today."""
    old, new = _aims(before), _aims(after)
    lines = []
    for priority in sorted(old.keys() | new.keys()):
        for place, target in enumerate(TARGETS):
            first, second = cell(old.get(priority, ()), place), cell(new.get(priority, ()), place)
            if first == second:
                continue
            said = _("{priority} {target}: {before} → {after}") if before else _("{priority} {target}: {after}")
            lines.append(said.format(
                priority=priority, target=_(TARGET_NAME[target]).lower(), before=first or _("none"),
                after=second or _("none"),
            ))  # fmt: skip
    return lines


def _aims(text: str) -> dict[str, tuple[str, ...]]:
    return {cells[0]: cells[1:] for cells in lines_in(text)}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = "; ".join(line.replace("\t", " · ") for line in str(value).splitlines())
    return text or _("none")
