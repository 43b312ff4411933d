"""The sample payload: pasted as a text, and shown as a tree out of which values are picked."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.payload_tree import PayloadModel
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_LATER = 200  # milliseconds
_LARGEST = 1024 * 1024  # bytes of a payload from a file
TREE, TEXT = 0, 1


class PayloadPane(QWidget):
    """Emits `changed` with another payload, `picked(steps)` for a value in the tree, `guess_wanted`."""

    changed = Signal()
    picked = Signal(tuple)
    guess_wanted = Signal()

    def __init__(self, desk: Desk, sample: str, *, tree: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._has_tree = desk, tree
        self.source = QPlainTextEdit(sample)
        self.source.setTabChangesFocus(True)
        self.source.setPlaceholderText(_("Paste what the other program posts"))
        self.source.setAccessibleName(_("Sample payload"))
        self.source.setAccessibleDescription(_("JSON as the other program posts it; nothing in it is followed"))
        self.source.setMinimumWidth(300)
        self.model = PayloadModel(self)
        self.tree = self._make_tree()
        self.tabs = PartTabs(desk.theme, _("Sample payload"), (_("Tree"), _("Text")), ground="window")
        self.hint = QLabel(wordWrap=True)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=_LATER)
        self._later.timeout.connect(self._read)
        self.source.textChanged.connect(self._later.start)
        self.source.textChanged.connect(self.changed)
        self.tabs.currentChanged.connect(self._show_part)
        self.tabs.setVisible(tree)
        self._show_part(TREE if tree and sample.strip() else TEXT)
        self.tabs.setCurrentIndex(TREE if tree and sample.strip() else TEXT)
        self._read()

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self.model)
        tree.setAccessibleName(_("Fields of the payload"))
        tree.setAccessibleDescription(_("A click or Enter maps the value to the chosen field"))
        tree.setUniformRowHeights(True)
        tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        tree.header().resizeSection(0, 220)
        tree.clicked.connect(self._pick)
        tree.activated.connect(self._pick)
        return tree

    def _lay_out(self) -> None:
        theme = self._desk.theme
        self.open_button = Button(theme, _("Open a &file…"), "folder", description=_("Take the payload from a file"))
        self.open_button.clicked.connect(self._choose)
        self.guess_button = Button(
            theme, _("Propose a &mapping"), "lightning", description=_("By the names of the fields; correct it after")
        )
        self.guess_button.clicked.connect(self.guess_wanted)
        self.guess_button.setVisible(self._has_tree)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.open_button, self.guess_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.tabs, self.hint):
            column.addWidget(widget)
        column.addWidget(self.tree, 1)
        column.addWidget(self.source, 1)
        column.addLayout(row)
        self.hint.setVisible(self._has_tree)
        self.hint.setText(_("A click on a value maps it to the field that is chosen at the right."))

    def text(self) -> str:
        return self.source.toPlainText()

    def _show_part(self, place: int) -> None:
        self.tree.setVisible(place == TREE)
        self.source.setVisible(place == TEXT)

    def _read(self) -> None:
        if not self._has_tree:
            return
        self._desk.background.run_latest(
            f"tree of {id(self)}", parsed, self.text(), then=self._fill, failed=lambda _refused: self._fill({})
        )

    def _fill(self, payload: Any) -> None:
        self.model.show_payload(payload)
        self.tree.expandToDepth(2)

    def _pick(self, index: QModelIndex) -> None:
        self.picked.emit(self.model.steps_of(index))

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), _("Open a payload"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    def open_file(self, path: str) -> None:
        """Take the payload from a file."""
        self._desk.background.run(read_text, path, then=self._opened, failed=self._not_opened)

    def _opened(self, text: str) -> None:
        self.source.setPlainText(text)
        self.tabs.setCurrentIndex(TREE if self._has_tree else TEXT)

    def _not_opened(self, refused: Refused) -> None:
        self.hint.setText(str(refused))
        self.hint.show()


def parsed(text: str) -> Any:
    """Raises Refused for what is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(str(error)) from None


def read_text(path: str) -> str:
    """Raises Refused for what can't be read or is too large."""
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            raise Refused(_("It is larger than {most} MB.").format(most=_LARGEST // (1024 * 1024)))
        return file.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise Refused(
            _("{name} can't be read: {reason}.").format(name=isolated(file.name), reason=error.strerror or error)
        ) from error
