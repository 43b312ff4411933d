"""Whom a step of an escalation may notify that asks for working hours: those of the policy, or of whoever is notified.

With the hours of the people, nobody is woken at night by something that can wait, wherever they live (oncall#5512).
"""

from collections.abc import Sequence

from incidentdesk.prepare.business_time import is_working, next_opening, working_time, working_times
from incidentdesk.prepare.escalation_list import Policy, Step
from incidentdesk.prepare.reach import Reached
from incidentdesk.store.reading import Reader

_HOURS = "SELECT id, calendar_id, time_zone FROM person WHERE id IN "


def in_their_hours(
    reader: Reader, policy: Policy, step: Step, people: Sequence[Reached], at: int
) -> tuple[tuple[Reached, ...], int | None]:
    """Those who may be notified at an instant, and the instant at which it is worth to try again.

    The instant is None where somebody may be notified, and where the hours never come.
    """
    if not step.working_hours_only:
        return tuple(people), None
    if policy.calendar_id is not None:
        working = working_time(reader, policy.calendar_id)
        return (tuple(people), None) if is_working(working, at) else ((), next_opening(working, at))
    hours = _hours_of(reader, [each.person_id for each in people])
    times = working_times(reader, hours.values())
    at_work = tuple(each for each in people if is_working(times[hours[each.person_id]], at))
    later = [next_opening(times[hours[each.person_id]], at) for each in people]
    return at_work, None if at_work else min((each for each in later if each is not None), default=None)


def _hours_of(reader: Reader, person_ids: Sequence[int]) -> dict[int, tuple[int | None, str]]:
    """The calendar of each person and the zone by whose clock it is read; without a calendar, every hour."""
    wanted = ", ".join(str(int(each)) for each in sorted(set(person_ids))) or "0"
    return {int(row[0]): (row[1], str(row[2])) for row in reader.rows(f"{_HOURS}({wanted})")}
