"""Who is affected by an incident, among its details: whoever reported it first, and a mark at every VIP."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.state_mark import VIP_MARK, Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.detect.affected_person_list import AffectedRow
from incidentdesk.language import _

# What opens the page of a person.
PERSON = "PERSON-{id:04d}"
_OTHER: Mark = ("ring", "text2")


class AffectedBox(QWidget):
    """Emits `opened(reference)` for the history of a person, `change_wanted` to add people or take them off."""

    opened = Signal(str)
    change_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.list = TwoLineList(desk.theme, _("Affected people"), most=5)
        self.list.setAccessibleDescription(_("Enter opens the history of a person"))
        self.list.opened.connect(self.opened.emit)
        self.nobody = QLabel(_("Nobody is named yet."), wordWrap=True)
        self.nobody.setContentsMargins(6, 0, 0, 0)
        self.change = LinkButton(
            desk.theme, _("Affected people…"), "users", description=_("Say who is affected, beside the reporter")
        )
        self.change.clicked.connect(self.change_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.nobody)
        column.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeading)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_people(self, people: Sequence[AffectedRow]) -> None:
        self.list.show_items([_item(each) for each in people])
        self.nobody.setVisible(not people)

    def _dress(self) -> None:
        self._desk.theme.tint(self.nobody, "hint")


def _item(each: AffectedRow) -> dict[str, Any]:
    how = each.note or (_("has reported it") if each.reporter else _("affected"))
    return {
        "key": PERSON.format(id=each.person_id),
        "head": _("VIP · {how}").format(how=how) if each.vip else how,
        "text": each.name,
        "mark": VIP_MARK if each.vip else _OTHER,
    }
