"""Editing a cell of the list where it stands."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect import list_change
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.incident_column import COLUMNS, NUMBER_OF, Column
from incidentdesk.desktop.detect.incident_commands import IncidentCommands, priority_choices, state_choices
from incidentdesk.desktop.detect.incident_model import IncidentModel
from incidentdesk.desktop.detect.incident_table import IncidentTable
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import dress_fields, mark_invalid
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.number import number
from incidentdesk.detect.register import IncidentRow
from incidentdesk.detect.state import State
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_TYPED = ("title", "tags")
_NAMED = ("assignee", "team", "service", "category", "reporter")


class InlineEdit(QObject):
    """`ended` comes when no cell is being edited any more."""

    ended = Signal()
    failed = Signal(str)

    def __init__(self, desk: Desk, table: IncidentTable, model: IncidentModel, commands: IncidentCommands) -> None:
        super().__init__(table)
        self._desk, self._table, self._model, self._commands = desk, table, model, commands
        self.editor: CellEditor | None = None
        self.popup: ChoicePopup | None = None
        self._saving = False
        table.edit_wanted.connect(self.begin)

    @property
    def busy(self) -> bool:
        """Whether somebody is typing or choosing; then rows must stay where they are."""
        return self.editor is not None or self.popup is not None or self._saving

    def begin(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Edit a cell, if it can be."""
        row = self._model.incident(index.row(), 1_000) if index.isValid() else None
        column = COLUMNS[index.column()] if index.isValid() else None
        if row is None or column is None or not column.field or self._desk.database.read_only or self.editor:
            return
        self._table.scrollTo(index)
        if column.field in _TYPED:
            self._type(index, row, column)
        else:
            self._choose(index, row, column)

    # -- typing

    def _type(self, index: QModelIndex, row: IncidentRow, column: Column) -> None:
        editor = CellEditor(self._desk.theme, self._table.viewport(), _(column.title))
        self.editor = editor
        editor.setText(" ".join(row.tags) if column.field == "tags" else row.title)
        editor.place(self._table.visualRect(index))
        # All of it, with the cursor and so the view at its beginning.
        editor.setSelection(len(editor.text()), -len(editor.text()))
        editor.committed.connect(lambda way: self._commit(editor, row, column, way))
        editor.given_up.connect(lambda: self._end(editor))
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _commit(self, editor: "CellEditor", row: IncidentRow, column: Column, way: int) -> None:
        typed: Any = tuple(editor.text().split()) if column.field == "tags" else editor.text()
        before = getattr(row, column.field)
        if typed == before:
            self._end(editor, way)
            return
        editor.wait(True)
        self._save(
            row.id,
            {column.field: typed},
            {column.field: before},
            then=lambda: self._end(editor, way),
            failed=editor.fail,
        )

    def _end(self, editor: "CellEditor", way: int = 0) -> None:
        if self.editor is editor:
            self.editor = None
            held = editor.holds_focus() or not editor.isVisible()
            editor.close_quietly()
            if held or way:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._go_on(way)

    # -- choosing

    def _choose(self, index: QModelIndex, row: IncidentRow, column: Column) -> None:
        rect = self._table.visualRect(index)
        anchor = QRect(self._table.viewport().mapToGlobal(rect.topLeft()), rect.size())
        new = _("Create “{name}”") if column.field in _NAMED else ""
        current = getattr(row, column.field)
        choices = self._choices(row, column)
        popup = ChoicePopup(
            self._desk.theme, _(column.title), choices, current=current, new=new, window=self._table.window()
        )
        self.popup = popup
        popup.closed.connect(self._popup_closed)
        popup.chosen.connect(lambda value: self._take(row, column, value, 0))
        popup.tabbed.connect(lambda value, back: self._take(row, column, value, -1 if back else 1))
        popup.open_at(anchor)

    def _choices(self, row: IncidentRow, column: Column) -> list[Choice]:
        theme = self._desk.theme
        if column.field == "priority":
            return priority_choices(theme)
        if column.field == "state":
            return state_choices(theme, {State(row.state)})
        if column.field == "channel":
            return [Choice(channel.value, _(channel)) for channel in Channel]
        return self._commands.name_choices(column.field)

    def _popup_closed(self) -> None:
        self.popup = None
        self._table.setFocus(Qt.FocusReason.PopupFocusReason)
        self._tell()

    def _take(self, row: IncidentRow, column: Column, value: Any, way: int) -> None:
        if value == getattr(row, column.field):
            self._go_on(way)
        elif column.field == "priority":
            self._commands.set_priority(value, [row.id])
        elif column.field == "state":
            self._commands.move(value, [row.id])
        else:
            seen = {column.field: getattr(row, column.field)}
            self._save(row.id, {column.field: value}, seen, then=lambda: self._go_on(way))

    # -- saving

    def _save(
        self,
        incident_id: int,
        changes: dict[str, Any],
        seen: dict[str, Any],
        *,
        then: Callable[[], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        self._write(incident_id, changes, list_change.facts(changes, seen), then, failed or self.failed.emit)

    def _write(
        self,
        incident_id: int,
        changes: dict[str, Any],
        act: list_change.Act,
        then: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        self._saving = True

        def fail(refused: Refused) -> None:
            self._saving = False
            if isinstance(refused, Conflict):
                self._settle(incident_id, changes, refused, then, failed)
            else:
                failed(str(refused))
            self._tell()

        def done() -> None:
            self._saving = False
            then()
            self._tell()

        said = _("{number} changed: {field}").format(
            number=number(incident_id), field=_(COLUMNS[_column_of(next(iter(changes)))].title)
        )
        list_change.change_incidents(self._desk, [incident_id], act, said, toast=False, then=done, failed=fail)

    def _settle(
        self,
        incident_id: int,
        changes: dict[str, Any],
        conflict: Conflict,
        then: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        """Let the person decide between what both have written."""
        from incidentdesk.desktop.conflict_dialog import ask_conflict, given_up

        decided = ask_conflict(self._table.window(), self._desk, conflict)
        if decided is None:
            failed(str(conflict))
            return
        theirs = {clash.field: clash.theirs for clash in conflict.clashes}
        wanted = {**changes, **decided}
        act = list_change.deciding(wanted, theirs, given_up(conflict, decided))
        self._write(incident_id, wanted, act, then, failed)

    # -- the next cell

    def _go_on(self, way: int) -> None:
        if way:
            index = self._next(way)
            if index is not None:
                self._table.setCurrentIndex(index)
                self.begin(index)
        self._tell()

    def _next(self, way: int) -> QModelIndex | None:
        """The next cell that can be edited, in this row or another."""
        current = self._table.currentIndex()
        keys = [key for key in self._table.shown_columns() if COLUMNS[NUMBER_OF[key]].field]
        here = COLUMNS[current.column()].key
        place = keys.index(here) + way if here in keys else 0
        row = current.row()
        if not 0 <= place < len(keys):
            row, place = row + way, 0 if way > 0 else len(keys) - 1
        if not (0 <= row < self._model.row_total and self._model.id_at(row)):
            return None
        return self._model.index(row, NUMBER_OF[keys[place]])

    def _tell(self) -> None:
        if not self.busy:
            self.ended.emit()


def _column_of(fact: str) -> int:
    return next(place for place, column in enumerate(COLUMNS) if column.field == fact)


class CellEditor(QLineEdit):
    """A line over a cell. `committed` carries 0 for Enter, 1 for Tab and -1 for Shift+Tab."""

    committed = Signal(int)
    given_up = Signal()

    def __init__(self, theme: Theme, viewport: QWidget, name: str) -> None:
        super().__init__(viewport)
        self._theme = theme
        self._done = False
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Enter saves, Esc gives up, Tab goes to the next cell"))
        self._why = QLabel(viewport, wordWrap=True)
        self._why.setTextFormat(Qt.TextFormat.PlainText)
        self._why.setObjectName("why")
        self._why.setMargin(6)
        self._why.hide()
        dress_fields(self, theme)
        self.setFont(theme.font("base"))
        self._why.setStyleSheet(
            theme.sheet("#why { background: $danger_bg; color: $text; border: 1px solid $danger; border-radius: 6px; }")
        )

    def place(self, cell: QRect) -> None:
        height = max(30, QFontMetrics(self._theme.font("base")).height() + 10)
        top = cell.top() + (cell.height() - height) // 2
        self.setGeometry(cell.left() + 2, top, cell.width() - 4, height)

    def wait(self, waiting: bool) -> None:
        """While it is being saved, what is typed must not change."""
        self.setReadOnly(waiting)

    def fail(self, sentence: str) -> None:
        """It was not saved: say why, and keep what was typed."""
        self.wait(False)
        self._why.setText(sentence)
        self._why.setAccessibleName(sentence)
        self.setAccessibleDescription(sentence)
        width = max(self.width(), min(320, self.parentWidget().width() - 8))
        self._why.resize(width, self._why.heightForWidth(width))
        below = self.geometry().bottom() + 4
        if below + self._why.height() > self.parentWidget().height():
            below = self.geometry().top() - 4 - self._why.height()
        self._why.move(min(self.x(), self.parentWidget().width() - width), below)
        self._why.show()
        self._why.raise_()
        mark_invalid(self, True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def complaint(self) -> str:
        return self._why.text() if self._why.isVisible() else ""

    def holds_focus(self) -> bool:
        return self.hasFocus()

    def close_quietly(self) -> None:
        self._done = True
        self._why.deleteLater()
        self.hide()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        # All keys belong to what is being typed, also those that are commands of the list.
        if event.type() == QEvent.Type.ShortcutOverride and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._commit(1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit(0)
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        staying = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in staying and not self._why.isVisible():
            self._commit(0)

    def _commit(self, way: int) -> None:
        if not self._done and not self.isReadOnly():
            self.committed.emit(way)
