"""Writing from the window: in the background, as one gesture that can be undone."""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.refusal import Refused


def write(
    desk: Desk,
    owner: QObject,
    act: Callable[[Any], Any],
    said: str,
    *,
    then: Callable[[Any], None] | None = None,
    failed: Callable[[Refused], None] | None = None,
    toast: bool = False,
) -> Job:
    """Run `act(session)` in a transaction of its own; `then(result)` follows, or `failed(refused)`.

    `said` names the gesture for Undo; with `toast` it is also said, for what is not plain to see. Where `owner` is
    gone meanwhile, it is not called back: what failed is said by the window.
    """

    def done(outcome: tuple[Any, int]) -> None:
        result, gesture = outcome
        desk.history.done(said, gesture, toast=toast)
        if then is not None and shiboken6.isValid(owner):
            then(result)

    def refused(error: Refused) -> None:
        if failed is not None and shiboken6.isValid(owner):
            failed(error)
        else:
            desk.registry.refused.emit(error)

    return desk.background.run(_write, desk.database, desk.actor, act, then=done, failed=refused)


def _write(database: Any, actor: str, act: Callable[[Any], Any]) -> tuple[Any, int]:
    with database.write(actor=actor, via="window") as session:
        return act(session), session.gesture
