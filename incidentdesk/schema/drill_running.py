"""A drill over two desks: the one that keeps its record, and the sandbox in which it is played."""

from incidentdesk import clock
from incidentdesk.improve.drill_change import end_drill, start_drill
from incidentdesk.improve.drill_list import DrillRow, drill_row
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_pause import pauses_of
from incidentdesk.improve.drill_playing import ACTOR, VIA, due_injects, play_inject
from incidentdesk.improve.drill_result import DrillScore, Moment
from incidentdesk.improve.drill_score import score_of, timeline_of
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.schema.drill_sandbox import make_sandbox, open_sandbox, remove_sandbox, sandbox_path
from incidentdesk.store.database import Database


def row_of(database: Database, drill_id: int) -> DrillRow:
    """Raises Refused where there is no such drill."""
    with database.read() as reader:
        row = drill_row(reader, drill_id)
    if row is None:
        raise Refused(_("There is no drill {number}.").format(number=drill_number(drill_id)))
    return row


def begin_drill(database: Database, drill_id: int, *, actor: str, via: str = "window") -> Database:
    """Make the sandbox and start the drill; returns the sandbox, opened.

    Raises Refused where either can't be; then the drill has not started and no sandbox is left.
    """
    row = row_of(database, drill_id)
    if row.started_at is not None:
        raise Refused(_("{number} has started already.").format(number=row.number))
    path = sandbox_path(database, row)
    sandbox = make_sandbox(database, drill_id, path)
    try:
        with database.write(actor=actor, via=via) as session:
            start_drill(session, drill_id)
    except BaseException:
        sandbox.close()
        remove_sandbox(path)
        raise
    return sandbox


def sandbox_of(database: Database, drill_id: int) -> Database:
    """The sandbox of a drill, opened; raises Refused where the file is gone or damaged."""
    row = row_of(database, drill_id)
    return open_sandbox(sandbox_path(database, row), row)


def play(database: Database, sandbox: Database, drill_id: int, key: str, *, actor: str, via: str = "window") -> None:
    """Play an inject now, due or not; raises Refused where the drill does not run, and for one that was played."""
    with database.write(actor=actor, via=via) as session, sandbox.write(actor=ACTOR, via=VIA) as inner:
        play_inject(session, inner, drill_id, key)


def play_due(database: Database, sandbox: Database, drill_id: int, *, actor: str, via: str = "window") -> list[str]:
    """Play every inject whose time has come; returns their keys."""
    due = due_injects(row_of(database, drill_id), clock.stored(clock.now()))
    for each in due:
        play(database, sandbox, drill_id, each.key, actor=actor, via=via)
    return [each.key for each in due]


def standing_score(database: Database, sandbox: Database, drill_id: int) -> DrillScore:
    """The score of a drill as it stands at this moment."""
    with database.read() as reader, sandbox.read() as inner:
        row = drill_row(reader, drill_id)
        if row is None:
            raise Refused(_("There is no drill {number}.").format(number=drill_number(drill_id)))
        return score_of(row, inner, clock.stored(clock.now()), pauses_of(reader, drill_id))


def finish_drill(
    database: Database, drill_id: int, *, actor: str, via: str = "window", conclusion: str = ""
) -> DrillScore:
    """End a drill, score it by its sandbox and keep that with its timeline; the sandbox itself stays.

    Where the sandbox is gone or damaged the drill ends all the same, and its score says why it knows nothing.
    """
    score, timeline = _told_by_sandbox(database, drill_id)
    with database.write(actor=actor, via=via) as session:
        end_drill(session, drill_id, conclusion=conclusion, score=score, timeline=timeline)
    return score


def _told_by_sandbox(database: Database, drill_id: int) -> tuple[DrillScore, tuple[Moment, ...]]:
    try:
        sandbox = sandbox_of(database, drill_id)
    except Refused as refused:
        return DrillScore(trouble=str(refused)), ()
    try:
        score = standing_score(database, sandbox, drill_id)
        with sandbox.read() as inner:
            return score, timeline_of(inner)
    except Refused as refused:
        return DrillScore(trouble=str(refused)), ()
    finally:
        sandbox.close()
