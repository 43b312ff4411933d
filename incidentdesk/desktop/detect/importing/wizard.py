"""Importing incidents, step by step; nothing is written before the last one."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QStackedWidget, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.importing import work
from incidentdesk.desktop.detect.importing.column_step import ColumnStep
from incidentdesk.desktop.detect.importing.file_step import FileStep
from incidentdesk.desktop.detect.importing.outcome_step import OutcomeStep
from incidentdesk.desktop.detect.importing.value_step import ValueStep
from incidentdesk.desktop.detect.importing.work import Opened
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import LISTS, dress_fields
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.detect.transfer.mapping import Mapping
    from incidentdesk.detect.transfer.survey import Survey
    from incidentdesk.detect.transfer.taking import Outcome

FILE, COLUMNS, VALUES, OUTCOME = range(4)
_TABLES = (
    LISTS
    + """
QTableWidget { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px; outline: 0; }
QTableWidget:focus { border-color: $focus; }
QTableWidget::item { padding: 2px 6px; border: none; border-bottom: 1px solid $border; }
QTableWidget::item:selected { background: $selection; color: $text; }
QTableWidget QComboBox { margin: 2px 4px; min-height: 24px; }
QProgressBar { border: none; border-radius: 4px; background: $neutral_bg; color: $text; text-align: center;
    min-height: 20px; }
