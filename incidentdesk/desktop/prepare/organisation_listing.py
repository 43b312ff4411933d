"""What the lists of people, teams, roles, SLAs and calendars have in common."""

from collections.abc import Callable, Iterable
from typing import Any

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.records.table_pane import TablePane
from incidentdesk.language import _

SCOPE, MENU = "organisation", "plans"
REMOVE = f"{SCOPE}.remove"
UP, DOWN = f"{SCOPE}.up", f"{SCOPE}.down"
# The same commands as in the lists of services and contacts, so that a key means one thing on the whole page.
INCIDENTS, VERIFY = "service.incidents", "contact.verify"


def declare_order(pane: TablePane, move: Callable[[int], None]) -> None:
    """Move the current record up (-1) or down (1)."""
    for action_id, text, by, icon, key in (
        (UP, _("Move &up"), -1, "chevron-up", "Up"),
        (DOWN, _("Move do&wn"), 1, "chevron-down", "Down"),
    ):
        add_action(pane, action_id, text, lambda by=by: move(by), icon, (f"Ctrl+Shift+{key}",), 20, pane.why_nothing)


def declare_incidents(pane: TablePane, reference: Callable[[Any], str]) -> None:
    """Lead to the open incidents of the current record."""

    def run() -> None:
        pane.opened.emit(reference(pane.table.current()))

    add_action(pane, INCIDENTS, _("Open &incidents"), run, "incident", ("I",), 20, pane.why_no_row)


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
