"""Several rows of the same few fields, such as the ways to reach somebody; each can be added, moved and taken away.

Its text has a line for each row, with tabs between the cells, so that a draft keeps it and two can be compared.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.language import _

# What makes the cells of a new row; each is a line or a box of choices, the texts of which are its data.
MakeCells = Callable[[], Sequence[tuple[QWidget, int]]]


class LineRows(QWidget):
    """`name` is what a row is called, `adding` the words of the button; `sorted_by_hand` lets rows be moved."""

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        adding: str,
        make_cells: MakeCells,
        *,
        sorted_by_hand: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._make_cells, self._movable = theme, name, make_cells, sorted_by_hand
        self.rows: list[_Row] = []
        self.entrance = Entrance(self, lambda: self.rows[0].cells[0] if self.rows else self.add)
        self.add = LinkButton(theme, adding, "plus", description=adding)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda: self.add_row().focus())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.entrance)
        self.setAccessibleName(name)

    def text(self) -> str:
        """A line for each row in which something is written."""
        return "\n".join(row.text() for row in self.rows if not row.is_empty())

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        for row in self.rows:
            self._drop(row)
        self.rows = []
        for line in text.splitlines():
            self.add_row(line.split("\t"))
        self._renumber()

    def add_row(self, values: Sequence[str] = ()) -> "_Row":
        row = _Row(self._theme, self._make_cells(), self._movable)
        for cell, value in zip(row.cells, values, strict=False):
            _put(cell, value)
        for cell in row.cells:
            _when_changed(cell, self.changed.emit)
        row.remove.clicked.connect(lambda: self.take(row))
        row.up.clicked.connect(lambda: self.move_row(row, -1))
        row.down.clicked.connect(lambda: self.move_row(row, 1))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        row.show()
        self._renumber()
        return row

    def take(self, row: "_Row") -> None:
        """Take a row away; the next one gets the keyboard."""
        at = self.rows.index(row)
        self.rows.remove(row)
        self._drop(row)
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].focus()
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._renumber()
        self.changed.emit()

    def move_row(self, row: "_Row", by: int) -> None:
        at = self.rows.index(row)
        to = at + by
        if not 0 <= to < len(self.rows):
            return
        self.rows.insert(to, self.rows.pop(at))
        self._column.insertWidget(to, row)
        self._renumber()
        self.changed.emit()

    def _drop(self, row: "_Row") -> None:
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _renumber(self) -> None:
        before: QWidget = self.entrance
        for place, row in enumerate(self.rows, 1):
            row.name(_("{what} {place}").format(what=self._name, place=place))
            row.up.setEnabled(place > 1)
            row.down.setEnabled(place < len(self.rows))
            for widget in row.stops():
                QWidget.setTabOrder(before, widget)
                before = widget


class Entrance(QWidget):
    """What takes the focus for a field whose parts come and go, and hands it on; the Tab key passes over it.

    A part itself would not do: Tab would go to it first and leave out the parts before it, and Qt's order of the Tab
    key falls apart where the part is moved behind others.
    """

    def __init__(self, field: QWidget, first: Callable[[], QWidget]) -> None:
        super().__init__(field)
        self._first = first
        self.setFixedSize(0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._first().setFocus(event.reason())


class _Row(QWidget):
    def __init__(self, theme: Theme, cells: Sequence[tuple[QWidget, int]], movable: bool) -> None:
        super().__init__()
        self.cells = [cell for cell, _stretch in cells]
        self._words = [cell.accessibleName() for cell in self.cells]
        self.up = IconButton(theme, "chevron-up", _("Up"))
        self.down = IconButton(theme, "chevron-down", _("Down"))
        self.remove = IconButton(theme, "close", _("Remove"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for cell, stretch in cells:
            line.addWidget(cell, stretch)
        for button in (self.up, self.down):
            # Seen before it stands in the row, it would be a window of its own for a moment and take the keyboard.
            line.addWidget(button)
            button.setVisible(movable)
        line.addWidget(self.remove)
        self._movable = movable

    def text(self) -> str:
        return "\t".join(_value(cell).replace("\t", " ").strip() for cell in self.cells).rstrip()

    def is_empty(self) -> bool:
        return not any(cell.text().strip() for cell in self.cells if isinstance(cell, QLineEdit))

    def focus(self) -> None:
        self.cells[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def stops(self) -> list[QWidget]:
        return [*self.cells, *([self.up, self.down] if self._movable else []), self.remove]

    def name(self, which: str) -> None:
        """Say to a screen reader which row it is."""
        for cell, word in zip(self.cells, self._words, strict=True):
            cell.setAccessibleName(f"{which}: {word}")
            cell.setAccessibleDescription(word)
        for button, word in ((self.up, _("Up")), (self.down, _("Down")), (self.remove, _("Remove"))):
            button.setAccessibleName(f"{which}: {word}")


def _put(cell: QWidget, value: str) -> None:
    if isinstance(cell, QComboBox):
        cell.setCurrentIndex(max(0, cell.findData(value)))
    else:
        cell.setText(value)
        # A long address is read from its beginning.
        cell.setCursorPosition(0)


def _value(cell: QWidget) -> str:
    return str(cell.currentData()) if isinstance(cell, QComboBox) else cell.text()


def _when_changed(cell: QWidget, run: Callable[[], None]) -> None:
    signal = cell.currentIndexChanged if isinstance(cell, QComboBox) else cell.textChanged
    signal.connect(lambda *_value: run())
