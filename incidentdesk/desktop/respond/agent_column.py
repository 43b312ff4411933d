"""The columns of the jobs that run by themselves, and the words for who does them."""

from incidentdesk.agent.health import Health, Job, Worker
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import N_, _, isolated

# Where a job leads to; "" where it has no page of its own.
PAGE = {
    "messages": "outbox",
    "escalations": "plans#escalation",
    "reminders": "outbox",
    "reports": "reports",
    "monitors": "monitors",
    "mail": "intake#mailboxes",
    "alerts": "intake#alerts",
    "rules": "automation#rules",
}


def _mark(row: Job) -> Mark:
    if row.trouble:
        return ("cross", "danger")
    return ("check", "success") if row.last_at is not None or row.waiting else ("minus", "hint")


def _last(row: Job, now: Now) -> str:
    return _("never") if row.last_at is None else moment.relative(row.last_at, now.at, now.zone)


def _whole_last(row: Job, now: Now) -> str:
    return _("never") if row.last_at is None else moment.full(row.last_at, now.zone)


COLUMNS = (
    Column("name", N_("Job"), lambda row, _now: row.name, lambda row: row.name, 148, mark=_mark),
    Column(
        "last", N_("Last did something"), _last, lambda row: row.last_at or 0, 148, whole=_whole_last,
        role=lambda row, _now: "hint" if row.last_at is None else "text", descending=True,
    ),
    Column("said", N_("What there is to do"), lambda row, _now: row.said, lambda row: row.waiting, 176, 1,
           role=lambda *_: "text2"),
    Column("trouble", N_("What is amiss"), lambda row, _now: row.trouble, lambda row: row.trouble,
           role=lambda *_: "danger"),
)  # fmt: skip


def headline(found: Health) -> str:
    """Who works, in one sentence."""
    worker = found.worker
    if worker is None or not worker.works:
        return _("Nobody works this desk now: nothing is delivered, watched or taken in.")
    if worker.here:
        return _("This window works the desk.")
    return _("Another program works the desk, on {machine}.").format(machine=isolated(worker.machine))


def details(found: Health, desk: Desk) -> str:
    """Which program, since when, and when it looked last."""
    worker = found.worker
    if worker is None:
        return _("No program has ever worked it. It works while a window is open, or by “incidentdesk agent”.")
    return " · ".join(_parts(worker, found.at, desk))


def _parts(worker: Worker, now: int, desk: Desk) -> list[str]:
    parts = []
    if worker.process:
        parts.append(_("process {number}").format(number=worker.process))
    if worker.since is not None and worker.works:
        parts.append(_("watches since {time}").format(time=moment.day_and_time(worker.since, now, desk.zone)))
    parts.append(_("last look {time}").format(time=moment.day_and_time(worker.beat_at, now, desk.zone)))
    return parts


def mark_of(found: Health) -> str:
    """The name of the icon and its colour role, as one glance at how it stands."""
    if not found.works:
        return "error"
    return "warning" if found.troubles or found.late or any(gap.until_at is None for gap in found.gaps) else "success"
