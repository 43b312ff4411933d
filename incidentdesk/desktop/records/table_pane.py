"""A list of records with its filter, its footer, and what stands there while there are none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QLocale, QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.selection_footer import SelectionFooter
from incidentdesk.desktop.records.table import RecordTable
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.search_field import SearchField
from incidentdesk.desktop.writing import write
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_GATHERING = 150  # milliseconds for which news of many commits is gathered


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows that a filter leaves, and a sentence about what of it was not understood."""

    rows: Sequence[Any]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RecordListing:
    """What is listed and in which words. `load` gets a reader and the day as YYYY-MM-DD.

    `searched` is all that a word of the filter may stand in; `nouns` are those whose news mean that it is read again.
    Where `making` is empty, nothing new is made from the list.
    """

    name: str
    icon: str
    columns: tuple[Column, ...]
    identity: Callable[[Any], Any]
    load: Callable[[Any, str], Sequence[Any]]
    nouns: frozenset[str]
    searched: Callable[[Any], str]
    counted: Callable[[int], str]
    placeholder: str
    nothing: str
    teaching: str
    making: str
    offered: tuple[str, ...] = ()
    more: tuple[str | None, ...] = ()
    menu: tuple[str | None, ...] = field(default=())
    # The page that the list stands on: the scope and the beginning of the ids of its commands, and their menu.
    scope: str = "analyses"
    page_menu: str = "analysis"


