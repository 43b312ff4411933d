"""What the lists of people, teams, roles, SLAs and calendars have in common."""

from collections.abc import Callable, Iterable
from typing import Any

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.records.table_pane import TablePane
from incidentdesk.desktop.writing import write
from incidentdesk.language import _

SCOPE, MENU = "organisation", "plans"
REMOVE = f"{SCOPE}.remove"


def declare_removing(pane: TablePane, withdraw: Callable[[Any, int], None], said: Callable[[int], str]) -> None:
    """Del moves the selected records to the trash; `said` names it for Undo by their number."""

    def remove() -> None:
        ids = [row.id for row in pane.selected()]
        write(pane.desk, pane, _withdrawing(withdraw, ids), said(len(ids)), failed=pane._fail, toast=True)

    add_action(pane, REMOVE, _("Move to the tras&h"), remove, "trash", ("Del",), 90, pane.why_nothing)


def add_action(
    pane: TablePane,
    action_id: str,
    text: str,
    run: Callable[[], None],
    icon: str,
    keys: Iterable[str],
    section: int,
    why: Callable[[], str],
) -> None:
    pane.desk.registry.add(Action(action_id, text, run, icon, tuple(keys), SCOPE, MENU, section, why), pane.table)


def _withdrawing(withdraw: Callable[[Any, int], None], ids: list[int]) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        for record_id in ids:
            withdraw(session, record_id)

    return act
