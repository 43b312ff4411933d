"""Last step: what the import would do, how far it is, and what it has done."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.detect.transfer.taking import Outcome

_MOST_SHOWN = 1_000


class OutcomeStep(QWidget):
    """`save_wanted` asks for a file of the refused rows, `undo_wanted` to undo the import, `list_wanted` to see it."""

    save_wanted = Signal()
    undo_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        theme = desk.theme
        self.title = QLabel(wordWrap=True)
        self.title.setFont(theme.font("h2"))
        self.counts = [QLabel() for _place in range(4)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(0)
        for place, (count, name) in enumerate(
            zip(self.counts, (_("created"), _("updated"), _("unchanged"), _("refused")), strict=True)
        ):
            count.setFont(theme.font("h1"))
            count.setAccessibleName(name)
            grid.addWidget(count, 0, place)
            grid.addWidget(QLabel(name), 1, place)
        grid.setColumnStretch(4, 1)
        grid.setContentsMargins(0, 0, 0, 0)
        self._numbers = QWidget()
        self._numbers.setLayout(grid)
        self.along = QLabel(wordWrap=True)
        self.clean = QLabel(_("No row is refused, and there is nothing to warn of."))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress"))
        self.progress.setAccessibleDescription(_("How many rows are done"))
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([_("Row"), _("What"), _("Reason")])
        self.table.setAccessibleName(_("Refused rows and warnings"))
        self.table.setAccessibleDescription(_("Row numbers are those of the file"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 90)
        self.table.setColumnWidth(1, 120)
        self.save = Button(
            theme, _("Save refused rows…"), "export", description=_("With row numbers and reasons, as CSV")
        )
        self.undo = Button(theme, _("Undo this import"), "undo")
        self.list = Button(theme, _("Show the incidents"), "list")
        self.save.clicked.connect(self.save_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.list.clicked.connect(self.list_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.list, self.undo, self.save):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addWidget(self.progress)
        layout.addWidget(self._numbers)
        layout.addWidget(self.along)
        layout.addWidget(self.clean)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        layout.addStretch(0)

    def show_working(self, title: str) -> None:
        self.title.setText(title)
        self.progress.setRange(0, 0)
        self.progress.show()
        for widget in (self._numbers, self.along, self.clean, self.table, self.save, self.undo, self.list):
            widget.hide()

    def show_progress(self, done: int, total: int) -> None:
        # A progress bar counts in 32 bits; shares of a thousand are fine enough.
        self.progress.setRange(0, 1000 if total else 0)
        self.progress.setValue(min(1000, done * 1000 // total) if total else 0)
        self.progress.setFormat(_("{done:,} of {total:,} rows").format(done=done, total=total))

    def show_outcome(self, outcome: "Outcome") -> None:
        self.progress.hide()
        trial = outcome.dry_run
        self.title.setText(_("This is what the import would do.") if trial else _("The import is done."))
        self.along.setText(outcome.along_sentence())
        self.along.setVisible(bool(outcome.along))
        for label, count in zip(
            self.counts, (outcome.created, outcome.updated, outcome.unchanged, outcome.refused_count), strict=True
        ):
            label.setText(f"{count:,}")
        self._numbers.show()
        rows = [(number, _("refused"), reason) for number, reason in outcome.refused[:_MOST_SHOWN]]
        rows += [(number, _("warning"), text) for number, text in outcome.warnings[:_MOST_SHOWN]]
        self.table.setRowCount(len(rows))
        for line, (number, what, reason) in enumerate(rows):
            row = QTableWidgetItem(f"{number:,}" if number else "")
            row.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            told = QTableWidgetItem(reason)
            told.setToolTip(reason)
            for place, item in enumerate((row, QTableWidgetItem(what), told)):
                self.table.setItem(line, place, item)
        self.table.setVisible(bool(rows))
        self.clean.setVisible(not rows)
        self.save.setVisible(bool(outcome.refused_count))
        self.undo.setVisible(not trial and outcome.batch_id is not None)
        self.list.setVisible(not trial and bool(outcome.created + outcome.updated))

    def show_sentence(self, sentence: str) -> None:
        """Only a sentence: what has ended otherwise."""
        self.show_working(sentence)
        self.progress.hide()
