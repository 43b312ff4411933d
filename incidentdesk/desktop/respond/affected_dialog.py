"""The dialog in which it is said who is affected by an incident."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.writing import write
from incidentdesk.detect.affected_person_change import change_affected
from incidentdesk.detect.affected_person_list import AffectedRow, affected_lines
from incidentdesk.detect.number import number
from incidentdesk.language import _

_WIDTH = 620


def open_affected_dialog(
    desk: Desk, parent: QWidget, incident_id: int, people: tuple[AffectedRow, ...], names: tuple[str, ...]
) -> "AffectedDialog":
    """Show who is affected and let it be changed; `names` are offered while one is typed."""
    dialog = AffectedDialog(desk, incident_id, affected_lines(people), names, parent.window())
    dialog.open()
    return dialog


class AffectedDialog(GestureDialog):
    """Saved as one gesture; what somebody else has changed meanwhile stays."""

    def __init__(
        self, desk: Desk, incident_id: int, lines: str, names: tuple[str, ...], parent: QWidget | None
    ) -> None:
        super().__init__(desk, _("Who is affected by {number}?").format(number=number(incident_id)), _("Save"), parent)
        self._incident_id, self._seen, self._names = incident_id, lines, names
        self.people = LineRows(desk.theme, _("Person"), _("Add a person"), self._cells)
        self.people.setText(lines)
        if not self.people.rows:
            self.people.add_row()
        self.add_field(_("&People, beside whoever reported it"), self.people, _("A new name is added to the people"))
        self._body.addStretch(1)
        self.setMinimumWidth(_WIDTH)
        self.ready()
        self.wanted.connect(self._save)
        self.people.rows[0].focus()

    def _cells(self) -> list[tuple[QWidget, int]]:
        name = NameField(_("Name"))
        name.setPlaceholderText(_("Name"))
        name.offer(self._names)
        note = QLineEdit(maxLength=500, placeholderText=_("How, or what they need"))
        note.setAccessibleName(_("Note"))
        return [(name, 2), (note, 3)]

    def _save(self) -> None:
        lines, seen, incident_id = self.people.text(), self._seen, self._incident_id

        def act(session: Any) -> None:
            change_affected(session, incident_id, lines, seen=seen)

        said = _("{number}: affected people changed").format(number=number(incident_id))
        write(self._desk, self, act, said, then=lambda _none: self.accept(), failed=self.fail)
