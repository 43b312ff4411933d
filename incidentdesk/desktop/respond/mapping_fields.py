"""The fields of a mapping: which value of a payload becomes what of an alert."""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.payload_tree import Steps, mapped_path, path_of
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.detect.alert_mapping import FIELD_NAME, AlertMapping, mapping_of
from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused

_WORDS = {"firing": N_("Words that mean firing"), "resolved": N_("Words that mean recovered")}
_EXAMPLE = {
    "each": N_("alerts[*], or empty for one alert"), "title": N_("labels.name, or {labels.name} on {host}"),
    "firing": N_("firing, problem"), "resolved": N_("ok, resolved"),
}  # fmt: skip


class MappingFields(QWidget):
    """Emits `changed`. The field that had the keyboard last is the one that a picked value goes to."""

    changed = Signal()

    def __init__(self, desk: Desk, mapping: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.lines: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, (name, text) in enumerate((FIELD_NAME | _WORDS).items()):
            self._add(grid, place, name, _(text))
        self._scroll: QScrollArea = scrolling(inner, _("Fields"))
        self.chosen = "title"
        self.hint = QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.hint)
        column.addWidget(self._scroll, 1)
        # The fields scroll; the sheet must not become as high as all of them.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(190)
        desk.theme.changed.connect(self._mark)
        self._show_stored(mapping)
        self._mark()

    def _add(self, grid: QGridLayout, place: int, name: str, text: str) -> None:
        label, line = QLabel(text), QLineEdit(maxLength=500)
        label.setBuddy(line)
        line.setAccessibleName(text)
        line.setAccessibleDescription(_("A path such as labels.name, or a text with paths in braces"))
        line.setPlaceholderText(_(_EXAMPLE[name]) if name in _EXAMPLE else "")
        line.textChanged.connect(self.changed)
        line.installEventFilter(self)
        self.lines[name], self._labels[name] = line, label
        grid.addWidget(label, place, 0)
        grid.addWidget(line, place, 1)
        grid.setColumnStretch(1, 1)

    def _show_stored(self, mapping: str) -> None:
        try:
            self.show_mapping(mapping_of(mapping))
        except Refused:
            self.show_mapping(AlertMapping())

    def show_mapping(self, mapping: AlertMapping) -> None:
        for name, value in asdict(mapping).items():
            self.lines[name].setText(", ".join(value) if isinstance(value, tuple | list) else value)

    def facts(self) -> dict[str, str]:
        return {name: line.text().strip() for name, line in self.lines.items() if line.text().strip()}

    def take(self, steps: Steps) -> None:
        """A value was picked; the next field that is empty is chosen after it."""
        name = self.chosen
        if name == "each":
            # Of a list of alerts, wherever in it the click went.
            upto = next((place for place, step in enumerate(steps) if isinstance(step, int)), len(steps))
            self.lines[name].setText(f"{path_of(steps[:upto])}[*]" if upto else "")
        elif name in FIELD_NAME:
            self.lines[name].setText(mapped_path(steps, self.lines["each"].text().strip()))
        self._go_on(name)

    def _go_on(self, name: str) -> None:
        names = list(FIELD_NAME)
        after = names[names.index(name) + 1 :] if name in names else []
        self.chosen = next((each for each in after if not self.lines[each].text()), name)
        self._mark()
        self._scroll.ensureWidgetVisible(self.lines[self.chosen])

    def choose(self, name: str) -> None:
        self.chosen = name
        self._mark()

    def _mark(self) -> None:
        """Show which field a picked value goes to."""
        theme = self._desk.theme
        for name, label in self._labels.items():
            label.setFont(theme.font("strong" if name == self.chosen else "base"))
            theme.tint(label, "accent" if name == self.chosen else "text")
        self.hint.setText(_("A picked value goes to: {field}").format(field=_((FIELD_NAME | _WORDS)[self.chosen])))
        theme.tint(self.hint, "text2")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            found: Any = next((name for name, line in self.lines.items() if line is watched), None)
            if found and found != self.chosen:
                self.choose(found)
        return False
