"""The unattended loop: delivers the outbox and moves what is due, one program at a time on one database.

It sleeps by the monotonic clock, so that a clock that is set back or on neither hurries nor stops it; what is due is
read from the records by the clock on the wall.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA, Delivered, Post, deliver_outlet, notify_desktop
from incidentdesk.agent.drill_job import prepare_drills, yield_to_majors
from incidentdesk.agent.fix_job import remind_of_fixes
from incidentdesk.agent.follow_up_job import follow_up
from incidentdesk.agent.jobs import (
    begin_escalations,
    move_escalations,
    remind_of_tasks,
    remind_of_updates,
)
from incidentdesk.agent.lease import LENGTH, Taken, give_back_lease, new_owner, take_lease
from incidentdesk.agent.mail_job import MailReading
from incidentdesk.agent.monitoring import Monitoring
from incidentdesk.agent.news_job import tell_reporters
from incidentdesk.agent.overdue import SILENCE, Decision, Overdue, hold_late, overdue_warnings, overdue_work
from incidentdesk.agent.report_job import Attempts, make_due_reports
from incidentdesk.agent.rota_job import tell_of_rota_trouble
from incidentdesk.agent.rule_job import RuleWatch, run_due_rules
from incidentdesk.agent.shift_job import remind_of_shifts, tell_of_moved_shifts, tell_of_swaps
from incidentdesk.agent.sla_job import warn_of_clocks
from incidentdesk.agent.soak_job import move_soaks
from incidentdesk.agent.training_job import remind_of_learning
from incidentdesk.agent.web.door import Door
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import note_only, notify_people
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.outbox_sending import due_outlets, give_up_desktop, take_back
from incidentdesk.store.database import Database
from incidentdesk.store.lease import lease_now

log = logging.getLogger(__name__)

TICK = 1.0  # seconds between looks at the outbox
_AFTER_TROUBLE = 5.0  # seconds
JOBS_EVERY = 10.0  # seconds
CLOCKS_EVERY = 60.0  # seconds
LEARNING_EVERY = 300.0  # seconds
_REST = 600.0  # seconds that a job is left alone after it has failed unexpectedly
BEAT_EVERY = 15.0  # seconds; a lease lasts for a minute

# Asked after a silence with what would be sent; None while nobody has answered.
Decide = Callable[[list[Overdue]], Decision | None]


@dataclass(slots=True)
class Done:
    """What one look has done; `elsewhere` is the program that works instead of this one."""

    elsewhere: str = ""
    sent: int = 0
    failed: int = 0
    lines: list[str] = field(default_factory=list)
    waiting: list[Overdue] = field(default_factory=list)


def send_all(_overdue: list[Overdue]) -> Decision:
    return Decision.SEND


class Agent:
    """Works one database; `once` and `run` may be called by one thread only.

    `decide` is asked what becomes of late work after a silence, `tell_line` hears each line of what was done. With
    `only_deliver` nothing is begun by itself. `last_words` are the seconds that messages under way get at the end.
    `listen`, a HOST:PORT, is where `run` takes alerts and reports instead of where the settings say.
    """

    def __init__(
        self,
        database: Database,
        *,
        post: Post | None = None,
        decide: Decide = send_all,
        tell_line: Callable[[str], None] = log.info,
        zone: tzinfo = UTC,
        only_deliver: bool = False,
        last_words: float = 35.0,
        listen: str = "",
    ) -> None:
        self.database = database
        self.owner = new_owner()
        self._post = post or Post(zone=zone)
        self._decide = decide
        self._tell_line = tell_line
        self._zone = zone
        self._only_deliver = only_deliver
        self._last_words = last_words
        self._stopping = threading.Event()
        self._ours = False
        self._undecided = False  # what becomes of the work that is late after a silence
        self._broken: list[Overdue] | None = None  # promises, looked up once after a silence
        self._last_beat = 0
        self._beat_at = 0
        self._due = {"beat": 0.0, "jobs": 0.0, "clocks": 0.0, "learning": 0.0}
        self._trouble = ""
        self._rests: dict[str, float] = {}
        self._senders: dict[int, threading.Thread] = {}
        self._maker: threading.Thread | None = None
        self._door = None if only_deliver and not listen else Door(database, zone, self._post.secret_of, listen)
        self._attempts = Attempts()
        self._rules = RuleWatch()
        self._done = Done()
        self._lock = threading.Lock()
        self._monitoring = Monitoring(
            database,
            self.owner,
            still_ours=self._may_send,
            secret_of=self._post.secret_of,
            tell=self._say,
            nowhere=self._post.nowhere,
        )
        self._mail = MailReading(
            database,
            self._may_send,
            self._say,
            secret_of=self._post.secret_of,
            nowhere=self._post.nowhere or only_deliver,
        )

    # -- running

    def run(self) -> None:
        """Work until `stop` is called from another thread; messages under way are ended and recorded."""
        while not self._stopping.is_set():
            looked = self._look()
            self._listen()
            self._stopping.wait(TICK if looked else _AFTER_TROUBLE)
        self.end()

    def once(self, *, seconds: float = 120.0) -> Done:
        """One look, with all messages that are due sent; returns what was done."""
        self._rules.longest = LENGTH / 2_000_000
        self._look()
        until = time.monotonic() + seconds
        while self._ours and (
            self._making() or (time.monotonic() < until and (self._sending() or self._receiving() or self._deliver()))
        ):
            self._keep_lease()
            time.sleep(0.02)
        self.end()
        with self._lock:
            return self._done

    def stop(self) -> None:
        """Ask the loop to end; may be called from any thread."""
        self._stopping.set()

    def end(self) -> None:
        """Let messages under way end, and let the next program work."""
        self._stopping.set()
        for line in self._door.close() if self._door else []:
            self._say(line)
        until = time.monotonic() + self._last_words
        for each in [*self._senders.values(), *([self._maker] if self._maker else [])]:
            each.join(max(0.0, until - time.monotonic()))
        self._monitoring.join(max(1.0, until - time.monotonic()))
        self._mail.stop(min(3.0, max(1.0, until - time.monotonic())))
        if not self._ours:
            return
        self._ours = False
        try:
            with self.database.write(actor=ACTOR, via=VIA) as session:
                give_back_lease(session, self.owner, lease_now(session))
        except Refused as refused:
            log.warning("%s", refused)

    # -- one look

    def _look(self) -> bool:
        """Whether the database could be worked."""
        try:
            if self.database.read_only:
                return False
            shown = notify_desktop(self.database, self._post)
            if shown:
                self._say(ngettext("{n} notification shown", "{n} notifications shown", shown).format(n=shown))
            if self._keep_lease():
                if not self._only_deliver:
                    self._monitoring.begin()
                    self._mail.begin()
                if self._decided():
                    self._jobs(notify_people)
                    self._deliver()
                else:
                    self._only_new()
        except Refused as refused:
            # The database is locked or out of reach for a moment; the next look tries again.
            if str(refused) != self._trouble:
                self._say(str(refused))
            self._trouble = str(refused)
            return False
        self._trouble = ""
        return True

    def _listen(self) -> None:
        for line in self._door.attend(self._ours) if self._door else []:
            self._say(line)

    def _keep_lease(self) -> bool:
        if self._fresh() and time.monotonic() < self._due["beat"]:
            return True
        with self.database.write(actor=ACTOR, via=VIA) as session:
            taken = take_lease(session, self.owner, lease_now(session))
            orphans = take_back(session) if taken.ours and taken.anew and not self._sending() else 0
        self._due["beat"] = time.monotonic() + BEAT_EVERY
        self._beat_at = clock.stored(clock.now())
        self._took(taken, orphans)
        return taken.ours

    def _took(self, taken: Taken, orphans: int) -> None:
        if taken.ours and (not self._ours or taken.silence > SILENCE):
            # Where it was ours already, this machine slept: as if the program had been closed.
            self._last_beat = 0 if taken.first else max(0, self._beat_at - taken.silence)
            self._undecided = taken.silence > SILENCE
            self._broken = None
            self._due["jobs"] = self._due["clocks"] = self._due["learning"] = 0.0
        elif self._ours and not taken.ours:
            self._say(_("Another program has taken over."))
        self._ours = taken.ours
        with self._lock:
            self._done.elsewhere = "" if taken.ours else taken.owner
        if orphans:
            self._say(
                ngettext(
                    "{n} message was on its way when a program ended; it is sent once more",
                    "{n} messages were on their way when a program ended; they are sent once more",
                    orphans,
                ).format(n=orphans)
            )

    def _fresh(self) -> bool:
        """Whether the lease is still ours; the monotonic clock may stand still while a machine sleeps."""
        return self._ours and 0 <= clock.stored(clock.now()) - self._beat_at < LENGTH // 2

    def _decided(self) -> bool:
        """Whether it is known what becomes of work that is late after a silence."""
        if not self._undecided:
            return True
        now = clock.stored(clock.now())
        with self.database.read() as reader:
            if self._broken is None:
                self._broken = overdue_warnings(reader, now, self._last_beat)
            overdue = sorted([*overdue_work(reader, now), *self._broken], key=lambda each: each.due_at)
        decision = self._decide(overdue) if overdue else Decision.SEND
        with self._lock:
            self._done.waiting = overdue if decision is None else []
        if decision is None:
            return False
        if overdue:
            self._record(decision, overdue)
        self._undecided = False
        return True

    def _only_new(self) -> None:
        """What came up since the program runs waits for no answer."""
        now = clock.stored(clock.now())
        for line in move_escalations(self.database, now, notify_people, now - SILENCE):
            self._say(line)
        self._deliver()

    def _record(self, decision: Decision, overdue: list[Overdue]) -> None:
        said = ngettext("{n} thing is late: {decision}", "{n} things are late: {decision}", len(overdue))
        self._say(said.format(n=len(overdue), decision=_(decision)))
        if decision == Decision.NOTE:
            with self.database.write(actor=ACTOR, via=VIA) as session:
                hold_late(session)
            self._jobs(note_only)

    def _jobs(self, tell: Tell) -> None:
        if self._only_deliver:
            return
        now = clock.stored(clock.now())
        self._try("majors", lambda: yield_to_majors(self.database, tell))
        self._try("news", lambda: tell_reporters(self.database, now, tell))
        self._try("rules", lambda: run_due_rules(self.database, now, tell, self._rules))
        if time.monotonic() >= self._due["jobs"]:
            self._try("escalations begun", lambda: begin_escalations(self.database, now, self._last_beat))
            self._try("escalations moved", lambda: move_escalations(self.database, now, tell))
            self._try("updates", lambda: remind_of_updates(self.database, now, tell, self._zone))
            self._try("tasks", lambda: remind_of_tasks(self.database, now, tell, self._zone))
            self._try("soaks", lambda: move_soaks(self.database))
            self._try("fixes", lambda: remind_of_fixes(self.database, now, tell, self._zone))
            self._try("follow-up", lambda: follow_up(self.database, now, tell))
            self._try("shifts", lambda: remind_of_shifts(self.database, now, tell))
            self._try("swaps", lambda: tell_of_swaps(self.database, now, tell))
            with self.database.write(actor=ACTOR, via=VIA) as session:
                give_up_desktop(session)
            self._begin_reports()
            self._due["jobs"] = time.monotonic() + JOBS_EVERY
        if time.monotonic() >= self._due["learning"]:
            self._try("moved shifts", lambda: tell_of_moved_shifts(self.database, now, tell))
            self._try("rotas", lambda: tell_of_rota_trouble(self.database, now, tell))
            self._try("drills", lambda: prepare_drills(self.database, now, tell, self._zone))
            self._try("training", lambda: remind_of_learning(self.database, now, tell, self._zone))
            self._due["learning"] = time.monotonic() + LEARNING_EVERY
        if time.monotonic() >= self._due["clocks"]:
            began = time.monotonic()
            self._try("clocks", lambda: warn_of_clocks(self.database, now, self._last_beat, tell))
            # Where a desk has very many clocks, they don't take more than a twentieth of the time.
            self._due["clocks"] = time.monotonic() + max(CLOCKS_EVERY, 20 * (time.monotonic() - began))

    def _begin_reports(self) -> None:
        """A report takes its time and may hang; it is made beside everything else."""
        if self._maker is None or not self._maker.is_alive():
            self._maker = threading.Thread(target=self._make_reports, name="reports", daemon=True)
            self._maker.start()

    def _make_reports(self) -> None:
        now = clock.stored(clock.now())
        try:
            self._try(
                "reports", lambda: make_due_reports(self.database, now, self._attempts, still_ours=self._may_send)
            )
        except Refused as refused:
            # The database is locked or out of reach for a moment.
            log.warning("%s", refused)

    def _try(self, name: str, job: Callable[[], list[str]]) -> None:
        """Do a job and tell its lines; one that fails unexpectedly must not keep the others from being done."""
        if time.monotonic() < self._rests.get(name, 0.0):
            return
        try:
            for line in job():
                self._say(line)
        except Refused:
            raise
        except Exception:
            log.exception("agent: %s", name)
            self._rests[name] = time.monotonic() + _REST
            self._say(_("Failed unexpectedly: {job}. The log says more.").format(job=name))

    def _deliver(self) -> bool:
        """Begin to send for each outlet for which something is due; whether there was one."""
        now = clock.stored(clock.now())
        since = now - SILENCE if self._undecided else 0
        with self.database.read() as reader:
            due = due_outlets(reader, now, since)
        began = False
        for outlet_id in due:
            before = self._senders.get(outlet_id)
            if before is None or not before.is_alive():
                name = f"outlet {outlet_id}"
                sender = threading.Thread(target=self._send, args=(outlet_id, since), name=name, daemon=True)
                self._senders[outlet_id] = sender
                sender.start()
                began = True
        return began

    def _send(self, outlet_id: int, since: int) -> None:
        try:
            done = deliver_outlet(self.database, outlet_id, self._post, self._may_send, since)
        except Refused as refused:
            log.warning("%s", refused)
            return
        self._count(done)

    def _may_send(self) -> bool:
        return self._fresh() and not self._stopping.is_set()

    def _making(self) -> bool:
        return self._maker is not None and self._maker.is_alive()

    def _receiving(self) -> bool:
        return self._monitoring.busy() or self._mail.busy()

    def _sending(self) -> bool:
        return any(each.is_alive() for each in self._senders.values())

    def _count(self, done: Delivered) -> None:
        with self._lock:
            self._done.sent += done.sent
            self._done.failed += done.failed
        if done.sent:
            self._say(ngettext("{n} message sent", "{n} messages sent", done.sent).format(n=done.sent))
        for trouble in done.troubles:
            self._say(_("Not sent: {reason}").format(reason=trouble))

    def _say(self, line: str) -> None:
        with self._lock:
            self._done.lines.append(line)
            del self._done.lines[:-200]
        self._tell_line(line)
