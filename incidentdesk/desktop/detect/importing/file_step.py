"""First step: which file, and what has been found out about it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.importing.work import Earlier, Opened
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.language import _, isolated, ngettext

_ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-15", "cp850", "shift_jis", "gb18030")
_DELIMITERS = ((",", ","), (";", ";"), ("\t", "Tab"), ("|", "|"))
_LONGEST_CELL = 200  # characters


class FileStep(QWidget):
    """`chosen` carries a path, `read_again` what was chosen by hand about it, `undo_wanted` the id of an import."""

    chosen = Signal(str)
    read_again = Signal(dict)
    undo_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setAcceptDrops(True)
        self.browse = Button(desk.theme, _("Choose file…"), "folder", description=_("A CSV, XLSX or JSON file"))
        self.browse.clicked.connect(self._browse)
        self.facts = QLabel(wordWrap=True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self._top = QWidget()
        top = QHBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(12)
        top.addWidget(self.browse)
        top.addWidget(self.facts, 1)
        self.empty = EmptyState(
            desk.theme,
            "import",
            _("Bring in incidents from another tool"),
            _("Drop a CSV, XLSX or JSON file, or a whole desk. Nothing is written before you have seen what happens."),
            _("Choose file…"),
            self._browse,
            primary=False,
        )
        self.encoding = self._combo(_("Encoding"), [(name, name) for name in _ENCODINGS])
        self.delimiter = self._combo(_("Delimiter"), list(_DELIMITERS))
        self.sheets = self._combo(_("Sheet"), [])
        self.header = QCheckBox(_("The first row names the columns"))
        self.header.setAccessibleDescription(_("Whether the first row is a heading or an incident"))
        self.header.clicked.connect(self._told)
        self._by_hand = QWidget()
        row = QHBoxLayout(self._by_hand)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for name, field in (
            (_("Encoding"), self.encoding),
            (_("Delimiter"), self.delimiter),
            (_("Sheet"), self.sheets),
        ):
            label = QLabel(name)
            label.setBuddy(field)
            field.label = label
            row.addWidget(label)
            row.addWidget(field)
            row.addSpacing(8)
        row.addWidget(self.header)
        row.addStretch(1)
        self.preview = _table(_("Preview"), _("The first rows of the file"))
        self.earlier = QFrame()
        self._earlier_rows = QVBoxLayout(self.earlier)
        self._earlier_rows.setContentsMargins(0, 8, 0, 0)
        self._earlier_rows.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._top)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._by_hand)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.earlier)
        self._top.hide()
        self._by_hand.hide()
        self.preview.hide()
        self.earlier.hide()

    def show_file(self, opened: Opened) -> None:
        sheet = opened.sheet
        self.empty.hide()
        self._top.show()
        about = ngettext("{kind}, about {rows:,} row", "{kind}, about {rows:,} rows", sheet.row_count)
        if sheet.exact:
            about = ngettext("{kind}, {rows:,} row", "{kind}, {rows:,} rows", sheet.row_count)
        columns = ngettext("{count} column", "{count} columns", len(sheet.columns)).format(count=len(sheet.columns))
        told = about.format(kind=sheet.kind, rows=sheet.row_count)
        self.facts.setText(f"{isolated(sheet.path.name)} · {told} · {columns}")
        for field, value, shown in (
            (self.encoding, sheet.encoding, bool(sheet.encoding)),
            (self.delimiter, sheet.delimiter, bool(sheet.delimiter)),
        ):
            _choose(field, value)
            field.setVisible(shown)
            field.label.setVisible(shown)
        self.sheets.blockSignals(True)
        self.sheets.clear()
        for name in sheet.sheet_names:
            self.sheets.addItem(name, name)
        self.sheets.blockSignals(False)
        _choose(self.sheets, sheet.sheet_name)
        several = len(sheet.sheet_names) > 1
        self.sheets.setVisible(several)
        self.sheets.label.setVisible(several)
        self.header.setChecked(sheet.has_header)
        self.header.setVisible(sheet.kind != "JSON")
        self._by_hand.setVisible(sheet.kind != "JSON")
        _fill(self.preview, sheet.columns, opened.head)
        self.preview.show()
        self.earlier.hide()

    def show_earlier(self, imports: list[Earlier]) -> None:
        """Imports of before, each with the way to undo it."""
        if not imports or not self.preview.isHidden():
            return
        title = QLabel(_("Earlier imports"))
        title.setFont(self.desk.theme.font("strong"))
        self._earlier_rows.addWidget(title)
        for each in imports:
            self._earlier_rows.addWidget(self._earlier_row(each))
        self.earlier.show()

    def _earlier_row(self, each: Earlier) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        text = _("{file} · {when} · {created:,} created, {updated:,} updated").format(
            file=isolated(each.file_name),
            when=moment.day_and_time(each.started_at, clock.stored(clock.now()), self.desk.zone),
            created=each.created,
            updated=each.updated,
        )
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(label)
        if each.undone:
            layout.addWidget(QLabel(_("undone")))
        else:
            undo = LinkButton(self.desk.theme, _("Undo this import"))
            undo.setAccessibleDescription(text)
            undo.clicked.connect(lambda: self.undo_wanted.emit(each.id))
            layout.addWidget(undo)
        layout.addStretch(1)
        return row

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.chosen.emit(event.mimeData().urls()[0].toLocalFile())

    def _browse(self) -> None:
        kinds = _("Tables and desks (*.csv *.tsv *.txt *.xlsx *.json *.incidentdesk)") + ";;" + _("All files (*)")
        path, _kind = QFileDialog.getOpenFileName(self, _("Import incidents"), str(Path.home()), kinds)
        if path:
            self.chosen.emit(path)

    def _combo(self, name: str, choices: list[tuple[str, str]]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setAccessibleDescription(_("Found out by itself; change it where the preview looks wrong"))
        for value, text in choices:
            combo.addItem(text, value)
        combo.activated.connect(self._told)
        return combo

    def _told(self) -> None:
        told: dict[str, Any] = {}
        if not self.header.isHidden():
            told["has_header"] = self.header.isChecked()
        for key, field in (("encoding", self.encoding), ("delimiter", self.delimiter), ("sheet_name", self.sheets)):
            if not field.isHidden():
                told[key] = field.currentData()
        self.read_again.emit(told)


def _table(name: str, description: str) -> QTableWidget:
    table = QTableWidget()
    table.setAccessibleName(name)
    table.setAccessibleDescription(description)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.setAlternatingRowColors(False)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _fill(table: QTableWidget, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table.clear()
    table.setColumnCount(len(columns))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(columns))
    for line, cells in enumerate(rows):
        for place, text in enumerate(cells):
            table.setItem(line, place, QTableWidgetItem(" ".join(text[:_LONGEST_CELL].split())))
    header = table.horizontalHeader()
    for place in range(len(columns)):
        wanted = max(table.sizeHintForColumn(place) + 12, header.sectionSizeHint(place) + 12)
        table.setColumnWidth(place, min(280, max(90, wanted)))


def _choose(combo: QComboBox, value: str) -> None:
    if value and combo.findData(value) < 0:
        combo.addItem(value, value)
    combo.setCurrentIndex(combo.findData(value))
