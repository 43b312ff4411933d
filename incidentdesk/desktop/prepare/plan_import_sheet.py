"""A file becomes a plan: each line with what it became, changed by a key, and the plan that comes of it beside it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents
from incidentdesk.desktop.prepare.plan_piece_model import WAYS, PieceModel
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_file import plan_preview, told
from incidentdesk.prepare.plan_list import PlanRow, plans
from incidentdesk.prepare.plan_merge import recognised
from incidentdesk.prepare.plan_preview import Became, Preview
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.plan_wording import offset_text
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 1120, 680
_NEW = 0


class PlanImportSheet(Sheet):
    """Emits `imported(plan_id)`. `plan_id` is the plan whose next draft it becomes at first, 0 for a new plan."""

    imported = Signal(int)

    def __init__(self, desk: Desk, plan_id: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Import a plan"), parent)
        self.desk, self._wanted = desk, plan_id
        self.preview: Preview | None = None
        self.content = PlanContent()
        self._build()
        self._connect()
        self._show_into()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        desk.background.run(_load_plans, desk.database, then=self._offer, failed=self.fail)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.message = MessageBar(theme)
        self.choose_button = Button(theme, _("&Choose a file…"), "folder", description=_("Markdown or plain text"))
        self.file = QLabel(_("Markdown (.md) or plain text: headings become phases, list items become actions."))
        self.file.setTextFormat(Qt.TextFormat.PlainText)
        self.rows = PieceModel(theme, self)
        self.lines = QTreeView()
        self.lines.setModel(self.rows)
        self.lines.setRootIsDecorated(False)
        self.lines.setUniformRowHeights(True)
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.lines.setAccessibleName(_("Lines of the file"))
        self.lines.setAccessibleDescription(_("The digits 1 to 6 say what the chosen lines become"))
        header = self.lines.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        short = {Became.NAME: _("Name"), Became.LEFT_OUT: _("Leave out")}
        self.ways = Chooser(theme, _("What the chosen lines become"), [(way, short.get(way, _(way))) for way in WAYS])
        self.outline = QTreeWidget()
        self.outline.setHeaderHidden(True)
        self.outline.setAccessibleName(_("The plan that comes of it"))
        self.outline.setAccessibleDescription(_("Phases and their actions"))
        self.told = QLabel(wordWrap=True)
        self.into = ChoiceBox([(_NEW, _("A new plan"))])
        self.into.setAccessibleName(_("Into"))
        self.into.setAccessibleDescription(_("A new plan, or the next draft of one that is there"))
        self.into.setMinimumContentsLength(24)
        self.name = QLineEdit(maxLength=200)
        self.name.setPlaceholderText(_("Name of the plan"))
        self.name.setAccessibleName(_("Name of the plan"))
        self.name.setAccessibleDescription(_("Name of the plan"))
        self._lay_out()
        role = QDialogButtonBox.ButtonRole
        self.add_button(_("Cancel"), role.RejectRole)
        self.save = self.add_button(_("Import"), role.ActionRole, primary=True)
        self.save.setAutoDefault(False)
        self.save.setDefault(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.choose_button)
        top.addWidget(self.file, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets in ((left, (self.ways, self.lines)), (right, (self.told, self.outline))):
            column.setSpacing(8)
            column.addWidget(widgets[0])
            column.addWidget(widgets[1], 1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left, 3)
        middle.addLayout(right, 2)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(QLabel(_("Into")))
        bottom.addWidget(self.into)
        bottom.addWidget(self.name, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.message)
        self.body.addLayout(middle, 1)
        self.body.addLayout(bottom)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choose_file)
        self.choose_button.setAutoDefault(False)
        self.lines.installEventFilter(self)
        self.lines.selectionModel().selectionChanged.connect(lambda *_two: self._show_way())
        self.ways.chosen.connect(self.become)
        self.into.currentIndexChanged.connect(lambda _at: self._show_into())
        self.name.textChanged.connect(lambda _text: self._show_save())
        self.save.clicked.connect(self.take)

    # -- the file

    def choose_file(self) -> None:
        dialog = QFileDialog(self, _("Import a plan"), str(documents()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Markdown and text") + " (*.md *.markdown *.txt *.text)", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda path: self.read_file(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Show what a file becomes; one that can't be read says why, and what was shown before stays."""
        self.message.clear()
        self.desk.background.run_latest(
            f"plan file of {id(self)}", plan_preview, path, then=lambda preview: self._take(path, preview),
            failed=self.fail,
        )  # fmt: skip

    def _take(self, path: Path, preview: Preview) -> None:
        self.file.setText(path.name)
        self.name.setText(preview.name)
        self.show_preview(preview)
        if preview.pieces:
            self.go_to(0)
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")
        self._show_save()

    # -- what the lines become

    def show_preview(self, preview: Preview) -> None:
        # Its content gets new keys each time it is asked for.
        self.preview, self.content = preview, preview.content
        self.rows.show(preview.pieces)
        self.told.setText(told(preview))
        self._show_outline()
        self._show_way()
        self._show_save()

    def _show_outline(self) -> None:
        heads = []
        for at, phase in enumerate(self.content.phases, 1):
            head = QTreeWidgetItem([f"{at}  {phase.title}"])
            head.setFont(0, self.theme.font("strong"))
            for place, action in enumerate(phase.actions, 1):
                optional = "" if action.mandatory else _("optional")
                facts = " · ".join(filter(None, (action.role, offset_text(action.offset), optional)))
                item = QTreeWidgetItem([f"{at}.{place}  {action.title}" + (f"  ({facts})" if facts else "")])
                item.setToolTip(0, action.instructions or action.title)
                head.addChild(item)
            heads.append(head)
        self.outline.clear()
        self.outline.addTopLevelItems(heads)
        self.outline.expandAll()

    def chosen(self) -> list[int]:
        return sorted({index.row() for index in self.lines.selectionModel().selectedRows()})

    def become(self, way: Became) -> None:
        """Let the chosen lines be something else."""
        preview, rows = self.preview, self.chosen()
        if preview is None or not rows:
            return
        before = preview.name
        for row in rows:
            preview = preview.but(row, way)
        if preview.name != before:
            self.name.setText(preview.name)
        self.show_preview(preview)

    def _show_way(self) -> None:
        rows = self.chosen()
        self.ways.setEnabled(bool(rows))
        if self.preview and rows:
            self.ways.choose(self.preview.pieces[rows[0]].became)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.lines and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text = event.text()
            if text.isdigit() and 1 <= int(text) <= len(WAYS):
                self.become(WAYS[int(text) - 1])
                self._go_on()
                return True
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        """To the next line, where only one was chosen."""
        rows = self.chosen()
        if len(rows) == 1 and rows[0] + 1 < self.rows.rowCount():
            self.go_to(rows[0] + 1)

    def go_to(self, row: int) -> None:
        """Choose one line."""
        flag = QItemSelectionModel.SelectionFlag
        self.lines.selectionModel().setCurrentIndex(self.rows.index(row, 0), flag.ClearAndSelect | flag.Rows)

    # -- where it goes

    def _offer(self, known: list[PlanRow]) -> None:
        self.into.blockSignals(True)
        options = [(row.id, _("Next draft of {name}").format(name=row.name)) for row in known]
        self.into.offer([(_NEW, _("A new plan")), *options])
        if self._wanted:
            self.into.choose(self._wanted)
        self.into.blockSignals(False)
        self._show_into()

    def _show_into(self) -> None:
        self.name.setVisible(not self.into.currentData())
        self._show_save()

    def _show_save(self) -> None:
        why = ""
        if self.desk.database.read_only:
            why = str(self.desk.database.read_only)
        elif self.preview is None:
            why = _("Choose a file first.")
        elif not self.content.actions:
            why = _("No line has become an action yet.")
        elif not self.into.currentData() and not self.name.text().strip():
            why = _("Give the plan a name first.")
        self.save.setEnabled(not why)
        self.save.setToolTip(why)

    def take(self) -> None:
        """Make the plan, or the next draft of the one that was chosen."""
        self.save.setEnabled(False)
        plan_id, name = int(self.into.currentData() or 0), self.name.text().strip()
        said = _("Imported: {name}").format(name=isolated(name if not plan_id else self.into.currentText()))
        content = self.content
        write(
            self.desk, self, lambda session: _import(session, plan_id, name, content), said, then=self._done,
            failed=self.fail, toast=True,
        )  # fmt: skip

    def _done(self, plan_id: int) -> None:
        self.imported.emit(plan_id)
        self.accept()

    def dress(self) -> None:
        super().dress()
        for label in (self.file, self.told):
            self.theme.tint(label, "text2")


def _load_plans(database: Any) -> list[PlanRow]:
    with database.read() as reader:
        return plans(reader)


def _import(session: Any, plan_id: int, name: str, content: PlanContent) -> int:
    from incidentdesk.prepare.plan_change import create_plan, save_draft

    if not plan_id:
        return create_plan(session, name=name, content=content)
    version = current_version(session.reader, plan_id)
    known = version.content if version else PlanContent()
    save_draft(session, plan_id, recognised(content, known), known)
    return plan_id
