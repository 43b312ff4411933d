"""The departments in a small list: made, renamed and withdrawn in place, each as a gesture of its own."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.team_list import DepartmentRow, departments
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 520, 460


class DepartmentModel(QAbstractListModel):
    """A row says the name and how much belongs to it; the name alone is edited."""

    def __init__(self, rename: Callable[[DepartmentRow, str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rename = rename
        self.rows: list[DepartmentRow] = []

    def show(self, rows: list[DepartmentRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return row.name
        return _described(row) if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or str(value).strip() == row.name:
            return False
        self._rename(row, str(value))
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags


def _described(row: DepartmentRow) -> str:
    teams = ngettext("{count} team", "{count} teams", row.teams).format(count=row.teams)
    people = ngettext("{count} person", "{count} people", row.people).format(count=row.people)
    return f"{isolated(row.name)}  ·  {teams}  ·  {people}"


class DepartmentsDialog(Sheet):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Departments"), parent)
        self.desk = desk
        self.message = MessageBar(desk.theme)
        self.name = QLineEdit(maxLength=200)
        self.name.setPlaceholderText(_("Name of a new department"))
        self.name.setAccessibleName(_("Name of a new department"))
        self.name.setAccessibleDescription(_("Enter makes it"))
        self.make = Button(desk.theme, _("&Make department"), "plus")
        self.model = DepartmentModel(self._rename, self)
        self.list = QListView()
        self.list.setAccessibleName(_("Departments"))
        self.list.setAccessibleDescription(_("F2 renames a department"))
        self.list.setModel(self.model)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 1)
        line.addWidget(self.make)
        self.body.addWidget(self.message)
        self.body.addLayout(line)
        self.body.addWidget(self.list, 1)
        self.close_button = self.add_close_button(_("Close"))
        self.remove = Button(desk.theme, _("&Remove"), "trash", description=_("Take the department away"))
        self.rename = Button(desk.theme, _("Re&name"), "edit", description=_("Write another name"))
        for button in (self.make, self.remove, self.rename):
            button.setAutoDefault(False)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.rename)
        tools.addWidget(self.remove)
        tools.addStretch(1)
        self.body.addLayout(tools)
        self._connect()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.refresh()

    def _connect(self) -> None:
        self.make.clicked.connect(self._make)
        self.name.returnPressed.connect(self._make)
        self.remove.clicked.connect(self._remove)
        self.rename.clicked.connect(lambda: self.list.edit(self.list.currentIndex()))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self.desk.changes.changed.connect(self._heard)
        self._enable()

    def _enable(self) -> None:
        shut = str(self.desk.database.read_only)
        there = self.list.currentIndex().isValid()
        self.make.setEnabled(not shut)
        for button in (self.remove, self.rename):
            button.setEnabled(there and not shut)
            button.setToolTip(shut or ("" if there else _("Choose a department first.")))

    def _heard(self, changes: Any) -> None:
        if {"department", "team", "person"} & changes.keys():
            self.refresh()

    def refresh(self) -> None:
        self.desk.background.run_latest(
            f"departments of {id(self)}", _load, self.desk.database, then=self._show, failed=self._say
        )

    def _show(self, rows: list[DepartmentRow]) -> None:
        at = self.list.currentIndex().row()
        self.model.show(rows)
        if rows:
            self.list.setCurrentIndex(self.model.index(min(max(at, 0), len(rows) - 1)))
        self._enable()

    def _make(self) -> None:
        name = self.name.text().strip()

        def act(session: Any) -> None:
            from incidentdesk.prepare.department_change import create_department

            create_department(session, name=name)

        write(
            self.desk, self, act, _("Department made: {name}").format(name=isolated(name)),
            then=lambda _none: self._made(), failed=self._say,
        )  # fmt: skip

    def _made(self) -> None:
        self.name.clear()
        self.message.clear()
        self.refresh()

    def _rename(self, row: DepartmentRow, name: str) -> None:
        def act(session: Any) -> None:
            from incidentdesk.prepare.department_change import rename_department

            rename_department(session, row.id, name)

        said = _("Department renamed: {name}").format(name=isolated(name))
        write(self.desk, self, act, said, then=lambda _none: self._made(), failed=self._say)

    def _remove(self) -> None:
        row = self.model.rows[self.list.currentIndex().row()]

        def act(session: Any) -> None:
            from incidentdesk.prepare.department_change import withdraw_department

            withdraw_department(session, row.id)

        said = _("Department moved to the trash: {name}").format(name=isolated(row.name))
        write(self.desk, self, act, said, then=lambda _none: self._made(), failed=self._say, toast=True)

    def _say(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")


def _load(database: Any) -> list[DepartmentRow]:
    with database.read() as reader:
        return departments(reader)
