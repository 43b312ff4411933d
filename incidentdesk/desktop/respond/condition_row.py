"""One comparison of a rule: a field, how it is compared, and with what."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from incidentdesk.desktop.respond.rule_sketch import Line
from incidentdesk.desktop.respond.rule_value import BOX, DAYS, LINE, RuleValue, keep_room
from incidentdesk.desktop.respond.rule_words import SHORT, Offers, field_options, hint, operator_options, value_options
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.language import _
from incidentdesk.respond.rule_field import BARE, FIELDS, Kind, Operator

# By a clock on a wall, which is that of a zone.
_CLOCKS = (Kind.TIME, Kind.WEEKDAY)


class ConditionRow(QWidget):
    """Emits `changed`, `taken` for its last button, and `ended` for Enter in its value.

    `zone` is the time zone of hours and weekdays that are chosen here.
    """

    changed = Signal()
    taken = Signal()
    ended = Signal()

    def __init__(self, theme: Theme, offers: Offers, zone: str, line: Line | None = None) -> None:
        super().__init__()
        self._offers, self._zone = offers, zone
        self.field, self.operator, self.value = ChoiceBox(field_options()), ChoiceBox(), RuleValue()
        self.field.setMaxVisibleItems(len(FIELDS))
        self.remove = IconButton(theme, "close", _("Remove"))
        for box, letters in ((self.field, 9), (self.operator, 8)):
            box.setMinimumContentsLength(letters)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        keep_room(self.value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 3)
        row.addWidget(self.operator, 2)
        row.addWidget(self.value, 4)
        row.addWidget(self.remove)
        self._offer_operators()
        if line is not None:
            self._show(line)
        self.field.currentIndexChanged.connect(lambda _index: self._field_changed())
        self.operator.currentIndexChanged.connect(lambda _index: self._operator_changed())
        self.value.changed.connect(self.changed)
        self.value.ended.connect(self.ended)
        self.remove.clicked.connect(self.taken)

    def _show(self, line: Line) -> None:
        self._zone = line.zone or self._zone
        self.field.choose(line.field)
        self._offer_operators()
        self.operator.choose(line.operator)
        self._offer_values()
        self.value.put(line.value)

    def offer(self, offers: Offers) -> None:
        """What can be chosen from now on; what stands there stays."""
        self._offers = offers
        self.value.blockSignals(True)
        self.value.offer(value_options(offers, FIELDS[self._field].offers))
        self.value.blockSignals(False)

    # -- what depends on what

    @property
    def _field(self) -> str:
        return str(self.field.currentData())

    @property
    def _operator(self) -> str:
        return str(self.operator.currentData())

    def _field_changed(self) -> None:
        self._offer_operators()
        # A name of something else would make no sense here.
        self.value.put("")
        self.changed.emit()

    def _operator_changed(self) -> None:
        before = self.value.names() if self.value.line.several else self.value.text()
        self._offer_values()
        self.value.put(before)
        self.changed.emit()

    def _offer_operators(self) -> None:
        self.operator.blockSignals(True)
        # One of another field must not stay.
        self.operator.clear()
        self.operator.offer(operator_options(self._field))
        self.operator.blockSignals(False)
        self._offer_values()

    def _offer_values(self) -> None:
        field = FIELDS[self._field]
        several = self._operator == Operator.AMONG
        kind = DAYS if field.kind is Kind.WEEKDAY else BOX if field.offers in SHORT and not several else LINE
        self.value.show_kind(kind, several=several, hint=hint(self._field, self._operator))
        options = value_options(self._offers, field.offers)
        self.value.offer([("", _("choose…")), *options] if kind == BOX else options)
        self.value.setVisible(not self._is_bare())

    def _is_bare(self) -> bool:
        return self._operator in BARE or FIELDS[self._field].kind is Kind.FLAG

    # -- its value

    def sketch(self) -> Line:
        """As it is written; a number that is none stays a text."""
        kind = FIELDS[self._field].kind
        if self._is_bare():
            return Line(self._field, self._operator)
        zone = self._zone if kind in _CLOCKS else ""
        if self._operator == Operator.AMONG:
            return Line(self._field, self._operator, self.value.names() or "", zone)
        text = self.value.text()
        number = kind is Kind.NUMBER and text.isascii() and text.isdecimal()
        return Line(self._field, self._operator, int(text) if number else text, zone)

    def name(self, which: str) -> None:
        """Say to a screen reader which condition it is."""
        for widget, word in ((self.field, _("Field")), (self.operator, _("How it is compared"))):
            widget.setAccessibleName(f"{which}: {word}")
            widget.setAccessibleDescription(word)
        word = _("With what it is compared; Enter adds another condition")
        self.value.name(_("{which}: value").format(which=which), word)
        self.remove.setAccessibleName(_("{which}: remove").format(which=which))

    def stops(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return [self.field, self.operator, *self.value.stops(), self.remove]
