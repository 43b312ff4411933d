"""SLA what-if: the past recomputed under SLAs and calendars that are only proposed, beside those of today.

Both sides are computed from the same events of the same incidents, so that what differs comes from the rules alone.
What was written when a clock ended may be another outcome, because the SLA was another one then; that is counted.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.sla_clock import Clock, ClockState, clocks_by
from incidentdesk.detect.sla_event import Story, earlier_turns, stories
from incidentdesk.detect.sla_policy import Policy, chosen_policies
from incidentdesk.detect.stage_span import COUNTED
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.period import Period, between
from incidentdesk.measure.sla_proposal import Proposal, Rules, proposed_rules, rules_in_force
from incidentdesk.prepare.sla_kind import SlaKind, Target
from incidentdesk.store.reading import Reader

_AT_ONCE = 1_000
# The same clock on both sides: of updates there are several, each ended by another message.
_Key = tuple[SlaKind, Target, int]
_LineKey = tuple[SlaKind, Target, int]
ALL_PRIORITIES = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One target of one priority, or of ALL_PRIORITIES: the clocks that ended, and how many were met, on both sides."""

    kind: SlaKind
    target: Target
    priority: int
    before: Share
    after: Share
    newly_breached: int = 0
    newly_met: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A clock with another outcome; an incident may have several."""

    incident_id: int
    title: str
    priority: int
    before: Clock
    after: Clock

    @property
    def breaks(self) -> bool:
        """Whether it was met and would be breached; otherwise it is the other way round."""
        return self.after.state is ClockState.BREACHED


@dataclass(frozen=True, slots=True)
class Comparison:
    """`incidents` have a clock that ended in the period; `open_breached` those with a breached one that goes on
    now, before and after.

    `written_other` clocks have another outcome in the register than today's rules give them, also where these give
    none; `unwritten` ones have none there, for no SLA was in force when they ended.
    """

    period: Period
    incidents: int
    lines: Sequence[Line]
    changed: Sequence[Changed]
    open_breached: tuple[int, int]
    written_other: int
    unwritten: int

    @property
    def newly_breached(self) -> list[Changed]:
        return [each for each in self.changed if each.breaks]

    @property
    def newly_met(self) -> list[Changed]:
        return [each for each in self.changed if not each.breaks]

    @property
    def clocks(self) -> tuple[int, int]:
        """All clocks that ended in the period, before and after."""
        whole = [line for line in self.lines if line.priority == ALL_PRIORITIES]
        return sum(line.before.n for line in whole), sum(line.after.n for line in whole)


@dataclass(slots=True)
class _Tally:
    incidents: int = 0
    met: tuple[Counter[_LineKey], Counter[_LineKey]] = field(default_factory=lambda: (Counter(), Counter()))
    clocks: tuple[Counter[_LineKey], Counter[_LineKey]] = field(default_factory=lambda: (Counter(), Counter()))
    changed: list[Changed] = field(default_factory=list)
    open_breached: list[int] = field(default_factory=lambda: [0, 0])
    written_other: int = 0
    unwritten: int = 0


def months_until(last: date, months: int, zone: tzinfo) -> Period:
    """So many months that end with a day: twelve until 2026-11-26 begin on 2025-11-27."""
    counted = max(12, last.year * 12 + last.month - 1 - months)
    year, month = divmod(counted, 12)
    day = min(last.day, monthrange(year, month + 1)[1])
    return between(date(year, month + 1, day) + timedelta(days=1), last, zone)


def what_if(
    reader: Reader,
    proposal: Proposal,
    period: Period,
    now: int,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare today's rules with proposed ones over the clocks that ended in a period; nothing is written.

    Canceled incidents and duplicates do not count (`detect.stage_span.COUNTED`). `now` in microseconds since 1970.
    `progress` hears of incidents done and in all and may raise to stop. Raises Refused for a proposal that makes no
    sense.
    """
    today, wanted = rules_in_force(reader), proposed_rules(reader, proposal)
    sides = _Sides(today, wanted, now)
    ids = _incident_ids(reader, period)
    tally = _Tally()
    for start in range(0, len(ids), _AT_ONCE):
        if progress is not None:
            progress(start, len(ids))
        _take(tally, reader, ids[start : start + _AT_ONCE], sides, period)
    if progress is not None:
        progress(len(ids), len(ids))
    return Comparison(
        period,
        tally.incidents,
        _lines(tally),
        _titled(reader, tally.changed),
        (tally.open_breached[0], tally.open_breached[1]),
        tally.written_other,
        tally.unwritten,
    )


def _incident_ids(reader: Reader, period: Period) -> list[int]:
    """Those of which a clock may have ended in the period, and those that are open."""
    is_open = f"i.state IN ({', '.join(repr(str(each)) for each in OPEN_STATES)})"
    sql = f"SELECT i.id FROM incident AS i WHERE {COUNTED}"
    parameters = {}
    if period.end_at is not None:
        sql += " AND i.created_at < :end"
        parameters["end"] = period.end_at
    if period.start_at is not None:
        # An incident that was resolved and only closed later may have been reopened between.
        ended = "COALESCE(i.closed_at, i.resolved_at)"
        sql += f" AND ({is_open} OR {ended} IS NULL OR {ended} >= :start)"
        parameters["start"] = period.start_at
    return [int(row[0]) for row in reader.rows(f"{sql} ORDER BY i.id", parameters)]


# ── both sides of one incident ───────────────────────────────────────────────────────────────────────────────────────

_Chosen = Mapping[SlaKind, Policy]


