"""Who commands, who writes, who speaks: the roles of the incident on the command view, and handing them over."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.respond.command_label import ElidedLabel
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.form_grid import text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.role_hand_over import RoleRow


class _Line(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.role, self.person = ElidedLabel(), ElidedLabel()
        self.button = IconButton(desk.theme, "hand-over", _("Hand over"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.role, 5)
        row.addWidget(self.person, 5)
        row.addWidget(self.button)

    def show_role(self, row: RoleRow, why: str) -> None:
        theme = self._desk.theme
        self.row = row
        self.role.setText(row.role)
        self.role.setToolTip(row.role)
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
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        self.inside.addLayout(self._box)
        self.dress()

    def show_roles(self, rows: Sequence[RoleRow], hands_on: int, commander: str, why: str) -> None:
        while len(self.lines) > len(rows):
            self.lines.pop().deleteLater()
        while len(self.lines) < len(rows):
            line = _Line(self.desk)
            line.button.clicked.connect(lambda _on=False, line=line: self.hand_over_wanted.emit(line.row))
            self.lines.append(line)
            self._box.addWidget(line)
        for line, row in zip(self.lines, rows, strict=True):
            line.show_role(row, why)
        self.give.setEnabled(not why)
        self.give.setToolTip(why or _("Give a role to somebody"))
        self.nothing.setVisible(not rows)
        self.warning.setVisible(hands_on > 0)
        self.warning.setText(
            ngettext(
                "{name} commands and holds {count} task too. Give it away.",
                "{name} commands and holds {count} tasks too. Give them away.",
                hands_on,
            ).format(name=isolated(commander), count=hands_on)
        )
        self.desk.theme.tint(self.warning, "warning")


class RoleDialog(GestureDialog):
    """Gives a role, or hands one over from one person to the next, with what the next one must know."""

    def __init__(
        self, desk: Desk, row: RoleRow | None, roles: Sequence[str], staff: Sequence[str], parent: QWidget | None = None
    ) -> None:
        held = row is not None and not row.open
        if row is None:
            title, verb = _("Give a role"), _("Give role")
        elif held:
            title, verb = _("Hand the role {role} over").format(role=isolated(row.role)), _("Hand over")
        else:
            title, verb = _("Give the role {role}").format(role=isolated(row.role)), _("Give role")
        super().__init__(desk, title, verb, parent)
        self._row = row
        self.role = NameField(_("Role"))
        self.role.offer(roles)
        self.person = NameField(_("Person"))
        self.person.offer([name for name in staff if row is None or name != row.person])
        self.note: QPlainTextEdit = text_box(3)
        if row is None:
            self.add_field(_("&Role"), self.role)
        self.add_field(_("&Who takes it over") if held else _("&Who takes it"), self.person)
        self.add_field(_("What the &next one must know (may stay empty)"), self.note)
        for field in (self.role, self.person):
            field.textChanged.connect(self.check)
        self.ready()
        (self.person if row is not None else self.role).setFocus()

    def role_name(self) -> str:
        return self._row.role if self._row is not None else self.role.text().strip()

    def why_not(self) -> str:
        if not self.role_name():
            return _("Name the role.")
        return "" if self.person.text().strip() else _("Name the person.")
