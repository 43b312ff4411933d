"""A drill that is played in a moment: by a script, with a clock that is held and moved on."""

from collections.abc import Callable
from datetime import datetime, timedelta

from incidentdesk import clock
from incidentdesk.improve.drill_result import DrillScore
from incidentdesk.improve.drill_script import Doing, doings
from incidentdesk.refusal import Refused
from incidentdesk.schema.drill_running import begin_drill, finish_drill, play_due, row_of
from incidentdesk.store.database import Database

TICK = 15  # seconds of the drill between two looks
_MOST_DEEDS = 200  # at one look
VIA = "script"

Tell = Callable[[int, str], object]


def run_fast(
    database: Database,
    drill_id: int,
    *,
    actor: str,
    pace: float = 0.7,
    tell: Tell = lambda _second, _line: None,
) -> DrillScore:
    """Play a scheduled drill from its start to its end, as if it had ended now; returns its score.

    `pace` is the share of every target that the script takes. `tell` hears the second and the title of each inject, and
    what the rules forbade the script. Raises Refused as `begin_drill` does. "Now" stands still for the whole process
    meanwhile, so nothing else may run beside it.
    """
    row = row_of(database, drill_id)
    length = max(row.planned_length * 60, row.content.length)
    start = clock.now() - timedelta(seconds=length)
    moment = start
    before = clock.hold(lambda: moment)
    try:
        sandbox = begin_drill(database, drill_id, actor=actor, via=VIA)
        try:
            refused: set[str] = set()
            for second in range(0, length + 1, TICK):
                moment = _moved(start, second)
                _tell_played(database, sandbox, drill_id, second, actor, tell)
                _act(database, sandbox, drill_id, actor, pace, refused)
        finally:
            sandbox.close()
        for line in sorted(refused):
            tell(length, line)
        return finish_drill(database, drill_id, actor=actor, via=VIA)
    finally:
        clock.hold(before)


def _moved(start: datetime, second: int) -> datetime:
    return start + timedelta(seconds=second)


def _tell_played(database: Database, sandbox: Database, drill_id: int, second: int, actor: str, tell: Tell) -> None:
    played = play_due(database, sandbox, drill_id, actor=actor, via=VIA)
    titles = {each.key: each.title for each in row_of(database, drill_id).content.injects} if played else {}
    for key in played:
        tell(second, titles[key])


def _act(database: Database, sandbox: Database, drill_id: int, actor: str, pace: float, refused: set[str]) -> None:
    """Do all that is due at this moment, but for what the rules forbid."""
    row = row_of(database, drill_id)
    for _deed in range(_MOST_DEEDS):
        with sandbox.read() as reader:
            due = doings(row, reader, clock.stored(clock.now()), pace)
        if not any(_did(sandbox, each, actor, refused) for each in due):
            return


def _did(sandbox: Database, doing: Doing, actor: str, refused: set[str]) -> bool:
    try:
        with sandbox.write(actor=actor, via=VIA) as session:
            doing(session)
    except Refused as error:
        refused.add(str(error))
        return False
    return True
