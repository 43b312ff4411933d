"""How a drill went: what was reached in its sandbox against the plan, the scenario and the usual targets (P14).

Times count while the drill runs, not while it is paused. What comes within its target gets all points; what is late
loses them evenly and has none at twice the target; what never came has none. What can't be known gets no points and
takes none away. No source of such a score was found; the rule is ours, its quantities are those of plan-vs-actual times
of continuity exercises (ISO 22398, 5.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from incidentdesk.detect.number import number
from incidentdesk.improve.drill_deed import Act, acts_of, did, first_deed
from incidentdesk.improve.drill_list import SECOND, DrillRow
from incidentdesk.improve.drill_playing import drilled_incident
from incidentdesk.improve.drill_result import (
    ACKNOWLEDGEMENT,
    ACTIVATION,
    DETECTION,
    EXPECTED,
    FIRST_ACTION,
    STEPS,
    UPDATES,
    DrillScore,
    Moment,
    ScoreLine,
    ScoreSection,
)
from incidentdesk.language import _
from incidentdesk.prepare.scenario_content import Deed, Inject, InjectKind
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState
from incidentdesk.respond.plan_run_list import Run, runs_of
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.respond.timeline import sentence, timeline
from incidentdesk.respond.update_cadence import FIRST_WITHIN
from incidentdesk.store.reading import Reader

# Seconds, where the scenario says nothing.
TARGETS = {DETECTION: 300, ACKNOWLEDGEMENT: 300, FIRST_ACTION: 900, ACTIVATION: 600}
WEIGHTS = {
    DETECTION: 10, ACKNOWLEDGEMENT: 10, FIRST_ACTION: 10, ACTIVATION: 10, UPDATES: 15, STEPS: 25, EXPECTED: 20,
}  # fmt: skip
SKIPPED_SHARE = 0.5  # of a mandatory step that was left out with a reason: decided, not forgotten
Pauses = Sequence[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class _Played:
    """What a score is made of; `end` is in seconds of drilling."""

    drill: DrillRow
    pauses: Pauses
    sandbox: Reader
    incident_id: int
    acts: list[Act]
    end: int

    def second(self, at: int) -> int:
        """An instant as seconds of drilling."""
        assert self.drill.started_at is not None
        stood = sum(max(0, min(until or at, at) - since) for since, until in self.pauses if since < at)
        return max(0, at - self.drill.started_at - stood) // SECOND

    def injects(self) -> list[Inject]:
        return [each for each in self.drill.content.injects if each.key in self.drill.played]

    def played_at(self, inject: Inject) -> int:
        return self.second(self.drill.played[inject.key].at)


def score_of(drill: DrillRow, sandbox: Reader, now: int, pauses: Pauses = ()) -> DrillScore:
    """The score of a drill as it stands at `now` or at its end; `pauses` are from when until when it stood still."""
    incident_id = drilled_incident(sandbox)
    seconds = drill.elapsed(now)
    if drill.started_at is None or incident_id is None:
        trouble = _("Nothing was logged in the sandbox, so only what observers saw is known.")
        lines = tuple(_judged(drill, each) for each in drill.content.injects if each.key in drill.played)
        expected = ScoreSection(EXPECTED, WEIGHTS[EXPECTED], lines)
        return DrillScore(tuple(_kept((_missed_detection(drill), expected))), "", seconds, trouble)
    played = _Played(drill, pauses, sandbox, incident_id, acts_of(sandbox), seconds)
    sections = (
        _one(DETECTION, _detection(played)),
        _one(ACKNOWLEDGEMENT, _acknowledgement(played)),
        _one(FIRST_ACTION, _first_action(played)),
        _one(ACTIVATION, _activation(played)),
        ScoreSection(UPDATES, WEIGHTS[UPDATES], _updates(played)),
        ScoreSection(STEPS, WEIGHTS[STEPS], _steps(played)),
        ScoreSection(EXPECTED, WEIGHTS[EXPECTED], tuple(_expected(played, each) for each in played.injects())),
    )
    return DrillScore(tuple(_kept(sections)), number(incident_id), seconds)


def timeline_of(sandbox: Reader, zone: tzinfo = UTC) -> tuple[Moment, ...]:
    """All that stands in the timelines of the incidents of a sandbox, the first first."""
    ids = [int(row[0]) for row in sandbox.rows("SELECT id FROM incident WHERE withdrawn_at IS NULL ORDER BY id")]
    facts = [(fact, each) for each in ids for fact in timeline(sandbox, each)]
    told = [
        Moment(
            fact.happened_at,
            fact.actor,
            f"{number(each)}: {sentence(fact, zone)}" if len(ids) > 1 else sentence(fact, zone),
        )
        for fact, each in facts
    ]
    return tuple(sorted(told, key=lambda each: each.at))


def timed(actual: int | None, target: int | None) -> float:
    """The share that is reached by doing something after so many seconds; 0 or no target is no limit."""
    if actual is None:
        return 0.0
    if not target or actual <= target:
        return 1.0
    return max(0.0, 2 - actual / target)


def _one(name: str, line: ScoreLine) -> ScoreSection:
    return ScoreSection(name, WEIGHTS[name], (line,))


def _kept(sections: Sequence[ScoreSection]) -> list[ScoreSection]:
    return [
        ScoreSection(each.name, each.weight, tuple(line for line in each.lines if line.name))
        for each in sections
        if any(line.name for line in each.lines)
    ]


# ── detection to activation ──────────────────────────────────────────────────────────────────────────────────────


def _target(played: _Played, name: str, deed: str) -> int:
    """What the scenario allows for a deed, else what is usual."""
    said = (each.within for each in played.injects() if each.deed == deed and each.within)
    return next(said, TARGETS[name])


def _line(played: _Played, name: str, target: int, since: int, at: int | None) -> ScoreLine:
    """A deed that is measured from a second on."""
    if at is None:
        if played.end - since < target:
            return ScoreLine(_(name), target, None, None, _("Its time was not up when the drill ended."))
        return ScoreLine(_(name), target, None, 0.0, _("It was never done."))
    actual = max(0, at - since)
    return ScoreLine(_(name), target, actual, timed(actual, target))


def _detection(played: _Played) -> ScoreLine:
    seen = [each for each in played.injects() if each.kind in (InjectKind.SIGNAL, InjectKind.ALERT)]
    if not seen:
        return ScoreLine(_(DETECTION), note=_("The scenario has no signal, so nobody could detect anything."))
    if seen[0].kind == InjectKind.ALERT:
        return ScoreLine(_(DETECTION), actual=0, note=_("The alert logged the incident by itself."))
    first = first_deed(played.acts, Deed.LOGGED)
    at = None if first is None else played.second(first)
    return _line(played, DETECTION, _target(played, DETECTION, Deed.LOGGED), played.played_at(seen[0]), at)


def _missed_detection(drill: DrillRow) -> ScoreSection:
    signals = [each for each in drill.content.injects if each.key in drill.played and each.kind == InjectKind.SIGNAL]
    if not signals or drill.started_at is None:
        return _one(DETECTION, ScoreLine(_(DETECTION), note=_("Nothing was played that could be detected.")))
    target = next((each.within for each in signals if each.within), TARGETS[DETECTION])
    return _one(DETECTION, ScoreLine(_(DETECTION), target, None, 0.0, _("Nobody logged an incident.")))


def _logged(played: _Played) -> int:
    rows = played.sandbox.rows("SELECT created_at FROM incident WHERE id = :id", {"id": played.incident_id})
    return played.second(rows[0][0])


def _acknowledgement(played: _Played) -> ScoreLine:
    target = _target(played, ACKNOWLEDGEMENT, Deed.ACKNOWLEDGED)
    at = first_deed(played.acts, Deed.ACKNOWLEDGED, played.incident_id)
    return _line(played, ACKNOWLEDGEMENT, target, _logged(played), None if at is None else played.second(at))


def _first_action(played: _Played) -> ScoreLine:
    deeds = (Deed.ACTIVATED, Deed.NOTED, Deed.TOLD, Deed.STEP_DONE, Deed.DECLARED, Deed.ASSIGNED)
    found = [at for at in (first_deed(played.acts, each, played.incident_id) for each in deeds) if at is not None]
    at = played.second(min(found)) if found else None
    return _line(played, FIRST_ACTION, TARGETS[FIRST_ACTION], _logged(played), at)


def _activation(played: _Played) -> ScoreLine:
    if played.drill.plan_id is None:
        return ScoreLine("")
    runs = _runs(played)
    at = min((played.second(run.activated_at) for run in runs), default=None)
    return _line(played, ACTIVATION, _target(played, ACTIVATION, Deed.ACTIVATED), _logged(played), at)


def _runs(played: _Played) -> list[Run]:
    return [run for run in runs_of(played.sandbox, played.incident_id) if run.plan_id == played.drill.plan_id]


# ── updates ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _updates(played: _Played) -> tuple[ScoreLine, ...]:
    rows = played.sandbox.rows(
        "SELECT u.audience_id, a.name, u.cadence, u.started_at FROM update_schedule u"
        " JOIN audience a ON a.id = u.audience_id WHERE u.incident_id = :id AND u.withdrawn_at IS NULL ORDER BY a.name",
        {"id": played.incident_id},
    )
    lines = [_told(played, *row) for row in rows if (played.drill.content.cadence or row[2])]
    if lines:
        return tuple(lines)
    if played.drill.content.cadence:
        return (_told(played, None, _("Everybody"), 0, played.drill.started_at or 0),)
    return (ScoreLine(_("Status updates"), note=_("No audience is told regularly.")),)


def _told(played: _Played, audience_id: int | None, name: str, cadence: int, started_at: int) -> ScoreLine:
    """Updates in time of those that were due, until the incident was resolved or the drill ended."""
    every = (played.drill.content.cadence or cadence) * 60
    sent = [played.second(at) for at in _sent(played, audience_id)]
    resolved = first_deed(played.acts, Deed.RESOLVED, played.incident_id)
    end = played.end if resolved is None else min(played.end, played.second(resolved))
    due, in_time = updates_in_time(sent, played.second(started_at), every, end)
    if not due:
        return ScoreLine(name, counts=True, note=_("No update was due yet."))
    return ScoreLine(name, due, in_time, in_time / due, counts=True)


def _sent(played: _Played, audience_id: int | None) -> list[int]:
    condition = "" if audience_id is None else " AND audience_id = :audience"
    rows = played.sandbox.rows(
        "SELECT sent_at FROM announcement WHERE incident_id = :id AND kind = :kind AND state = :sent"
        f" AND sent_at IS NOT NULL AND withdrawn_at IS NULL{condition} ORDER BY sent_at",
        {
            "id": played.incident_id,
            "kind": AnnouncementKind.UPDATE,
            "sent": AnnouncementState.SENT,
            **({} if audience_id is None else {"audience": audience_id}),
        },
    )
    return [int(row[0]) for row in rows]


def updates_in_time(sent: Sequence[int], start: int, every: int, end: int) -> tuple[int, int]:
    """How many updates were due until `end`, and how many of them came in time; all in seconds of drilling.

    The first is due as in `update_cadence`, each other so long after the one before.
    """
    due = in_time = 0
    deadline = start + min(every, FIRST_WITHIN * 60)
    for second in (each for each in sent if each <= end):
        missed = max(0, -(-(second - deadline) // every)) if second > deadline else 0
        due += missed + (1 if second <= deadline else 0)
        in_time += second <= deadline
        deadline = second + every
    if deadline <= end:
        due += 1 + (end - deadline) // every
    return due, in_time


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _steps(played: _Played) -> tuple[ScoreLine, ...]:
    if played.drill.plan_id is None:
        return ()
    ids = {run.id for run in _runs(played)}
    rows = [row for row in tasks(played.sandbox, played.incident_id) if row.plan_run_id in ids and not row.added]
    if not rows:
        late = played.end - _logged(played) >= _target(played, ACTIVATION, Deed.ACTIVATED)
        return (ScoreLine(_("Steps of the plan"), share=0.0 if late else None, note=_("The plan was not activated.")),)
    return tuple(_step(played, row) for row in rows)


def _step(played: _Played, row: TaskRow) -> ScoreLine:
    begun = played.second(row.activated_at or row.created_at)
    target = None if row.due_at is None else (row.due_at - (row.activated_at or row.created_at)) // SECOND
    key = row.action_key
    if row.state == TaskState.DONE and row.ended_at is not None:
        actual = max(0, played.second(row.ended_at) - begun)
        return ScoreLine(row.title, target, actual, timed(actual, target), key=key)
    if row.state == TaskState.SKIPPED:
        note = _("Left out: {reason}").format(reason=row.skipped_reason)
        return ScoreLine(row.title, target, None, SKIPPED_SHARE if row.mandatory else None, note, key)
    if not row.mandatory:
        return ScoreLine(row.title, target, None, None, _("It was optional."), key)
    if target is not None and begun + target > played.end:
        return ScoreLine(row.title, target, None, None, _("Its time was not up when the drill ended."), key)
    return ScoreLine(row.title, target, None, 0.0, _("It was never done."), key)


# ── what the scenario expects ────────────────────────────────────────────────────────────────────────────────────


def _expected(played: _Played, inject: Inject) -> ScoreLine:
    """What an observer says goes before what the records say."""
    if not inject.expects:
        return ScoreLine("")
    judged = played.drill.played[inject.key].met
    if judged is not None or inject.deed in ("", Deed.JUDGED):
        return _judged(played.drill, inject)
    since = played.played_at(inject)
    at = did(played.acts, inject.deed, played.drill.played[inject.key].at, played.incident_id)
    name, target = inject.expected or _(inject.deed), inject.within or None
    if at is not None:
        actual = max(0, played.second(at) - since)
        return ScoreLine(name, target, actual, timed(actual, target), key=inject.key)
    if target and since + target > played.end:
        note = _("Its time was not up when the drill ended.")
        return ScoreLine(name, target, None, None, note, inject.key)
    return ScoreLine(name, target, None, 0.0, _("It was never done."), inject.key)


def _judged(drill: DrillRow, inject: Inject) -> ScoreLine:
    if not inject.expects:
        return ScoreLine("")
    played, name = drill.played[inject.key], inject.expected or _(inject.deed)
    if played.met is None:
        return ScoreLine(name, inject.within or None, note=_("No observer has judged it."), key=inject.key)
    note = (_("{name} saw it done.") if played.met else _("{name} saw that it was not done.")).format(name=played.by)
    return ScoreLine(name, inject.within or None, None, float(played.met), note, inject.key)
