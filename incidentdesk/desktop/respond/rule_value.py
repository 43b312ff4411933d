"""The field for what a condition or an action of a rule names: a line that completes, a box of few values, or days."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.tick_field import TickField
from incidentdesk.language import _
from incidentdesk.prepare.windows import DAY_NAME

LINE, BOX, DAYS = "line", "box", "days"
_MOST_SHOWN = 10


class _Completer(QCompleter):
    """Completes what stands behind the last comma where several names may be written."""

    def __init__(self, names: QStringListModel, line: "ValueLine") -> None:
        super().__init__(names, line)
        self._line = line
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(_MOST_SHOWN)

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()] if self._line.several else [path]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        chosen = super().pathFromIndex(index)
        if not self._line.several:
            return chosen
        before = self._line.text().rpartition(",")[0]
        return f"{before.strip()}, {chosen}" if before else chosen


class ValueLine(QLineEdit):
    """A line that is completed from names; with `several` they stand with commas between them."""

    def __init__(self) -> None:
        super().__init__(maxLength=500)
        self.several = False
        self._names = QStringListModel(self)
        self.setCompleter(_Completer(self._names, self))

    def offer(self, names: Iterable[str]) -> None:
        wanted = list(names)
        if wanted != self._names.stringList():
            self._names.setStringList(wanted)

    def offered(self) -> list[str]:
        return self._names.stringList()


class RuleValue(QWidget):
    """Emits `changed`, and `ended` for Enter in the line. `kind` says which of the three is seen."""

    changed = Signal()
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = LINE
        self.line, self.box = ValueLine(), ChoiceBox()
        self.days = TickField(_("Weekdays"), [(day, _(name)[:2]) for day, name in DAY_NAME.items()])
        # The Tab key would go to whom a whole stands for once more behind everything else.
        self.days.setFocusProxy(None)
        self.box.setMinimumContentsLength(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.line, self.box, self.days):
            row.addWidget(widget, 1)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.line.returnPressed.connect(self.ended)
        self.box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.days.changed.connect(self.changed)
        self.show_kind(LINE)

    def show_kind(self, kind: str, *, several: bool = False, hint: str = "") -> None:
        """Let another of the three be seen."""
        self.kind = kind
        self.line.several = several
        self.line.setPlaceholderText(hint)
        for name, widget in ((LINE, self.line), (BOX, self.box), (DAYS, self.days)):
            widget.setVisible(name == kind)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """What can be chosen, as values and their words."""
        self.line.offer(value for value, _text in options)
        if self.kind == BOX:
            if self.box.currentData() not in [value for value, _text in options]:
                self.box.clear()
            self.box.offer(options)

    def put(self, value: Any) -> None:
        """Show a value, a list of them, or a number."""
        several = isinstance(value, list | tuple)
        if self.kind == DAYS:
            self.days.setText(" ".join(value) if several else str(value))
        elif self.kind == BOX:
            self.box.choose(str(value))
        else:
            self.line.setText(", ".join(map(str, value)) if several else str(value))
            self.line.setCursorPosition(0)

    def text(self) -> str:
        if self.kind == DAYS:
            return self.days.text()
        return str(self.box.currentData() or "") if self.kind == BOX else self.line.text().strip()

    def names(self) -> list[str]:
        """The names in it, where several may stand there."""
        parts = self.days.text().split() if self.kind == DAYS else self.line.text().split(",")
        return [part.strip() for part in parts if part.strip()]

    def stops(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return list(self.days.boxes.values()) if self.kind == DAYS else [self.box if self.kind == BOX else self.line]

    def name(self, text: str, description: str) -> None:
        """Say to a screen reader which value it is."""
        for widget in (self.line, self.box, self.days):
            widget.setAccessibleName(text)
            widget.setAccessibleDescription(description)


def keep_room(widget: QWidget) -> None:
    """Let it keep its place in a row while it is not seen."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
