"""Who was told of the trouble, and who of them knows that it is over."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.recover.all_clear import Knows, ToldOf

_MARK: dict[Knows, Mark] = {
    Knows.NOT: ("ring", "warning"),
    Knows.FAILED: ("cross", "danger"),
    Knows.BY_HAND: ("dots", "warning"),
    Knows.ON_WAY: ("half", "info"),
    Knows.TOLD: ("check", "success"),
}


class AllClearSection(QWidget):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.heading, self.summary = QLabel(_("All-clear")), QLabel()
        self.button = command_button(desk.theme, desk.registry, "recovery.all_clear", Button, _("Give the all-clear…"))
        self.list = TwoLineList(desk.theme, _("Who was told of the trouble"), most=12)
        self.list.setAccessibleDescription(_("Each with whether the all-clear has come"))
        self.nothing = QLabel(_("Nobody was told of the trouble, so nobody waits for the all-clear."), wordWrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading)
        head.addWidget(self.summary, 1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_told(self, told: Sequence[ToldOf], now: int) -> None:
        self.list.show_items([self._item(each, now) for each in told])
        self.nothing.setVisible(not told)
        self.button.setVisible(bool(told))
        self.summary.setText(summary(told))
        self.summary.setAccessibleName(self.summary.text())

    def _item(self, each: ToldOf, now: int) -> dict[str, object]:
        zone = self._desk.zone
        ways = ", ".join(each.audiences) or ", ".join(_(kind) for kind in each.kinds)
        last = _("told {time}").format(time=moment.day_and_time(each.last_at, now, zone))
        note = _(each.knows)
        if each.closed_at is not None and each.knows == Knows.TOLD:
            note = _("{state} {time}").format(state=note, time=moment.day_and_time(each.closed_at, now, zone))
        name = isolated(each.name)
        text = f"{name} · {each.address}" if each.address and each.address != each.name else name
        return {
            "key": each.who, "head": " · ".join((ways, last)), "text": text, "note": note, "said": each.trouble,
            "mark": _MARK[each.knows], "late": each.knows == Knows.FAILED,
        }  # fmt: skip

    def _dress(self) -> None:
        theme = self._desk.theme
        self.heading.setFont(theme.font("strong"))
        for label in (self.summary, self.nothing):
            theme.tint(label, "text2")


def summary(told: Sequence[ToldOf]) -> str:
    """ "2 of 5 know that it is over"; "" where nobody was told."""
    if not told:
        return ""
    known = sum(not each.waits for each in told)
    return ngettext(
        "{known} of {count} was told that it is over", "{known} of {count} were told that it is over", len(told)
    ).format(known=known, count=len(told))
