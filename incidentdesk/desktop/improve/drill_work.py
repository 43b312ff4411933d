"""What a drill needs of two databases at once, the desk and its sandbox; called in workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.drill_list import DrillRow, live_drills
from incidentdesk.prepare.scenario_content import Inject, InjectKind
from incidentdesk.refusal import Refused


@dataclass(frozen=True, slots=True)
class Live:
    """A drill that runs or is paused; `here` says whether its sandbox lies on this machine."""

    row: DrillRow
    here: bool


@dataclass(frozen=True, slots=True)
class PlayedInject:
    """An inject that was played just now, and the incident in the sandbox that it came to."""

    inject: Inject
    incident_id: int | None


def live_here(database: Any) -> list[Live]:
    from incidentdesk.schema.drill_sandbox import sandbox_path

    with database.read() as reader:
        rows = live_drills(reader)
    return [Live(row, sandbox_path(database, row).exists()) for row in rows]


def play_due(database: Any, sandbox: Any, drill_id: int) -> None:
    """Play what is due by now; what another window has played meanwhile is passed over."""
    from incidentdesk.improve.drill_playing import due_injects
    from incidentdesk.schema.drill_running import row_of

    for inject in due_injects(row_of(database, drill_id), clock.stored(clock.now())):
        try:
            play_one(database, sandbox, drill_id, inject.key)
        except Refused:
            if inject.key not in row_of(database, drill_id).played:
                raise


def play_one(database: Any, sandbox: Any, drill_id: int, key: str) -> None:
    """Play an inject now; it is played by the drill and not by whoever leads it."""
    from incidentdesk.improve.drill_playing import ACTOR, VIA
    from incidentdesk.schema.drill_running import play

    play(database, sandbox, drill_id, key, actor=ACTOR, via=VIA)


def told_by(sandbox: Any, injects: Sequence[Inject]) -> list[PlayedInject]:
    """What was played, with the incident of the sandbox to which it came."""
    from incidentdesk.improve.drill_playing import drilled_incident

    with sandbox.read() as reader:
        incident_id = drilled_incident(reader)
    return [PlayedInject(each, None if each.kind == InjectKind.SIGNAL else incident_id) for each in injects]


def begin(database: Any, actor: str, drill_id: int) -> Any:
    """Make the sandbox, start the drill and return the sandbox."""
    from incidentdesk.schema.drill_running import begin_drill

    return begin_drill(database, drill_id, actor=actor)


def open_sandbox_of(database: Any, drill_id: int) -> Any:
    from incidentdesk.schema.drill_running import sandbox_of

    return sandbox_of(database, drill_id)


def finish(database: Any, actor: str, drill_id: int, conclusion: str) -> None:
    from incidentdesk.schema.drill_running import finish_drill

    finish_drill(database, drill_id, actor=actor, conclusion=conclusion)


def give_way(database: Any, actor: str) -> list[tuple[int, int]]:
    """Pause what runs for a real major incident; the ids of the drills with those of the incidents."""
    from incidentdesk.improve.drill_pause import drills_to_pause, pause_for_majors

    with database.read() as reader:
        if not drills_to_pause(reader):
            return []
    with database.write(actor=actor, via="window") as session:
        return pause_for_majors(session)
