"""The SLAs and OLAs that are in force, and which of them holds for an incident."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from incidentdesk.detect.sla_event import Story, earlier_turns
from incidentdesk.language import _, isolated
from incidentdesk.prepare.sla_kind import SlaKind, Target, UpdateMode, ZoneSource
from incidentdesk.store.reading import Reader

_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """An SLA or OLA as a value; `aims` are microseconds of its calendar by priority and target."""

    id: int
    name: str
    position: int = 0
    kind: SlaKind = SlaKind.SLA
    calendar_id: int | None = None
    zone_source: ZoneSource = ZoneSource.CALENDAR
    service_id: int | None = None
    team_id: int | None = None
    category_id: int | None = None
    aims: Mapping[int, Mapping[Target, int]] = field(default_factory=dict)
    update_mode: UpdateMode = UpdateMode.EVERY
    pauses: frozenset[str] = frozenset()
    restarts: bool = False

    @property
    def conditions(self) -> int:
        """How much it asks for; the more, the more specific it is."""
        return sum(each is not None for each in (self.service_id, self.team_id, self.category_id))


class Chosen(Protocol):
    """What an SLA is chosen by."""

    @property
    def priority(self) -> int: ...
    @property
    def service_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def category_id(self) -> int | None: ...
    @property
    def subcategory_id(self) -> int | None: ...


_COLUMNS = (
    "id, name, position, kind, calendar_id, zone_source, service_id, team_id, category_id, targets, update_mode,"
    " pauses, restarts"
)


def policies_in_force(reader: Reader) -> list[Policy]:
    """Those that are enabled and not withdrawn, in their order; what can't be read, as strangers may bring it, holds
    for nothing."""
    sql = f"SELECT {_COLUMNS} FROM sla WHERE withdrawn_at IS NULL AND enabled ORDER BY position, id"
    names = _COLUMNS.replace(",", "").split()
    found = []
    for row in reader.rows(sql):
        with suppress(ValueError, TypeError, AttributeError):
            found.append(policy_of(dict(zip(names, row, strict=True))))
    return found


def policy_of(facts: Mapping[str, Any]) -> Policy:
    """The SLA of a record, or of what a person is about to write as one; an `id` of 0 stands for a new one."""
    return Policy(
        int(facts.get("id") or 0),
        str(facts["name"]),
        int(facts.get("position") or 0),
        SlaKind(facts["kind"]),
        facts.get("calendar_id"),
        ZoneSource(facts.get("zone_source") or ZoneSource.CALENDAR),
        facts.get("service_id"),
        facts.get("team_id"),
        facts.get("category_id"),
        _aims(facts["targets"]),
        UpdateMode(facts.get("update_mode") or UpdateMode.EVERY),
        frozenset(json.loads(facts["pauses"])),
        bool(facts.get("restarts")),
    )


def _aims(text: str) -> dict[int, dict[Target, int]]:
    return {
        int(priority): {Target(name): int(minutes) * _MINUTE for name, minutes in aims.items() if minutes}
        for priority, aims in json.loads(text).items()
    }


def fits(policy: Policy, facts: Chosen) -> bool:
    """Whether it is for such incidents: every condition holds, and it names targets for the priority."""
    return (
        bool(policy.aims.get(facts.priority))
        and policy.service_id in (None, facts.service_id)
        and policy.team_id in (None, facts.team_id)
        and policy.category_id in (None, facts.category_id, facts.subcategory_id)
    )


def chosen_policies(policies: Iterable[Policy], facts: Chosen) -> list[Policy]:
    """One SLA and one OLA at most: the most specific, of two that are as specific the first (SLA rule 14)."""
    found: dict[SlaKind, Policy] = {}
    for policy in sorted(policies, key=lambda each: (-each.conditions, each.position, each.id)):
        if policy.kind not in found and fits(policy, facts):
            found[policy.kind] = policy
    return [found[kind] for kind in SlaKind if kind in found]


def governing(policies: Sequence[Policy], story: Story) -> list[tuple[Story, Policy]]:
    """What the clocks of an incident are made by: what holds now, and what began anew with each team, for those that
    had the incident before."""
    found = [(story, policy) for policy in chosen_policies(policies, story)]
    restarting = [policy for policy in policies if policy.restarts]
    for earlier in earlier_turns(story) if restarting else ():
        found += [(earlier, policy) for policy in chosen_policies(policies, earlier) if policy.restarts]
    return found


def why_chosen(policy: Policy, policies: Sequence[Policy], facts: Chosen) -> str:
    """A sentence about why this one holds and not another."""
    named = [
        name
        for name, wanted in (
            (_("service"), policy.service_id),
            (_("team"), policy.team_id),
            (_("category"), policy.category_id),
        )
        if wanted is not None
    ]
    first = (
        _("It is for incidents of this {conditions}.").format(conditions=_(", ").join(named))
        if named
        else _("It is for all incidents with targets for this priority.")
    )
    others = [each for each in policies if each.kind == policy.kind and each.id != policy.id and fits(each, facts)]
    return " ".join([first, *_beaten(policy, others)])


def _beaten(policy: Policy, others: Sequence[Policy]) -> list[str]:
    less = [isolated(each.name) for each in others if each.conditions < policy.conditions]
    later = [isolated(each.name) for each in others if each.conditions == policy.conditions]
    sentences = []
    if less:
        sentences.append(_("It is more specific than {names}.").format(names=_(", ").join(less)))
    if later:
        sentences.append(_("It stands before {names}, which is as specific.").format(names=_(", ").join(later)))
    return sentences
