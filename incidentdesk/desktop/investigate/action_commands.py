"""What can be done with the corrective actions that are selected, one or many; each is one step of Undo."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.detect.incident_commands import priority_choices
from incidentdesk.desktop.investigate.action_move_dialog import ActionMoveDialog, asks
from incidentdesk.desktop.investigate.action_writing import Act, changing, moving, with_all
from incidentdesk.desktop.investigate.row_choices import DueDialog, common, neighbour, owner_choices, state_choices
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK
from incidentdesk.desktop.writing import write
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import FOLLOWING, ActionState
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused

# The columns of the board, from left to right.
WAY = (
    ActionState.PROPOSED, ActionState.COMMITTED, ActionState.IN_PROGRESS, ActionState.DONE, ActionState.VERIFIED,
)  # fmt: skip


class ActionCommands(QObject):
    """`selected` gives the rows, `current` the one that stands for them, `anchor` where a pop-up belongs on the screen;
    `failed` says what went wrong."""

    def __init__(
        self,
        desk: Desk,
        page: QWidget,
        selected: Callable[[], Sequence[ActionRow]],
        current: Callable[[], ActionRow | None],
        anchor: Callable[[], QRect],
        failed: Callable[[Refused], None],
    ) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._selected, self._current, self._anchor, self._failed = selected, current, anchor, failed
        self.names = KnownNames()

    def load_names(self) -> None:
        self._desk.background.run_latest(
            f"names of {id(self)}", _load_names, self._desk.database, then=self._take_names, failed=self._failed
        )

    def _take_names(self, names: KnownNames) -> None:
        self.names = names

    # -- state

    def choose_state(self) -> None:
        rows = list(self._selected())
        popup = self._popup(
            _("State"), state_choices(self._desk.theme, FOLLOWING, ACTION_MARK, [row.state for row in rows])
        )
        popup.chosen.connect(lambda state: self.move(state, rows))

    def move(self, state: str, rows: Sequence[ActionRow], then: Callable[[], None] | None = None) -> None:
        """Bring actions to a state, asking for what it needs."""
        from incidentdesk.investigate.action_move import ActionMove

        said = _("{actions}: {state}").format(actions=named(rows), state=_(state))
        if not asks(state, rows):
            self.change(rows, moving(ActionMove(state)), said, then)
            return
        dialog = ActionMoveDialog(self._desk, state, said, rows, self.names.staff, self._page.window())
        self._ask(dialog, rows, lambda: moving(dialog.wish()), said, then)

    def why_no_way(self, step: int) -> str:
        """Why the current action can't go to the state before or after its own; "" where it can."""
        row = self._current()
        if row is None:
            return _("Select an action first.")
        state = neighbour(WAY, row.state, step)
        can = state and state in FOLLOWING[ActionState(row.state)]
        return "" if can else _("There is no such state next to it.")

    def step(self, step: int) -> None:
        """Bring what is selected in the state of the current action to the state before or after it."""
        current = self._current()
        if current is not None:
            rows = [row for row in self._selected() if row.state == current.state]
            self.move(neighbour(WAY, current.state, step), rows or [current])

    # -- owner, due, priority

    def choose_owner(self) -> None:
        rows = list(self._selected())
        choices = owner_choices(self._desk.actor, self.names.staff)
        popup = self._popup(_("Owner"), choices, current=common(rows, "owner"), new=_("Create “{name}”"))
        popup.chosen.connect(
            lambda name: self._set(rows, {"owner": name}, _("{actions}: owner {value}"), name or _("nobody"))
        )

    def choose_priority(self) -> None:
        rows = list(self._selected())
        popup = self._popup(_("Priority"), priority_choices(self._desk.theme), current=common(rows, "priority"))
        popup.chosen.connect(
            lambda wanted: self._set(rows, {"priority": wanted}, _("{actions}: P{value}"), str(wanted))
        )

    def choose_due(self) -> None:
        rows = list(self._selected())
        dialog = DueDialog(self._desk, named(rows), common(rows, "due_on") or "", self._page.window())
        self._ask(
            dialog,
            rows,
            lambda: changing({"due_on": dialog.field.value()}),
            _("{actions}: another due date").format(actions=named(rows)),
            None,
        )

    def _set(self, rows: Sequence[ActionRow], changes: dict[str, Any], said: str, value: str) -> None:
        self.change(rows, changing(changes), said.format(actions=named(rows), value=isolated(value)))

    # -- trash

    def remove(self) -> None:
        rows = list(self._selected())
        said = _("{actions} moved to the trash").format(actions=named(rows))
        self.change(rows, _withdraw, said)

    # -- how

    def change(self, rows: Sequence[ActionRow], act: Act, said: str, then: Callable[[], None] | None = None) -> None:
        """Do it with all of them or with none."""
        write(
            self._desk,
            self,
            with_all([row.id for row in rows], act),
            said,
            then=(lambda _none: then()) if then else None,
            failed=self._failed,
            toast=True,
        )

    def _ask(
        self,
        dialog: GestureDialog,
        rows: Sequence[ActionRow],
        act: Callable[[], Act],
        said: str,
        then: Callable[[], None] | None,
    ) -> None:
        def save() -> None:
            write(
                self._desk,
                dialog,
                with_all([row.id for row in rows], act()),
                said,
                then=lambda _none: (dialog.accept(), then() if then else None),
                failed=dialog.fail,
                toast=True,
            )

        dialog.wanted.connect(save)
        dialog.open()

    def _popup(self, title: str, choices: Sequence[Choice], *, current: Any = None, new: str = "") -> ChoicePopup:
        popup = ChoicePopup(self._desk.theme, title, choices, current=current, new=new, window=self._page.window())
        popup.open_at(self._anchor())
        return popup


def named(rows: Sequence[ActionRow]) -> str:
    """ "ACT-0007" or "12 actions"."""
    if len(rows) == 1:
        return rows[0].number
    return ngettext("{count} action", "{count} actions", len(rows)).format(count=len(rows))


def _withdraw(session: Any, action_id: int) -> None:
    from incidentdesk.investigate.action_change import withdraw_action

    withdraw_action(session, action_id)


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
