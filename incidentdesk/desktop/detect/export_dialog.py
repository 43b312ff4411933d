"""Writing a list into a file for other programs."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.exporting import ExportWish, Format, Scope, export
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.printable import Printable, PrintableList
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.column_list import ColumnList
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.refusal import Refused

_FORMATS = {
    Format.CSV: N_("CSV"),
    Format.XLSX: N_("Excel (XLSX)"),
    Format.JSON: N_("JSON"),
    Format.DESK: N_("IncidentDesk"),
}
_FILTERS = {
    Format.CSV: N_("CSV files (*.csv)"), Format.XLSX: N_("Excel workbooks (*.xlsx)"), Format.JSON: N_("JSON (*.json)"),
    Format.DESK: N_("IncidentDesk files (*.incidentdesk)"),
}  # fmt: skip
_TOLD = {
    Format.CSV: N_("Times are in your zone, with their offset. No cell is taken for a formula."),
    Format.XLSX: N_("Times are Excel’s, in your zone. No cell is taken for a formula."),
    Format.JSON: N_("Times are in UTC, what is missing is null."),
    Format.DESK: N_("The whole desk with its history and attachments; Import takes it back."),
}


class ExportDialog(Sheet):
    """What, how and where to; it stays open until the file is written, and refusals stand in it."""

    def __init__(self, desk: Desk, of: Printable, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Export incidents"), parent)
        self._desk = desk
        self._of = of
        self._job: Job | None = None
        # Until somebody chooses a name, it follows what is chosen above.
        self._own_name = False
        # What was chosen for a list, while the whole desk is.
        self._scope_before: Scope | None = None
        self.message = MessageBar(desk.theme)
        self.body.addWidget(self.message)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(4)
        right = QVBoxLayout()
        right.setSpacing(4)
        self._build_columns(right)
        self._build_choices(left)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        self.body.addLayout(columns, 1)
        self._build_file()
        self._build_progress()
        self.cancel_button = self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.export_button = self.add_button(_("Export"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self._propose()
        self._choose()
        self.dress()
        self.setMinimumWidth(680)
        self.format.button(self.format.value).setFocus()

    # -- building

    def _build_choices(self, layout: QVBoxLayout) -> None:
        what = QLabel(_("What"))
        # As high as the line with the links beside it.
        what.setMinimumHeight(self.all_columns.sizeHint().height())
        layout.addWidget(what)
        self.scopes: dict[Scope, QRadioButton] = {}
        group = QButtonGroup(self)
        for scope, text in self._scopes():
            button = QRadioButton(text)
            button.setAccessibleName(text.replace("&", ""))
            button.setAccessibleDescription(_("Which incidents are exported"))
            button.toggled.connect(self._choose)
            group.addButton(button)
            self.scopes[scope] = button
            layout.addWidget(button)
        self.scopes[Scope.SELECTION if Scope.SELECTION in self.scopes else next(iter(self.scopes))].setChecked(True)
        layout.addSpacing(12)
        layout.addWidget(QLabel(_("Format")))
        self.format = Chooser(self._desk.theme, _("Format"), [(each, _(text)) for each, text in _FORMATS.items()])
        self.format.chosen.connect(lambda _format: (self._propose(), self._choose()))
        layout.addWidget(self.format, 0, Qt.AlignmentFlag.AlignLeft)
        self.told = QLabel("", wordWrap=True)
        layout.addWidget(self.told)
        layout.addSpacing(12)
        self.bom = QCheckBox(_("With a &byte order mark"))
        self.bom.setAccessibleName(_("With a byte order mark"))
        self.bom.setAccessibleDescription(_("Excel reads letters such as ü and ع right only with it"))
        self.bom.setToolTip(self.bom.accessibleDescription())
        layout.addWidget(self.bom)
        layout.addStretch(1)

    def _scopes(self) -> list[tuple[Scope, str]]:
        of, found = self._of, []
        if isinstance(of, PrintableList):
            count = "" if of.count is None else f" ({of.count:,})"
            found.append((Scope.LIST, _("This &list") + count))
            if of.selected:
                count = len(of.selected)
                found.append(
                    (Scope.SELECTION, ngettext("&Selection ({count})", "&Selection ({count})", count).format(
                        count=f"{count:,}")),
                )  # fmt: skip
        found.append((Scope.ALL, _("&All incidents")))
        return found

    def _build_columns(self, layout: QVBoxLayout) -> None:
        from incidentdesk.detect.transfer.export import KEYS, OFFERED
        from incidentdesk.measure.list_report import COLUMNS

        self._all = OFFERED
        shown = self._of.columns if isinstance(self._of, PrintableList) else ()
        self._shown = tuple(key for key in shown if key in OFFERED)
        self.columns = ColumnList(self._desk.theme, [(key, _(COLUMNS[key].label)) for key in OFFERED], KEYS)
        self.columns.setAccessibleName(_("Columns"))
        self.columns.setAccessibleDescription(self.columns.toolTip())
        self._how_to_choose = self.columns.toolTip()
        self.columns.changed.connect(self._choose)
        label = QLabel(_("&Columns"))
        label.setBuddy(self.columns)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(label, 1)
        self.all_columns = LinkButton(self._desk.theme, _("All"), description=_("All columns"))
        self.all_columns.clicked.connect(lambda: self.columns.choose(self._all))
        self.list_columns = LinkButton(self._desk.theme, _("As in the list"), description=_("The columns of the list"))
        self.list_columns.clicked.connect(lambda: self.columns.choose(self._shown))
        self.list_columns.setVisible(bool(self._shown))
        head.addWidget(self.all_columns)
        head.addWidget(self.list_columns)
        layout.addLayout(head)
        layout.addWidget(self.columns, 1)

    def _build_file(self) -> None:
        self.file = QLineEdit()
        self.file.setAccessibleName(_("File"))
        self.file.setAccessibleDescription(_("Where the incidents are written to"))
        self.file.textEdited.connect(self._name_typed)
        self.file.textChanged.connect(self._choose)
        label = QLabel(_("&File"))
        label.setBuddy(self.file)
        self.browse = Button(self._desk.theme, _("Choose file…"), "folder", description=_("Choose where to"))
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(self.browse)
        self.replaced = QLabel("", wordWrap=True)
        part = QVBoxLayout()
        part.setSpacing(4)
        part.addWidget(label)
        part.addLayout(row)
        part.addWidget(self.replaced)
        self.body.addLayout(part)

    def _build_progress(self) -> None:
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(_("Progress"))
        self.progress.setAccessibleDescription(_("How far the export has got"))
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.progress.hide()
        self.body.addWidget(self.progress)

    # -- choosing

    @property
    def scope(self) -> Scope:
        return next(scope for scope, button in self.scopes.items() if button.isChecked())

    def wish(self) -> ExportWish:
        of = self._of if isinstance(self._of, PrintableList) else _everything(self._desk)
        return ExportWish(
            of,
            self.scope,
            self.format.value,
            self.columns.chosen(),
            self._path(),
            bom=self.bom.isChecked() and self.format.value == Format.CSV,
        )

    def why_not(self) -> str:
        """What is missing before it can be exported; "" for nothing."""
        if self.format.value != Format.DESK and not self.columns.chosen():
            return _("Choose a column first.")
        if not self.file.text().strip():
            return _("Name a file first.")
        typed = Path(self.file.text().strip()).expanduser()
        return _("{file} is a folder: add a name.").format(file=isolated(str(typed))) if typed.is_dir() else ""

    def _path(self) -> Path:
        """As it was typed, with the ending of the format where it has none of the known ones."""
        path = Path(self.file.text().strip()).expanduser()
        if self.file.text().strip() and path.suffix.lower().lstrip(".") not in list(Format):
            path = path.with_name(f"{path.name}.{self.format.value}") if path.name else path
        return path if path.is_absolute() else documents() / path

    def _propose(self) -> None:
        """Let the name follow the format."""
        ending = f".{self.format.value}"
        if self._own_name:
            path = Path(self.file.text().strip())
            if path.suffix.lower().lstrip(".") in list(Format):
                self.file.setText(str(path.with_suffix(ending)))
            return
        title = self._of.title if isinstance(self._of, PrintableList) else _("Incidents")
        if self.format.value == Format.DESK:
            title = _("Whole desk")
        today = clock.now().astimezone(self._desk.zone)
        self.file.setText(str(documents() / safe_file_name(f"{title} {today:%Y-%m-%d}", ending)))

    def _name_typed(self) -> None:
        self._own_name = bool(self.file.text().strip())

    def _choose(self) -> None:
        if not hasattr(self, "export_button"):
            return
        self.bom.setVisible(self.format.value == Format.CSV)
        self._narrow()
        self.told.setText(_(_TOLD[self.format.value]))
        why = self.why_not()
        exists = not why and self._path().exists()
        self.export_button.setText(_("Replace file") if exists else _("Export"))
        self.export_button.setAccessibleName(self.export_button.text())
        self.replaced.setText(_("This file is there already; it will be replaced.") if exists else "")
        self.export_button.setEnabled(not why and self._job is None)
        self.export_button.setToolTip(why)

    def _narrow(self) -> None:
        """A whole desk is everything, whatever is chosen for a list."""
        listed = self.format.value != Format.DESK
        if listed == (self._scope_before is not None):
            wanted, self._scope_before = (self._scope_before, None) if listed else (Scope.ALL, self.scope)
            self.scopes[wanted].setChecked(True)
        for field in (*self.scopes.values(), self.columns, self.all_columns, self.list_columns):
            field.setEnabled(listed and self._job is None)
            field.setToolTip("" if listed else _("The whole desk has all incidents and all columns."))
        if listed:
            self.columns.setToolTip(self._how_to_choose)

    def _browse(self) -> None:
        dialog = QFileDialog(self, _("Export incidents"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_(_FILTERS[self.format.value]))
        dialog.setDefaultSuffix(self.format.value)
        dialog.setDirectory(str(self._path().parent))
        dialog.selectFile(self._path().name)
        dialog.fileSelected.connect(self._take_name)
        dialog.open()

    def _take_name(self, name: str) -> None:
        self._own_name = True
        self.file.setText(name)

    # -- doing

    def accept(self) -> None:
        if self.why_not() or self._job is not None:
            return
        self.message.clear()
        wish = self.wish()
        self._job = self._desk.background.run(
            export, self._desk, wish,
            then=lambda count: self._written(wish, count), failed=self._fail, progress=True, cancellable=True,
            title=_("Exporting incidents"),
        )  # fmt: skip
        self._job.progressed.connect(self._move)
        self.progress.setRange(0, 0)
        self._show_busy(True)

    def reject(self) -> None:
        """Cancel what is under way, else close."""
        if self._job is None:
            super().reject()
            return
        self._job.cancel()
        self._show_busy(False)
        self.message.say(_("Stopped. Nothing was written."), "info")

    def _move(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _written(self, wish: ExportWish, count: int) -> None:
        self._show_busy(False)
        if wish.format == Format.DESK:
            self._desk.toasts.show(_("The whole desk written to {file}").format(file=isolated(str(wish.file))))
            super().accept()
            return
        said = ngettext("{count} incident written to {file}", "{count} incidents written to {file}", count)
        self._desk.toasts.show(said.format(count=f"{count:,}", file=isolated(str(wish.file))))
        super().accept()

    def _fail(self, refused: Refused) -> None:
        self._show_busy(False)
        self.message.say(str(refused))
        self.file.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_busy(self, busy: bool) -> None:
        if not busy:
            self._job = None
        self.progress.setVisible(busy)
        for field in (self.format, self.bom, self.file, self.browse):
            field.setEnabled(not busy)
        self._choose()
        if busy:
            self.cancel_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
            return
        super().keyPressEvent(event)

    def dress(self) -> None:
        super().dress()
        theme = self._desk.theme
        for label, role in ((self.told, "text2"), (self.replaced, "warning")):
            theme.tint(label, role)
        self.progress.setStyleSheet(
            theme.sheet(
                "QProgressBar { background: $border; border: none; } QProgressBar::chunk { background: $accent; }"
            )
        )


def _everything(desk: Desk) -> PrintableList:
    from incidentdesk.detect.condition import Context
    from incidentdesk.detect.query import parse

    return PrintableList(parse(""), "", Context(clock.now(), desk.zone, desk.account), _("Incidents"))
