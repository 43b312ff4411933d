"""A grid of fields with their labels above them and room below for what is wrong with each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.field import buddy_of, mark_invalid
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.wording import tags_in, tags_text

COLUMNS = 6
# The name of the field, its label, the widget and over how many of the six columns it goes.
Cell = tuple[str, str, QWidget, int]


class TagsLine(QLineEdit):
    """A line of tags; its value is a tuple of them."""


class ChoiceBox(QComboBox):
    """A few values with their texts; one that is not offered yet is kept until it is."""

    def __init__(self, options: Iterable[tuple[Any, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.offer(options)

    def offer(self, options: Iterable[tuple[Any, str]]) -> None:
        """Offer these values from now on; the chosen one stays chosen."""
        wanted = self.currentData()
        self.blockSignals(True)
        self.clear()
        for value, text in options:
            self.addItem(text, value)
        self.choose(wanted)
        self.blockSignals(False)

    def choose(self, value: Any) -> None:
        if value and self.findData(value) < 0:
            self.addItem("…", value)
        self.setCurrentIndex(max(0, self.findData(value)))


class FormGrid(QWidget):
    """`fields` are the widgets by their names; they take and give values as a person sees them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.fields: dict[str, QWidget] = {}
        self.labels: dict[str, QLabel] = {}
        self._errors: dict[str, QLabel] = {}
        self._row = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 40)
        theme.changed.connect(self._dress)

    def add_row(self, *cells: Cell, stretch: int = 0, beside: Mapping[str, QWidget] | None = None) -> None:
        """Fields side by side; with `stretch` the row takes its share of what is left in height.

        `beside` has what stands directly after a field, by the name of the field.
        """
        column = 0
        for name, text, field, span in cells:
            self._add(name, text, field, column, span, bool(stretch), (beside or {}).get(name))
            column += span
        self._grid.setRowStretch(self._row + 1, stretch)
        self._grid.setRowMinimumHeight(self._row + 3, 4)
        self._row += 4
        self._dress()

    def add_whole(self, widget: QWidget) -> None:
        """Something that is no field, over the whole width."""
        self._grid.addWidget(widget, self._row, 0, 1, COLUMNS)
        self._row += 1

    def _add(
        self, name: str, text: str, field: QWidget, column: int, span: int, stretched: bool, companion: QWidget | None
    ) -> None:
        label = QLabel(text)
        label.setBuddy(buddy_of(field))
        plain = text.replace("&", "")
        if not field.accessibleName():
            field.setAccessibleName(plain)
        if not field.accessibleDescription():
            field.setAccessibleDescription(plain)
        error = QLabel(wordWrap=True)
        error.setTextFormat(Qt.TextFormat.PlainText)
        error.hide()
        self.fields[name], self.labels[name], self._errors[name] = field, label, error
        top = Qt.AlignmentFlag(0) if stretched else Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, self._row, column, 1, span)
        self._grid.addWidget(_together(field, companion) if companion else field, self._row + 1, column, 1, span, top)
        self._grid.addWidget(error, self._row + 2, column, 1, span)
        when_changed(field, lambda: self.complain(name, ""))

    def complain(self, name: str, sentence: str) -> None:
        """Say below a field what is wrong with it; an empty sentence takes it away."""
        field = self.fields[name]
        if isinstance(field, DayField | TimeField):
            field.complain(sentence)
            return
        label = self._errors[name]
        if label.text() != sentence:
            label.setText(sentence)
            label.setAccessibleName(sentence)
            label.setVisible(bool(sentence))
            mark_invalid(field, bool(sentence))

    def error(self, name: str) -> str:
        field = self.fields[name]
        return field.meaning.text() if isinstance(field, DayField | TimeField) else self._errors[name].text()

    def _dress(self) -> None:
        for label in self._errors.values():
            label.setFont(self._theme.font("small"))
            self._theme.tint(label, "danger")


def _together(field: QWidget, companion: QWidget) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(field, 1)
    row.addWidget(companion, 0, Qt.AlignmentFlag.AlignTop)
    return both


def when_changed(field: QWidget, run: Callable[[], None]) -> None:
    """Call a function whenever a person or a program changes a field."""
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.textChanged.connect(lambda *_text: run())
    elif isinstance(field, ChoiceBox):
        field.currentIndexChanged.connect(lambda _index: run())
    elif isinstance(field, Chooser):
        field.chosen.connect(lambda _value: run())
    elif hasattr(field, "changed"):
        # A day, rows, or whatever else is a field by its own signal, `setText` and `text`.
        field.changed.connect(run)


def text_box(lines: int = 2) -> QPlainTextEdit:
    """A field for several lines, of which some are always seen."""
    box = QPlainTextEdit()
    box.setTabChangesFocus(True)
    box.setMinimumHeight(lines * box.fontMetrics().lineSpacing() + 14)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    return box


def put(field: QWidget, value: Any) -> None:
    """Show a value in a field."""
    if isinstance(field, ChoiceBox | Chooser):
        field.choose(value)
    elif isinstance(field, DayField | TimeField):
        field.write(str(value))
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(str(value))
    else:
        field.setText(" ".join(value) if isinstance(value, tuple | list) else str(value))
        if isinstance(field, QLineEdit) and not field.hasFocus():
            # A text that is longer than its field is read from its beginning.
            field.setCursorPosition(0)


def raw(field: QWidget) -> Any:
    """What stands in a field, as it is kept in a draft; it need not make sense yet."""
    if isinstance(field, ChoiceBox):
        return field.currentData()
    if isinstance(field, Chooser):
        return field.value
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()


def taken(field: QWidget) -> Any:
    """The value of a field; raises Refused for a day or a time that is none."""
    if isinstance(field, DayField):
        return field.value()
    if isinstance(field, TimeField):
        field.value()
    if isinstance(field, TagsLine):
        return tags_in(tags_text([field.text()]))
    value = raw(field)
    return value.strip() if isinstance(value, str) else value
