"""What the parts of the intake have in common: where their commands belong, and the question for a reason."""

from collections.abc import Callable
from typing import Any

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.records.table_pane import TablePane
from incidentdesk.desktop.writing import write
from incidentdesk.language import _

SCOPE, MENU = "intake", "automation"
OPEN, INCIDENT = f"{SCOPE}.open", f"{SCOPE}.incident"


def add_action(
    pane: TablePane, key: str, text: str, run: Callable[[], None], icon: str, keys: str, section: int,
    why: Callable[[], str],
) -> None:  # fmt: skip
    """A command for the selected rows; `keys` is its shortcut, "" for none."""
    shortcuts = (keys,) if keys else ()
    action = Action(f"{SCOPE}.{key}", text, run, icon, shortcuts, SCOPE, MENU, section, why)
    pane.desk.registry.add(action, pane.table)


def ask_reason(
    desk: Desk, pane: TablePane, title: str, verb: str, said: str, act: Callable[[Any, str], Any]
) -> LineDialog:
    """Ask why, then `act(session, reason)` as one gesture that `said` names; what fails is said in the dialog."""
    dialog = LineDialog(desk, title, _("&Why?"), verb, _("Say why in a few words."), parent=pane.window())

    def want() -> None:
        reason = dialog.line.text().strip()
        write(
            desk, dialog, lambda session: act(session, reason), said, toast=True, failed=dialog.fail,
            then=lambda _result: dialog.accept(),
        )  # fmt: skip

    dialog.wanted.connect(want)
    dialog.open()
    return dialog
