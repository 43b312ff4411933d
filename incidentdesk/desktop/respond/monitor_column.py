"""What the list of monitors shows of each."""

from PySide6.QtCore import QLocale

from incidentdesk.desktop import moment
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.respond.monitor_delegate import STRIP
from incidentdesk.desktop.respond.monitor_history_view import latency_text
from incidentdesk.desktop.respond.monitor_mark import HEALTH_MARK, HEALTH_ORDER, STRETCH_WORD, SWITCHED_OFF
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.detect.monitor import Health
from incidentdesk.detect.monitor_list import MonitorRow
from incidentdesk.language import N_, _

_BAD = (Health.DOWN, Health.FLAPPING)


def state_mark_of(row: MonitorRow) -> Mark:
    return HEALTH_MARK[row.health] if row.enabled else SWITCHED_OFF


def state_word(row: MonitorRow) -> str:
    """ "Down", "Switched off", "Down, muted"."""
    if not row.enabled:
        return _("Switched off")
    return _("{state}, muted").format(state=_(row.health)) if row.muted else _(row.health)


def availability_text(share: float | None) -> str:
    """ "99.93 %"; "—" where nothing was watched. Never rounded up to a hundred."""
    if share is None:
        return "—"
    percent = share * 100
    rounded = int(percent * 100) / 100 if percent < 100 else 100.0
    return _("{percent} %").format(percent=QLocale().toString(rounded, "f", 0 if rounded in (0, 100) else 2))


def watched_text(share: float | None, watched: float, of: str) -> str:
    """How available it was, and of how much that is known."""
    if share is None:
        return _("Nobody watched in the last {time}.").format(time=of)
    known = QLocale().toString(int(watched * 1000) / 10, "f", 0 if watched >= 1 else 1)
    text = _("Up for {percent} of the time that counts in the last {time}; {known} % of it was watched.").format(
        percent=availability_text(share), time=of, known=known
    )
    # Never parted at the end of a line.
    return text.replace(" %", "\u00a0%")


def strip_text(row: MonitorRow, now: Now) -> str:
    """What the strip says, for those who do not see it."""
    lengths: dict[str, int] = {}
    for begin, end, health in row.strip:
        begin = max(begin, now.at - moment.DAY)
        lengths[health] = lengths.get(health, 0) + max(0, end - begin)
    seen = sum(length for health, length in lengths.items() if health != Health.UNKNOWN)
    lengths[Health.UNKNOWN] = max(0, moment.DAY - seen)
    parts = [
        _("{state} {length}").format(state=_(STRETCH_WORD[health]), length=moment.length(length))
        for health, length in sorted(lengths.items(), key=lambda each: HEALTH_ORDER[Health(each[0])])
        if length >= moment.MINUTE
    ]
    return ", ".join(parts)


def _role(row: MonitorRow, _now: Now) -> str:
    if not row.enabled:
        return "hint"
    return "danger" if row.health in _BAD else "text"


def _since(row: MonitorRow, now: Now) -> str:
    return moment.relative(row.since, now.at, now.zone) if row.since and row.enabled else ""


COLUMNS = (
    Column(
        "state", N_("State"), lambda row, _now: state_word(row),
        lambda row: HEALTH_ORDER[Health(row.health)] if row.enabled else len(HEALTH_ORDER), 152,
        mark=state_mark_of, role=_role, strong=lambda row, _now: row.enabled and row.health in _BAD,
    ),
    Column(
        "name", N_("Name"), lambda row, _now: row.name, lambda row: row.name,
        whole=lambda row, _now: f"{row.name}\n{row.target}".strip(), strong=lambda row, _now: row.health in _BAD,
    ),
    Column("kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: _(row.kind), 116, 5,
           role=lambda *_: "text2"),
    Column("target", N_("Target"), lambda row, _now: row.target, lambda row: row.target, 190, 6,
           role=lambda *_: "text2"),
    Column(STRIP, N_("Last 24 hours"), lambda _row, _now: "", lambda _row: "", 176, 1, whole=strip_text),
    Column(
        "day", N_("24 h"), lambda row, _now: availability_text(row.availability_day), lambda row: row.availability_day,
        84, 2, trailing=True, whole=lambda row, _now: watched_text(row.availability_day, row.watched_day, _("24 h")),
    ),
    Column(
        "month", N_("30 days"), lambda row, _now: availability_text(row.availability_month),
        lambda row: row.availability_month, 84, 4, trailing=True,
        whole=lambda row, _now: watched_text(row.availability_month, row.watched_month, _("30 days")),
    ),
    Column("latency", N_("Answer"), lambda row, _now: latency_text(row.latency), lambda row: row.latency, 76, 7,
           trailing=True, role=lambda *_: "text2"),
    Column(
        "since", N_("Since"), _since, lambda row: row.since, 76, 3, trailing=True, descending=True,
        whole=lambda row, now: moment.full(row.since, now.zone) if row.since else "", role=lambda *_: "text2",
    ),
    Column("incident", N_("Incident"), lambda row, _now: row.incident, lambda row: row.incident_id or 0, 92, 2,
           role=lambda *_: "link"),
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 110, 8,
           role=lambda *_: "text2"),
)  # fmt: skip


def searched(row: MonitorRow) -> str:
    words = (
        row.name, row.target, _(row.kind), state_word(row), row.service, row.incident,
        _("muted") if row.muted else "", _("maintenance") if row.in_maintenance else "",
    )  # fmt: skip
    return " ".join(words)
