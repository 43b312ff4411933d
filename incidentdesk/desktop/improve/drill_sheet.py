"""What the console of a drill shows, read from the desk and from the sandbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_gap import Gap, gaps_of
from incidentdesk.improve.drill_list import DrillNote, DrillRow, Seat, drill_notes, drill_row, drills_of
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_result import DrillScore, ScoreLine
from incidentdesk.language import _
from incidentdesk.prepare.scenario_content import Inject
from incidentdesk.refusal import Refused


@dataclass(frozen=True, slots=True)
class Presence:
    """Who takes part, what they have in hand in the sandbox, and when they last did something there."""

    seat: Seat
    doing: str = ""
    last_at: int | None = None


@dataclass(frozen=True, slots=True)
class DrillSheet:
    """`score` is the one of now while the drill is live, the kept one after it; None before it starts.

    `before` is what was reached in the last drill on the same scenario, in percent.
    """

    row: DrillRow
    notes: tuple[DrillNote, ...]
    gaps: tuple[Gap, ...]
    people: tuple[Presence, ...]
    score: DrillScore | None
    before: int | None = None

    def expected_line(self, key: str) -> ScoreLine | None:
        """What is known of the deed that an inject expects."""
        sections = self.score.sections if self.score else ()
        return next((line for each in sections for line in each.lines if line.key == key), None)

    def standing(self, inject: Inject) -> str:
        """How an inject stands: "" for to come, "played", "met", "late" or "missed"."""
        if inject.key not in self.row.played:
            return ""
        line = self.expected_line(inject.key)
        if line is None or line.share is None:
            return "played"
        return "met" if line.share >= 1 else "late" if line.share > 0 else "missed"


def read_drill(database: Any, sandbox: Any, drill_id: int) -> DrillSheet:
    """Raises Refused where there is no such drill; without a sandbox less is known."""
    from incidentdesk.improve.drill_pause import pauses_of

    with database.read() as reader:
        row = drill_row(reader, drill_id)
        if row is None:
            raise Refused(_("There is no drill {number}.").format(number=drill_number(drill_id)))
        notes, gaps, pauses = drill_notes(reader, drill_id), gaps_of(reader, drill_id), pauses_of(reader, drill_id)
        before = _before(row, drills_of(reader, row.scenario_id))
    score, people = row.score, tuple(Presence(seat) for seat in row.seats)
    if sandbox is not None and row.state in (DrillState.RUNNING, DrillState.PAUSED):
        from incidentdesk.improve.drill_score import score_of

        with sandbox.read() as reader:
            score = score_of(row, reader, clock.stored(clock.now()), pauses)
            people = _present(reader, row)
    return DrillSheet(row, tuple(notes), tuple(gaps), people, score, before)


def _before(row: DrillRow, others: Sequence[DrillRow]) -> int | None:
    """What was reached in the drill that ended last before this one began."""
    begun = row.started_at or row.planned_at
    ended = [each for each in others if each.id != row.id and each.score and (each.ended_at or begun) < begun]
    last = max(ended, key=lambda each: each.ended_at or 0, default=None)
    return last.score.total if last is not None and last.score else None


def _present(sandbox: Any, row: DrillRow) -> tuple[Presence, ...]:
    last: Mapping[str, int] = {
        str(actor): int(at)
        for actor, at in sandbox.rows("SELECT actor, MAX(at) FROM ledger WHERE via <> 'drill' GROUP BY actor")
    }
    doing: dict[str, str] = {}
    for person, title in sandbox.rows(
        "SELECT p.name, t.title FROM task t JOIN person p ON p.id = t.person_id WHERE t.withdrawn_at IS NULL"
        " AND t.state IN ('Open', 'In Progress', 'Blocked')"
        " ORDER BY CASE t.state WHEN 'In Progress' THEN 0 ELSE 1 END, t.position, t.id"
    ):
        doing.setdefault(str(person), str(title))
    return tuple(Presence(seat, doing.get(seat.person, ""), last.get(seat.person)) for seat in row.seats)