class TablePane(QWidget):
    """Emits `loaded` whenever what was read is shown, `opened(reference)` to go to another page."""

    loaded = Signal()
    opened = Signal(str)

    def __init__(self, desk: Desk, listing: RecordListing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.listing = desk, listing
        self.rows: Sequence[Any] | None = None
        self._wanted: Any = None
        self.filter = SearchField(desk.theme, _("Filter"), listing.placeholder)
        self.message = MessageBar(desk.theme)
        self.table = RecordTable(desk, listing.name, listing.columns, listing.identity)
        self.footer = SelectionFooter(desk, offered=listing.offered, more=listing.more, counted=listing.counted)
        self._make_empty_states()
        self._lay_out()
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        self.filter.changed.connect(lambda _text: self._show())
        self.filter.left.connect(lambda: self.main().setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.chosen.connect(self._selection_changed)
        self.table.customContextMenuRequested.connect(self._context_menu)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _make_empty_states(self) -> None:
        theme, listing = self.desk.theme, self.listing
        self.first_use = EmptyState(
            theme, listing.icon, listing.nothing, listing.teaching, listing.making, self.new, primary=False
        )
        self.nothing = EmptyState(
            theme,
            "filter",
            _("Nothing matches the filter"),
            _("Take a part of it away, or look at all of them."),
            _("Clear filter"),
            lambda: self.filter.set_text(""),
            primary=False,
        )
        self.trouble = EmptyState(theme, "error", _("This can't be read"), "", _("Retry"), self.refresh, primary=False)

    def _lay_out(self) -> None:
        self.card = QFrame()
        self.card.setObjectName("card")
        self.places = QStackedWidget()
        self.places.setAccessibleName(self.listing.name)
        # Keeps the keyboard until there is something to be seen.
        self.waiting = QWidget(focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.waiting.setAccessibleName(self.listing.name)
        for widget in (self.waiting, self.table, self.first_use, self.nothing, self.trouble):
            self.places.addWidget(widget)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.places)
        self.top = QHBoxLayout()
        self.top.setSpacing(12)
        self.top.addWidget(self.filter, 1)
        lower = QVBoxLayout()
        lower.setSpacing(0)
        lower.addWidget(self.card, 1)
        lower.addWidget(self.footer)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addLayout(self.top)
        self.column.addWidget(self.message)
        self.column.addLayout(lower, 1)

    # -- reading

    def refresh(self) -> None:
        """Read everything anew."""
        self.desk.background.run_latest(
            f"{self.listing.name} of {id(self)}",
            _load,
            self.desk.database,
            self.listing,
            self.table.now().today,
            then=self._take,
            failed=self._fail,
        )

    def _take(self, rows: Sequence[Any]) -> None:
        self.rows = rows
        self._show()
        self.loaded.emit()

    def write_each(self, ids: Sequence[int], act: Callable[[Any, int], Any], said: str) -> None:
        """`act(session, id)` for some records as one gesture, which is said and can be undone."""
        write(
            self.desk, self, lambda session: [act(session, each) for each in ids], said, failed=self._fail, toast=True
        )  # fmt: skip

    def _fail(self, refused: Refused) -> None:
        if self.rows is None:
            self.trouble.tell(_("This can't be read"), str(refused))
            self.places.setCurrentWidget(self.trouble)
        else:
            self.message.say(str(refused), "danger", _("Retry"), self.refresh)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if self.rows is not None and self.listing.nouns & changes.keys():
            self._gathering.start()

    # -- showing

    def keep(self, text: str, rows: Sequence[Any]) -> Kept:
        """What the filter leaves: the rows that have all its words."""
        words = text.casefold().split()
        searched = self.listing.searched
        return Kept([row for row in rows if all(word in searched(row).casefold() for word in words)])

    def _show(self) -> None:
        if self.rows is None:
            return
        kept = self.keep(self.filter.text, self.rows)
        self.filter.show_hint(kept.hint)
        self.filter.show_count(len(kept.rows), len(self.rows))
        self.show_kept(kept.rows)
        empty = self.first_use if not self.rows else self.nothing if not kept.rows else None
        focus = QApplication.focusWidget()
        shown = empty or self.main()
        lost = (
            focus is not None and self.places.isAncestorOf(focus) and not (shown is focus or shown.isAncestorOf(focus))
        )
        self.places.setCurrentWidget(shown)
        self.filter.setEnabled(bool(self.rows))
        if lost:
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._selection_changed()
        self._go_to_wanted()

    def show_kept(self, rows: Sequence[Any]) -> None:
        self.table.show_rows(rows)

    def main(self) -> QWidget:
        """What the rows are shown in."""
        return self.table

    def stand_on(self, identity: Any) -> None:
        """Stand on a record as soon as it is there."""
        self._wanted = identity
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is not None and self.rows is not None and self.table.go_to(self._wanted):
            self._wanted = None

    # -- commands that every list has

    def declare(self) -> None:
        """Make the commands known."""
        registry, table = self.desk.registry, self.table
        for key, text, run, keys, icon, why in (
            ("open", _("&Open"), table.open_current, ("Return", "Enter"), "external", self.why_no_row),
            ("new", _("&New in this list…"), self.new, ("N",), "plus", self.why_read_only),
            ("next", _("Next row"), lambda: table.step(1), ("J",), "chevron-down", self.why_no_row),
            ("previous", _("Previous row"), lambda: table.step(-1), ("K",), "chevron-up", self.why_no_row),
        ):
            if key == "new" and not self.listing.making:
                continue
            scope = self.listing.scope
            menu = self.listing.page_menu if key in ("open", "new") else ""
            action = Action(f"{scope}.{key}", text, run, icon, keys, scope, menu, 10, why)
            registry.add(action, self if key == "new" else table)
        if "edit.copy" in registry.ids():
            registry.bind(table, "edit.copy", self.copy, self.why_no_row)
        if "edit.find" in registry.ids():
            registry.bind(self, "edit.find", self._find)
        table.opened.connect(self.open_row)
        self.footer.settle()

    def declare_removing(self, withdraw: Callable[[Any, int], Any], said: Callable[[int], str]) -> None:
        """Del moves the selected records to the trash; `said` names it for Undo by their number."""

        def remove() -> None:
            ids = [self.listing.identity(row) for row in self.selected()]
            self.write_each(ids, withdraw, said(len(ids)))

        scope, menu = self.listing.scope, self.listing.page_menu
        text, why = _("Move to the tras&h"), self.why_nothing
        self.desk.registry.add(
            Action(f"{scope}.remove", text, remove, "trash", ("Del",), scope, menu, 90, why), self.table
        )

    def new(self) -> None:
        """Make a new record of this list."""
        raise NotImplementedError

    def open_row(self, row: Any) -> None:
        raise NotImplementedError

    def _find(self) -> None:
        self.filter.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.line.selectAll()

    # -- the selection

    def selected(self) -> list[Any]:
        return self.table.selected()

    def selected_count(self) -> int:
        return self.table.selected_count() or int(self.table.has_row)

    def why_nothing(self) -> str:
        """Why nothing can be done with the selection; "" where there is one."""
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        return self.why_no_row()

    def why_no_row(self) -> str:
        return "" if self.has_row() else _("Select a row first.")

    def has_row(self) -> bool:
        return self.table.has_row

    def why_read_only(self) -> str:
        return str(self.desk.database.read_only)

    def _selection_changed(self) -> None:
        shown = self.places.currentWidget() is self.main()
        self.footer.show_selection(self.selected_count() if shown else 0, len(self.table.records.rows))
        self.desk.registry.refresh()
        self.footer.refresh()

    def _context_menu(self, at: QPoint) -> None:
        known = set(self.desk.registry.ids())
        ids = [each for each in self.listing.menu if each is None or each in known]
        self.desk.registry.context_menu(self.table, ids).popup(self.table.viewport().mapToGlobal(at))

    def copy(self) -> None:
        """Copy the selected rows as text that a spreadsheet takes."""
        QGuiApplication.clipboard().setMimeData(self._clip())

    def _clip(self) -> QMimeData:
        now, columns = self.table.now(), self.listing.columns
        lines = ["\t".join(_(column.title) for column in columns)]
        for row in self.selected():
            cells = ((column.whole or column.text)(row, now) for column in columns)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        data = mime_data()
        data.setText("\n".join(lines))
        return data

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        shown = self.places.currentWidget()
        first = (shown.action_button or self.places) if isinstance(shown, EmptyState) else shown
        return [first, *([self.filter.line] if self.filter.isEnabled() else [])]

    def _dress(self) -> None:
        self.card.setStyleSheet(
            self.desk.theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def count_text(sentence: str, count: int) -> str:
    """A sentence with a counted number in the way of this locale."""
    return sentence.format(count=QLocale().toString(count))


def _load(database: Any, listing: RecordListing, today: str) -> Sequence[Any]:
    with database.read() as reader:
        return listing.load(reader, today)