@dataclass(slots=True)
class _Sides:
    """Which SLAs hold for an incident depends on few of its facts, so it is found out once for each of them."""

    today: Rules
    wanted: Rules
    now: int
    _known: dict[tuple[int | None, ...], tuple[_Chosen, _Chosen]] = field(default_factory=dict)

    def clocks(self, story: Story) -> tuple[list[Clock], list[Clock]]:
        """The clocks of an incident today and as proposed."""
        before: list[Clock] = []
        after: list[Clock] = []
        for told in (story, *earlier_turns(story)):
            old, new = self._chosen(told)
            for kind in SlaKind:
                first, second = old.get(kind), new.get(kind)
                made = [] if first is None else list(self._made(self.today, first, told))
                before += made
                if second is not None:
                    same = first == second and self.today.hours(second, told) == self.wanted.hours(second, told)
                    after += made if same else self._made(self.wanted, second, told)
        return before, after

    def _chosen(self, story: Story) -> tuple[_Chosen, _Chosen]:
        """Of a team that has handed it on, only what began anew with it."""
        still = story.handed_on_at is None
        key = (story.priority, story.service_id, story.team_id, story.category_id, story.subcategory_id, still)
        if key not in self._known:
            first, second = (
                {each.kind: each for each in chosen_policies(rules.policies, story) if still or each.restarts}
                for rules in (self.today, self.wanted)
            )
            self._known[key] = first, second
        return self._known[key]

    def _made(self, rules: Rules, policy: Policy, story: Story) -> Iterator[Clock]:
        return clocks_by(story, policy, rules.hours(policy, story), self.now)


def _take(tally: _Tally, reader: Reader, ids: Sequence[int], sides: _Sides, period: Period) -> None:
    written = _written(reader, ids, period)
    for incident_id, story in stories(reader, ids).items():
        before, after = sides.clocks(story)
        ended = [_ended(clocks, period) for clocks in (before, after)]
        tally.incidents += any(ended)
        for side, clocks in enumerate((before, after)):
            _count(tally, side, story, ended[side].values())
            tally.open_breached[side] += any(one.is_open and one.state is ClockState.BREACHED for one in clocks)
        for key, one in ended[0].items():
            other = ended[1].get(key)
            if other is not None and other.state is not one.state:
                tally.changed.append(Changed(incident_id, "", story.priority, one, other))
        _hold_against(tally, ended[0], written.get(incident_id, {}))


def _ended(clocks: Iterable[Clock], period: Period) -> dict[_Key, Clock]:
    """Those that were met or breached when they ended, in the period."""
    return {
        (one.kind, one.target, one.ended_at): one
        for one in clocks
        if one.ended_at is not None
        and one.state in (ClockState.MET, ClockState.BREACHED)
        and period.holds(one.ended_at)
    }


def _count(tally: _Tally, side: int, story: Story, clocks: Iterable[Clock]) -> None:
    for one in clocks:
        for priority in (story.priority, ALL_PRIORITIES):
            key = one.kind, one.target, priority
            tally.clocks[side][key] += 1
            tally.met[side][key] += one.state is ClockState.MET


def _hold_against(tally: _Tally, computed: Mapping[_Key, Clock], written: Mapping[_Key, str]) -> None:
    for key, one in computed.items():
        outcome = written.get(key)
        tally.unwritten += outcome is None
        tally.written_other += outcome is not None and outcome != one.state
    tally.written_other += len(written.keys() - computed.keys())


def _written(reader: Reader, ids: Sequence[int], period: Period) -> dict[int, dict[_Key, str]]:
    rows = reader.rows(
        "SELECT incident_id, kind, target, ended_at, outcome FROM sla_result"
        " WHERE withdrawn_at IS NULL AND outcome IN ('Met', 'Breached') AND "
        + among_ids(reader.dialect, "incident_id", "ids"),
        {"ids": list_of_ids(ids)},
    )
    found: dict[int, dict[_Key, str]] = defaultdict(dict)
    for incident_id, kind, target, ended_at, outcome in rows:
        if period.holds(ended_at):
            found[incident_id][SlaKind(kind), Target(target), ended_at] = outcome
    return found


# ── all of them together ─────────────────────────────────────────────────────────────────────────────────────────────


def _lines(tally: _Tally) -> list[Line]:
    breached: Counter[_LineKey] = Counter()
    met: Counter[_LineKey] = Counter()
    for each in tally.changed:
        for priority in (each.priority, ALL_PRIORITIES):
            (breached if each.breaks else met)[each.after.kind, each.after.target, priority] += 1
    kinds, targets = list(SlaKind), list(Target)
    keys = sorted(
        tally.clocks[0].keys() | tally.clocks[1].keys(),
        key=lambda key: (kinds.index(key[0]), targets.index(key[1]), key[2]),
    )
    return [Line(*key, _share(tally, 0, key), _share(tally, 1, key), breached[key], met[key]) for key in keys]


def _share(tally: _Tally, side: int, key: _LineKey) -> Share:
    n = tally.clocks[side][key]
    return Share(tally.met[side][key], n, n)


def _titled(reader: Reader, changed: Sequence[Changed]) -> list[Changed]:
    """With the titles; those that would newly be breached first, then by incident."""
    ids = sorted({each.incident_id for each in changed})
    sql = f"SELECT i.id, i.title FROM incident AS i WHERE {among_ids(reader.dialect, 'i.id', 'ids')}"
    titles: dict[int, str] = dict(reader.rows(sql, {"ids": list_of_ids(ids)})) if ids else {}
    ordered = sorted(changed, key=lambda each: (not each.breaks, each.incident_id))
    return [
        Changed(each.incident_id, str(titles.get(each.incident_id, "")), each.priority, each.before, each.after)
        for each in ordered
    ]
