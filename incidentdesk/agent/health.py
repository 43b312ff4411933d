"""How everything stands that runs by itself: who works, when each job last did something, and what is amiss."""

from dataclasses import dataclass

from incidentdesk.agent.jobs import MINUTE
from incidentdesk.agent.lease import NAME, new_owner
from incidentdesk.agent.overdue import Overdue, overdue_work
from incidentdesk.detect.mailbox_list import mailboxes
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.report_definition_list import definitions
from incidentdesk.measure.report_schedule import next_due
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.store.reading import Reader

DAY = 24 * 60 * MINUTE
# So far back is told when nobody watched, and a shorter pause between two looks is none.
GAPS_WITHIN = 7 * DAY
SHORTEST_GAP = 2 * MINUTE
# One that is run by a scheduler every few minutes leaves a gap each time.
MOST_GAPS = 50


@dataclass(frozen=True, slots=True)
class Worker:
    """The program that holds the lease. `since` is when it began to watch, None where that is not known.

    `works` says whether the lease has not run out; `here` that it is a thread of this very process.
    """

    owner: str
    machine: str
    process: int
    beat_at: int
    since: int | None
    works: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A work of its own. `waiting` is how many things of it are still to come, `said` says of what.

    `trouble` is a sentence, empty where all is well; `last_at` None where it never did anything.
    """

    key: str
    name: str
    last_at: int | None
    waiting: int
    said: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A report that will be made by itself."""

    name: str
    due_at: int


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox that is read: when a look last succeeded, and why the last one did not, "" where it did."""

    name: str
    looked_at: int | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no program watched; `until_at` is None where it goes on."""

    from_at: int
    until_at: int | None


@dataclass(frozen=True, slots=True)
class Health:
    """All instants are microseconds since 1970; `listening` is the address of the web server, empty where it is off."""

    at: int
    worker: Worker | None
    jobs: tuple[Job, ...]
    mailboxes: tuple[Box, ...]
    reports: tuple[Coming, ...]
    late: tuple[Overdue, ...]
    gaps: tuple[Gap, ...]
    listening: str

    @property
    def works(self) -> bool:
        return self.worker is not None and self.worker.works

    @property
    def troubles(self) -> tuple[str, ...]:
        return tuple(job.trouble for job in self.jobs if job.trouble)


def health(reader: Reader, now: int) -> Health:
    """How it stands at an instant (microseconds since 1970)."""
    boxes = tuple(Box(each.name, each.looked_at, each.trouble) for each in mailboxes(reader) if each.enabled)
    return Health(
        now,
        _worker(reader, now),
        _jobs(reader, now, boxes),
        boxes,
        _reports(reader, now),
        tuple(overdue_work(reader, now)),
        _gaps(reader, now),
        _listening(reader),
    )


def _worker(reader: Reader, now: int) -> Worker | None:
    rows = reader.rows('SELECT owner, "until", beat_at FROM lease WHERE name = :name', {"name": NAME})
    if not rows or not rows[0][1]:
        return None
    owner, until, beat_at = str(rows[0][0]), int(rows[0][1]), int(rows[0][2])
    host, process = _parts(owner)
    watched = reader.rows("SELECT MAX(from_at) FROM watch WHERE agent = :owner", {"owner": owner})
    since = watched[0][0] if owner else None
    works = bool(owner) and until > now
    ours = owner.rpartition("/")[0] == new_owner().rpartition("/")[0]
    return Worker(owner, host, process, beat_at, since, works, works and ours)


def _parts(owner: str) -> tuple[str, int]:
    """Machine and process of an owner, which is written as `agent.lease.new_owner` does."""
    host, _slash, rest = owner.partition("/")
    process = rest.partition("/")[0]
    return host.partition(":")[0], int(process) if process.isdecimal() else 0


# -- jobs


def _jobs(reader: Reader, now: int, boxes: tuple[Box, ...]) -> tuple[Job, ...]:
    return (
        _messages(reader, now),
        _escalations(reader),
        Job("reminders", _("Reminders"), _told_at(reader, "Reminder"), 0, "", ""),
        _report_job(reader),
        _monitors(reader, now),
        _mail(reader, boxes),
        _alerts(reader),
        _rules(reader),
    )


