"""A line for a name that is completed from the names that are known; others may be typed."""

from collections.abc import Iterable

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

_MOST_SHOWN = 10


class NameField(QLineEdit):
    def __init__(self, name: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description or name)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_MOST_SHOWN)
        self.setCompleter(completer)

    def offer(self, names: Iterable[str]) -> None:
        """Complete with these names from now on."""
        wanted = list(names)
        if wanted != self._names.stringList():
            self._names.setStringList(wanted)

    def offered(self) -> list[str]:
        return self._names.stringList()


class PersonField(NameField):
    """Of a first name that only one of the known people has, it makes the whole name when it is left.

    Otherwise “samuel” would be somebody new beside Samuel Adeyemi.
    """

    def __init__(self, name: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, description, parent)
        self.editingFinished.connect(self._complete)

    def _complete(self) -> None:
        typed, names = self.text().strip().casefold(), self.offered()
        found = [name for name in names if typed in name.casefold().split()]
        if len(found) == 1 and typed not in (name.casefold() for name in names):
            self.setText(found[0])
