"""The options that one kind of monitor has, as fields; together they are one field of the dialog, and its text JSON."""

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.form_grid import COLUMNS, Cell, ChoiceBox, FormGrid, put, raw, text_box, when_changed
from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_entry import (
    ENTRIES,
    Entry,
    Option,
    kept_options,
    option_text,
    option_value,
    options_text,
    usual_text,
)
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_WIDE = {Entry.TEXT: 3, Entry.NAMES: 3, Entry.LINES: 6}


class OptionFields(QWidget):
    """`changed` comes while something is typed. What another kind has no field for is kept until it is shown again."""

    changed = Signal()

    def __init__(self, theme: Theme, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kept: dict[str, Any] = {}
        self.kind = ""
        self.form = FormGrid(theme)
        self.setAccessibleName(_("What is looked at"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.form)
        self.show_kind(kind)

    def show_kind(self, kind: str) -> None:
        """Have the fields of this kind from now on; an option that it has too keeps its value."""
        if kind == self.kind:
            return
        if self.kind:
            self._kept |= self._typed()
        self.kind = kind
        old, self.form = self.form, FormGrid(self._theme)
        self._column.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        self._make_fields()
        self._put(self._kept)
        for field in self.form.fields.values():
            when_changed(field, self.changed.emit)
        self.form.show()
        self.setVisible(bool(self.form.fields))
        self.setFocusProxy(next(iter(self.form.fields.values()), None))
        self.updateGeometry()

    def _make_fields(self) -> None:
        row: list[Cell] = []
        for option in ENTRIES[MonitorKind(self.kind)]:
            span = _WIDE.get(option.entry, 2)
            if sum(cell[3] for cell in row) + span > COLUMNS:
                self.form.add_row(*_filled(row))
                row = []
            row.append((option.name, _(option.label), _field(option), span))
        if row:
            self.form.add_row(*_filled(row))

    # -- as one field

    def text(self) -> str:
        """The options as JSON; what makes no sense yet stands there as it was typed."""
        return options_text(kept_options(self.kind, self._typed()))

    def setText(self, text: str) -> None:
        self._kept = json.loads(text or "{}")
        self._put(self._kept)
        self.changed.emit()

    def _put(self, options: dict[str, Any]) -> None:
        for option in ENTRIES[MonitorKind(self.kind)]:
            field = self.form.fields[option.name]
            field.blockSignals(True)
            put(field, option_text(option, options.get(option.name, option.usual)))
            field.blockSignals(False)

    def _typed(self) -> dict[str, Any]:
        found = {name: value for name, value in self._kept.items() if name == "machine"}
        for option in ENTRIES[MonitorKind(self.kind)]:
            text = str(raw(self.form.fields[option.name]) or "")
            try:
                found[option.name] = option_value(option, text)
            except Refused:
                found[option.name] = text
        return found

    def why_not(self) -> bool:
        """Whether a field is wrong; it says so, and has the keyboard."""
        for option in ENTRIES[MonitorKind(self.kind)]:
            field = self.form.fields[option.name]
            try:
                option_value(option, str(raw(field) or ""))
            except Refused as refused:
                self.form.complain(option.name, str(refused))
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def value(self, name: str) -> Any:
        """What is typed for an option; None where this kind has none of that name."""
        return self._typed().get(name)


def _filled(row: list[Cell]) -> list[Cell]:
    """The last one takes what is left of the row, if it is a line for words."""
    name, text, field, span = row[-1]
    left = COLUMNS - sum(cell[3] for cell in row)
    return [*row[:-1], (name, text, field, span + (left if span == _WIDE[Entry.TEXT] else 0))]


def _field(option: Option) -> QWidget:
    field: QWidget
    if option.choices:
        field = ChoiceBox([(value, _(text)) for value, text in option.choices])
    elif option.entry == Entry.LINES:
        field = text_box(2)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        field.setMaximumHeight(64)
    else:
        field = QLineEdit(maxLength=2000)
        field.setPlaceholderText(usual_text(option))
    field.setAccessibleName(_(option.label))
    field.setAccessibleDescription(_(option.hint) if option.hint else _(option.label))
    field.setToolTip(_(option.hint) if option.hint else "")
    return field
