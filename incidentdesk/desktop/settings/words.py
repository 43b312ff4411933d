"""The words of the desk: categories, services, teams, people, resolution codes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.template_list import TemplateList
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

Word = tuple[int, str, int | None]


class WordsSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Categories and teams"), "category")
        theme = desk.theme
        self.lists: dict[str, WordList] = {
            noun: WordList(desk, say, noun) for noun in ("category", "service", "team", "resolution_code")
        }
        for noun, title, sentence in (
            ("category", _("C&ategories"), _("What kind of trouble it is, with subcategories one level below.")),
            ("service", _("&Services"), _("What can break.")),
            ("team", _("&Teams"), _("Who incidents are assigned to.")),
            ("resolution_code", _("&Resolution codes"), _("How an incident can have been resolved.")),
        ):
            self.add_card(SettingRow(theme, title, sentence, self.lists[noun], wide=True))
        self.templates = TemplateList(desk, say)
        sentence = _("What new incidents can begin with. “Keep as template…” in a new incident makes one.")
        self.add_card(SettingRow(theme, _("T&emplates"), sentence, self.templates, wide=True))

    def reload(self) -> None:
        for each in (*self.lists.values(), self.templates):
            each.reload()


class WordList(QWidget):
    """Words that can be added, renamed and withdrawn; what has one keeps it."""

    def __init__(self, desk: Desk, say: Callable[[Refused | str], None], noun: str) -> None:
        super().__init__()
        self._desk, self._say, self._noun = desk, say, noun
        self.words: list[Word] = []
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(noun == "category")
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.tree.setAccessibleName(_("Words"))
        self.tree.setAccessibleDescription(_("F2 renames the chosen one"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("New name"))
        self.field.setAccessibleName(_("New name"))
        self.field.setAccessibleDescription(_("Enter adds it"))
        self.add_button = Button(desk.theme, _("Add"), "plus", description=_("Add this name"))
        self.below_button = Button(
            desk.theme, _("Add below…"), description=_("Add a subcategory to the chosen category")
        )
        self.rename_button = Button(desk.theme, _("Rename"), description=_("Rename the chosen one (F2)"))
        self.withdraw_button = Button(
            desk.theme, _("Withdraw"), description=_("Offer it no more; incidents that have it keep it")
        )
        self.below_button.setVisible(noun == "category")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.add_button)
        changing = QHBoxLayout()
        changing.setSpacing(8)
        for each in (self.below_button, self.rename_button, self.withdraw_button):
            changing.addWidget(each)
        changing.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.tree)
        layout.addLayout(changing)
        layout.addLayout(row)
        self.field.returnPressed.connect(self._add)
        self.add_button.clicked.connect(self._add)
        self.below_button.clicked.connect(self._add_below)
        self.rename_button.clicked.connect(lambda: self.tree.editItem(self.tree.currentItem()))
        self.withdraw_button.clicked.connect(self._withdraw)
        self.tree.itemChanged.connect(self._renamed)
        self.tree.currentItemChanged.connect(lambda _new, _old: self._enable())
        desk.changes.changed.connect(self._hear)
        self._enable()

    def showEvent(self, event) -> None:
        self.reload()
        super().showEvent(event)

    def reload(self) -> None:
        self._desk.background.run_latest(
            f"words/{self._noun}", _read, self._desk.database, self._noun, then=self._show, failed=self._say
        )

    def _hear(self, changes: Any) -> None:
        noun = "setting" if self._noun == "resolution_code" else self._noun
        if noun in changes and self.isVisible():
            self.reload()

    def _show(self, words: list[Word]) -> None:
        self.words = words
        chosen = self._chosen()
        self.tree.blockSignals(True)
        self.tree.clear()
        items: dict[int, QTreeWidgetItem] = {}
        # Parents come before what stands below them.
        for word_id, name, parent_id in sorted(words, key=lambda word: word[2] is not None):
            item = QTreeWidgetItem([name])
            item.setData(0, Qt.ItemDataRole.UserRole, word_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            items[word_id] = item
            if parent_id in items:
                items[parent_id].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
        self.tree.expandAll()
        row = max(24, self.tree.sizeHintForRow(0))
        self.tree.setFixedHeight(min(8, max(2, len(words))) * row + 4)
        if chosen in items:
            self.tree.setCurrentItem(items[chosen])
        self.tree.blockSignals(False)
        self._enable()

    def _chosen(self) -> int:
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else -1

    def _enable(self) -> None:
        item = self.tree.currentItem()
        self.rename_button.setEnabled(item is not None)
        self.withdraw_button.setEnabled(item is not None)
        self.below_button.setEnabled(item is not None and item.parent() is None)

    def _add(self) -> None:
        name = " ".join(self.field.text().split())
        if name:
            self._write(_("Added “{name}”").format(name=isolated(name)), _add, self._noun, name, None)
            self.field.clear()

    def _add_below(self) -> None:
        parent = self._chosen()
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Add a subcategory"))
        dialog.setLabelText(_("Name of the subcategory"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda name: self._write(_("Added “{name}”").format(name=isolated(name)), _add, self._noun, name, parent)
        )
        dialog.open()

    def _renamed(self, item: QTreeWidgetItem) -> None:
        name, word_id = " ".join(item.text(0).split()), item.data(0, Qt.ItemDataRole.UserRole)
        before = next((word[1] for word in self.words if word[0] == word_id), "")
        if name != before:
            text = _("Renamed “{before}” to “{name}”").format(before=isolated(before), name=isolated(name))
            self._write(text, _rename, self._noun, word_id, name)

    def _withdraw(self) -> None:
        word_id = self._chosen()
        name = next((word[1] for word in self.words if word[0] == word_id), "")
        self._write(_("Withdrew “{name}”").format(name=isolated(name)), _withdraw, self._noun, word_id)

    def _write(self, text: str, change: Callable[..., Any], *args: Any) -> None:
        write(self._desk, text, change, *args, failed=self._failed)

    def _failed(self, refused: Refused) -> None:
        self._say(refused)
        self.reload()


# -- reading and writing


_ALL = {
    "category": "SELECT id, name, parent_id FROM category WHERE withdrawn_at IS NULL ORDER BY lower(name)",
    "service": "SELECT id, name, NULL FROM service WHERE withdrawn_at IS NULL ORDER BY lower(name)",
    "team": "SELECT id, name, NULL FROM team WHERE withdrawn_at IS NULL ORDER BY lower(name)",
}


def _read(database: Any, noun: str) -> list[Word]:
    with database.read() as reader:
        if noun == "resolution_code":
            return [(place, name, None) for place, name in enumerate(_codes(reader))]
        return [tuple(row) for row in reader.rows(_ALL[noun])]


def _codes(reader: Reader) -> list[str]:
    from incidentdesk.prepare.setting import setting_of

    return list(setting_of(reader, "resolution_codes"))


def _table(noun: str) -> Any:
    from importlib import import_module

    return getattr(import_module(f"incidentdesk.prepare.{noun}"), noun)


def _add(session: Any, noun: str, name: str, parent_id: int | None) -> None:
    if noun == "resolution_code":
        _set_codes(session, [*(code for code in _codes(session.reader) if code != name), name])
        return
    from incidentdesk.prepare.naming import named

    facts = {"parent_id": parent_id} if noun == "category" else {}
    named(session, _table(noun), name, **facts)


def _rename(session: Any, noun: str, word_id: int, name: str) -> None:
    if noun == "resolution_code":
        codes = _codes(session.reader)
        if not name or name in codes:
            raise Refused(_("A resolution code needs a name that no other one has."))
        codes[word_id] = name
        _set_codes(session, codes)
        return
    from incidentdesk.prepare.naming import rename

    rename(session, _table(noun), word_id, name)


def _withdraw(session: Any, noun: str, word_id: int) -> None:
    if noun == "resolution_code":
        codes = _codes(session.reader)
        if len(codes) == 1:
            raise Refused(_("One resolution code must stay, or nothing could be resolved."))
        _set_codes(session, codes[:word_id] + codes[word_id + 1 :])
        return
    from incidentdesk.store import ledger

    ledger.withdraw(session, _table(noun), word_id)


def _set_codes(session: Any, codes: list[str]) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, "resolution_codes", codes)
