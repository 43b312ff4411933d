"""What a plan says as a whole: its purpose, roles, contacts, channels, and how stakeholders are told."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.prepare.plan_reading import OfferedNames
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.form_grid import FormGrid, put, raw, text_box, when_changed
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _
from incidentdesk.prepare.minutes import minutes_of, minutes_text
from incidentdesk.prepare.plan_content import PlanChannel, PlanContact, PlanContent
from incidentdesk.refusal import Refused


class WholeForm(QWidget):
    """Emits `written(content, part)` with the plan as it is now, `typed(part, text)` for what makes no sense yet."""

    written = Signal(object, str)
    typed = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._names = theme, OfferedNames()
        self._content = PlanContent()
        self._showing = False
        self._build()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)

    def _build(self) -> None:
        theme = self._theme
        self.form = FormGrid(theme)
        self.rows = {
            "roles": LineRows(
                theme, _("Role"), _("Add a role"), lambda: [self._name("roles", _("Role"))], sorted_by_hand=True
            ),
            "contacts": LineRows(theme, _("Contact"), _("Add a contact"), self._contact_cells, sorted_by_hand=True),
            "channels": LineRows(theme, _("Channel"), _("Add a channel"), self._channel_cells, sorted_by_hand=True),
            "audiences": LineRows(
                theme, _("Audience"), _("Add an audience"), lambda: [self._name("audiences", _("Audience"))]
            ),
        }  # fmt: skip
        purpose, cadence = text_box(5), QLineEdit()
        purpose.setObjectName("purpose")
        purpose.setPlaceholderText(_("When this plan is run and what it is to reach, in Markdown"))
        cadence.setPlaceholderText(_("never"))
        cadence.setAccessibleDescription(_("How long between two updates, such as 30 min or 2 h"))
        self.first_message = NameField(_("First message"))
        form = self.form
        form.add_row(("purpose", _("&Purpose"), purpose, 6), stretch=1)
        form.add_row(("roles", _("&Roles that are filled when it starts"), self.rows["roles"], 6))
        form.add_row(("contacts", _("&Contacts, the first is reached first"), self.rows["contacts"], 6))
        form.add_row(("channels", _("C&hannels, the first is used"), self.rows["channels"], 6))
        form.add_row(("audiences", _("Audie&nces that are told"), self.rows["audiences"], 6))
        form.add_row(
            ("cadence", _("&Updated every"), cadence, 2), ("first_message", _("First &message"), self.first_message, 4)
        )
        for name, field in form.fields.items():
            when_changed(field, lambda name=name: self._changed(name))

    def _name(self, part: str, text: str, stretch: int = 1) -> tuple[QWidget, int]:
        field = NameField(text)
        field.setPlaceholderText(text)
        field.offer(getattr(self._names, part))
        return field, stretch

    def _line(self, text: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(text)
        line.setAccessibleName(text)
        return line

    def _contact_cells(self) -> list[tuple[QWidget, int]]:
        return [self._name("contacts", _("Name")), (self._line(_("What for")), 1)]

    def _channel_cells(self) -> list[tuple[QWidget, int]]:
        return [(self._line(_("Name")), 1), (self._line(_("Address")), 1)]

    # -- showing

    def offer(self, names: OfferedNames) -> None:
        self._names = names
        self.first_message.offer(names.messages)
        for part, rows in self.rows.items():
            for row in rows.rows:
                if isinstance(row.cells[0], NameField):
                    row.cells[0].offer(getattr(names, part))

    def show_content(self, content: PlanContent, typed: str | None, why_fixed: str) -> None:
        """`typed` is what stands in the field of the time between updates and makes no sense yet."""
        self._content = content
        values = {
            "purpose": content.purpose,
            "roles": "\n".join(content.roles),
            "contacts": "\n".join(f"{each.name}\t{each.what_for}".rstrip() for each in content.contacts),
            "channels": "\n".join(f"{each.name}\t{each.address}".rstrip() for each in content.channels),
            "audiences": "\n".join(content.audiences),
            "cadence": typed if typed is not None else minutes_text(content.cadence) if content.cadence else "",
            "first_message": content.first_message,
        }
        self._showing = True
        for name, value in values.items():
            if not self._is_same(name, value):
                put(self.form.fields[name], value)
                self._show_beginnings(name)
        self._showing = False
        self._fix(why_fixed)

    def _show_beginnings(self, name: str) -> None:
        """Of a text that is longer than its field the beginning says most."""
        for row in self.rows[name].rows if name in self.rows else ():
            for cell in row.cells:
                cell.setCursorPosition(0)

    def _is_same(self, name: str, value: str) -> bool:
        shown = raw(self.form.fields[name])
        try:
            return bool(shown == value or self._meaning(name, shown) == self._meaning(name, value))
        except Refused:
            return False

    def _fix(self, why: str) -> None:
        for field in (self.form.fields[name] for name in ("purpose", "cadence", "first_message")):
            field.setReadOnly(bool(why))
        for rows in self.rows.values():
            rows.setEnabled(not why)

    # -- writing

    def _changed(self, name: str) -> None:
        if self._showing:
            return
        text = raw(self.form.fields[name])
        try:
            value = self._meaning(name, text)
        except Refused as refused:
            self.form.complain(name, str(refused))
            self.typed.emit(name, text)
            return
        self.typed.emit(name, None)
        self._content = replace(self._content, **{name: value})
        self.written.emit(self._content, name)

    def _meaning(self, name: str, text: str) -> Any:
        if name == "cadence":
            return minutes_of(text) or 0
        cells = [(*line.split("\t"), "")[:2] for line in text.splitlines()] if name in self.rows else []
        if name == "contacts":
            return tuple(PlanContact(*each) for each in cells)
        if name == "channels":
            return tuple(PlanChannel(*each) for each in cells)
        if name in self.rows:
            return tuple(dict.fromkeys(line for line in text.splitlines() if line.strip()))
        return text if name == "purpose" else " ".join(text.split())
