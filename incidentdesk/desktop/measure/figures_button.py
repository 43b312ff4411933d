"""A button that saves the numbers of a report as CSV or for Excel."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


class FiguresButton(Button):
    """`save(path, cancelled=…)` writes the file that the path names, in a worker; `name()` is how it is called without
    its ending. Emits `refused` with why it could not be written."""

    refused = Signal(object)

    def __init__(
        self, desk: Desk, name: Callable[[], str], save: Callable[..., Path], parent: QWidget | None = None
    ) -> None:
        description = _("The same numbers as CSV or for Excel")
        super().__init__(desk.theme, _("Save &figures…"), "export", description=description, parent=parent)
        self._desk, self._name, self._save = desk, name, save
        self.setAutoDefault(False)
        self.clicked.connect(self.ask_file)

    def ask_file(self) -> None:
        """Let somebody choose a file and write the numbers there."""
        dialog = QFileDialog(self.window(), _("Save figures"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Excel workbook (*.xlsx)"), _("CSV (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text.rpartition(".")[2].rstrip(")")))
        dialog.setDirectory(str(documents()))
        dialog.selectFile(safe_file_name(self._name(), ".xlsx"))
        dialog.fileSelected.connect(lambda name: self.save_as(Path(name)))
        dialog.open()

    def save_as(self, path: Path) -> None:
        self.setEnabled(False)
        self._desk.background.run(
            self._save, path, then=self._saved, failed=self._fail, cancellable=True, title=_("Saving figures")
        )

    def _saved(self, path: Path) -> None:
        self.setEnabled(True)
        self._desk.toasts.show(_("Saved as {file}.").format(file=isolated(str(path))))

    def _fail(self, refused: Refused) -> None:
        self.setEnabled(True)
        self.refused.emit(refused)
