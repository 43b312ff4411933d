"""A chart as a table, and what it means."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QLabel, QScrollArea, QTreeWidget, QTreeWidgetItem, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _
from incidentdesk.measure.chart.chart import Chart
from incidentdesk.measure.chart.drawn import Table
from incidentdesk.measure.metric.definition import DEFINITIONS, POPULATION, STATISTICS, Definition

_TABLE_SIZE, _WORDS_SIZE = (720, 520), (620, 520)


class TableSheet(Sheet):
    """The numbers of a chart in rows, which can be copied."""

    def __init__(self, desk: Desk, title: str, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, title, parent)
        self._table = table
        heading = QLabel(title)
        heading.setFont(desk.theme.font("h2"))
        self.list = QTreeWidget()
        self.list.setAccessibleName(title)
        self.list.setAccessibleDescription(_("The numbers of the chart, a row for each mark"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(list(table.headings))
        self.list.addTopLevelItems([_item(row) for row in table.rows])
        for place in range(len(table.headings)):
            if any(isinstance(row[place], int | float) for row in table.rows):
                self.list.headerItem().setTextAlignment(place, Qt.AlignmentFlag.AlignRight)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.body.addWidget(heading)
        self.body.addWidget(self.list, 1)
        self.copy_button = self.add_button(
            _("&Copy"), QDialogButtonBox.ButtonRole.ActionRole, description=_("Copy the whole table")
        )
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(table_text(self._table)))
        self.add_close_button(_("Close"))
        self.fit(*_TABLE_SIZE)
        self.dress()


def _item(row: Sequence[Any]) -> QTreeWidgetItem:
    item = QTreeWidgetItem([_cell(value) for value in row])
    for place, value in enumerate(row):
        if isinstance(value, int | float):
            item.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _cell(value: Any) -> str:
    if value is None:
        return _("no data")
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def table_text(table: Table) -> str:
    """The table with tabs between its cells, as a spreadsheet takes it; numbers as they are."""
    rows = [table.headings, *(["" if value is None else str(value) for value in row] for row in table.rows)]
    return "\n".join("\t".join(row) for row in rows)


class ExplanationSheet(Sheet):
    """What a chart shows: the definition of each of its metrics, how it is drawn, and what it leaves out."""

    def __init__(self, desk: Desk, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("About: {chart}").format(chart=_(chart.title)), parent)
        self._desk = desk
        heading = QLabel(_(chart.title))
        heading.setFont(desk.theme.font("h2"))
        words = QLabel(explanation(chart), wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        words.setAccessibleName(_("What it means"))
        words.setAccessibleDescription(_("Definition, formula, and what is left out"))
        words.setContentsMargins(0, 0, 12, 0)
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.words = words
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(words)
        self.body.addWidget(heading)
        self.body.addWidget(scroll, 1)
        self.add_close_button(_("Close"))
        self.fit(*_WORDS_SIZE)
        self.dress()


def explanation(chart: Chart) -> str:
    """All of it as text, in paragraphs."""
    parts = [_(chart.note)] if chart.note else []
    parts += [_definition(DEFINITIONS[name]) for name in chart.metrics]
    return "\n\n".join([*parts, _(POPULATION), _(STATISTICS)])


def _definition(definition: Definition) -> str:
    lines = [
        _(definition.label),
        _(definition.meaning),
        _("Reckoned as: {formula}").format(formula=_(definition.formula)),
    ]
    if definition.left_out:
        lines.append(_("Left out: {what}").format(what=_(definition.left_out)))
    return "\n".join(lines)
