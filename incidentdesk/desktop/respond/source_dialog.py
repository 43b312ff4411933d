"""The dialog of one source of alerts: which program it is, and what becomes of what it sends."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.respond.mailbox_dialog import load_names
from incidentdesk.desktop.respond.payload_sheet import PayloadSheet
from incidentdesk.desktop.respond.source_words import source_sentence
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, when_changed
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.detect.alert_preset import MAPPING, PRESETS
from incidentdesk.detect.alert_source_change import (
    NEW_SOURCE,
    change_source,
    create_source,
    give_up_source,
    withdraw_source,
)
from incidentdesk.detect.alert_source_list import SourceRow, source_row
from incidentdesk.detect.monitor import OnRecovery
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.known_names import KnownNames
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 720, 640
_NUMBERS = ("threshold", "within", "correlate", "reopen_within")
_SWITCHES = ("enabled", "signed")
_HELP_MAPPING = N_(
    "For a program that is not in the list: paste what it posts, and click which value is the title, the state and"
    " so on."
)


def open_source_dialog(
    desk: Desk, parent: QWidget, source_id: int = 0, *, done: Callable[[int, str], None]
) -> "SourceDialog":
    """Show a source, or set up a new one; `done(id, token)` follows when it is saved, the token of a new one only."""
    dialog = SourceDialog(desk, source_id, parent.window())
    dialog.saved.connect(lambda saved_id: done(saved_id, dialog.token))
    dialog.open()
    return dialog


class SourceDialog(RecordDialog):
    """`token` is that of a source that was made here; it is shown once."""

    def __init__(self, desk: Desk, source_id: int, parent: QWidget | None) -> None:
        self.token = ""
        title = _("Source of alerts") if source_id else _("New source of alerts")
        super().__init__(desk, title, self._store(), source_id, f"alert-source-{source_id or 'new'}", parent)
        self._build()
        self.begin(_flat({**NEW_SOURCE, "preset": next(iter(PRESETS))}), _WIDTH, _HEIGHT)
        desk.background.run(load_names, desk.database, then=self._offer, failed=self.fail)
        self._arrange()
        if not source_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _store(self) -> RecordStore:
        def create(session: Any, facts: Facts) -> int:
            source_id, self.token = create_source(session, **_nested(facts))
            return source_id

        return RecordStore("alert_source", _read, create, _change, _give_up, withdraw_source)

    def _build(self) -> None:
        form = self.form
        self.preset = ChoiceBox([*((name, _(each.title)) for name, each in PRESETS.items()),
                                 (MAPPING, _("Any other JSON, mapped by you"))])  # fmt: skip
        form.add_row(
            ("preset", _("&Program that sends"), self.preset, 3), ("name", _("&Name"), QLineEdit(maxLength=200), 3)
        )
        self.help = QLabel(wordWrap=True)
        self.help.setTextFormat(Qt.TextFormat.PlainText)
        form.add_whole(self.help)
        form.add_whole(self._buttons_of_payload())
        policies = [(str(each), _(each)) for each in OnRecovery]
        form.add_row(
            ("threshold", _("&Incident after … alerts"), _number_line(_("0 is never by itself")), 3),
            ("within", _("&within … min"), _number_line(), 3),
        )
        form.add_row(
            ("correlate", _("&Join the same service or host for … min"), _number_line(_("0 is never")), 3),
            ("reopen_within", _("&Reopen within … min"), _number_line(_("0 is never")), 3),
        )
        names = {name: NameField(text) for name, text in _names()}
        self.names = names
        form.add_row(
            ("on_recovery", _("When it re&covers"), ChoiceBox(policies), 3),
            ("service", _("Ser&vice"), names["service"], 3),
        )
        form.add_row(("team", _("&Team"), names["team"], 3), ("category", _("Cate&gory"), names["category"], 3))
        on, signed = _switch(_("on"), _("off")), _switch(_("a signature"), _("a token in the address"))
        form.add_row(("enabled", _("Is s&witched"), on, 3), ("signed", _("Shows who it is &by"), signed, 3))
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        form.add_whole(self.sentence)
        for name in ("mapping", "sample"):
            # No field is seen of them: they are changed where the payload is.
            form.fields[name] = QPlainTextEdit(form)
            form.fields[name].hide()
        self.preset.currentIndexChanged.connect(lambda _index: self._arrange())
        for field in form.fields.values():
            when_changed(field, self._tell)

    def _buttons_of_payload(self) -> QWidget:
        self.map_button = Button(self.theme, _("&Map the fields…"), "link", description=_("Say which value is what"))
        self.try_button = Button(
            self.theme, _("Try a pa&yload…"), "test-now", description=_("See what would be read of it")
        )
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 2, 0, 8)
        row.setSpacing(8)
        for button in (self.map_button, self.try_button):
            button.setAutoDefault(False)
            button.clicked.connect(self.open_payload)
            row.addWidget(button)
        row.addStretch(1)
        return box

    # -- what is seen of it

    def _arrange(self) -> None:
        mapped = raw(self.preset) == MAPPING
        preset = PRESETS.get(raw(self.preset) or "")
        self.help.setText(_(_HELP_MAPPING) if mapped else _(preset.help) if preset else "")
        self.map_button.setVisible(mapped)
        self.try_button.setVisible(not mapped)
        self._tell()

    def _tell(self) -> None:
        facts = {name: raw(field) for name, field in self.form.fields.items()}
        self.sentence.setText(source_sentence(facts))
        self.form.fields["within"].setEnabled(str(facts["threshold"]).strip() not in ("0", "1"))

    def _offer(self, names: KnownNames) -> None:
        for name, offered in (("service", names.services), ("team", names.teams), ("category", names.categories)):
            self.names[name].offer(offered)

    def show_facts(self, facts: Facts) -> None:
        super().show_facts(facts)
        self._arrange()

    def open_payload(self) -> PayloadSheet:
        """Try a payload and, for any other JSON, map its fields."""
        fields = self.form.fields
        sheet = PayloadSheet(self.desk, raw(self.preset), raw(fields["mapping"]), raw(fields["sample"]), self)
        sheet.accepted.connect(lambda: self._take_payload(sheet.mapping, sheet.sample))
        sheet.open()
        return sheet

    def _take_payload(self, mapping: str, sample: str) -> None:
        self.form.fields["mapping"].setPlainText(mapping)
        self.form.fields["sample"].setPlainText(sample)
        self.form.complain("preset", "")

    # -- saving

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Source added: {name}") if created else _("Source changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        return {"on": _("on"), "off": _("off")}.get(str(value)) if field in _SWITCHES else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if values["preset"] == MAPPING and '"title"' not in values["mapping"]:
            return "preset", _("Map the fields first: which value is the title?")
        if not values["name"]:
            return "name", _("A source needs a name, as “Prometheus in Lisbon”.")
        for name in _NUMBERS:
            if not values[name].isdecimal():
                return name, _("Give a whole number.")
        return "", ""

    def _dress_words(self) -> None:
        self.theme.tint(self.help, "text2")
        self.sentence.setFont(self.theme.font("strong"))

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "sentence"):
            self._dress_words()


def _number_line(description: str = "") -> QLineEdit:
    line = QLineEdit(maxLength=6)
    line.setToolTip(description)
    if description:
        line.setAccessibleDescription(description)
    return line


def _switch(on: str, off: str) -> ChoiceBox:
    return ChoiceBox([("on", on), ("off", off)])


def _names() -> tuple[tuple[str, str], ...]:
    return ("service", _("Service")), ("team", _("Team")), ("category", _("Category"))


def _flat(facts: Mapping[str, Any]) -> Facts:
    """The facts as a form shows them."""
    numbers = {name: str(facts[name]) for name in _NUMBERS}
    return {**facts, **numbers, **{name: "on" if facts[name] else "off" for name in _SWITCHES}}


def _nested(facts: Mapping[str, Any]) -> Facts:
    """The facts as they are stored."""
    found = {name: value in ("on", True) if name in _SWITCHES else value for name, value in facts.items()}
    return {name: int(value) if name in _NUMBERS and str(value).isdecimal() else value for name, value in found.items()}


def _read(reader: Reader, source_id: int) -> Facts:
    row: SourceRow | None = source_row(reader, source_id)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return _flat({name: getattr(row, name) for name in NEW_SOURCE})


def _change(session: Any, source_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    change_source(session, source_id, _nested(changes), seen=_nested(seen))


def _give_up(session: Any, source_id: int, given_up: Mapping[str, Any]) -> None:
    give_up_source(session, source_id, _nested(given_up))
