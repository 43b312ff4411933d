"""How a monitor stood over time, from the stretches that its checks have left and from when somebody watched.

A check stands for the time until the next one, while an agent watches and at most for so long as the next one may take.
What lies between is not known: it is never up. Failures that were confirmed count from the first of them; failures
that were not confirmed, maintenance and time behind a parent are no downtime, and the last two no uptime either.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from incidentdesk.detect.monitor import Health
from incidentdesk.store.reading import Reader, Row

SECOND = 1_000_000  # microseconds
_SLACK = 60 * SECOND
# An agent says so often that it watches that a shorter pause between two words of it is none.
_BETWEEN_WORDS = 30 * SECOND
_UP = (Health.UP, Health.SOFT)
_DOWN = (Health.DOWN, Health.FLAPPING)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of time in which a monitor stood one way; latency is the mean and slowest the longest, in ms."""

    from_at: int
    until_at: int
    health: Health
    latency: float | None = None
    slowest: float | None = None
    said: str = ""
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Availability:
    """`share` of the time that counts, 0 to 1, None where none does; `watched` is the share of the whole span that was
    watched. `up` and `down` in microseconds.
    """

    share: float | None
    watched: float
    up: int
    down: int


def hold_of(interval: int, retry_interval: int, timeout: int) -> int:
    """For how long a check stands while no other one comes, in microseconds; the arguments are seconds."""
    return (2 * max(interval, retry_interval) + timeout) * SECOND + _SLACK


def history(reader: Reader, monitor_id: int, from_at: int, until_at: int) -> list[Stretch]:
    """The stretches of a monitor that cover a span without a gap; what nobody watched is UNKNOWN."""
    rows = reader.rows(
        "SELECT interval, retry_interval, timeout FROM monitor WHERE id = :id", {"id": monitor_id}
    )  # fmt: skip
    if not rows:
        return []
    hold = hold_of(*rows[0])
    return covered(_stretches(reader, monitor_id, from_at - hold, until_at), hold, watched(reader, from_at, until_at),
                   from_at, until_at)  # fmt: skip


def spells(reader: Reader, holds: Mapping[int, int], from_at: int, until_at: int) -> dict[int, list[Stretch]]:
    """The same of many monitors, by their ids, without answers and what was said; `holds` are theirs.

    A month of many monitors is some hundred thousand stretches, of which most stand as the one before: they are joined
    before anything else is made of them.
    """
    found: dict[int, list[Stretch]] = {monitor_id: [] for monitor_id in holds}
    if not holds:
        return found
    # In the order of the index; the stretches of one monitor do not overlap.
    rows = reader.rows(
        "SELECT monitor_id, from_at, until_at, health FROM check_stretch"
        " WHERE until_at >= :from_at AND from_at < :until_at ORDER BY monitor_id, until_at",
        {"from_at": from_at - max(holds.values()), "until_at": until_at},
    )
    for monitor_id, begin, end, health in _spells(rows, holds):
        found[monitor_id].append(Stretch(begin, end, Health(health)))
    seen = watched(reader, from_at, until_at)
    return {each: covered(several, holds[each], seen, from_at, until_at) for each, several in found.items()}


def _spells(rows: Iterable[Row], holds: Mapping[int, int]) -> list[tuple[int, int, int, str]]:
    """Neighbours as one where the earlier one still stands when the later one begins."""
    found: list[tuple[int, int, int, str]] = []
    of, first, last, stood, hold = 0, 0, 0, "", 0
    for monitor_id, begin, end, health in rows:
        if monitor_id == of and health == stood and begin - last <= hold:
            last = end
            continue
        if of in holds:
            found.append((of, first, last, stood))
        of, first, last, stood, hold = monitor_id, begin, end, health, holds.get(monitor_id, 0)
    return [*found, (of, first, last, stood)] if of in holds else found


def watched(reader: Reader, from_at: int, until_at: int) -> list[tuple[int, int]]:
    """From when to when agents have watched, joined, in order."""
    rows = reader.rows(
        "SELECT from_at, until_at FROM watch WHERE until_at > :from_at AND from_at < :until_at ORDER BY from_at",
        {"from_at": from_at, "until_at": until_at},
    )
    joined: list[tuple[int, int]] = []
    for begin, end in rows:
        if joined and begin <= joined[-1][1] + _BETWEEN_WORDS:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    if joined and joined[-1][1] >= until_at - _BETWEEN_WORDS:
        joined[-1] = (joined[-1][0], until_at)
    return joined


