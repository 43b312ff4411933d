"""The side of the page of a rota: who is on call, the layers, who stands in, and what is wrong."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.rota_section import Section
from incidentdesk.desktop.prepare.rota_words import span_words, when
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.field import dress_fields, mark_invalid
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.on_call import OnCall, on_call_of
from incidentdesk.prepare.rota_finding import SCORE_DEFINITION, Finding, Severity
from incidentdesk.prepare.rota_list import StandIn
from incidentdesk.prepare.rota_sheet import RotaSheet
from incidentdesk.prepare.rota_shift import Layer, Rota
from incidentdesk.prepare.rota_state import OverrideState
from incidentdesk.prepare.rota_typed_time import typed_instant
from incidentdesk.refusal import Refused

MARKS: dict[Severity, Mark] = {
    Severity.SERIOUS: ("cross", "danger"),
    Severity.WARNING: ("half", "warning"),
    Severity.NOTE: ("ring", "info"),
}
_STATES: dict[str, Mark] = {
    OverrideState.AGREED: ("check", "success"),
    OverrideState.PROPOSED: ("dots", "warning"),
    OverrideState.DECLINED: ("cross", "hint"),
}


class RotaSide(QScrollArea):
    """Emits what a person wants; the page does it."""

    layer_wanted = Signal(object)
    layer_moved = Signal(object, int)
    new_layer_wanted = Signal()
    answer_wanted = Signal(str, bool)
    removal_wanted = Signal(object)
    place_wanted = Signal(object, int)
    finding_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheet: RotaSheet | None = None
        self._build_now()
        self._build_layers()
        self._build_stand_ins()
        self._build_health()
        inner = QWidget()
        inner.setObjectName("inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(12)
        for section in (self.now_section, self.health_section, self.layer_section, self.stand_in_section):
            column.addWidget(section)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Rota"))
        self.setWidget(inner)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _build_now(self) -> None:
        theme = self._desk.theme
        self.now_section = Section(theme, _("On call now"))
        self.now = TwoLineList(theme, _("On call now"))
        self.nobody = self.now_section.add_text(_("Nobody is on call now."))
        self.at = QLineEdit(placeholderText=_("Who is on call at … (fri 18:00)"))
        self.at.setAccessibleName(_("Who is on call at"))
        self.at.setAccessibleDescription(_("A time such as fri 18:00, tomorrow 09:00 or +2h; Enter goes there"))
        self.at.setToolTip(self.at.accessibleDescription())
        self.at.textChanged.connect(lambda _text: self._answer())
        self.at.returnPressed.connect(self._go_to_time)
        self.now.opened.connect(lambda key: self.place_wanted.emit(*key))
        self.now_section.inside.addWidget(self.now)
        self.now_section.inside.addWidget(self.at)
        self.answer = self.now_section.add_text()
        self.answer.hide()

    def _build_layers(self) -> None:
        theme = self._desk.theme
        self.layer_section = Section(theme, _("Layers"))
        self.layers = LayerList(theme, _("Layers"))
        self.new_layer = Button(theme, _("Add"), "plus", description=_("Add a layer below the others"))
        self.up = IconButton(theme, "chevron-up", _("Ask earlier"), description=_("Ask this layer earlier (Alt+Up)"))
        self.down = IconButton(theme, "chevron-down", _("Ask later"), description=_("Ask this layer later (Alt+Down)"))
        for button in (self.up, self.down, self.new_layer):
            self.layer_section.head.addWidget(button)
        self.layer_section.inside.addWidget(self.layers)
        self.new_layer.clicked.connect(self.new_layer_wanted)
        self.layers.opened.connect(self.layer_wanted)
        self.layers.moved.connect(self.layer_moved)
        self.up.clicked.connect(lambda: self.layers.move_chosen(-1))
        self.down.clicked.connect(lambda: self.layers.move_chosen(1))

    def _build_stand_ins(self) -> None:
        theme = self._desk.theme
        self.stand_in_section = Section(theme, _("Overrides and swaps"))
        self.no_stand_in = self.stand_in_section.add_text(
            _("Nobody stands in for anybody. Draw a span in the timeline, or press O.")
        )
        self.stand_ins = TwoLineList(theme, _("Overrides and swaps"), marked=True)
        self.stand_in_section.inside.addWidget(self.stand_ins)
        self.agree = Button(theme, _("&Agree"), description=_("Agree to the swap: both shifts move"))
        self.decline = Button(theme, _("&Decline"), description=_("Decline the swap: nothing moves"))
        self.take_away = Button(theme, _("Take away"), description=_("Take the override or the whole swap away (Del)"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.agree, self.decline, self.take_away):
            row.addWidget(button)
        row.addStretch(1)
        self.stand_in_section.inside.addLayout(row)
        self.agree.clicked.connect(lambda: self._answer_swap(True))
        self.decline.clicked.connect(lambda: self._answer_swap(False))
        self.take_away.clicked.connect(self._take_away)
        self.stand_ins.removed.connect(self.removal_wanted)
        self.stand_ins.currentRowChanged.connect(lambda _row: self.enable())
        self.stand_ins.opened.connect(self._go_to_stand_in)

    def _build_health(self) -> None:
        theme = self._desk.theme
        self.health_section = Section(theme, _("Health"))
        self.score = self.health_section.add_text()
        self.score.setToolTip(_(SCORE_DEFINITION))
        self.findings = TwoLineList(theme, _("Health"), marked=True)
        self.findings.setAccessibleDescription(_("Enter goes to the place in the timeline"))
        self.health_section.inside.addWidget(self.findings)
        self.mend = self.health_section.add_text()
        self.findings.opened.connect(lambda place: self.finding_wanted.emit(self._finding(place)))
        self.findings.itemClicked.connect(lambda _item: self.finding_wanted.emit(self.chosen_finding()))
        self.findings.currentRowChanged.connect(lambda _row: self._show_mend())

    # -- showing

    def show_sheet(self, sheet: RotaSheet) -> None:
        self._sheet = sheet
        zone, now = self._desk.zone, clock.stored(clock.now())
        self.now.show_items(_now_items(sheet, zone, now))
        self.nobody.setVisible(not sheet.now)
        self.layers.show_items([_layer_item(sheet.rota, layer) for layer in current_layers(sheet.rota)])
        self.stand_ins.show_items([_stand_in_item(each, zone, now) for each in sheet.stand_ins])
        self.no_stand_in.setVisible(not sheet.stand_ins)
        self.findings.show_items(_finding_items(sheet.health.findings, zone))
        self._show_score(sheet)
        self._show_mend()
        self._answer()
        self.enable()

    def enable(self) -> None:
        why = str(self._desk.database.read_only)
        chosen = self._stand_in()
        swap = bool(chosen and chosen.pair and chosen.is_proposed)
        for button, possible in (
            (self.agree, swap),
            (self.decline, swap),
            (self.take_away, chosen is not None),
            (self.new_layer, True),
            (self.up, self.layers.count() > 1),
            (self.down, self.layers.count() > 1),
        ):
            button.setEnabled(possible and not why)
        for button in (self.agree, self.decline):
            button.setVisible(swap)
        self.take_away.setVisible(chosen is not None)

    def _show_score(self, sheet: RotaSheet) -> None:
        found = sheet.health.findings
        count = sum(each.severity != Severity.NOTE for each in found)
        said = (
            ngettext("{count} finding in the next 28 days", "{count} findings in the next 28 days", count)
            if count
            else _("nothing wrong in the next 28 days")
        )
        text = _("{score} of 100: {said}").format(score=sheet.health.score, said=said.format(count=count))
        self.health_section.say(self.score, text)

    def _finding(self, place: int) -> Finding | None:
        found = self._sheet.health.findings if self._sheet else []
        return found[place] if 0 <= place < len(found) else None

    def chosen_finding(self) -> Finding | None:
        key = self.findings.key()
        return None if key is None else self._finding(key)

    def _show_mend(self) -> None:
        found = self.chosen_finding()
        self.health_section.say(self.mend, f"{found.sentence} {found.mend}" if found else "")

    # -- who is on call at a time

    def _answer(self) -> None:
        text = self.at.text()
        mark_invalid(self.at, False)
        if not text.strip() or self._sheet is None:
            self.now_section.say(self.answer, "")
            return
        try:
            at = typed_instant(text, clock.stored(clock.now()), self._desk.zone)
        except Refused as refused:
            self.now_section.say(self.answer, str(refused))
            return
        found = on_call_of(self._sheet.rota, at)
        names = ", ".join(
            _("{name} ({layer})").format(name=isolated(each.person), layer=isolated(each.layer)) for each in found
        )
        time = when(at, self._desk.zone)
        said = _("{time}: {names}").format(time=time, names=names or _("nobody"))
        self.now_section.say(self.answer, said)

    def _go_to_time(self) -> None:
        try:
            self.place_wanted.emit(typed_instant(self.at.text(), clock.stored(clock.now()), self._desk.zone), 0)
        except Refused:
            mark_invalid(self.at, True)

    # -- standing in

    def _stand_in(self) -> StandIn | None:
        known = self._sheet.stand_ins if self._sheet else ()
        return next((each for each in known if each.id == self.stand_ins.key()), None)

    def _answer_swap(self, agreed: bool) -> None:
        found = self._stand_in()
        if found is not None:
            self.answer_wanted.emit(found.pair, agreed)

    def _take_away(self) -> None:
        found = self._stand_in()
        if found is not None:
            self.removal_wanted.emit(found.id)

    def _go_to_stand_in(self, _key: Any) -> None:
        found = self._stand_in()
        if found is not None:
            self.place_wanted.emit(found.from_at, 0)

    def _dress(self) -> None:
        theme = self._desk.theme
        dress_fields(self, theme, "#inner, QScrollArea { background: $window; border: none; }")


class LayerList(TwoLineList):
    """Alt+Up and Alt+Down emit `moved(layer_id, step)`."""

    moved = Signal(object, int)

    def __init__(self, theme: Any, name: str) -> None:
        super().__init__(theme, name, marked=True)
        self.setAccessibleDescription(_("Enter changes the layer, Alt+Up and Alt+Down move it"))

    def move_chosen(self, step: int) -> None:
        if self.key() is not None:
            self.moved.emit(self.key(), step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_chosen(steps[event.key()])
        else:
            super().keyPressEvent(event)


def current_layers(rota: Rota) -> list[Layer]:
    """The last layer of each lane that has not ended."""
    last = {layer.position: layer for layer in sorted(rota.layers, key=lambda each: each.starts)}
    return [last[position] for position in sorted(last)]


def _now_items(sheet: RotaSheet, zone: Any, now: int) -> list[dict[str, Any]]:
    items = [_on_call_item(each, _("until {time}").format(time=when(each.until_at, zone))) for each in sheet.now]
    if sheet.next:
        ahead = moment.relative(sheet.next.from_at, now, zone)
        items.append(
            _on_call_item(sheet.next, ahead, head=_("next from {time}").format(time=when(sheet.next.from_at, zone)))
        )
    return items


def _on_call_item(each: OnCall, note: str, head: str = "") -> dict[str, Any]:
    # The place is where the timeline is to go, which is within the shift.
    return {"key": (each.from_at, 0), "head": head or each.layer, "text": each.person, "note": note}


def _layer_item(rota: Rota, layer: Layer) -> dict[str, Any]:
    unit = {
        "hours": ngettext("every hour", "every {count} hours", layer.turn),
        "days": ngettext("daily", "every {count} days", layer.turn),
        "weeks": ngettext("weekly", "every {count} weeks", layer.turn),
    }[layer.every]
    names = ", ".join(rota.responder(each).name for each in layer.people) or _("nobody")
    head = _("{layer} · {rhythm} at {time}").format(
        layer=layer.name, rhythm=unit.format(count=layer.turn), time=layer.starts.strftime("%H:%M")
    )
    return {"key": layer.id, "head": head, "text": names, "note": _("ended") if layer.ends else ""}


def _stand_in_item(each: StandIn, zone: Any, now: int) -> dict[str, Any]:
    instead = each.instead_of or _("the first layer")
    text = _("{name} for {other}: {span}").format(
        name=isolated(each.person), other=isolated(instead), span=span_words(each.from_at, each.until_at, zone)
    )
    head = " · ".join(filter(None, (_(each.kind), each.reason)))
    note = _(each.state) if each.pair else _("over") if each.until_at <= now else ""
    return {"key": each.id, "head": head, "text": text, "note": note, "mark": _STATES[each.state]}


def _finding_items(found: Sequence[Finding], zone: Any) -> list[dict[str, Any]]:
    return [
        {
            "key": place,
            "head": f"{_(each.severity)} · {_(each.kind)}",
            "text": each.sentence,
            "note": when(each.from_at, zone),
            "mark": MARKS[each.severity],
        }
        for place, each in enumerate(found)
    ]
