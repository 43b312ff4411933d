"""The time zone of this machine, in which a person reads and writes times unless another one is chosen."""

import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_LINK, _NAME = Path("/etc/localtime"), Path("/etc/timezone")


class MachineZone(tzinfo):
    """The zone of the machine where its name can't be found out; the system itself knows the offsets."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        return (when or datetime.now(UTC)).replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, when: datetime | None) -> timedelta | None:  # noqa: ARG002
        return timedelta()

    def tzname(self, when: datetime | None) -> str | None:
        return (when or datetime.now(UTC)).replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, when: datetime) -> datetime:
        return when.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)

    def __str__(self) -> str:
        return self.tzname(None) or "local time"


def local_zone() -> tzinfo:
    """The zone by its IANA name where that is known, and otherwise as the system sees it."""
    for name in (os.environ.get("TZ", "").lstrip(":"), _linked_name(), _written_name()):
        found = _zone(name)
        if found:
            return found
    return MachineZone()


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _linked_name() -> str:
    parts = _LINK.resolve().parts if _LINK.is_symlink() else ()
    return "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else ""


def _written_name() -> str:
    try:
        return _NAME.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
