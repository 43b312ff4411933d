"""The impact in numbers: how many people, and whatever else can be counted."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.typed import whole
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.language import _

_MOST_ROWS = 20


class NumberRow(QWidget):
    """What was counted, how much it was, and away with it."""

    changed = Signal()
    left = Signal()
    gone = Signal()

    def __init__(self, desk: Desk, label: str = "", value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.value = QLineEdit(label), QLineEdit(value)
        for field, name, placeholder, most in (
            (self.label, _("What was counted"), _("Orders delayed"), 200),
            (self.value, _("How much"), _("412"), 200),
        ):
            field.setAccessibleName(name)
            field.setAccessibleDescription(_("A number of your own about the impact"))
            field.setPlaceholderText(placeholder)
            field.setMaxLength(most)
            field.textChanged.connect(self.changed)
            field.editingFinished.connect(self.left)
        self.remove = IconButton(desk.theme, "close", _("Remove this number"))
        self.remove.clicked.connect(self.gone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label, 2)
        row.addWidget(self.value, 1)
        row.addWidget(self.remove)

    def pair(self) -> tuple[str, str]:
        return self.label.text(), self.value.text()


class ImpactFields(QWidget):
    """Emits `typed(name, value)` for "people_affected" and "impact_numbers", `left(name)` when a field is left."""

    typed = Signal(str, object)
    left = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: list[NumberRow] = []
        self._writable = True
        self.people = QLineEdit()
        self.people.setAccessibleName(_("People affected"))
        self.people.setAccessibleDescription(_("How many people could not work as usual; digits only"))
        self.people.setPlaceholderText(_("not counted"))
        self.people.setMaximumWidth(160)
        self.people.textChanged.connect(self._people_typed)
        self.people.editingFinished.connect(lambda: self.left.emit("people_affected"))
        self.people_label = QLabel(_("&People affected"))
        self.people_label.setBuddy(self.people)
        self.wrong = QLabel(wordWrap=True)
        self.wrong.hide()
        self.add = LinkButton(desk.theme, _("Add a number"), "plus", description=_("A number of your own"))
        self.add.clicked.connect(self._add_and_go)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.people_label)
        first.addWidget(self.people)
        first.addWidget(self.wrong, 1)
        first.addStretch(0)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        desk.theme.changed.connect(self.dress)
        self.dress()

    # -- showing

    def show_people(self, value: Any) -> None:
        text = "" if value is None else str(value)
        if value != self._people():
            blocked = self.people.blockSignals(True)
            self.people.setText(text)
            self.people.blockSignals(blocked)
        self._check()

    def show_numbers(self, rows: tuple[tuple[str, str], ...]) -> None:
        if whole(row.pair() for row in self.rows) == rows:
            return
        for row in list(self.rows):
            self._drop(row)
        for label, value in rows:
            self._append(label, value)

    def let_write(self, writable: bool) -> None:
        self._writable = writable
        self.add.setVisible(writable)
        for field in (self.people, *(part for row in self.rows for part in (row.label, row.value))):
            field.setReadOnly(not writable)
        for row in self.rows:
            row.remove.setVisible(writable)

    # -- typing

    def _people(self) -> Any:
        """As it is stored; a text that is no number as it was typed."""
        text = "".join(self.people.text().split()).replace(",", "")
        if not text:
            return None
        return int(text) if text.isdecimal() and len(text) < 10 else self.people.text()

    def _people_typed(self) -> None:
        self._check()
        self.typed.emit("people_affected", self._people())

    def _check(self) -> None:
        wrong = isinstance(self._people(), str)
        if wrong != (self.people.property("invalid") is True):
            mark_invalid(self.people, wrong)
        self.wrong.setText(_("Write digits, such as 180.") if wrong else "")
        self.wrong.setVisible(wrong)

    def _add_and_go(self) -> None:
        if len(self.rows) < _MOST_ROWS:
            self._append().label.setFocus(Qt.FocusReason.OtherFocusReason)

    def _append(self, label: str = "", value: str = "") -> NumberRow:
        row = NumberRow(self._desk, label, value)
        row.changed.connect(self._numbers_typed)
        row.left.connect(lambda: self.left.emit("impact_numbers"))
        row.gone.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.addWidget(row)
        self.let_write(self._writable)
        return row

    def _remove(self, row: NumberRow) -> None:
        self._drop(row)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._numbers_typed()
        self.left.emit("impact_numbers")

    def _drop(self, row: NumberRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _numbers_typed(self) -> None:
        self.typed.emit("impact_numbers", whole(row.pair() for row in self.rows))

    def dress(self) -> None:
        theme = self._desk.theme
        self.wrong.setFont(theme.font("small"))
        theme.tint(self.wrong, "danger")
