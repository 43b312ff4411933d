"""Writing from a page: in the background, as one gesture that can be undone."""

from collections.abc import Callable
from typing import Any

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.refusal import Refused


def write(
    desk: Desk,
    act: Callable[[Any], Any],
    said: str,
    *,
    then: Callable[[Any], None] | None = None,
    failed: Callable[[Refused], None] | None = None,
    toast: bool = False,
) -> Job:
    """Run `act(session)` in a transaction of its own; `then(result)` follows, or `failed(refused)`.

    `said` names the gesture for Undo; with `toast` it is also said, for what is not plain to see.
    """

    def done(outcome: tuple[Any, int]) -> None:
        result, gesture = outcome
        desk.history.done(said, gesture, toast=toast)
        if then is not None:
            then(result)

    return desk.background.run(_write, desk.database, desk.actor, act, then=done, failed=failed)


def _write(database: Any, actor: str, act: Callable[[Any], Any]) -> tuple[Any, int]:
    with database.write(actor=actor, via="window") as session:
        return act(session), session.gesture


def changing(incident_id: int, changes: dict[str, Any], seen: dict[str, Any] | None = None, reason: str = ""):
    """The act of changing facts."""

    def act(session: Any) -> None:
        from incidentdesk.respond.change import change_incident

        change_incident(session, incident_id, changes, seen=seen, reason=reason)

    return act
