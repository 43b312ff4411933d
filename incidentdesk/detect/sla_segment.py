"""The pieces of time that a clock is made of: what counts, what does not, and why."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from incidentdesk.detect.sla_event import ENDED, Story
from incidentdesk.detect.sla_policy import Policy
from incidentdesk.detect.state import State
from incidentdesk.language import N_
from incidentdesk.prepare.business_time import WorkingTime, business_after, business_between
from incidentdesk.prepare.sla_kind import Target, UpdateMode


class Round(NamedTuple):
    """One run of a clock from what starts it to what ends it; `ended_at` is None while it goes on.

    `given_up` is why nothing is measured of it.
    """

    start: int
    ended_at: int | None = None
    given_up: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A time in one state. `counted` is the working time of it that counts, `total` that with all before it; both in
    microseconds."""

    start: int
    end: int
    state: str
    hold_reason: str
    counts: bool
    why: str
    counted: int
    total: int

    @property
    def idle(self) -> int:
        """What of it would count and is no working time."""
        return self.end - self.start - self.counted if self.counts else 0


NO_RESPONSE = N_("It was resolved before there was a first response.")
CANCELED = N_("The incident was canceled.")
HANDED_ON = N_("Another team got the incident.")


def rounds(story: Story, policy: Policy, target: Target) -> list[Round]:
    """The rounds of one clock: one of first response and resolution, of updates one after each message.

    None where the clock has not been armed.
    """
    begin = story.assigned_at if policy.restarts and story.assigned_at is not None else story.created_at
    ended = _ended_at(story)
    if ended is not None and ended <= begin and begin > story.created_at:
        # The team got it when it was over.
        return []
    responded = _responded_at(story, begin)
    if target is Target.RESPONSE:
        found = [_response(story, begin, responded)]
    elif target is Target.RESOLUTION:
        found = [_resolution(story, begin)]
    else:
        found = _updates(story, policy, begin, responded)
    return found if story.handed_on_at is None else _before(found, story.handed_on_at)


def _before(found: Iterable[Round], handed_on_at: int) -> list[Round]:
    """What there was until another team got it."""
    return [
        one if one.ended_at is not None and one.ended_at <= handed_on_at else Round(one.start, handed_on_at, HANDED_ON)
        for one in found
        if one.start < handed_on_at
    ]


def _responded_at(story: Story, begin: int) -> int | None:
    """The first response; to a team for which it begins anew, the first one since."""
    if begin == story.created_at:
        return story.responded_at
    spoken = [each.at for each in story.messages if each.ours]
    typed = [] if story.responded_at is None else [story.responded_at]
    return min((at for at in (*spoken, *typed) if at > begin), default=None)


def _ended_at(story: Story) -> int | None:
    """When the incident was ended, if it is: the first instant from which on it was never open again."""
    found = None
    for stretch in reversed(story.stretches):
        if stretch.state not in (*ENDED, State.CANCELED):
            break
        found = stretch.start
    return found


def _canceled(story: Story) -> str:
    stretches = story.stretches
    return CANCELED if stretches and stretches[-1].state == State.CANCELED else ""


def _response(story: Story, begin: int, responded: int | None) -> Round:
    """It ends with the first message that the requester saw; a reopening does not arm it again (SLA rules 5 and 6)."""
    resolved = next((each.start for each in story.stretches if each.state in ENDED and each.start >= begin), None)
    if responded is not None and (resolved is None or responded <= resolved):
        return Round(begin, max(responded, begin))
    if resolved is not None:
        return Round(begin, resolved, NO_RESPONSE)
    return Round(begin, _ended_at(story), _canceled(story))


def _resolution(story: Story, begin: int) -> Round:
    ended = _ended_at(story)
    return Round(begin, None if ended is None else max(ended, begin), _canceled(story))