def _messages(reader: Reader, now: int) -> Job:
    last = _instant(reader, "SELECT MAX(sent_at) FROM outbox_message WHERE sent_at IS NOT NULL")
    queued = _count(reader, "outbox_message", "state IN ('Queued', 'Sending')")
    by_hand = int(reader.rows(_FOR_A_PERSON, {"since": now - GAPS_WITHIN})[0][0])
    said = ngettext("{n} message waits", "{n} messages wait", queued).format(n=queued) if queued else ""
    trouble = ngettext("{n} message has to be told by hand.", "{n} messages have to be told by hand.", by_hand)
    return Job("messages", _("Messages"), last, queued, said, trouble.format(n=by_hand) if by_hand else "")


def _escalations(reader: Reader) -> Job:
    open_ones = _count(reader, "escalation", "ended_at IS NULL")
    said = ngettext("{n} goes on", "{n} go on", open_ones).format(n=open_ones) if open_ones else ""
    return Job("escalations", _("Escalations"), _told_at(reader, "Escalation"), open_ones, said, "")


def _told_at(reader: Reader, kind: str) -> int | None:
    """When something of a kind was announced last."""
    found = reader.rows("SELECT MAX(sent_at) FROM announcement WHERE kind = :kind", {"kind": kind})[0][0]
    return None if found is None else int(found)


def _report_job(reader: Reader) -> Job:
    kept = [each for each in definitions(reader) if each.schedule.every]
    trouble = next(
        (
            _("{report}: {reason}").format(report=isolated(each.name), reason=each.trouble)
            for each in kept
            if each.trouble
        ),
        "",
    )
    said = ngettext("{n} by itself", "{n} by themselves", len(kept)).format(n=len(kept)) if kept else ""
    return Job("reports", _("Reports"), _told_at(reader, "Report"), len(kept), said, trouble)


def _monitors(reader: Reader, now: int) -> Job:
    last = _instant(reader, "SELECT MAX(checked_at) FROM monitor_state")
    watched = _count(reader, "monitor", "enabled")
    down = int(reader.rows(_DOWN)[0][0])
    said = ngettext("{n} watched", "{n} watched", watched).format(n=watched) if watched else ""
    trouble = ""
    if watched and (last is None or now - last > 10 * MINUTE) and _any_is_due(reader, now):
        trouble = _("Nothing was checked for more than ten minutes.")
    elif down:
        trouble = ngettext("{n} monitor is down.", "{n} monitors are down.", down).format(n=down)
    return Job("monitors", _("Monitors"), last, watched, said, trouble)


def _any_is_due(reader: Reader, now: int) -> bool:
    """Whether some monitor should have been checked ten minutes ago; some are looked at once a day."""
    return bool(reader.rows(_DUE, {"limit": now - 10 * MINUTE}))


def _mail(reader: Reader, boxes: tuple[Box, ...]) -> Job:
    looks = [box.looked_at for box in boxes if box.looked_at is not None]
    taken = _instant(reader, "SELECT MAX(taken_at) FROM mail")
    last = max([*looks, *([taken] if taken is not None else [])], default=None)
    said = ngettext("{n} mailbox is read", "{n} mailboxes are read", len(boxes)).format(n=len(boxes)) if boxes else ""
    troubled = next((box for box in boxes if box.trouble), None)
    if troubled is not None:
        trouble = _("{mailbox}: {reason}").format(mailbox=isolated(troubled.name), reason=troubled.trouble)
    else:
        trouble = _untaken(reader)
    return Job("mail", _("Mail"), last, len(boxes), said, trouble)


def _untaken(reader: Reader) -> str:
    """A sentence about what came in by whatever way and could not be taken; "" for nothing."""
    count = _count(reader, "dead_letter", "state = 'Waiting' AND NOT parked")
    said = ngettext("{n} thing could not be taken in.", "{n} things could not be taken in.", count)
    return said.format(n=count) if count else ""


