"""SLAs and calendars as they might be: what is changed of today's, as values, and how it is made true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from incidentdesk.detect.sla_clock import zone_of
from incidentdesk.detect.sla_event import Story
from incidentdesk.detect.sla_policy import Policy, policies_in_force, policy_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.business_time import EVERY_HOUR, WorkingTime, by_clock_of, working_of, working_times
from incidentdesk.prepare.calendar_change import (
    NEW_CALENDAR,
    calendar_columns,
    calendar_facts,
    change_calendar,
    create_calendar,
)
from incidentdesk.prepare.sla_change import change_sla, create_sla
from incidentdesk.prepare.sla_wanted import wanted_columns
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changed facts by the id of the record, as `SLA_FACTS` and `CALENDAR_FACTS` write them.

    An id below 0 is a new record, with all facts that are not as for an empty one.
    """

    slas: Mapping[int, Facts] = field(default_factory=dict)
    calendars: Mapping[int, Facts] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not any(self.slas.values()) and not any(self.calendars.values())

    def with_sla(self, sla_id: int, facts: Facts) -> "Proposal":
        """With other facts of one SLA; without any it is as today again."""
        return replace(self, slas=_with(self.slas, sla_id, facts))

    def with_calendar(self, calendar_id: int, facts: Facts) -> "Proposal":
        return replace(self, calendars=_with(self.calendars, calendar_id, facts))


def _with(known: Mapping[int, Facts], record_id: int, facts: Facts) -> dict[int, Facts]:
    others = {key: value for key, value in known.items() if key != record_id}
    return {**others, record_id: dict(facts)} if facts else others


@dataclass(frozen=True, slots=True)
class Rules:
    """SLAs in their order, with the hours of the calendars on which they stand."""

    policies: Sequence[Policy]
    calendars: Mapping[int, WorkingTime]

    def hours(self, policy: Policy, story: Story) -> WorkingTime:
        """The hours that count for an incident; every hour where there is no such calendar."""
        if policy.calendar_id is None:
            return EVERY_HOUR
        working = self.calendars.get(policy.calendar_id, EVERY_HOUR)
        return by_clock_of(working, zone_of(policy, story))


def rules_in_force(reader: Reader) -> Rules:
    """The rules of today."""
    ids = [row[0] for row in reader.rows("SELECT id FROM calendar")]
    working = working_times(reader, {(each, "") for each in ids}) if ids else {}
    return Rules(policies_in_force(reader), {each: working[each, ""] for each in ids})


def proposed_rules(reader: Reader, proposal: Proposal) -> Rules:
    """The rules that a proposal would make of those of today.

    Raises Refused for facts that make no sense, and for names that there are not.
    """
    today = rules_in_force(reader)
    columns = {key: _calendar_columns(reader, key, facts) for key, facts in proposal.calendars.items()}
    policies = {each.id: each for each in today.policies}
    for sla_id, facts in proposal.slas.items():
        wanted = _sla_columns(reader, sla_id, facts, columns)
        policies.pop(sla_id, None)
        if wanted["enabled"]:
            policies[sla_id] = policy_of(wanted)
    ordered = sorted(policies.values(), key=lambda each: (each.position, each.id < 0, abs(each.id)))
    return Rules(ordered, {**today.calendars, **{key: working_of(each) for key, each in columns.items()}})


def _calendar_columns(reader: Reader, calendar_id: int, facts: Facts) -> dict[str, str]:
    before = calendar_facts(reader, calendar_id) if calendar_id > 0 else NEW_CALENDAR
    return calendar_columns({**before, **facts})


def _sla_columns(
    reader: Reader, sla_id: int, facts: Facts, calendars: Mapping[int, Mapping[str, str]]
) -> dict[str, Any]:
    """The columns of an SLA, which may stand on a calendar that is only proposed."""
    name = str(facts.get("calendar", "")).strip().casefold()
    proposed = next((key for key, columns in calendars.items() if columns["name"].casefold() == name), None)
    known = facts if proposed is None else {**facts, "calendar": ""}
    columns = wanted_columns(reader, max(0, sla_id), known)
    if columns["targets"] == "{}":
        raise Refused(_("An SLA needs at least one target, such as a first response to P1 within 15 min."))
    changed = {"id": sla_id} if proposed is None else {"id": sla_id, "calendar_id": proposed}
    return {**columns, **changed, "position": columns["position"] + max(0, -sla_id - 1)}


# ── making it true ───────────────────────────────────────────────────────────────────────────────────────────────────


def adopt(session: Session, proposal: Proposal, *, zone: str, seen: "Proposal | None" = None) -> int:
    """Write a proposal; clocks that are running follow, those that have ended stay. Returns how many records changed.

    `zone` is that of a new calendar which names none, `seen` has the facts as they were when it was made. Raises
    Conflict where somebody has changed one of them since, Refused for what can't be written.
    """
    before = seen or Proposal()
    for calendar_id, facts in proposal.calendars.items():
        if calendar_id > 0:
            change_calendar(session, calendar_id, facts, seen=before.calendars.get(calendar_id))
        else:
            create_calendar(session, **{**NEW_CALENDAR, "time_zone": zone, **facts})
    for sla_id, facts in proposal.slas.items():
        if sla_id > 0:
            change_sla(session, sla_id, facts, seen=before.slas.get(sla_id))
        else:
            create_sla(session, **{"name": "", **facts})
    return len(proposal.calendars) + len(proposal.slas)


def known_record(reader: Reader, table: str, name: str) -> int | None:
    """The id of the SLA or calendar of that name, upper and lower case being the same.

    Raises Refused where several SLAs are called so.
    """
    rows = reader.rows(f'SELECT id, name FROM "{table}" WHERE withdrawn_at IS NULL ORDER BY id')
    found = [int(row[0]) for row in rows if str(row[1]).casefold() == name.strip().casefold()]
    if len(found) > 1:
        raise Refused(_("There are several SLAs called “{name}”. Rename one first.").format(name=isolated(name)))
    return found[0] if found else None