def covered(
    stretches: Sequence[Stretch], hold: int, seen: Sequence[tuple[int, int]], from_at: int, until_at: int
) -> list[Stretch]:
    """Stretches of checks as stretches of time, with what is not known between them."""
    parts: list[Stretch] = []
    for number, each in enumerate(stretches):
        following = stretches[number + 1].from_at if number + 1 < len(stretches) else until_at
        end = max(each.until_at, min(following, each.until_at + hold))
        begin = max(each.from_at, from_at, parts[-1].until_at if parts else from_at)
        parts += _seen_parts(replace(each, from_at=begin, until_at=min(end, until_at)), seen)
    return joined(_with_gaps(parts, from_at, until_at))


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours that stand the same way and touch as one."""
    found: list[Stretch] = []
    for each in stretches:
        if found and found[-1].health == each.health and found[-1].until_at == each.from_at and _joins(found[-1], each):
            found[-1] = merged(found[-1], each)
        else:
            found.append(each)
    return found


def merged(first: Stretch, second: Stretch) -> Stretch:
    """Two stretches as one; the mean latency is weighted by checks."""
    told = [each for each in (first, second) if each.latency is not None]
    checks = sum(max(1, each.checks) for each in told)
    return replace(
        first,
        until_at=max(first.until_at, second.until_at),
        latency=sum((each.latency or 0) * max(1, each.checks) for each in told) / checks if told else None,
        slowest=max((each.slowest or each.latency or 0 for each in told), default=None),
        said=second.said or first.said,
        checks=first.checks + second.checks,
    )


def availability(stretches: Sequence[Stretch]) -> Availability:
    """How available a monitor was over stretches that cover a span."""
    up = down = known = 0
    following: Health | None = None
    for each in reversed(stretches):
        length = each.until_at - each.from_at
        is_down = each.health in _DOWN or (each.health == Health.SOFT and following in _DOWN)
        down += length if is_down else 0
        up += length if each.health in _UP and not is_down else 0
        known += 0 if each.health == Health.UNKNOWN else length
        # Of failures that were confirmed, those before the last one too.
        following = Health.DOWN if is_down else each.health
    whole = stretches[-1].until_at - stretches[0].from_at if stretches else 0
    return Availability(up / (up + down) if up + down else None, known / whole if whole else 0.0, up, down)


def _joins(first: Stretch, second: Stretch) -> bool:
    """Hours of answers stay apart, so that their latency can be drawn; what never was checked is one."""
    return first.latency is None or second.latency is None or first.checks == 0 or second.checks == 0


def _seen_parts(stretch: Stretch, seen: Sequence[tuple[int, int]]) -> list[Stretch]:
    """The parts of a stretch in which somebody watched."""
    parts = []
    start = max(0, bisect_right(seen, (stretch.from_at,)) - 1)
    for begin, end in seen[start:]:
        if begin >= stretch.until_at:
            break
        first, last = max(begin, stretch.from_at), min(end, stretch.until_at)
        if first < last:
            parts.append(replace(stretch, from_at=first, until_at=last))
    return parts


def _with_gaps(parts: Sequence[Stretch], from_at: int, until_at: int) -> list[Stretch]:
    found: list[Stretch] = []
    at = from_at
    for each in parts:
        if each.from_at > at:
            found.append(Stretch(at, each.from_at, Health.UNKNOWN))
        found.append(each)
        at = each.until_at
    if at < until_at:
        found.append(Stretch(at, until_at, Health.UNKNOWN))
    return found


_COLUMNS = "from_at, until_at, health, latency, slowest, said, checks"


def _stretches(reader: Reader, monitor_id: int, from_at: int, until_at: int) -> list[Stretch]:
    rows = reader.rows(
        f"SELECT {_COLUMNS} FROM check_stretch WHERE monitor_id = :id AND until_at >= :from_at AND from_at < :until_at"
        " ORDER BY from_at, id",
        {"id": monitor_id, "from_at": from_at, "until_at": until_at},
    )
    return [_stretch(row) for row in rows]


def _stretch(row: Row) -> Stretch:
    from_at, until_at, health, latency, slowest, said, checks = row
    return Stretch(from_at, until_at, Health(health), latency, slowest, said, checks)