def _alerts(reader: Reader) -> Job:
    last = _instant(reader, "SELECT MAX(last_at) FROM alert")
    waiting = _count(reader, "alert", "state = 'Waiting'")
    said = ngettext("{n} alert waits", "{n} alerts wait", waiting).format(n=waiting) if waiting else ""
    return Job("alerts", _("Alerts"), last, waiting, said, "")


def _rules(reader: Reader) -> Job:
    last = _instant(reader, "SELECT MAX(at) FROM rule_run")
    on = _count(reader, "rule", "enabled")
    rows = reader.rows("SELECT name, trouble FROM rule WHERE trouble <> '' AND withdrawn_at IS NULL ORDER BY position")
    trouble = _("{rule}: {reason}").format(rule=isolated(rows[0][0]), reason=rows[0][1]) if rows else ""
    said = ngettext("{n} rule is on", "{n} rules are on", on).format(n=on) if on else ""
    return Job("rules", _("Rules"), last, on, said, trouble)


# -- what else there is to know


def _reports(reader: Reader, now: int) -> tuple[Coming, ...]:
    coming = [
        Coming(row.name, due.due_at)
        for row in definitions(reader)
        if not row.unreadable and row.schedule.every and (due := next_due(row.schedule, now)) is not None
    ]
    return tuple(sorted(coming, key=lambda each: (each.due_at, each.name)))


def _gaps(reader: Reader, now: int) -> tuple[Gap, ...]:
    """Newest first; before the first watch of all there is none, for nobody was expected to."""
    begin = now - GAPS_WITHIN
    rows = reader.rows(
        "SELECT from_at, until_at FROM watch WHERE until_at >= :begin ORDER BY from_at, until_at", {"begin": begin}
    )
    before = reader.rows("SELECT MAX(until_at) FROM watch WHERE until_at < :begin", {"begin": begin})[0][0]
    seen, gaps = before, []
    for from_at, until_at in rows:
        if seen is not None and from_at - seen > SHORTEST_GAP:
            gaps.append(Gap(max(seen, begin), from_at))
        seen = max(seen or until_at, until_at)
    if seen is not None and now - seen > SHORTEST_GAP:
        gaps.append(Gap(max(seen, begin), None))
    return tuple(reversed(gaps))[:MOST_GAPS]


def _listening(reader: Reader) -> str:
    """The address for a browser; off where no address to listen at was chosen."""
    host = str(setting_of(reader, "web_listen"))
    if not host:
        return ""
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if setting_of(reader, "web_tls_cert") else "http"
    return f"{scheme}://{shown}:{setting_of(reader, 'web_port')}"


def _count(reader: Reader, table: str, condition: str) -> int:
    return int(reader.rows(f"SELECT COUNT(*) FROM {table} WHERE withdrawn_at IS NULL AND {condition}")[0][0])


def _instant(reader: Reader, sql: str) -> int | None:
    found = reader.rows(sql)[0][0]
    return None if found is None else int(found)


# What could not be sent and went no other way, of the last week.
_FOR_A_PERSON = (
    "SELECT COUNT(*) FROM outbox_message m WHERE m.withdrawn_at IS NULL AND m.queued_at > :since"
    " AND (m.state = 'By hand' OR (m.state = 'Failed' AND NOT EXISTS (SELECT 1 FROM outbox_message o"
    "  WHERE o.announcement_id = m.announcement_id AND o.recipient = m.recipient AND o.id > m.id"
    "  AND o.withdrawn_at IS NULL)))"
)
_DOWN = (
    "SELECT COUNT(*) FROM monitor_state JOIN monitor ON monitor.id = monitor_state.monitor_id"
    " WHERE monitor_state.health IN ('Down', 'Flapping') AND monitor.enabled AND monitor.withdrawn_at IS NULL"
)
_DUE = (
    "SELECT monitor.id FROM monitor LEFT JOIN monitor_state ON monitor_state.monitor_id = monitor.id"
    " WHERE monitor.enabled AND monitor.withdrawn_at IS NULL AND monitor.kind <> 'Heartbeat'"
    " AND COALESCE(monitor_state.next_at, 0) <= :limit LIMIT 1"
)
