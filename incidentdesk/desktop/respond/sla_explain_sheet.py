"""Why a clock shows what it shows: the SLA that holds and why, and every piece of time with the running total."""

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.moment import day_and_time
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.detect.number import number
from incidentdesk.detect.sla_explain import (
    HEADINGS,
    Explained,
    explained,
    explanation_text,
    fact_lines,
    segment_cells,
)
from incidentdesk.detect.sla_wording import target_name
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_TABLE = """
QTableView { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px; outline: 0;
    gridline-color: $border; selection-background-color: $selection; selection-color: $text; }
QTableView:focus { border-color: $focus; }
QTableView::item { padding: 4px 8px; border: none; border-bottom: 1px solid $border; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text2; border: none; border-bottom: 1px solid $border;
    padding: 6px 8px; font-weight: 600; }
"""


class SlaExplainSheet(Sheet):
    """A tab for each clock of an incident; `place` says which is shown first. Reads when it opens."""

    def __init__(self, desk: Desk, incident_id: int, place: int = 0, parent: QWidget | None = None) -> None:
        name = number(incident_id)
        super().__init__(desk.theme, _("SLA clocks of {number}").format(number=name), parent)
        self._desk, self._id, self._first = desk, incident_id, place
        self.found: Sequence[Explained] = ()
        self.tabs = PartTabs(desk.theme, _("Clocks"), ground="window")
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.currentChanged.connect(self._show_clock)
        self.facts = QLabel(wordWrap=True)
        self.facts.setTextFormat(Qt.TextFormat.RichText)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.facts.setAccessibleDescription(_("State, target, times and the SLA that holds"))
        self.table = _table()
        self.nothing = QLabel(wordWrap=True)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table, 1)
        self.copy_button = self.add_button(
            _("Copy as text"), QDialogButtonBox.ButtonRole.ActionRole, description=_("Copy all clocks as text")
        )
        self.copy_button.clicked.connect(self.copy)
        self.add_close_button(_("Close"))
        self._show_nothing(_("The clocks are being worked out…"))
        self.dress()
        self.fit(980, 620)
        desk.background.run(read_explained, desk.database, incident_id, then=self.show_found, failed=self._fail)

    def show_found(self, found: Sequence[Explained]) -> None:
        self.found = found
        if not found:
            self._show_nothing(_("No SLA fits this incident, so it has no clock. SLAs are set up in the organisation."))
            return
        self.nothing.hide()
        self.copy_button.setEnabled(True)
        self.tabs.blockSignals(True)
        for title in self._titles():
            self.tabs.addTab(title)
        self.tabs.blockSignals(False)
        for widget in (self.tabs, self.facts, self.table):
            widget.show()
        self.tabs.setCurrentIndex(min(self._first, len(found) - 1))
        self._show_clock(self.tabs.currentIndex())
        self.tabs.setFocus()

    def _titles(self) -> list[str]:
        """The names of the targets; where there are several clocks of one, with the time at which each began."""
        names = [target_name(each.clock) for each in self.found]
        now, zone = clock.stored(clock.now()), self._desk.zone
        return [
            name
            if names.count(name) == 1
            else _("{target}, {time}").format(target=name, time=day_and_time(each.clock.started_at, now, zone))
            for name, each in zip(names, self.found, strict=True)
        ]

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(explanation_text(self._id, self.found, self._desk.zone))

    def _show_nothing(self, text: str) -> None:
        self.nothing.setText(text)
        self.nothing.show()
        self.copy_button.setEnabled(False)
        for widget in (self.tabs, self.facts, self.table):
            widget.hide()

    def _fail(self, refused: Refused) -> None:
        self._show_nothing(str(refused))

    def _show_clock(self, place: int) -> None:
        if not 0 <= place < len(self.found):
            return
        each = self.found[place]
        lines = fact_lines(each, self._desk.zone)
        hint = self.theme.css("text2")
        self.facts.setText("<table cellspacing=0 cellpadding=2>" + "".join(
            f"<tr><td style='color:{hint}; padding-right:16px; white-space:nowrap'>{escape(label)}</td>"
            f"<td>{escape(text)}</td></tr>"
            for label, text in lines
        ) + "</table>")  # fmt: skip
        self.facts.setAccessibleName("; ".join(f"{label}: {text}" for label, text in lines))
        self._fill(each)

    def _fill(self, each: Explained) -> None:
        self.table.setVisible(bool(each.segments))
        self.table.setRowCount(len(each.segments))
        for row, segment in enumerate(each.segments):
            for column, text in enumerate(segment_cells(segment, each.clock.day, self._desk.zone)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if not segment.counts:
                    item.setForeground(self.theme.colour("text2"))
                self.table.setItem(row, column, item)
        self.table.resizeColumnsToContents()
        # What is longer goes on in the next line, so that the reason has room and the total is in view.
        most = _MOST * self.table.fontMetrics().averageCharWidth()
        for column in set(range(len(HEADINGS))) - {_WHY}:
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), most))
        self.table.horizontalHeader().setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        if each.segments:
            self.table.setCurrentCell(0, 0)

    def dress(self) -> None:
        super().dress()
        self.table.setStyleSheet(self.theme.sheet(_TABLE))
        self.table.setFont(self.theme.font("base"))
        self.facts.setFont(self.theme.font("base"))
        if self.found:
            self._show_clock(self.tabs.currentIndex())


_WHY = 3
_MOST = 16  # characters


def _table() -> QTableWidget:
    table = QTableWidget(0, len(HEADINGS))
    table.setHorizontalHeaderLabels([_(heading) for heading in HEADINGS])
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setHighlightSections(False)
    table.verticalHeader().hide()
    table.horizontalHeader().sectionResized.connect(table.resizeRowsToContents)
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setAccessibleName(_("Pieces of time"))
    table.setAccessibleDescription(_("Each piece of time with its state, whether it counts and why, and the total"))
    return table


def read_explained(database: Any, incident_id: int) -> list[Explained]:
    with database.read() as reader:
        return explained(reader, incident_id, clock.now())
