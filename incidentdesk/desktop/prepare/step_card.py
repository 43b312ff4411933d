"""One step of an escalation policy as a card: how long it waits, whom it notifies, and under which conditions."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.language import N_, _
from incidentdesk.prepare.escalation_list import TARGETS
from incidentdesk.prepare.minutes import minutes_of, minutes_text
from incidentdesk.refusal import Refused

Targets = Mapping[str, Sequence[tuple[int, str]]]
_KIND = {
    "role": N_("the role"),
    "rota": N_("who is on call in"),
    "person": N_("the person"),
    "team": N_("the team"),
}
_FEWEST, _WITHIN = 2, 30
FIELD_HEIGHT = 32


class StepCard(QFrame):
    """Emits `changed` for every key, and `moved(by)` or `taken` for its buttons."""

    changed = Signal()
    moved = Signal(int)
    taken = Signal()

    def __init__(self, theme: Theme, row: Mapping[str, Any], targets: Targets) -> None:
        super().__init__()
        self._theme, self._key, self._targets = theme, str(row.get("key", "")), targets
        self.setObjectName("step")
        self._build()
        self._show(row)
        self._connect()
        self.dress()

    def _build(self) -> None:
        theme = self._theme
        self.title, self.warning = QLabel(), QLabel(wordWrap=True)
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.warning.hide()
        self.up, self.down = IconButton(theme, "chevron-up", _("Up")), IconButton(theme, "chevron-down", _("Down"))
        self.remove = IconButton(theme, "close", _("Remove"))
        self.wait, self.least, self.within = QLineEdit(), QLineEdit(), QLineEdit()
        self.kind = ChoiceBox([(kind, _(_KIND[kind])) for kind in TARGETS])
        self.target = ChoiceBox()
        self.hours = QCheckBox(_("only in working hours"))
        self.many = QCheckBox(_("only if several incidents or alerts came"))
        self.wait.setPlaceholderText(_("at once"))
        self.hours.setMinimumHeight(FIELD_HEIGHT)
        self.many.setMinimumHeight(FIELD_HEIGHT)
        for line, width in ((self.wait, 88), (self.least, 48), (self.within, 88)):
            line.setMaximumWidth(width)
            line.setMinimumWidth(width)
        self.target.setMinimumContentsLength(18)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        for button in (self.up, self.down, self.remove):
            head.addWidget(button)
        first = FlowLayout(gap=8)
        self._after = _word(_("notify"))
        for widget in (_word(_("After")), self.wait, self._after, self.kind, self.target):
            first.addWidget(widget)
        second = FlowLayout(gap=8)
        self._several = (self.least, _word(_("incidents or alerts of the service within")), self.within)
        for widget in (self.hours, self.many, *self._several):
            second.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.warning)

    def _show(self, row: Mapping[str, Any]) -> None:
        self.wait.setText(_written(row.get("wait", 0)))
        kind = next((kind for kind in TARGETS if row.get(f"{kind}_id") is not None), "")
        self.kind.choose(kind or TARGETS[1])
        self._offer_targets(row.get(f"{kind}_id") if kind else None)
        self.hours.setChecked(bool(row.get("working_hours_only")))
        least, within = row.get("least_alerts", 0), row.get("within", 0)
        several = least != 0 or within != 0
        self.many.setChecked(several)
        self.least.setText(str(least) if several else str(_FEWEST))
        self.within.setText(_written(within) if several else minutes_text(_WITHIN))
        self._enable()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _index: self._offer_targets(None))
        self.many.toggled.connect(self._enable)
        for line in (self.wait, self.least, self.within):
            line.textChanged.connect(lambda _text, line=line: mark_invalid(line, False))
            line.textChanged.connect(lambda _text: self.changed.emit())
        for box in (self.kind, self.target):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for box in (self.hours, self.many):
            box.toggled.connect(lambda _on: self.changed.emit())
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.taken)
        self._theme.changed.connect(self.dress)

    def _enable(self) -> None:
        for widget in self._several:
            widget.setVisible(self.many.isChecked())

    def offer(self, targets: Targets) -> None:
        """Who can be chosen from now on; who is chosen stays."""
        self._targets = targets
        self.target.blockSignals(True)
        self._offer_targets(self.target.currentData())
        self.target.blockSignals(False)

    def _offer_targets(self, chosen: Any) -> None:
        known = self._targets.get(self.kind.currentData(), ())
        self.target.offer([(None, _("choose…")), *known])
        self.target.choose(chosen)

    # -- its value

    def row(self) -> dict[str, Any]:
        """The step; a length of time that makes no sense stays as it was typed."""
        kind, many = self.kind.currentData(), self.many.isChecked()
        least = self.least.text().strip()
        return {
            "key": self._key,
            "wait": _read(self.wait.text()) or 0,
            **{f"{each}_id": self.target.currentData() if each == kind else None for each in TARGETS},
            "working_hours_only": self.hours.isChecked(),
            "least_alerts": (int(least) if least.isdecimal() else least) if many else 0,
            "within": _several_within(self.within.text()) if many else 0,
        }

    def target_name(self) -> str:
        return self.target.currentText() if self.target.currentData() is not None else ""

    def why_not(self) -> str:
        """What makes no sense in it, after it was marked; "" where all does."""
        row = self.row()
        for line, value in ((self.wait, row["wait"]), (self.within, row["within"])):
            if isinstance(value, str) and value:
                mark_invalid(line, True)
                return _refusal(value)
        if self.many.isChecked() and (not isinstance(row["least_alerts"], int) or row["least_alerts"] < 1):
            mark_invalid(self.least, True)
            return _("Say how many incidents or alerts, as a number such as 3.")
        if self.many.isChecked() and not row["within"]:
            mark_invalid(self.within, True)
            return _("Say within how long, such as 30 min.")
        return ""

    # -- its look

    def stops(self) -> list[QWidget]:
        """What the Tab key goes through."""
        inner = [self.wait, self.kind, self.target, self.hours, self.many, self.least, self.within]
        return [*inner, self.up, self.down, self.remove]

    def name(self, place: int, count: int) -> None:
        """Say which step of how many it is."""
        title = _("Step {place}").format(place=place)
        self.title.setText(title)
        self._after.setText(_("notify") if place == 1 else _("more, notify"))
        self.up.setEnabled(place > 1)
        self.down.setEnabled(place < count)
        for widget, word in (
            (self.wait, _("How long it waits, such as 10 min")),
            (self.kind, _("Kind of whom it notifies")),
            (self.target, _("Whom it notifies")),
            (self.hours, self.hours.text()),
            (self.many, _("Only if several incidents or alerts of the service came")),
            (self.least, _("How many incidents or alerts")),
            (self.within, _("Within how long")),
            (self.up, _("Up")),
            (self.down, _("Down")),
            (self.remove, _("Remove")),
        ):
            widget.setAccessibleName(f"{title}: {word}")
            widget.setAccessibleDescription(word)

    def warn(self, sentence: str) -> None:
        self.warning.setText(sentence)
        self.warning.setAccessibleName(sentence)
        self.warning.setVisible(bool(sentence))
        self._fit_warning()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_warning()

    def _fit_warning(self) -> None:
        """A label that wraps does not ask for its height by itself."""
        margins = self.layout().contentsMargins()
        width = self.width() - margins.left() - margins.right()
        self.warning.setMinimumHeight(self.warning.heightForWidth(width) if self.warning.text() else 0)

    def dress(self) -> None:
        theme = self._theme
        self.title.setFont(theme.font("strong"))
        self.warning.setFont(theme.font("small"))
        theme.tint(self.warning, "warning")


def _word(text: str) -> QLabel:
    """A word of the sentence that the fields stand in, as high as they are."""
    label = QLabel(text)
    label.setMinimumHeight(FIELD_HEIGHT)
    return label


def _written(value: Any) -> str:
    return value if isinstance(value, str) else minutes_text(value) if value else ""


def _read(text: str) -> Any:
    try:
        return minutes_of(text)
    except Refused:
        return text


def _several_within(text: str) -> Any:
    """An empty one stays empty, for 0 would mean that it is not asked for."""
    minutes = _read(text)
    return "" if minutes is None else minutes


def _refusal(text: str) -> str:
    try:
        minutes_of(text)
    except Refused as refused:
        return str(refused)
    return ""
