"""All keys on one sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import SCOPES, Entry
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.key_cap import KeyCap
from incidentdesk.language import _


class ShortcutSheet(Sheet):
    """Every command that has keys, by where they act; a field narrows it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Keyboard shortcuts"), parent)
        self._desk = desk
        self._lines: list[tuple[str, list[QWidget]]] = []
        self._sections: list[tuple[QWidget, list[str]]] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find a command or a key"))
        self.field.setAccessibleName(_("Find a command or a key"))
        self.field.setAccessibleDescription(_("Only what contains this text stays on the sheet"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._narrow)
        self.body.addWidget(self.field)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("Shortcuts"))
        area.setAccessibleDescription(_("Commands and their keys"))
        area.setWidget(self._columns())
        self.body.addWidget(area, 1)
        self._empty = QLabel(_("No command and no key contains this text."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self.body.addWidget(self._empty)
        self.add_close_button(_("Close"))
        self.dress()
        scale = max(1.0, desk.theme.scale / 100)
        self.resize(round(860 * scale), round(620 * scale))
        self.field.setFocus()

    def shown(self) -> list[str]:
        """The names of the commands that are on the sheet now."""
        return [text for text, widgets in self._lines if not widgets[0].isHidden()]

    def _columns(self) -> QWidget:
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(32)
        left, right = QVBoxLayout(), QVBoxLayout()
        with_keys = [entry for entry in self._desk.registry.entries() if entry.shortcut]
        for scope, title in SCOPES.items():
            mine = [entry for entry in with_keys if entry.scope == scope]
            if mine:
                (left if scope == "global" else right).addWidget(self._section(_(title), mine))
        for column in (left, right):
            column.addStretch(1)
            columns.addLayout(column, 1)
        return inner

    def _section(self, title: str, entries: list[Entry]) -> QWidget:
        section = QWidget()
        grid = QGridLayout(section)
        grid.setContentsMargins(0, 0, 0, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        heading = QLabel(title)
        heading.setFont(self.theme.font("h2"))
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, entry in enumerate(entries, 1):
            name = QLabel(entry.text)
            name.setWordWrap(True)
            keys = self._keys(entry)
            grid.addWidget(name, row, 0)
            grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self._lines.append((f"{entry.text} {entry.shortcut} {entry.synonyms}", [name, keys]))
        self._sections.append((section, [line[0] for line in self._lines[-len(entries) :]]))
        return section

    def _keys(self, entry: Entry) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for text in self._desk.registry.shortcut_texts(entry.id):
            row.addWidget(KeyCap(self.theme, text, entry.text))
        return holder

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        fits = {line: all(word in line.casefold() for word in wanted) for line, _widgets in self._lines}
        for line, widgets in self._lines:
            for widget in widgets:
                widget.setVisible(fits[line])
        for section, lines in self._sections:
            section.setVisible(any(fits[line] for line in lines))
        self._empty.setVisible(not any(fits.values()))
