"""How times, sizes and states are written on paper; the zone stands beside them, because paper has no tooltips."""

from datetime import UTC, tzinfo

from incidentdesk import clock
from incidentdesk.detect.priority import PRIORITIES, priority_label
from incidentdesk.detect.state import GLYPH, State
from incidentdesk.language import _

NEVER = "—"


# Signs and not only colours, for paper is often grey.
_PRIORITY_GLYPH = dict(zip(PRIORITIES, ("▲▲", "▲", "▬", "▼", "▽"), strict=True))


def priority_text(priority: int) -> str:
    """▲▲ P1 Critical."""
    return f"{_PRIORITY_GLYPH[priority]} {priority_label(priority)}"


def state_text(state: str) -> str:
    """◑ In Progress; `state` as it is stored."""
    return f"{GLYPH[State(state)]} {_(state)}"


def minute(at: int | None, zone: tzinfo) -> str:
    """2026-11-23 18:04; `at` in microseconds since 1970, a dash for None."""
    return _written(at, zone, "%Y-%m-%d %H:%M")


def minute_and_zone(at: int | None, zone: tzinfo) -> str:
    """2026-11-23 18:04 CET: tells the two hours of the night in which the clock goes back apart."""
    return _written(at, zone, "%Y-%m-%d %H:%M %Z")


def _written(at: int | None, zone: tzinfo, pattern: str) -> str:
    if at is None:
        return NEVER
    try:
        local = clock.instant(at).astimezone(zone)
    except OverflowError:
        # The first and the last hours of the calendar have no local time in some zones.
        try:
            local = clock.instant(at).astimezone(UTC)
        except OverflowError:
            return str(at)
    # strftime writes years below 1000 without their zeros on some systems.
    return local.strftime(pattern.replace("%Y", f"{local.year:04d}"))


def size(count: int) -> str:
    """640 bytes, 12.5 kB, 3.1 MB: in powers of 1000."""
    if count < 1000:
        return _("{count} bytes").format(count=count)
    amount = float(count)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        # 999,950 bytes are 1.0 MB and not 1000.0 kB.
        if amount < 999.95 or unit == "GB":
            break
    return f"{amount:.1f} {unit}"
