"""Working time between many pairs of instants at once, each by the calendar that holds for its incident.

That is the calendar of the SLA that holds, else the support hours of the service, else the first calendar of the desk,
else every hour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from incidentdesk.detect.sla_clock import calendar_of
from incidentdesk.detect.sla_event import Story
from incidentdesk.detect.sla_policy import Policy, chosen_policies, policies_in_force
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.prepare.business_time import WorkingTime, openings, working_times
from incidentdesk.prepare.sla_kind import SlaKind
from incidentdesk.store.column_reading import MISSING, Integers
from incidentdesk.store.reading import Reader

_DAY = 86_400_000_000
# The columns of the facts by which a calendar is chosen.
CHOSEN_BY = ("priority", "service_id", "team_id", "category_id", "subcategory_id")


class Hours(NamedTuple):
    """For each incident the place of its calendar among `calendars`."""

    calendars: list[WorkingTime]
    places: Integers

    @property
    def names(self) -> list[str]:
        """The calendars that are used, empty for every hour."""
        used = np.unique(self.places)
        return sorted({self.calendars[each].name for each in used})


def hours_of(reader: Reader, facts: Facts) -> Hours:
    """By which calendar each incident is measured in business hours."""
    policies = [policy for policy in policies_in_force(reader) if policy.kind is SlaKind.SLA]
    kinds, places = _kinds(facts, _asked_for(policies))
    wanted = [(each, "") for each in _calendars(reader, policies, kinds)]
    working = working_times(reader, set(wanted))
    calendars = list(dict.fromkeys(working[each] for each in wanted))
    place_of = {calendar: place for place, calendar in enumerate(calendars)}
    of_kind = np.array([place_of[working[each]] for each in wanted], np.int64)
    return Hours(calendars, of_kind[places] if len(facts) else np.empty(0, np.int64))


def _asked_for(policies: Sequence[Policy]) -> list[str]:
    """What decides about the calendar; there would be very many kinds of incidents by what no SLA asks for."""
    names = ["priority", "service_id"]
    if any(policy.team_id is not None for policy in policies):
        names.append("team_id")
    if any(policy.category_id is not None for policy in policies):
        names += ["category_id", "subcategory_id"]
    return names


def _kinds(facts: Facts, names: Sequence[str]) -> tuple[list[Mapping[str, int]], Integers]:
    """The different combinations of these facts, and for each incident the place of its own."""
    keys = np.zeros(len(facts), np.int64)
    for name in names:
        used = np.unique(facts[name])
        keys = keys * max(len(used), 1) + np.searchsorted(used, facts[name])
    _used, firsts, places = np.unique(keys, return_index=True, return_inverse=True)
    return [{name: int(facts[name][first]) for name in names} for first in firsts], places


def _calendars(reader: Reader, policies: Sequence[Policy], kinds: Iterable[Mapping[str, int]]) -> Iterator[int | None]:
    services: dict[int | None, int | None] = dict(
        reader.rows("SELECT id, calendar_id FROM service WHERE calendar_id IS NOT NULL")
    )
    usual = next((row[0] for row in reader.rows("SELECT min(id) FROM calendar WHERE withdrawn_at IS NULL")), None)
    for kind in kinds:
        story = _kind_as_story(kind)
        chosen = chosen_policies(policies, story)
        if chosen:
            yield calendar_of(chosen[0], story)[0]
        else:
            yield services.get(story.service_id, usual)


def _kind_as_story(kind: Mapping[str, int]) -> Story:
    known = {name: None if value == MISSING else value for name, value in kind.items()}
    return Story(
        0, 0, int(kind["priority"]), (), service_id=known["service_id"], team_id=known.get("team_id"),
        category_id=known.get("category_id"), subcategory_id=known.get("subcategory_id"),
    )  # fmt: skip


def worked_between(hours: Hours, places: Integers, starts: Integers, ends: Integers) -> Integers:
    """Microseconds of working time between pairs of instants; 0 where the end is not later.

    `places` says for each pair which incident it belongs to.
    """
    worked = np.zeros(len(starts), np.int64)
    calendars = hours.places[places]
    for place in np.unique(calendars):
        mine = calendars == place
        worked[mine] = _worked(hours.calendars[place], starts[mine], ends[mine])
    return worked


def _worked(working: WorkingTime, starts: Integers, ends: Integers) -> Integers:
    length = np.maximum(ends - starts, 0)
    if working.always or not length.any():
        return length
    low, high = int(starts.min()), int(max(ends.max(), starts.max())) + _DAY
    stretches = np.array(list(openings(working, low, high)), np.int64).reshape(-1, 2)
    if not len(stretches):
        return np.zeros(len(starts), np.int64)
    begins, closes = stretches[:, 0], stretches[:, 1]
    before = np.concatenate([[0], np.cumsum(closes - begins)])

    def until(at: Integers) -> Integers:
        place = np.searchsorted(begins, at, "right") - 1
        inside = np.minimum(at, closes[np.maximum(place, 0)]) - begins[np.maximum(place, 0)]
        return np.where(place < 0, 0, before[np.maximum(place, 0)] + inside)

    return np.maximum(until(ends) - until(starts), 0)
