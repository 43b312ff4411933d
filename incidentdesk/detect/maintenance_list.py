"""Reading maintenance windows."""

from dataclasses import dataclass

from incidentdesk.detect.maintenance import Window, is_open, spans
from incidentdesk.store.reading import Reader, Row

_YEAR = 366 * 24 * 3_600 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window; `next_at` is when it opens the next time, None where it never does any more."""

    id: int
    key: str
    name: str
    monitor: str
    service: str
    window: Window
    open: bool
    next_at: int | None
    version: int


def windows(reader: Reader, now: int) -> list[WindowRow]:
    """All windows: those that are open, then by when they open, then those that are over."""
    rows = reader.rows(
        "SELECT w.id, w.key, w.name, coalesce(m.name, ''), coalesce(s.name, ''), w.starts_at, w.ends_at, w.repeats,"
        " w.zone, w.monitor_id, w.service_id, w.version FROM maintenance_window w"
        " LEFT JOIN monitor m ON m.id = w.monitor_id LEFT JOIN service s ON s.id = w.service_id"
        " WHERE w.withdrawn_at IS NULL"
    )
    found = [_row(row, Window(*row[5:11]), now) for row in rows]
    return sorted(found, key=lambda row: (not row.open, row.next_at is None, row.next_at or 0, row.name, row.id))


def windows_in(reader: Reader) -> list[Window]:
    """All windows, to judge by them."""
    rows = reader.rows(
        "SELECT starts_at, ends_at, repeats, zone, monitor_id, service_id FROM maintenance_window"
        " WHERE withdrawn_at IS NULL"
    )
    return [Window(*row) for row in rows]


def _row(row: Row, window: Window, now: int) -> WindowRow:
    key_of_window, key, name, monitor, service = row[:5]
    coming = [begin for begin, _end in spans(window, now, now + _YEAR) if begin > now]
    return WindowRow(
        key_of_window, key, name, monitor, service, window, is_open(window, now), min(coming, default=None), row[11]
    )
