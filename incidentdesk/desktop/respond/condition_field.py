"""The condition of a rule as a field of its dialog: rows, and groups of rows."""

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.respond.condition_row import ConditionRow
from incidentdesk.desktop.respond.rule_sketch import ALL, ANY, NONE, Group, Line, sketch_of, stored_of
from incidentdesk.desktop.respond.rule_words import Offers
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.line_rows import Entrance
from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_condition import Condition, condition_of

_MODES = ((ALL, N_("all of these hold")), (ANY, N_("any of these holds")), (NONE, N_("none of these holds")))


class ConditionGroup(QFrame):
    """Rows that hold all, any or none; one that stands in no other may have groups among its rows."""

    changed = Signal()
    taken = Signal()

    def __init__(self, theme: Theme, offers: Offers, zone: str, *, nested: bool = False) -> None:
        super().__init__()
        self._theme, self._offers, self._zone, self.nested = theme, offers, zone, nested
        self.parts: list[ConditionRow | ConditionGroup] = []
        self.setObjectName("nested" if nested else "group")
        self.mode = ChoiceBox([(mode, _(text)) for mode, text in _MODES])
        self.mode.setMinimumContentsLength(16)
        self.remove = IconButton(theme, "close", _("Remove the group"))
        self.add = LinkButton(theme, _("Add a condition"), "plus", description=_("Another thing that must be so"))
        self.add_group = LinkButton(theme, _("Add a group"), "plus", description=_("Several of which one is enough"))
        self.always = QLabel(_("No condition: it holds for every incident."))
        self._lay_out()
        self.mode.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.add.clicked.connect(self.add_row)
        self.add_group.clicked.connect(self._add_group)
        self.remove.clicked.connect(self.taken)

    def _lay_out(self) -> None:
        for button in (self.add, self.add_group):
            button.setAutoDefault(False)
        head = QHBoxLayout()
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self.remove)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.add)
        foot.addWidget(self.add_group)
        foot.addStretch(1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        margin = 8 if self.nested else 0
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.always)
        column.addLayout(self._rows)
        column.addLayout(foot)
        # Seen before they stand in the group, they would be windows of their own and take the keyboard.
        self.remove.setVisible(self.nested)
        self.add_group.setVisible(not self.nested)

    # -- parts

    def show_group(self, group: Group) -> None:
        for part in self.parts:
            self._drop(part)
        self.parts = []
        self.mode.choose(group.mode)
        for part in group.parts:
            self._append(part)
        self.rename()

    def add_row(self) -> None:
        """A new condition, which gets the keyboard."""
        row = self._append(Line("service", "is"))
        self.rename()
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _add_group(self) -> None:
        group = self._append(Group(ANY, (Line("service", "is"),)))
        self.rename()
        group.parts[0].field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _append(self, part: Line | Group) -> Any:
        if isinstance(part, Line):
            made: Any = ConditionRow(self._theme, self._offers, self._zone, part)
            made.ended.connect(self.add_row)
        else:
            made = ConditionGroup(self._theme, self._offers, self._zone, nested=True)
            made.show_group(part)
        made.changed.connect(self.changed)
        made.taken.connect(lambda: self._take(made))
        self.parts.append(made)
        self._rows.addWidget(made)
        made.show()
        return made

    def _take(self, part: Any) -> None:
        at = self.parts.index(part)
        self.parts.remove(part)
        self._drop(part)
        heir = self.parts[min(at, len(self.parts) - 1)] if self.parts else self.add
        if heir is not self.add:
            heir = heir.mode if isinstance(heir, ConditionGroup) else heir.field
        heir.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rename()
        self.changed.emit()

    def _drop(self, part: QWidget) -> None:
        self._rows.removeWidget(part)
        part.hide()
        part.deleteLater()

    def offer(self, offers: Offers) -> None:
        self._offers = offers
        for part in self.parts:
            part.offer(offers)

    def sketch(self) -> Group:
        return Group(str(self.mode.currentData()), tuple(part.sketch() for part in self.parts))

    # -- names and order

    def rename(self, before: str = "") -> None:
        """Number the conditions for those who listen."""
        which = _("Group {place}").format(place=before) if before else _("If")
        self.mode.setAccessibleName(_("{which}: how many of the conditions").format(which=which))
        self.mode.setAccessibleDescription(_("All, any or none of them"))
        self.remove.setAccessibleName(_("{which}: remove").format(which=which))
        for place, part in enumerate(self.parts, 1):
            number = f"{before}.{place}" if before else str(place)
            if isinstance(part, ConditionGroup):
                part.rename(number)
            else:
                part.name(_("Condition {place}").format(place=number))
        self.mode.setVisible(len(self.parts) > 1 or self.nested)
        self.always.setVisible(not self.parts and not self.nested)

    def stops(self) -> list[QWidget]:
        inner = [stop for part in self.parts for stop in part.stops()]
        return [self.mode, *([self.remove] if self.nested else []), *inner, self.add, self.add_group]


class ConditionField(QWidget):
    """Its text is the JSON of the condition, as `respond.rule_condition.condition_text` writes it."""

    changed = Signal()

    def __init__(self, theme: Theme, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        # What can't be shown as rows, and what was given as long as nobody has changed it.
        self._whole: dict[str, Any] | None = None
        self._given, self._shown = "{}", Group(ALL)
        self._ordered: list[QWidget] = []
        self.entrance = Entrance(self, self._first)
        self.group = ConditionGroup(theme, {}, zone)
        self.nested_said = QLabel(wordWrap=True)
        self.nested_said.setText(_("This condition is nested deeper than can be shown here. It stays as it is."))
        self.nested_said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.group)
        column.addWidget(self.nested_said)
        self.setFocusProxy(self.entrance)
        self.group.changed.connect(self._told)
        theme.changed.connect(self._dress)
        self._dress()

    def _first(self) -> QWidget:
        return self.group.stops()[0] if self.group.parts and self.group.mode.isVisible() else (
            self.group.parts[0].stops()[0] if self.group.parts else self.group.add
        )  # fmt: skip

    def text(self) -> str:
        if self._whole is not None or self.group.sketch() == self._shown:
            return self._given
        return json.dumps(stored_of(self.group.sketch()), ensure_ascii=False)

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        stored = json.loads(text or "{}")
        sketch = sketch_of(stored)
        self._whole = stored if sketch is None else None
        self.group.setVisible(sketch is not None)
        self.nested_said.setVisible(sketch is None)
        self.group.show_group(sketch or Group(ALL))
        self._given, self._shown = text or "{}", self.group.sketch()
        self._order()
        self.changed.emit()

    def condition(self) -> Condition:
        """Raises Refused with what is wrong in it."""
        return condition_of(json.loads(self.text()))

    def why_not(self) -> str:
        try:
            self.condition()
        except Refused as refused:
            return str(refused)
        return ""

    def offer(self, offers: Offers) -> None:
        self.group.offer(offers)

    def _told(self) -> None:
        self._order()
        self.changed.emit()

    def _order(self) -> None:
        stops = self.group.stops()
        if stops == self._ordered:
            return
        self._ordered = stops
        before: QWidget = self.entrance
        for widget in stops:
            QWidget.setTabOrder(before, widget)
            before = widget

    def _dress(self) -> None:
        self._theme.tint(self.group.always, "text2")
        self.setStyleSheet(
            self._theme.sheet("#nested { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
