"""A list of records that can be looked at as a board; both have the same filter, selection and commands."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.board import Board, BoardKind
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.language import _

LIST, BOARD = "list", "board"


class BoardPane(TablePane):
    """`preference` remembers whether the list or the board was shown. A subclass ends its making with `ready`."""

    def __init__(self, desk: Desk, listing: RecordListing, kind: BoardKind, preference: str) -> None:
        self.board, self._preference = Board(desk, kind), preference
        super().__init__(desk, listing)
        self.views = Chooser(desk.theme, _("View"), [(LIST, _("List")), (BOARD, _("Board"))])
        self.views.chosen.connect(self.show_as)
        self.top.addWidget(self.views)
        self.places.addWidget(self.board)
        self.board.opened.connect(self.open_row)
        self.board.chosen.connect(self._selection_changed)
        self.board.menu_wanted.connect(self._board_menu)

    def ready(self) -> None:
        """Declare the commands of the list for both, and show what was shown last."""
        self.declare()
        self.desk.registry.bind(self.board, f"{self.listing.scope}.open", self._open_card, self.why_no_row)
        self.show_as(self.desk.preferences.get(self._preference))

    def main(self) -> QWidget:
        return self.board if self.shown_as == BOARD else self.table

    @property
    def shown_as(self) -> str:
        return self.views.value if hasattr(self, "views") else LIST

    def show_as(self, view: str) -> None:
        """ "list" or "board"."""
        standing = self.selected()
        had_focus = self.main().isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.views.choose(view)
        self.desk.preferences.set(self._preference, view)
        if self.rows is not None:
            self._show()
        if standing:
            self.stand_on(standing[0].id)
        if had_focus or self.table.hasFocus():
            self.main().setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self) -> None:
        """From the list to the board and back."""
        self.show_as(LIST if self.shown_as == BOARD else BOARD)

    def show_kept(self, rows: Sequence[Any]) -> None:
        super().show_kept(rows)
        self.board.show_rows(rows)

    def selected(self) -> list[Any]:
        return self.board.selected() if self.main() is self.board else self.table.selected()

    def current(self) -> Any | None:
        """The row that stands for the selection where only one can."""
        return next(iter(self.board.selected()), None) if self.main() is self.board else self.table.current()

    def selected_count(self) -> int:
        return self.board.selected_count() if self.main() is self.board else super().selected_count()

    def has_row(self) -> bool:
        return bool(self.board.selected_count()) if self.main() is self.board else super().has_row()

    def anchor(self, column: str) -> QRect:
        """Where a pop-up belongs on the screen; `column` is that beside which it stands in the list."""
        at_button = self.footer.anchor()
        if at_button is not None:
            return at_button
        if self.main() is self.board:
            return self.board.anchor()
        return self.table.cell_rect(self.table.current(), column)

    def _go_to_wanted(self) -> None:
        if self._wanted is not None and self.rows is not None:
            on_board = self.board.stand_on(self._wanted)
            if self.table.go_to(self._wanted) or on_board:
                self._wanted = None

    def _open_card(self) -> None:
        rows = self.board.selected()
        if rows:
            self.open_row(rows[0])

    def _board_menu(self, lane: QWidget, at: QPoint) -> None:
        known = set(self.desk.registry.ids())
        ids = [each for each in self.listing.menu if each is None or each in known]
        self.desk.registry.context_menu(lane, ids).popup(lane.mapToGlobal(at))
