"""The one source of "now", and the form in which instants are stored.

In the database an instant is a whole number of microseconds since 1970-01-01 UTC; in Python it is an aware datetime
in UTC.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """This instant in UTC, or the one that a test or a drill holds."""
    return _source()


def hold(source: Callable[[], datetime] | None) -> Callable[[], datetime]:
    """Take "now" from elsewhere; None gives it back to the system. Returns where it was taken from before."""
    global _source
    before, _source = _source, source or _system_now
    return before


def stored(instant: datetime) -> int:
    """Microseconds since 1970 in UTC; raises ValueError for a datetime without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - _EPOCH) // _MICROSECOND


def instant(microseconds: int) -> datetime:
    """The UTC instant of a stored number; raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=microseconds)


def iso(microseconds: int | None) -> str | None:
    """ISO 8601 in UTC with a Z, microseconds only where there are any; None stays None."""
    if microseconds is None:
        return None
    return instant(microseconds).isoformat().replace("+00:00", "Z")
