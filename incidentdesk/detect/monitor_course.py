"""How a monitor stands after one more check: soft and hard failures, recovery, flapping, maintenance, parents.

Soft and hard states are those of Nagios Core ("State Types"): a failure is soft until so many checks in a row have
failed. Flapping is told as Nagios Core does ("Detection and Handling of State Flapping"): of the last 21 outcomes, the
share of changes between neighbours, of which the newest weighs 1.25 and the oldest 0.75; it begins at 30 % and ends
below 20 %, which are its thresholds for services.
"""

import json
from dataclasses import dataclass, replace

from incidentdesk.detect.monitor import Health

KEPT = 21  # outcomes
FLAPS_FROM, FLAPS_UNTIL = 0.30, 0.20
_OLDEST_WEIGHT, _NEWEST_WEIGHT = 0.75, 1.25


@dataclass(frozen=True, slots=True)
class Terms:
    """So many failures in a row are a hard one, and so many successes are a recovery."""

    failures: int = 3
    recoveries: int = 2


@dataclass(frozen=True, slots=True)
class Parent:
    """How the parent of a monitor was found the last time; nobody may have looked at it yet."""

    failing: bool
    checked_at: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a monitor stands; instants in microseconds since 1970.

    `down` is the hard state, whatever else is shown; `fine_since` is the first success of the present run, and
    `first_failed` the first failure among the outcomes that are kept.
    """

    health: Health = Health.UNKNOWN
    since: int = 0
    checked_at: int | None = None
    failing_since: int | None = None
    fine_since: int | None = None
    first_failed: int | None = None
    failures: int = 0
    successes: int = 0
    down: bool = False
    flapping: bool = False
    # One letter for each outcome, the newest last: "1" where it was well.
    outcomes: str = ""
    last_ok: bool = True

    @property
    def trouble(self) -> bool:
        """Whether an incident is due."""
        return self.down or self.flapping

    @property
    def asks_parent(self) -> bool:
        """Whether the parent should be looked at before more is said."""
        return not self.last_ok and not self.down and self.health == Health.SOFT


def step(
    course: Course,
    ok: bool,
    at: int,
    terms: Terms,
    *,
    maintenance: bool = False,
    parent: Parent | None = None,
    unwatched: bool = False,
) -> Course:
    """The course after a check at an instant; `unwatched` says that nobody looked for a while before it.

    While nobody looks, nothing is known: failures before and after do not add up. A failure in maintenance or behind a
    failing parent does not count; a success counts always. Where the parent was not looked at since the failures began,
    a failure stays soft.
    """
    course = _in_time(_after_gap(course) if unwatched else course, at)
    if ok:
        after = _succeeded(course, at, terms)
    elif maintenance or (parent is not None and parent.failing and not course.down):
        after = replace(_forgiven(course), last_ok=False)
    else:
        after = _failed(course, at, terms, parent)
    if not maintenance:
        after = _with_flapping(after)
    health = _health(after, ok, maintenance, parent)
    since = course.since if health == course.health and not unwatched else at
    return replace(after, health=health, since=since, checked_at=at)


def flap_share(outcomes: str) -> float:
    """The weighted share of changes among outcomes, 0 to 1; what is not known yet counts as no change."""
    steps = KEPT - 1
    weight = (_NEWEST_WEIGHT - _OLDEST_WEIGHT) / (steps - 1)
    first = steps - (len(outcomes) - 1)
    changes = (
        _OLDEST_WEIGHT + weight * (first + number)
        for number in range(len(outcomes) - 1)
        if outcomes[number] != outcomes[number + 1]
    )
    return sum(changes) / steps


def kept_text(course: Course) -> str:
    """What of a course has no column of its own, as JSON."""
    return json.dumps(
        {
            "outcomes": course.outcomes,
            "down": course.down,
            "flapping": course.flapping,
            "fine_since": course.fine_since,
            "first_failed": course.first_failed,
            "last_ok": course.last_ok,
        }
    )


def with_kept(course: Course, text: str) -> Course:
    kept = json.loads(text)
    return replace(course, **kept) if isinstance(kept, dict) else course


def _in_time(course: Course, at: int) -> Course:
    """Where the clock was set back, nothing may have begun after now."""
    return replace(
        course,
        since=min(course.since, at),
        failing_since=_at_most(course.failing_since, at),
        fine_since=_at_most(course.fine_since, at),
        first_failed=_at_most(course.first_failed, at),
    )


def _at_most(instant: int | None, at: int) -> int | None:
    return None if instant is None else min(instant, at)


def _after_gap(course: Course) -> Course:
    fresh = replace(course, successes=0, fine_since=None, outcomes="", flapping=course.flapping and course.down)
    return fresh if course.down else replace(fresh, failures=0, failing_since=None, first_failed=None, flapping=False)


def _succeeded(course: Course, at: int, terms: Terms) -> Course:
    fine_since = course.fine_since if course.successes else at
    after = replace(
        course,
        successes=course.successes + 1,
        fine_since=fine_since,
        outcomes=_kept(course.outcomes, "1"),
        last_ok=True,
    )
    if course.down and after.successes < terms.recoveries:
        return after
    return replace(after, down=False, failures=0, failing_since=None)


def _failed(course: Course, at: int, terms: Terms, parent: Parent | None) -> Course:
    failing_since = at if course.failing_since is None else course.failing_since
    asked = parent is None or (parent.checked_at is not None and parent.checked_at >= failing_since)
    failures = course.failures + 1
    return replace(
        course,
        failures=failures,
        successes=0,
        fine_since=None,
        failing_since=failing_since,
        first_failed=at if course.first_failed is None else course.first_failed,
        down=course.down or (failures >= terms.failures and asked),
        outcomes=_kept(course.outcomes, "0"),
        last_ok=False,
    )


def _forgiven(course: Course) -> Course:
    course = replace(course, successes=0, fine_since=None)
    return course if course.down else replace(course, failures=0, failing_since=None)


def _with_flapping(course: Course) -> Course:
    share = flap_share(course.outcomes)
    flapping = share >= FLAPS_FROM or (course.flapping and share >= FLAPS_UNTIL)
    calm = not flapping and not course.down and "0" not in course.outcomes
    return replace(course, flapping=flapping, first_failed=None if calm else course.first_failed)


def _kept(outcomes: str, newest: str) -> str:
    return (outcomes + newest)[-KEPT:]


def _health(course: Course, ok: bool, maintenance: bool, parent: Parent | None) -> Health:
    if maintenance:
        return Health.MAINTENANCE
    if course.flapping:
        return Health.FLAPPING
    if course.down:
        return Health.DOWN
    if ok:
        return Health.UP
    return Health.SUPPRESSED if parent is not None and parent.failing else Health.SOFT


def found_health(course: Course) -> Health:
    """What the last check found, for the history: while a recovery is awaited, what was well was well."""
    return Health.UP if course.health == Health.DOWN and course.last_ok else course.health
