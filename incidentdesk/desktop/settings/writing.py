"""Writing what is set for the whole desk, away from the GUI thread."""

from collections.abc import Callable
from typing import Any

from incidentdesk.desktop.desk import Desk
from incidentdesk.refusal import Refused


def write(
    desk: Desk,
    text: str,
    change: Callable[..., Any],
    *args: Any,
    failed: Callable[[Refused], None],
    toast: bool = True,
) -> None:
    """One gesture `change(session, *args)`; `text` names it for Undo."""
    desk.background.run(
        _write,
        desk.database,
        desk.actor,
        change,
        args,
        then=lambda gesture: desk.history.done(text, gesture, toast=toast),
        failed=failed,
    )


def _write(database: Any, actor: str, change: Callable[..., Any], args: tuple[Any, ...]) -> int:
    with database.write(actor=actor, via="window") as session:
        change(session, *args)
        return session.gesture
