"""Which keys give which command."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.actions import SCOPES
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


class KeyboardSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Keyboard"), "keyboard")
        self._desk, self._say = desk, say
        self.letters = QCheckBox(_("Single letters give commands"))
        self.letters.setChecked(desk.preferences.get("single_letters"))
        self.letters.toggled.connect(self._set_letters)
        self.keys = KeyTable(desk, say)
        self.add_card(
            SettingRow(
                desk.theme,
                _("Single &letters"),
                _("Letters such as A for assign act while a list or a page has the focus, never while you type."),
                self.letters,
                words=_("shortcuts keys"),
            )
        )
        self.add_card(
            SettingRow(
                desk.theme,
                _("&Commands and their keys"),
                _("Choose a command, press other keys, and set them."),
                self.keys,
                wide=True,
                words=_("shortcuts rebind hotkeys"),
            )
        )

    def reload(self) -> None:
        self.keys.reload()

    def _set_letters(self, on: bool) -> None:
        try:
            self._desk.preferences.set("single_letters", on)
        except Refused as refused:
            self._say(refused)


class KeyTable(QWidget):
    """All commands with their keys, and a line to change those of the chosen one."""

    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__()
        self._desk, self._say = desk, say
        self.setAccessibleName(_("Commands and their keys"))
        self.setAccessibleDescription(_("Choose a command, press other keys, and set them."))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Find a command or a key"))
        self.filter.setAccessibleName(_("Find a command or a key"))
        self.filter.setAccessibleDescription(_("Only commands that contain this text are listed"))
        self.filter.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Commands"))
        self.tree.setAccessibleDescription(_("Commands, where they act, and their keys"))
        self.tree.setHeaderLabels([_("Command"), _("Where"), _("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(False)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setMinimumHeight(320)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self._label = QLabel(_("Choose a command above."))
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.edit = QKeySequenceEdit()
        self.edit.setClearButtonEnabled(True)
        self.edit.setMaximumSequenceLength(2)
        self.edit.setAccessibleName(_("New keys"))
        self.edit.setAccessibleDescription(_("Press the keys that shall give the command"))
        self.set_button = Button(desk.theme, _("Set keys"), description=_("Give the command these keys"))
        self.reset_button = Button(desk.theme, _("Usual keys"), description=_("Give the command its usual keys"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self.edit)
        row.addWidget(self.set_button)
        row.addWidget(self.reset_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree)
        layout.addLayout(row)
        self.filter.textChanged.connect(self._narrow)
        self.tree.currentItemChanged.connect(lambda _new, _old: self._chosen())
        self.set_button.clicked.connect(self._set)
        self.reset_button.clicked.connect(self._reset)
        desk.registry.rebound.connect(self.reload)
        self.reload()
        self._chosen()

    def showEvent(self, event) -> None:
        # Pages that were opened since may have brought commands.
        self.reload()
        super().showEvent(event)

    def reload(self) -> None:
        chosen = self.chosen()
        self.tree.clear()
        for entry in self._desk.registry.entries():
            keys = ", ".join(self._desk.registry.shortcut_texts(entry.id))
            item = QTreeWidgetItem([entry.text, _(SCOPES[entry.scope]), keys])
            item.setData(0, Qt.ItemDataRole.UserRole, entry.id)
            self.tree.addTopLevelItem(item)
            if entry.id == chosen:
                self.tree.setCurrentItem(item)
        self._narrow(self.filter.text())

    def chosen(self) -> str:
        """The id of the chosen command; "" for none."""
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else ""

    def choose(self, action_id: str) -> None:
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item.data(0, Qt.ItemDataRole.UserRole) == action_id:
                self.tree.setCurrentItem(item)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            line = " ".join(item.text(column) for column in range(3)).casefold()
            item.setHidden(not all(word in line for word in words))

    def _chosen(self) -> None:
        action_id = self.chosen()
        for each in (self.edit, self.set_button, self.reset_button):
            each.setEnabled(bool(action_id))
        if action_id:
            registry = self._desk.registry
            self._label.setText(_("Keys of “{command}”").format(command=isolated(registry.entry(action_id).text)))
            bound = registry.bound(action_id)
            self.edit.setKeySequence(QKeySequence(bound[0]) if bound else QKeySequence())

    def _set(self) -> None:
        text = self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        self._rebind((text,) if text else ())

    def _reset(self) -> None:
        self._rebind(self._desk.registry.action(self.chosen()).shortcuts)
        self._chosen()

    def _rebind(self, shortcuts: tuple[str, ...]) -> None:
        try:
            self._desk.registry.rebind(self.chosen(), shortcuts)
        except Refused as refused:
            self._say(refused)
