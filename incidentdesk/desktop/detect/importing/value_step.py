"""Third step: what the states, priorities and channels of the file are here."""

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.importing.choice import choice
from incidentdesk.language import _, isolated, ngettext

if TYPE_CHECKING:
    from incidentdesk.detect.transfer.mapping import Mapping
    from incidentdesk.detect.transfer.survey import Survey

_MOST_VALUES = 100  # of one field; more than that are no values to choose from
UNDECIDED = None


class ValueStep(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels([_("Field"), _("In the file"), _("Rows"), _("Here")])
        self.table.setAccessibleName(_("Values"))
        self.table.setAccessibleDescription(_("Every value of the file with what it is here"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(36)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for place, width in ((0, 150), (2, 80), (3, 260)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(place, width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)

    def show_values(self, mapping: "Mapping", found: "Survey") -> None:
        rows = [
            (field, text, count, text in found.unmapped.get(field, Counter()))
            for field, values in found.values.items()
            for text, count in values.most_common(_MOST_VALUES)
            if text
        ]
        rows.sort(key=lambda row: not row[3])
        missing = sum(row[3] for row in rows)
        if missing:
            self.told.setText(
                ngettext(
                    "{count} value has no counterpart yet. Say what it is here, or leave it undecided: rows that need "
                    "it are refused, nothing is guessed.",
                    "{count} values have no counterpart yet. Say what they are here, or leave them undecided: rows "
                    "that need them are refused, nothing is guessed.",
                    missing,
                ).format(count=missing)
            )
        else:
            self.told.setText(_("Every value of the file has a counterpart here."))
        self.table.setRowCount(len(rows))
        for line, (field, text, count, unmapped) in enumerate(rows):
            self._show_row(line, field, text, count, self._meaning(mapping, field, text), unmapped)

    def values(self, mapping: "Mapping") -> "Mapping":
        """The mapping with what was chosen here."""
        for line in range(self.table.rowCount()):
            field, text = self.table.item(line, 0).data(Qt.ItemDataRole.UserRole)
            chooser = self.table.cellWidget(line, 3)
            if chooser.currentData() is not UNDECIDED and chooser.currentData() != self._meaning(mapping, field, text):
                mapping = mapping.with_values(field, {text: chooser.currentData()})
        return mapping

    def chooser_of(self, text: str) -> QComboBox:
        """The chooser of a value of the file; raises KeyError for one that is not shown."""
        for line in range(self.table.rowCount()):
            if self.table.item(line, 1).text() == text:
                return self.table.cellWidget(line, 3)
        raise KeyError(text)

    def _meaning(self, mapping: "Mapping", field: str, text: str) -> str | None:
        from incidentdesk.detect.transfer.mapping import folded

        return mapping.meanings[field].get(folded(text))

    def _show_row(self, line: int, field: str, text: str, count: int, meaning: str | None, unmapped: bool) -> None:
        from incidentdesk.detect.transfer.field import FIELDS, answers

        name, value, rows = (
            QTableWidgetItem(_(FIELDS[field].label)),
            QTableWidgetItem(text),
            QTableWidgetItem(f"{count:,}"),
        )
        name.setData(Qt.ItemDataRole.UserRole, (field, text))
        rows.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if unmapped:
            value.setForeground(self.desk.theme.colour("warning"))
            value.setToolTip(_("No counterpart yet"))
        for place, item in enumerate((name, value, rows)):
            self.table.setItem(line, place, item)
        chooser = choice(_("What {value} is here").format(value=isolated(text)), _(FIELDS[field].label))
        chooser.addItem(_("undecided"), UNDECIDED)
        chooser.addItem(_("nothing"), "")
        for answer in answers(field):
            chooser.addItem(_(answer), answer)
        chooser.setCurrentIndex(max(0, chooser.findData(meaning)) if meaning is not None else 0)
        self.table.setCellWidget(line, 3, chooser)
