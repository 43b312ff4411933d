"""Who commands, who writes, who speaks: the roles of the incident on the command view."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.name_field import NameField, PersonField
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.role_hand_over import RoleRow


class _Line(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.role, self.person = ElidedLabel(), ElidedLabel()
        self.button = IconButton(desk.theme, "hand-over", _("Hand over"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.person)
        words.addWidget(self.role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 4, 2)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def show_role(self, row: RoleRow, why: str) -> None:
        theme = self._desk.theme
        self.row = row
        self.role.setText(row.role)
        self.role.setToolTip(row.role)
        self.role.setFont(theme.font("small"))
        self.person.setText(row.person or _("nobody"))
        self.person.setToolTip(" · ".join(part for part in (row.person, row.source, row.note) if part))
        self.person.setFont(theme.font("base" if row.open else "strong"))
        theme.tint(self.role, "text2")
        theme.tint(self.person, "danger" if row.open else "text")
        verb = _("Give the role {role}…") if row.open else _("Hand the role {role} over…")
        self.button.show_icon("plus" if row.open else "hand-over")
        self.button.setAccessibleName(verb.format(role=row.role))
        self.button.setToolTip(why or verb.format(role=row.role))
        self.button.setEnabled(not why)


class RolesCard(CommandCard):
    """Emits `hand_over_wanted(row)` for a role that is held or open, `give_wanted` for another one."""

    hand_over_wanted = Signal(object)
    give_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Roles"))
        self.give = self.add_button(LinkButton(desk.theme, _("Give a role…"), "plus"))
        self.give.clicked.connect(self.give_wanted)
        self.nothing = self.add_text(_("Nobody leads yet. Name an incident commander first."))
        self.warning = self.add_text("")
        self.lines: list[_Line] = []
        inner = QWidget()
        inner.setObjectName("inner")
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)
        self.scroll = scrolling(inner, _("Roles"), _("Who holds which role, the commander first"))
        self.inside.addWidget(self.scroll, 1)
        self.dress()

    def show_roles(self, rows: Sequence[RoleRow], hands_on: tuple[str, int], why: str) -> None:
        """`hands_on` is who commands and has tasks to do, and how many."""
        commander, busy = hands_on
        while len(self.lines) > len(rows):
            self.lines.pop().deleteLater()
        while len(self.lines) < len(rows):
            line = _Line(self.desk)
            line.button.clicked.connect(lambda _on=False, line=line: self.hand_over_wanted.emit(line.row))
            self.lines.append(line)
            self._box.insertWidget(self._box.count() - 1, line)
        for line, row in zip(self.lines, rows, strict=True):
            line.show_role(row, why)
        self.give.setEnabled(not why)
        self.give.setToolTip(why or _("Give a role to somebody"))
        self.nothing.setVisible(not rows)
        self.scroll.setVisible(bool(rows))
        self.warning.setVisible(busy > 0)
        self.warning.setText(
            ngettext(
                "{name} commands and holds {count} task too. Give it away.",
                "{name} commands and holds {count} tasks too. Give them away.",
                busy,
            ).format(name=isolated(commander), count=busy)
        )
        self.desk.theme.tint(self.warning, "warning")

    def dress(self) -> None:
        super().dress()
        dress_fields(self.scroll, self.desk.theme, "QScrollArea, #inner { background: $surface; }")


class NewRoleDialog(GestureDialog):
    """Gives a role, which is named first, to a person."""

    def __init__(self, desk: Desk, roles: Sequence[str], staff: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Give a role"), _("Give role"), parent)
        self.role, self.person, self.note = NameField(_("Role")), PersonField(_("Person")), text_field(72)
        self.role.offer(roles)
        self.person.offer(staff)
        self.add_field(_("&Role"), self.role)
        self.add_field(_("&To whom"), self.person)
        self.add_field(_("&Note: what must they know? (may stay empty)"), self.note)
        for field in (self.role, self.person):
            field.textChanged.connect(self.check)
        self.ready()
        self.role.setFocus()

    def propose(self, role: str) -> None:
        """Begin with a role, which can be typed over."""
        self.role.setText(role)
        self.person.setFocus()

    def why_not(self) -> str:
        if not self.role.text().strip():
            return _("Name the role.")
        return "" if self.person.text().strip() else _("Name the person.")
