"""What would be read of a payload: the alerts, and below them a sentence for all that is wrong."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.alert_words import severity_text
from incidentdesk.language import N_, _, ngettext

_MOST = 200
_SHORT = (1, 2, 3, 4)
_COLUMNS = (N_("Title"), N_("Now"), N_("Severity"), N_("Host"), N_("Service"), N_("Cause"))


class PayloadPreview(QWidget):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setHorizontalHeaderLabels([_(text) for text in _COLUMNS])
        self.table.setAccessibleName(_("Alerts that would be read"))
        self.table.setAccessibleDescription(_("Made anew whenever the payload or the mapping is another"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(56)
        for place in range(len(_COLUMNS)):
            short = place in _SHORT
            mode = QHeaderView.ResizeMode.ResizeToContents if short else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, mode)
        self.problems = QLabel(wordWrap=True)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.problems.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addWidget(self.problems)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_told(self, told: Sequence[Any], problems: Sequence[str]) -> None:
        count = len(told)
        self.said.setText(
            ngettext("{count} alert would be read:", "{count} alerts would be read:", count).format(count=count)
            if count
            else _("No alert would be read.")
        )
        self.table.setRowCount(min(_MOST, count))
        for row, each in enumerate(told[:_MOST]):
            state = _("firing") if each.firing else _("recovered")
            cells = (each.title, state, severity_text(each.severity), each.host, each.service, each.fingerprint)
            for place, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, place, item)
        self.problems.setText("\n".join(problems))
        self.problems.setVisible(bool(problems))

    def _dress(self) -> None:
        self.said.setFont(self._desk.theme.font("strong"))
        self._desk.theme.tint(self.problems, "danger")
