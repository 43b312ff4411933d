"""Who is told: a line for each audience with its tick, how many that are, and how often it is told again."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.respond.update_cadence_box import cadence_box
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _, ngettext
from incidentdesk.respond.status_update_list import AudienceChoice, Receiver

_MOST_LINES = 4
_LINE, _NAME = 40, 150  # logical pixels at 100 %


class UpdateAudiences(QWidget):
    """Emits `changed` when another one is told, or told more or less often."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices: dict[int, AudienceChoice] = {}
        self.boxes: dict[int, QCheckBox] = {}
        self.cadence_boxes: dict[int, ChoiceBox] = {}
        self._counts: dict[int, QLabel] = {}
        self._heading = QLabel(_("Who is told"))
        self._inner = QWidget()
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._scroll = scrolling(
            self._inner, _("Who is told"), _("The audiences, each with how often it is told again")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self._scroll)
        theme.changed.connect(self._dress)
        self._dress()

    def show_choices(
        self, choices: Sequence[AudienceChoice], ticked: Iterable[int], cadences: Mapping[str, int]
    ) -> None:
        """Show the audiences there are; `cadences` by the id as a text, where another one was chosen before."""
        wanted = set(ticked)
        self.know(choices)
        for row, choice in enumerate(choices):
            self._add(row, choice, choice.id in wanted, int(cadences.get(str(choice.id), choice.cadence)))
        self._dress()

    def know(self, choices: Sequence[AudienceChoice]) -> None:
        """Take notice of what was told meanwhile; ticks stay."""
        self._choices = {choice.id: choice for choice in choices}

    def _add(self, row: int, choice: AudienceChoice, ticked: bool, cadence: int) -> None:
        box = QCheckBox()
        box.setChecked(ticked)
        box.setAccessibleName(choice.name)
        box.setAccessibleDescription(choice.description or _("Tell this audience"))
        box.setToolTip(choice.description or choice.name)
        box.toggled.connect(lambda _on: self.changed.emit())
        count = QLabel()
        often = cadence_box(cadence)
        often.setAccessibleName(_("How often {audience} is told").format(audience=choice.name))
        often.setAccessibleDescription(_("From this update to the next one"))
        often.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.boxes[choice.id], self.cadence_boxes[choice.id], self._counts[choice.id] = box, often, count
        self._grid.addWidget(box, row, 0)
        self._grid.addWidget(count, row, 1)
        self._grid.addWidget(often, row, 2)

    def chosen(self) -> list[AudienceChoice]:
        return [self._choices[key] for key, box in self.boxes.items() if box.isChecked() and key in self._choices]

    def cadences(self) -> dict[int, int]:
        """Minutes to the next update of each chosen audience; 0 is only when there is news."""
        return {each.id: int(self.cadence_boxes[each.id].currentData()) for each in self.chosen()}

    def show_counts(self, receivers: Mapping[int, Sequence[Receiver]]) -> None:
        for key, label in self._counts.items():
            label.setText(_counted(receivers[key]) if key in receivers and self.boxes[key].isChecked() else "")

    def _dress(self) -> None:
        theme = self._theme
        self._heading.setFont(theme.font("strong"))
        metrics = QFontMetrics(theme.font("base"))
        room = _NAME * max(100, theme.scale) // 100
        for box in self.boxes.values():
            # One that was taken away meanwhile is no choice any more.
            name = metrics.elidedText(box.accessibleName(), Qt.TextElideMode.ElideRight, room)
            box.setText(name.replace("&", "&&"))
        self._scroll.setStyleSheet(theme.sheet("QScrollArea, QScrollArea > QWidget > QWidget { background: $window; }"
                                               + SCROLL_BARS))  # fmt: skip
        for label in self._counts.values():
            label.setFont(theme.font("small"))
            theme.tint(label, "text2")
        lines = min(_MOST_LINES, max(1, len(self.boxes)))
        self._scroll.setMinimumWidth(self._inner.minimumSizeHint().width() + 14)
        self._scroll.setFixedHeight(lines * _LINE * max(100, theme.scale) // 100)


def _counted(receivers: Sequence[Receiver]) -> str:
    if not receivers:
        return _("nobody in it")
    by_hand = sum(not each.outlet for each in receivers)
    said = ngettext("{count} recipient", "{count} recipients", len(receivers)).format(count=len(receivers))
    return _("{recipients}, {count} by hand").format(recipients=said, count=by_hand) if by_hand else said
