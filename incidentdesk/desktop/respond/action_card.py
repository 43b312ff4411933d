"""One action of a rule as a card: what is done, with which field and value, and which words go along."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.respond.rule_value import BOX, LINE, RuleValue, keep_room
from incidentdesk.desktop.respond.rule_words import FIELD_WORDS, SHORT, Offers, value_options
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.language import N_, _
from incidentdesk.respond.rule_action import SHAPES, Do

# What the field of “Set a field” offers.
_SET_OFFERS = {
    "assignee": "person", "impact": "level", "urgency": "level", "priority": "priority", "team": "team",
    "service": "service", "category": "category", "subcategory": "subcategory",
}  # fmt: skip
# What the words of an action are, where it can have some.
_TEXTS = {
    Do.NOTE: N_("The note"),
    Do.COMMENT: N_("What the requester is told"),
    Do.NOTIFY: N_("A message; if left empty, the incident is told of"),
    Do.TASK: N_("Instructions"),
    Do.HOLD: N_("A comment for the requester"),
    Do.MAJOR: N_("Why it may be major"),
}
_HINTS = {
    Do.TASK: N_("What is to be done"),
    Do.PLAN: N_("The plan that fits"),
    Do.ESCALATE: N_("The policy of its service"),
    Do.ADD_TAGS: N_("Tags, with blanks between them"),
    Do.REMOVE_TAGS: N_("Tags, with blanks between them"),
    Do.PARENT: N_("The number of an incident, such as INC-0042"),
}
_TEXT_HEIGHT = 58


class ActionCard(QFrame):
    """Emits `changed` for every key, and `moved(by)` or `taken` for its buttons."""

    changed = Signal()
    moved = Signal(int)
    taken = Signal()

    def __init__(self, theme: Theme, offers: Offers, stored: Mapping[str, Any]) -> None:
        super().__init__()
        self._theme, self._offers = theme, offers
        self.setObjectName("step")
        self.do = ChoiceBox([(str(do), _(shape.title)) for do, shape in SHAPES.items()])
        self.do.setMinimumContentsLength(12)
        self.do.setMaxVisibleItems(len(SHAPES))
        self.field, self.value, self.team = ChoiceBox(), RuleValue(), RuleValue()
        self.field.setMinimumContentsLength(7)
        for box in (self.do, self.field):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        keep_room(self.value)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.place = QLabel()
        self.up, self.down = IconButton(theme, "chevron-up", _("Up")), IconButton(theme, "chevron-down", _("Down"))
        self.remove = IconButton(theme, "close", _("Remove"))
        self._lay_out()
        self._show(stored)
        self._connect()
        theme.changed.connect(self.dress)
        self.dress()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.place)
        first.addWidget(self.do, 3)
        first.addWidget(self.field, 2)
        first.addWidget(self.value, 4)
        for button in (self.up, self.down, self.remove):
            first.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self.team)
        column.addWidget(self.words)

    def _connect(self) -> None:
        self.do.currentIndexChanged.connect(lambda _index: self._do_changed())
        self.field.currentIndexChanged.connect(lambda _index: self._field_changed())
        for value in (self.value, self.team):
            value.changed.connect(self.changed)
        self.words.textChanged.connect(self.changed)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.taken)

    # -- what depends on what

    @property
    def _do(self) -> Do:
        return Do(self.do.currentData())

    @property
    def _field(self) -> str:
        return str(self.field.currentData() or "")

    def _show(self, stored: Mapping[str, Any]) -> None:
        self.do.choose(str(stored.get("do", Do.SET)))
        self._offer_fields()
        field = str(stored.get("field", ""))
        if self._do is Do.TASK:
            self.team.put(field)
        elif field:
            self.field.choose(field)
        self._arrange()
        self.value.put(str(stored.get("value", "")))
        self.words.setPlainText(str(stored.get("text", "")))

    def _do_changed(self) -> None:
        self.field.blockSignals(True)
        self._offer_fields()
        self.field.blockSignals(False)
        self._arrange()
        self.value.put("")
        self.changed.emit()

    def _field_changed(self) -> None:
        self._arrange()
        self.value.put("")
        self.changed.emit()

    def _offer_fields(self) -> None:
        fields = SHAPES[self._do].fields
        # The one of another action must not stay.
        self.field.clear()
        self.field.offer([(each, _(FIELD_WORDS[each])) for each in fields])

    def _offered(self) -> str:
        if self._do is Do.SET:
            return _SET_OFFERS[self._field]
        return self._field if self._do is Do.NOTIFY else SHAPES[self._do].offers

    def _arrange(self) -> None:
        """Show the fields that this action has."""
        do, offered = self._do, self._offered()
        self.field.setVisible(bool(SHAPES[do].fields))
        kind = BOX if offered in SHORT else LINE
        self.value.show_kind(kind, hint=_(_HINTS[do]) if do in _HINTS else "")
        self._offer_values()
        has_value = SHAPES[do].value or bool(offered)
        self.value.setVisible((has_value and self._field != "assignee") or do is Do.SET)
        self.team.setVisible(do is Do.TASK)
        self.team.show_kind(LINE, hint=_("The team that does it; if left empty, that of the incident"))
        own_priority = do is Do.SET and self._field == "priority"
        words = _("Why it has a priority of its own") if own_priority else _(_TEXTS[do]) if do in _TEXTS else ""
        self.words.setVisible(bool(words))
        self.words.setPlaceholderText(words)

    def _offer_values(self) -> None:
        options = value_options(self._offers, self._offered())
        self.value.offer([("", _("choose…")), *options] if self.value.kind == BOX else options)
        self.team.offer(value_options(self._offers, "team"))

    def offer(self, offers: Offers) -> None:
        """What can be chosen from now on; what stands there stays."""
        self._offers = offers
        self.value.blockSignals(True)
        self._offer_values()
        self.value.blockSignals(False)

    # -- its value

    def row(self) -> dict[str, str]:
        """The action as its JSON, also where it makes no sense yet."""
        parts = {
            "field": self.team.text() if self._do is Do.TASK else self._field,
            "value": self.value.text() if not self.value.isHidden() else "",
            "text": self.words.toPlainText().strip() if not self.words.isHidden() else "",
        }
        return {"do": str(self._do)} | {name: text for name, text in parts.items() if text}

    # -- its look

    def name(self, place: int, count: int) -> None:
        """Say which action of how many it is."""
        title = _("Action {place}").format(place=place)
        self.place.setText(f"{place}.")
        self.up.setEnabled(place > 1)
        self.down.setEnabled(place < count)
        for widget, word in (
            (self.do, _("What is done")),
            (self.field, _("Which field, or whom")),
            (self.words, _("Words")),
            (self.up, _("Up")),
            (self.down, _("Down")),
            (self.remove, _("Remove")),
        ):
            widget.setAccessibleName(f"{title}: {word}")
            widget.setAccessibleDescription(word)
        self.value.name(_("{title}: value").format(title=title), _("Value"))
        self.team.name(_("{title}: team").format(title=title), _("Team"))

    def stops(self) -> list[QWidget]:
        """What the Tab key goes through."""
        inner = [self.do, self.field, *self.value.stops(), *self.team.stops(), self.words]
        return [*inner, self.up, self.down, self.remove]

    def dress(self) -> None:
        self._theme.tint(self.place, "text2")
        self.place.setMinimumWidth(20)
        self.words.setFixedHeight(round(_TEXT_HEIGHT * max(100, self._theme.scale) / 100))
        self.place.setAlignment(Qt.AlignmentFlag.AlignVCenter)
