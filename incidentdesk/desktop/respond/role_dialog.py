"""The dialog that gives a role to somebody, or hands it over with a note (R4)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.widgets.name_field import PersonField
from incidentdesk.language import _, isolated
from incidentdesk.respond.role_hand_over import RoleRow


class RoleDialog(GestureDialog):
    def __init__(self, desk: Desk, role: RoleRow, people: Sequence[str], parent: QWidget | None = None) -> None:
        name = isolated(role.role)
        given = _("Give the role {role}").format(role=name)
        title = _("Hand over the role {role}").format(role=name) if role.person else given
        super().__init__(desk, title, _("Hand over") if role.person else _("Give role"), parent)
        self.role = role
        self.person, self.note = PersonField(_("Person")), text_field(72)
        self.person.offer(each for each in people if each != role.person)
        said = _("&From {person} to").format(person=isolated(role.person)) if role.person else _("&To whom")
        self.add_field(said, self.person)
        if role.person:
            self.add_field(_("&Note: what must the next one know?"), self.note)
        self.person.textChanged.connect(self.check)
        self.ready()
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def why_not(self) -> str:
        return "" if self.person.text().strip() else _("Name a person.")
