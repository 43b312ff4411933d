"""What can be done with the improvements that are selected, one or many; each is one step of Undo."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.improve.improvement_card import WAY, counted
from incidentdesk.desktop.improve.improvement_mark import IMPROVEMENT_MARK
from incidentdesk.desktop.improve.improvement_move_dialog import ImprovementMoveDialog, asks
from incidentdesk.desktop.improve.improvement_writing import Act, ImprovementMove, changing, moving, with_all
from incidentdesk.desktop.investigate.row_choices import DueDialog, common, neighbour, owner_choices, state_choices
from incidentdesk.desktop.records.board_pane import BoardPane
from incidentdesk.desktop.writing import write
from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.improve.improvement_change import withdraw_improvement
from incidentdesk.improve.improvement_list import ImprovementRow
from incidentdesk.improve.improvement_state import FOLLOWING
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused


class ImprovementCommands(QObject):
    def __init__(self, pane: BoardPane) -> None:
        super().__init__(pane)
        self._desk, self._pane = pane.desk, pane
        self.names = KnownNames()

    def load_names(self) -> None:
        self._desk.background.run_latest(
            f"names of {id(self)}", _load_names, self._desk.database, then=self._take_names, failed=self._fail
        )

    def _take_names(self, names: KnownNames) -> None:
        self.names = names

    def _fail(self, refused: Refused) -> None:
        self._pane.message.say(str(refused), "danger")

    # -- state

    def choose_state(self) -> None:
        rows = list(self._pane.selected())
        popup = self._popup(
            _("State"), state_choices(self._desk.theme, FOLLOWING, IMPROVEMENT_MARK, [row.state for row in rows])
        )
        popup.chosen.connect(lambda state: self.move(state, rows))

    def move(self, state: str, rows: Sequence[ImprovementRow]) -> None:
        """Bring improvements to a state, asking for what it needs."""
        said = _("{improvements}: {state}").format(improvements=named(rows), state=_(state))
        if not asks(state, rows):
            self.change(rows, moving(ImprovementMove(state)), said)
            return
        dialog = ImprovementMoveDialog(self._desk, state, said, rows, self.names.staff, self._pane.window())
        dialog.wanted.connect(lambda: self._save(dialog, rows, moving(dialog.wish()), said))
        dialog.open()

    def why_no_way(self, step: int) -> str:
        """Why the current improvement can't go to the state before or after its own; "" where it can."""
        row = self._pane.current()
        if row is None:
            return _("Select an improvement first.")
        state = neighbour(WAY, row.state, step)
        can = state and state in FOLLOWING[ImprovementState(row.state)]
        return "" if can else _("There is no such state next to it.")

    def step(self, step: int) -> None:
        """Bring what is selected in the state of the current improvement to the state before or after it."""
        current = self._pane.current()
        if current is not None:
            rows = [row for row in self._pane.selected() if row.state == current.state]
            self.move(neighbour(WAY, current.state, step), rows or [current])

    # -- owner, due, trash

    def choose_owner(self) -> None:
        rows = list(self._pane.selected())
        choices = owner_choices(self._desk.actor, self.names.staff)
        popup = self._popup(_("Owner"), choices, current=common(rows, "owner"), new=_("Create “{name}”"))
        popup.chosen.connect(lambda name: self._set_owner(rows, name))

    def _set_owner(self, rows: Sequence[ImprovementRow], name: str) -> None:
        said = _("{improvements}: owner {value}")
        self.change(
            rows, changing({"owner": name}), said.format(improvements=named(rows), value=isolated(name or _("nobody")))
        )

    def choose_due(self) -> None:
        rows = list(self._pane.selected())
        dialog = DueDialog(self._desk, named(rows), common(rows, "due_on") or "", self._pane.window())
        said = _("{improvements}: another due date").format(improvements=named(rows))
        dialog.wanted.connect(lambda: self._save(dialog, rows, changing({"due_on": dialog.field.value()}), said))
        dialog.open()

    def remove(self) -> None:
        rows = list(self._pane.selected())
        said = _("{improvements} moved to the trash").format(improvements=named(rows))
        self.change(rows, withdraw_improvement, said)

    # -- how

    def change(self, rows: Sequence[ImprovementRow], act: Act, said: str) -> None:
        """Do it with all of them or with none."""
        ids = [row.id for row in rows]
        write(self._desk, self, with_all(ids, act), said, failed=self._fail, toast=True)

    def _save(self, dialog: GestureDialog, rows: Sequence[ImprovementRow], act: Act, said: str) -> None:
        ids = [row.id for row in rows]
        write(
            self._desk, dialog, with_all(ids, act), said, then=lambda _none: dialog.accept(), failed=dialog.fail,
            toast=True,
        )  # fmt: skip

    def _popup(self, title: str, choices: Sequence[Choice], *, current: Any = None, new: str = "") -> ChoicePopup:
        popup = ChoicePopup(self._desk.theme, title, choices, current=current, new=new, window=self._pane.window())
        popup.open_at(self._pane.anchor("title"))
        return popup


def named(rows: Sequence[ImprovementRow]) -> str:
    """ "IMP-0007" or "12 improvements"."""
    return rows[0].number if len(rows) == 1 else counted(len(rows))


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