QProgressBar::chunk { background: $selection; border-radius: 4px; }
"""
)


class ImportWizard(Sheet):
    """`list_wanted` carries the query that finds what was imported."""

    list_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Import incidents"), parent)
        self.desk = desk
        self._path: Path | None = None
        self._opened: Opened | None = None
        self._survey: Survey | None = None
        self._outcome: Outcome | None = None
        self._job: Job | None = None
        self.where = QLabel()
        self.where.setFont(desk.theme.font("small"))
        self.message = MessageBar(desk.theme)
        self.line = ProgressLine(desk.theme, desk.preferences)
        self.file_step, self.column_step = FileStep(desk), ColumnStep(desk)
        self.value_step, self.outcome_step = ValueStep(desk), OutcomeStep(desk)
        self.stack = QStackedWidget()
        for step in (self.file_step, self.column_step, self.value_step, self.outcome_step):
            self.stack.addWidget(step)
        for widget in (self.where, self.line, self.message):
            self.body.addWidget(widget)
        self.body.addWidget(self.stack, 1)
        self.back = self.add_button(_("Back"), QDialogButtonBox.ButtonRole.ResetRole)
        self.next = self.add_button(_("Next"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.leave = self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._connect()
        self._show(FILE)
        self.dress()
        self.resize(980, 620)
        desk.background.run(work.earlier_imports, desk.database, then=self.file_step.show_earlier)

    def _connect(self) -> None:
        self.back.clicked.connect(self._go_back)
        self.file_step.chosen.connect(self.open_file)
        self.file_step.read_again.connect(self._read_again)
        self.file_step.undo_wanted.connect(self._undo)
        self.column_step.profile_chosen.connect(self._choose_profile)
        self.outcome_step.save_wanted.connect(self._ask_where_to_save)
        self.outcome_step.undo_wanted.connect(lambda: self._undo(self._outcome.batch_id))
        self.outcome_step.list_wanted.connect(self._list)

    def dress(self) -> None:
        dress_fields(self, self.theme, _TABLES)

    # -- the file

    def open_file(self, path: str) -> None:
        """Read the beginning of a file and show what has been found out about it."""
        self._path = Path(path)
        if work.is_whole_desk(self._path):
            self._opened = None
            self._take(dry_run=True)
        else:
            self._read_again({})

    def _read_again(self, choices: dict[str, Any]) -> None:
        if self._path is None:
            return
        self.message.clear()
        zone = getattr(self.desk.zone, "key", "UTC")
        job = self.desk.background.run_latest(
            "import.open", work.open_file, self._path, zone, choices, then=self._show_file, failed=self._refused
        )
        self.line.follow(job)

    def _show_file(self, opened: Opened) -> None:
        self._opened = opened
        self.file_step.show_file(opened)
        self.column_step.show_mapping(opened)
        self._show(FILE)
        self.next.setFocus()

    def _choose_profile(self, key: str) -> None:
        from incidentdesk.detect.transfer.proposal import propose

        try:
            mapping = propose(self._opened.sheet, profile=key, zone=self.column_step.zone.currentText())
        except Refused as refused:
            self._refused(refused)
            return
        self._opened = replace(self._opened, mapping=mapping)
        self.column_step.show_mapping(self._opened)

    # -- going on

    def accept(self) -> None:
        """The button for the way on, whatever it is called now."""
        if self._job is not None:
            return
        self.message.clear()
        match self.stack.currentIndex():
            case 0:
                self._show(COLUMNS)
            case 1:
                self._look_through()
            case 2:
                self._take(dry_run=True)
            case _:
                self._take(dry_run=False)

    def _go_back(self) -> None:
        self.message.clear()
        step = self.stack.currentIndex()
        if self._opened is None:
            self._show(FILE)
            return
        if step == OUTCOME and not (self._survey and self._survey.values):
            step = VALUES
        self._show(step - 1)

    def _look_through(self) -> None:
        mapping = self.column_step.mapping()
        self._opened = replace(self._opened, mapping=mapping)
        self._start(
            work.look_through,
            self._opened.sheet,
            mapping,
            then=self._looked_through,
            title=_("Looking through the file"),
        )
        self.line.follow(self._job)

    def _looked_through(self, found: "Survey") -> None:
        if found.undecided:
            self._show(COLUMNS)
            self.message.say(found.undecided, "warning")
            self.column_step.ask_for_order(True)
            return
        self._survey = found
        self._opened = replace(self._opened, mapping=replace(self._opened.mapping, order=found.order))
        self.value_step.show_values(self._opened.mapping, found)
        if any(text for values in found.values.values() for text in values):
            self._show(VALUES)
        else:
            self._take(dry_run=True)

    def _take(self, dry_run: bool) -> None:
        if self._opened is None:
            call = (work.take_whole_desk, self.desk.database, self._path, self.desk.actor, dry_run)
        else:
            mapping, sheet = self._chosen_mapping(), self._opened.sheet
            call = (work.take, self.desk.database, sheet, mapping, self._survey, self.desk.actor, dry_run, None)
        self._show(OUTCOME)
        self.outcome_step.show_working(_("Trying the import …") if dry_run else _("Importing …"))
        self._start(*call, then=self._taken, title=_("Import of {file}").format(file=self._path.name))
        self._job.progressed.connect(self.outcome_step.show_progress)

    def _chosen_mapping(self) -> "Mapping":
        mapping = self.value_step.values(self._opened.mapping)
        self._opened = replace(self._opened, mapping=mapping)
        return mapping

    def _taken(self, outcome: "Outcome") -> None:
        self._outcome = outcome
        self.outcome_step.show_outcome(outcome)
        # A whole desk has no rows of a table that could be written into a file.
        self.outcome_step.save.setVisible(bool(outcome.refused_count) and self._opened is not None)
        self._show(OUTCOME)

    def _start(self, function: Any, *arguments: Any, then: Any, title: str, **options: Any) -> None:
        def done(result: Any) -> None:
            self._job = None
            then(result)

        def failed(refused: Refused) -> None:
            self._job = None
            self._refused(refused)

        self._job = self.desk.background.run(
            function,
            *arguments,
            then=done,
            failed=failed,
            progress=True,
            title=title,
            **{"cancellable": True, **options},
        )
        self._job.finished.connect(self._finished)
        self._name_buttons()

    def _finished(self) -> None:
        """Comes last, and alone where somebody cancelled."""
        if self._job is not None and self._job.cancelled():
            self._job = None
            self.outcome_step.show_sentence(_("The import was cancelled; what it had made was undone."))
            self._outcome = None
            self._show(COLUMNS if self.stack.currentIndex() != OUTCOME else OUTCOME)
        self._name_buttons()

    def _refused(self, refused: Refused) -> None:
        if self._opened is None:
            self._show(FILE)
        elif self.stack.currentIndex() == OUTCOME:
            self._show(VALUES if self._survey and self._survey.values else COLUMNS)
        self.message.say(str(refused))
        self._name_buttons()

    # -- afterwards

    def save_refused(self, path: Path) -> None:
        """Try the import once more, only to write every refused row into a file."""

        def saved(_outcome: "Outcome") -> None:
            self.message.say(_("The refused rows are in {file}.").format(file=isolated(str(path))), "success")

        arguments = (self.desk.database, self._opened.sheet, self._opened.mapping, self._survey, self.desk.actor, True)
        self._start(work.take, *arguments, path, then=saved, title=_("Refused rows"), cancellable=True)
        self.line.follow(self._job)

    def _ask_where_to_save(self) -> None:
        name = f"{self._opened.sheet.path.stem} refused.csv"
        path, _kind = QFileDialog.getSaveFileName(self, _("Save refused rows"), name, _("CSV (*.csv)"))
        if path:
            self.save_refused(Path(path))

    def _undo(self, batch_id: int) -> None:
        self._show(OUTCOME)
        self.outcome_step.show_working(_("Undoing the import …"))
        self._start(
            work.undo,
            self.desk.database,
            batch_id,
            self.desk.actor,
            then=self._undone,
            title=_("Undoing an import"),
            cancellable=False,
        )
        self._job.progressed.connect(self.outcome_step.show_progress)

    def _undone(self, undone: Any) -> None:
        self._outcome = None
        told = _("The import is undone: {withdrawn:,} incidents withdrawn, {restored:,} as they were before.").format(
            withdrawn=undone.withdrawn, restored=undone.restored
        )
        if undone.left:
            told += " " + ngettext(
                "{count:,} field was changed since and was left.",
                "{count:,} fields were changed since and were left.",
                undone.left,
            ).format(count=undone.left)
        self.outcome_step.show_sentence(told)
        self._name_buttons()

    def _list(self) -> None:
        query = f"import:{self._outcome.batch_id}"
        super().accept()
        self.list_wanted.emit(query)

    def reject(self) -> None:
        """Esc and Cancel: stop what is under way, else leave."""
        if self._job is not None:
            if self._job.cancellable:
                self._job.cancel()
                self.outcome_step.title.setText(_("Cancelling …"))
            return
        super().reject()

    # -- showing

    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        names = (_("File"), _("Columns"), _("Values"), _("Check and import"))
        self.where.setText("  ›  ".join(name if place != step else f"● {name}" for place, name in enumerate(names)))
        self.where.setAccessibleName(_("Step {step} of 4: {name}").format(step=step + 1, name=names[step]))
        self._name_buttons()

    def _name_buttons(self) -> None:
        step, busy = self.stack.currentIndex(), self._job is not None
        trial = step == OUTCOME and self._outcome is not None and self._outcome.dry_run
        over = step == OUTCOME and not trial
        useful = trial and bool(self._outcome.created + self._outcome.updated + self._outcome.along)
        self.back.setVisible(step > FILE and not over and not busy)
        self.next.setVisible(not over and not (trial and not useful))
        self.next.setEnabled(not busy and (self._opened is not None or trial))
        self.next.setToolTip("" if self._opened else _("Choose a file first."))
        if trial and useful:
            count = self._outcome.created + self._outcome.updated
            text = ngettext("Import {count:,} incident", "Import {count:,} incidents", count).format(count=count)
            text = text if count else _("Import")
        else:
            text = _("Next")
        self.next.setText(text)
        self.next.setAccessibleName(text)
        self.leave.setText(_("Close") if over and not busy else _("Cancel"))
        self.leave.setVisible(not busy or self._job.cancellable)


def open_import_wizard(desk: Desk, parent: QWidget) -> ImportWizard:
    wizard = ImportWizard(desk, parent)
    wizard.open()
    return wizard
