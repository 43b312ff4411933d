"""The time zone in which times are shown."""

import contextlib
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QTimeZone


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, None if there is none of that name."""
    with contextlib.suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(name) if name else None
    return None


def system_zone() -> ZoneInfo:
    """This machine's zone; UTC where it has no name that is known."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return zone_named(name) or ZoneInfo("UTC")
