"""The dialog of a layer; below the fields stands whose shifts of the next weeks move (goalert#1973)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.prepare.rota_people_field import PeopleField
from incidentdesk.desktop.prepare.rota_words import span_words
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import FormGrid, put, raw
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.rota_sheet import RotaSheet
from incidentdesk.prepare.rota_shift import Layer, Rota
from incidentdesk.prepare.rota_succession import Moved
from incidentdesk.prepare.rota_time import wall_at
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_WIDTH, _HEIGHT, _WAITING = 640, 720, 200
_MOST_LINES = 6


class LayerDialog(Sheet):
    """A new layer, or one that is changed; what is typed is kept as a draft until it is saved."""

    def __init__(self, desk: Desk, sheet: RotaSheet, layer: Layer | None, parent: QWidget | None) -> None:
        super().__init__(desk.theme, _("Layer") if layer else _("New layer"), parent)
        self.desk, self.sheet, self.layer = desk, sheet, layer
        self._key = f"rota-layer-{layer.id}" if layer else f"rota-layer-new-{sheet.rota.id}"
        self.message = MessageBar(desk.theme)
        self.form = FormGrid(desk.theme)
        self.people = PeopleField(desk.theme)
        self.people.line.offer(sheet.people)
        self.moves = QLabel(wordWrap=True)
        self.moves.setTextFormat(Qt.TextFormat.PlainText)
        self._build()
        self._seen = self._stored()
        self.show_facts(self._seen)
        self._take_up_draft()
        self._waiting = QTimer(self, singleShot=True, interval=_WAITING)
        self._waiting.timeout.connect(self._preview)
        for field in self.form.fields.values():
            _when_changed(field, self._waiting.start)
        self._preview()
        self.form.fields["name"].setFocus()

    def _build(self) -> None:
        form, zone = self.form, self.sheet.rota.zone.key
        units = [("hours", _("hours")), ("days", _("days")), ("weeks", _("weeks"))]
        zones = [(False, _("of the rota")), (True, _("of whoever is on call"))]
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 6))
        form.add_row(("people", _("&People, in the order of their turns"), self.people, 6))
        form.add_row(
            ("turn", _("&Length of a turn"), QLineEdit(maxLength=6), 2),
            ("every", _("&Unit"), Chooser(self.theme, _("Unit of a turn"), units), 4),
        )
        starts, ends = QLineEdit(), QLineEdit(placeholderText=_("never"))
        starts.setToolTip(_("Hand-overs are at this time of day, in {zone}").format(zone=zone))
        form.add_row(
            ("starts", _("&Begins, and hand-over time"), starts, 3), ("ends", _("&Ends (empty: never)"), ends, 3)
        )
        windows = QLineEdit(placeholderText=_("always, or mon-fri 18:00-08:00; sat,sun 00:00-24:00"))
        form.add_row(("windows", _("&Only at these times"), windows, 6))
        form.add_row(("responder_time", _("These times are meant in the time &zone"), Chooser(
            self.theme, _("Time zone of the windows"), zones), 6))  # fmt: skip
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        column.addStretch(1)
        scroll = scrolling(inner, self.windowTitle())
        self.body.addWidget(self.message)
        self.body.addWidget(scroll, 1)
        # In view whatever is scrolled, or a change would be saved unseen.
        self.body.addWidget(self.moves)
        self._add_buttons()
        self.rejected.connect(self._keep)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)

    def _add_buttons(self) -> None:
        self.add_close_button(_("Cancel"))
        if self.layer:
            end = self.add_button(
                _("&End now"), QDialogButtonBox.ButtonRole.DestructiveRole,
                description=_("No turns of this layer from now on; the past stays as it was"),
            )  # fmt: skip
            end.clicked.connect(self._end)
        self.save = self.add_button(_("&Save"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        # Enter in a field is no answer yet.
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self._save)

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.moves, "text2")

    # -- facts

    def _stored(self) -> dict[str, Any]:
        from incidentdesk.prepare.rota_layer import layer_facts

        if self.layer:
            return layer_facts(self.sheet.rota, self.layer)
        now = wall_at(self.sheet.rota.zone, clock.stored(clock.now()))
        monday = datetime.combine((now - timedelta(days=now.weekday())).date(), datetime.min.time()).replace(hour=9)
        first = not self.sheet.rota.layers
        return {
            "name": _("Primary") if first else _("Secondary"), "people": (), "turn": 1, "every": "weeks",
            "starts": monday.isoformat(" ", "minutes"), "ends": "", "windows": "", "responder_time": False,
        }  # fmt: skip

    def show_facts(self, facts: Mapping[str, Any]) -> None:
        for name, field in self.form.fields.items():
            if isinstance(field, PeopleField):
                field.show_names(facts["people"])
            else:
                put(field, facts[name])

    def facts(self) -> dict[str, Any]:
        """All facts as they are typed, the turn as a number; raises Refused for one that is none."""
        from incidentdesk.prepare.rota_typing import typed_turn

        found = self._raw()
        return {**found, "turn": typed_turn(str(found["turn"]))}

    def _raw(self) -> dict[str, Any]:
        fields = self.form.fields.items()
        return {name: self.people.names() if field is self.people else raw(field) for name, field in fields}

    def _keep(self) -> None:
        typed = {name: list(value) if isinstance(value, tuple) else value for name, value in self._raw().items()}
        stored = {**self._seen, "people": list(self._seen["people"]), "turn": str(self._seen["turn"])}
        if typed != stored:
            keep_draft(self.desk.database.place, self._key, typed)
        else:
            forget_draft(self.desk.database.place, self._key)

    def _take_up_draft(self) -> None:
        kept = draft(self.desk.database.place, self._key)
        if kept and self.form.fields.keys() <= kept.keys():
            self.show_facts(kept)
            self.message.say(_("This is what you typed before and did not save."), "info", _("&Discard"), self._discard)

    def _discard(self) -> None:
        forget_draft(self.desk.database.place, self._key)
        self.message.clear()
        self.show_facts(self._seen)

    # -- whose shifts move

    def _preview(self) -> None:
        try:
            facts = self.facts()
        except Refused as refused:
            self._tell_moves(str(refused))
            return
        from incidentdesk.prepare.rota_typing import previewed

        self.desk.background.run_latest(
            f"moves of {id(self)}",
            previewed,
            self.sheet.rota,
            self.layer.id if self.layer else 0,
            facts,
            self.sheet.people,
            clock.stored(clock.now()),
            then=self._show_moves,
            failed=lambda refused: self._tell_moves(str(refused)),
        )

    def _show_moves(self, found: tuple[Rota, list[Moved]]) -> None:
        _rota, moves = found
        if not moves:
            self._tell_moves(_("Nobody's shifts of the next 28 days move."))
            return
        said = ngettext(
            "Shifts of the next 28 days move for {count} person:",
            "Shifts of the next 28 days move for {count} people:",
            len(moves),
        ).format(count=len(moves))
        lines = [line for each in moves for line in _move_lines(each, self.desk)]
        rest = len(lines) - _MOST_LINES
        more = [ngettext("and {count} more", "and {count} more", rest).format(count=rest)] if rest > 0 else []
        self._tell_moves("\n".join([said, *lines[:_MOST_LINES], *more]))

    def _tell_moves(self, text: str) -> None:
        self.moves.setText(text)
        self.moves.setAccessibleName(text)

    # -- saving

    def _save(self) -> None:
        try:
            facts = self.facts()
        except Refused as refused:
            self.form.complain("turn", str(refused))
            return
        self.save.setEnabled(False)
        said = _("Layer saved: {name}").format(name=isolated(str(facts["name"]).strip()))
        seen = self._seen if self.layer else None
        act = _saving(self.sheet.rota.id, self.layer.id if self.layer else 0, facts, seen)
        write(self.desk, self, act, said, then=lambda _id: self._saved(), failed=self._fail, toast=True)

    def _end(self) -> None:
        assert self.layer
        name = isolated(self.layer.name)
        said = _("Layer ended: {name}").format(name=name)
        act = _ending(self.layer.id)
        write(self.desk, self, act, said, then=lambda _none: self._saved(), failed=self._fail, toast=True)

    def _saved(self) -> None:
        forget_draft(self.desk.database.place, self._key)
        self.accept()

    def _fail(self, refused: Refused) -> None:
        self.save.setEnabled(True)
        if isinstance(refused, Conflict):
            theirs = {clash.field: clash.theirs for clash in refused.clashes}
            self.message.say(str(refused), "danger", _("&Overwrite"), lambda: self._overwrite(theirs))
            return
        self.message.say(str(refused), "danger")

    def _overwrite(self, theirs: Mapping[str, Any]) -> None:
        """What the other has written was read in the message; from now on it counts as seen."""
        self._seen = {**self._seen, **theirs}
        self.message.clear()
        self._save()


def _when_changed(field: QWidget, run: Any) -> None:
    if isinstance(field, PeopleField):
        field.changed.connect(run)
    elif isinstance(field, Chooser):
        field.chosen.connect(lambda _value: run())
    elif isinstance(field, QLineEdit):
        field.textChanged.connect(lambda _text: run())


def _move_lines(each: Moved, desk: Desk) -> list[str]:
    name = isolated(each.person)
    lost = [_("− {name}: {span}").format(name=name, span=span_words(*span, desk.zone)) for span in each.lost]
    gained = [_("+ {name}: {span}").format(name=name, span=span_words(*span, desk.zone)) for span in each.gained]
    return [*lost, *gained]


def _saving(rota_id: int, layer_id: int, facts: dict[str, Any], seen: Mapping[str, Any] | None) -> Any:
    def act(session: Any) -> int:
        from incidentdesk.prepare.rota_layer_change import add_layer, change_layer

        if layer_id:
            return change_layer(session, layer_id, seen=seen, **facts)
        return add_layer(session, rota_id, **facts)

    return act


def _ending(layer_id: int) -> Any:
    def act(session: Any) -> None:
        from incidentdesk.prepare.rota_layer_change import end_layer

        end_layer(session, layer_id)

    return act
