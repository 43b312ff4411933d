"""Second step: which column is which field, and how the times are read."""

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.importing.choice import choice
from incidentdesk.desktop.detect.importing.work import Opened
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.detect.transfer.mapping import Mapping

_SAMPLES = 3
_LONGEST_SAMPLE = 40  # characters


class ColumnStep(QWidget):
    """`profile_chosen` carries the key of a profile, by which the mapping begins anew."""

    profile_chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._mapping: Mapping | None = None
        self.profile = choice(_("Written by"), _("The tool that wrote the file"))
        self.profile.activated.connect(lambda: self.profile_chosen.emit(self.profile.currentData()))
        self.origin = QLineEdit()
        self.origin.setAccessibleName(_("Origin"))
        self.origin.setAccessibleDescription(
            _("What the numbers of this file belong to; the same origin and number is the same incident")
        )
        self.origin.setToolTip(self.origin.accessibleDescription())
        self.zone = choice(_("Time zone"), _("Of times in the file that name none"))
        self.zone.addItems(sorted(available_timezones()))
        self.order = choice(_("Dates"), _("Whether 5/3 is in March or in May"))
        self._fill_orders()
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, field in (
            (_("Written by"), self.profile),
            (_("Origin"), self.origin),
            (_("Time zone"), self.zone),
            (_("Dates"), self.order),
        ):
            label = QLabel(name)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 1)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([_("Column"), _("First values"), _("Field")])
        self.table.setAccessibleName(_("Columns"))
        self.table.setAccessibleDescription(_("Every column of the file with the field that it fills"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setDefaultSectionSize(36)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(0, 220)
        self.table.setColumnWidth(2, 240)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)

    def show_mapping(self, opened: Opened) -> None:
        self._mapping = opened.mapping
        self._fill_profiles(opened.mapping.profile)
        self.origin.setText(opened.mapping.origin)
        self.zone.setCurrentText(opened.mapping.zone)
        self.order.setCurrentIndex(max(0, self.order.findData(str(opened.mapping.order or ""))))
        self.table.setRowCount(len(opened.sheet.columns))
        for line, column in enumerate(opened.sheet.columns):
            samples = [cells[line] for cells in opened.head if line < len(cells) and cells[line].strip()]
            shown = " · ".join(_short(text) for text in dict.fromkeys(samples[: _SAMPLES * 4]))
            name, values = QTableWidgetItem(column), QTableWidgetItem(shown)
            name.setToolTip(column)
            values.setForeground(self.desk.theme.colour("text2"))
            self.table.setItem(line, 0, name)
            self.table.setItem(line, 1, values)
            self.table.setCellWidget(line, 2, self._field_chooser(column, opened.mapping.columns.get(column, "")))

    def mapping(self) -> "Mapping":
        """As it is chosen now; the order of the profile stays, columns added by hand come last."""
        from incidentdesk.detect.transfer.instants import DateOrder

        assert self._mapping is not None
        chosen = {}
        for line in range(self.table.rowCount()):
            chooser = self.table.cellWidget(line, 2)
            if isinstance(chooser, QComboBox) and chooser.currentData():
                chosen[self.table.item(line, 0).text()] = chooser.currentData()
        kept = {column: chosen[column] for column in self._mapping.columns if column in chosen}
        return replace(
            self._mapping,
            columns={**kept, **chosen},
            origin=self.origin.text().strip() or self._mapping.origin,
            zone=self.zone.currentText(),
            order=DateOrder(self.order.currentData()) if self.order.currentData() else None,
            title_from=() if "title" in chosen.values() else self._mapping.title_from,
            trimmed={column: how for column, how in self._mapping.trimmed.items() if column in chosen},
        )

    def chooser_of(self, column: str) -> QComboBox:
        """The chooser of a column's field; raises KeyError for a column that the file does not have."""
        for line in range(self.table.rowCount()):
            if self.table.item(line, 0).text() == column:
                return self.table.cellWidget(line, 2)
        raise KeyError(column)

    def ask_for_order(self, asked: bool) -> None:
        """The dates do not tell their order: point at where it is chosen."""
        mark_invalid(self.order, asked)
        if asked:
            self.order.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_profiles(self, chosen: str) -> None:
        from incidentdesk.detect.transfer.profiles import OWN, PROFILES

        self.profile.clear()
        for profile in (*PROFILES, OWN):
            self.profile.addItem(_(profile.label), profile.key)
        self.profile.setCurrentIndex(max(0, self.profile.findData(chosen)))

    def _fill_orders(self) -> None:
        self.order.addItem(_("As the file tells"), "")
        self.order.addItem(_("Day first (5/3 is in March)"), "day-first")
        self.order.addItem(_("Month first (5/3 is in May)"), "month-first")
        self.order.activated.connect(lambda: mark_invalid(self.order, False))

    def _field_chooser(self, column: str, field: str) -> QComboBox:
        from incidentdesk.detect.transfer.field import FIELDS

        chooser = choice(_("Field of {column}").format(column=isolated(column)), _("Which field this column fills"))
        chooser.addItem(_("leave out"), "")
        for each in FIELDS.values():
            chooser.addItem(_(each.label), each.key)
        chooser.setCurrentIndex(max(0, chooser.findData(field)))
        return chooser


def _short(text: str) -> str:
    text = " ".join(text[: _LONGEST_SAMPLE * 4].split())
    return text if len(text) <= _LONGEST_SAMPLE else text[:_LONGEST_SAMPLE] + "…"