def _updates(story: Story, policy: Policy, begin: int, responded: int | None) -> list[Round]:
    """Rounds between messages, or from a question to its answer; none before the first response, which has a clock of
    its own (SLA rule 7)."""
    if Target.RESPONSE in policy.aims.get(story.priority, {}):
        if responded is None:
            return []
        begin = max(begin, responded)
    every = policy.update_mode is UpdateMode.EVERY
    found: list[Round] = []
    closed_since = begin
    for start, end in _open_times(story, begin):
        asked = any(not each.ours and closed_since < each.at <= start for each in story.messages)
        found += _rounds_while_open(story, start, end, every=every, armed=every or asked)
        closed_since = start if end is None else end
    canceled = _canceled(story)
    return [*found[:-1], found[-1]._replace(given_up=canceled)] if found and canceled else found


def _open_times(story: Story, begin: int) -> Iterator[tuple[int, int | None]]:
    """From when to when the incident was open, from an instant on."""
    start: int | None = None
    for stretch in story.stretches:
        is_open = stretch.state not in (*ENDED, State.CANCELED)
        if is_open and start is None:
            start = stretch.start
        elif not is_open and start is not None:
            if stretch.start > begin:
                yield max(start, begin), stretch.start
            start = None
    if start is not None:
        yield max(start, begin), None


def _rounds_while_open(story: Story, start: int, end: int | None, *, every: bool, armed: bool) -> Iterator[Round]:
    since = start if armed else None
    for at, ours in story.messages:
        if at <= start or (end is not None and at > end):
            continue
        if not ours:
            since = at if since is None else since
            continue
        if since is not None:
            yield Round(since, at)
        since = at if every else None
    if since is not None and since != end:
        yield Round(since, end)


# ── what counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def segments(story: Story, policy: Policy, target: Target, one: Round, working: WorkingTime, now: int) -> list[Segment]:
    """The time of a round in order. What a hold takes away is its working time only (SLA rule 4)."""
    until = now if one.ended_at is None else one.ended_at
    counts = _counting(policy, target)
    found: list[Segment] = []
    total = 0
    for stretch in story.stretches:
        start, end = max(stretch.start, one.start), until if stretch.end is None else min(stretch.end, until)
        if start >= end:
            continue
        counted, why = counts(stretch.state, stretch.hold_reason)
        worked = business_between(working, start, end) if counted else 0
        total += worked
        found.append(Segment(start, end, stretch.state, stretch.hold_reason, counted, why, worked, total))
    return found


def _counting(policy: Policy, target: Target) -> Callable[[str, str], tuple[bool, str]]:
    def counts(state: str, reason: str) -> tuple[bool, str]:
        if state in ENDED:
            return False, N_("resolved")
        if state == State.CANCELED:
            return False, N_("canceled")
        if state == State.ON_HOLD and target is Target.RESPONSE:
            return True, N_("no hold stops the first response")
        if state == State.ON_HOLD and reason in policy.pauses:
            return False, N_("this hold pauses it")
        if state == State.ON_HOLD:
            return True, N_("this hold does not pause it")
        return True, N_("open")

    return counts


def stands_still(story: Story, policy: Policy, target: Target, one: Round) -> bool:
    """Whether the round is open and its clock is stopped as things are now."""
    if one.ended_at is not None or not story.stretches:
        return False
    last = story.stretches[-1]
    return not _counting(policy, target)(last.state, last.hold_reason)[0]


def due_at(found: Sequence[Segment], working: WorkingTime, aim: int, *, goes_on: bool, until: int) -> int | None:
    """The first instant at which the aim is reached: in the past, or if it goes on like now.

    None while the clock is paused, and where there is no working hour to reach it in.
    """
    left = aim
    for segment in found:
        if segment.counts and segment.counted >= left:
            return business_after(working, segment.start, left)
        left -= segment.counted
    return business_after(working, until, left) if goes_on else None


def counted_time(found: Sequence[Segment]) -> int:
    """The time by the clock on the wall that counts, whether it was working time or not; in microseconds."""
    return sum(segment.end - segment.start for segment in found if segment.counts)


def worked_pauses(found: Sequence[Segment], working: WorkingTime) -> int:
    """The working time that pauses and resolutions took away, in microseconds."""
    return sum(business_between(working, each.start, each.end) for each in found if not each.counts)
