"""Standing in for somebody, and swapping two shifts; times may be typed as people say them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.rota_words import span_words
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import raw
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _
from incidentdesk.prepare.rota_sheet import RotaSheet
from incidentdesk.prepare.rota_typed_time import typed_instant, typed_note, written_instant
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 600, 340


class _SpanDialog(RecordDialog):
    """What a dialog of names and spans needs; below each time stands what it means."""

    def __init__(self, desk: Desk, title: str, store: RecordStore, sheet: RotaSheet, key: str, parent: QWidget) -> None:
        super().__init__(desk, title, store, 0, f"{key}-{sheet.rota.id}", parent.window())
        self.sheet = sheet
        self.meaning = QLabel(wordWrap=True)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(self.meaning)

    def name_line(self, name: str, description: str = "") -> NameField:
        field = NameField(name, description)
        field.offer(self.sheet.people)
        return field

    def time_line(self) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleDescription(_("A time such as tomorrow 09:00, fri 18:00 or +2h"))
        field.setPlaceholderText(_("tomorrow 09:00"))
        field.textChanged.connect(lambda _text: self._explain())
        return field

    def _explain(self) -> None:
        """Say what the times mean while they are typed, also in a night in which the clock is changed."""
        now, zone, lines = clock.stored(clock.now()), self.desk.zone, []
        for pair in self.spans():
            texts = [str(raw(self.form.fields[name])) for name in pair if name in self.form.fields]
            if len(texts) < len(pair):
                return
            try:
                start, end = (typed_instant(text, now, zone) for text in texts)
            except Refused as refused:
                lines.append(str(refused))
                continue
            length = moment.length(end - start) if end > start else _("no time at all")
            lines.append(f"{span_words(start, end, zone)} · {length}")
            lines += filter(None, (typed_note(text, now, zone) for text in texts))
        self.meaning.setText("\n".join(lines))
        self.meaning.setAccessibleName(self.meaning.text())

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.meaning, "text2")

    def spans(self) -> tuple[tuple[str, str], ...]:
        """The names of the fields that are the two ends of a span."""
        raise NotImplementedError

    def why_not(self) -> tuple[str, str]:
        values, now = self.values(), clock.stored(clock.now())
        for first, last in self.spans():
            ends = []
            for name in (first, last):
                try:
                    ends.append(typed_instant(values[name], now, self.desk.zone))
                except Refused as refused:
                    return name, str(refused)
            if ends[1] <= ends[0]:
                return last, _("The end is not after the beginning. Choose a later end.")
        return self.missing(values)

    def missing(self, values: Facts) -> tuple[str, str]:
        raise NotImplementedError


class OverrideDialog(_SpanDialog):
    def __init__(self, desk: Desk, sheet: RotaSheet, parent: QWidget, facts: Mapping[str, str]) -> None:
        super().__init__(
            desk, _("Stand in for a shift"), _override_store(sheet.rota.id, desk), sheet, "override", parent
        )  # fmt: skip
        self.form.add_row(("person", _("&Who stands in"), self.name_line(_("Who stands in")), 6))
        instead = self.name_line(_("Instead of"), _("Empty: instead of whoever is on the first layer"))
        instead.setPlaceholderText(_("whoever is on the first layer"))
        self.form.add_row(("instead_of", _("&Instead of"), instead, 6))
        self.form.add_row(("from_at", _("&From"), self.time_line(), 3), ("until_at", _("&Until"), self.time_line(), 3))
        self.form.add_row(("reason", _("&Reason"), QLineEdit(maxLength=500), 6))
        new = {"person": desk.actor, "instead_of": "", "from_at": "", "until_at": "", "reason": ""}
        self.begin({**new, **facts}, _WIDTH, _HEIGHT)
        self.form.fields["person"].setFocus()
        self.form.fields["person"].selectAll()

    def spans(self) -> tuple[tuple[str, str], ...]:
        return (("from_at", "until_at"),)

    def missing(self, values: Facts) -> tuple[str, str]:
        return ("", "") if values["person"] else ("person", _("Say who stands in."))

    def saving_verb(self) -> str:
        return _("Add override")

    def said(self, created: bool) -> str:  # noqa: ARG002
        return _("Override added")


class SwapDialog(_SpanDialog):
    def __init__(self, desk: Desk, sheet: RotaSheet, parent: QWidget, facts: Mapping[str, str]) -> None:
        super().__init__(desk, _("Swap two shifts"), _swap_store(sheet.rota.id, desk), sheet, "swap", parent)
        for key, one, start, end in (
            ("first", _("&One gives"), _("&from"), _("&until")),
            ("second", _("&The other gives"), _("f&rom"), _("u&ntil")),
        ):
            self.form.add_row(
                (key, one, self.name_line(one.replace("&", "")), 2),
                (f"{key}_from", start, self.time_line(), 2),
                (f"{key}_until", end, self.time_line(), 2),
            )
        self.form.add_row(("reason", _("Rea&son"), QLineEdit(maxLength=500), 6))
        names = ("first", "first_from", "first_until", "second", "second_from", "second_until", "reason")
        self.begin({**dict.fromkeys(names, ""), **facts}, _WIDTH + 80, _HEIGHT)
        self.form.fields["second" if facts.get("first") else "first"].setFocus()

    def spans(self) -> tuple[tuple[str, str], ...]:
        return (("first_from", "first_until"), ("second_from", "second_until"))

    def missing(self, values: Facts) -> tuple[str, str]:
        return next(((key, _("Say who gives this shift.")) for key in ("first", "second") if not values[key]), ("", ""))

    def saving_verb(self) -> str:
        return _("Propose swap")

    def said(self, created: bool) -> str:  # noqa: ARG002
        return _("Swap proposed")


def span_facts(start: int, end: int, desk: Desk, names: tuple[str, str] = ("from_at", "until_at")) -> dict[str, str]:
    """A span as the fields of a dialog take it."""
    return {names[0]: written_instant(start, desk.zone), names[1]: written_instant(end, desk.zone)}


def _override_store(rota_id: int, desk: Desk) -> RecordStore:
    def create(session: Any, facts: Facts) -> int:
        from incidentdesk.prepare.rota_typing import override_typed

        return override_typed(session, rota_id, facts, desk.zone)

    return _only_new(create)


def _swap_store(rota_id: int, desk: Desk) -> RecordStore:
    def create(session: Any, facts: Facts) -> int:
        from incidentdesk.prepare.rota_typing import swap_typed

        swap_typed(session, rota_id, facts, desk.zone)
        return rota_id

    return _only_new(create)


def _only_new(create: Any) -> RecordStore:
    def never(*_arguments: Any) -> Any:
        raise AssertionError("these dialogs only make new records")

    return RecordStore("rota_override", never, create, never, never, never)
