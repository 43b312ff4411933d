"""The temporary fixes of an incident, and the bar above the page while one stands."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.recover.temporary_fix_list import FixRow, standing

_STANDS: Mark = ("half", "warning")
_EXPIRED: Mark = ("cross", "danger")
_MOST = 120  # characters above the page; the list has all
_GONE: Mark = ("check", "success")


class FixSection(QWidget):
    """Emits `chosen` when another fix is under the cursor, `removed(id)` for Del."""

    chosen = Signal()
    removed = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.fixes: tuple[FixRow, ...] = ()
        theme, registry = desk.theme, desk.registry
        self.heading = QLabel(_("Temporary fixes"))
        self.place_button = command_button(theme, registry, "recovery.fix", LinkButton, _("Place a fix…"))
        self.extend_button = command_button(theme, registry, "recovery.extend_fix", LinkButton, _("Extend…"))
        self.remove_button = command_button(theme, registry, "recovery.remove_fix", LinkButton, _("Remove"))
        self.list = TwoLineList(theme, _("Temporary fixes"), most=20, marked=True)
        self.list.setAccessibleDescription(_("Enter lets one stand for longer, Del removes it"))
        self.list.currentItemChanged.connect(lambda *_items: self.chosen.emit())
        self.list.opened.connect(lambda _key: registry.run("recovery.extend_fix"))
        self.list.removed.connect(lambda key: self.removed.emit(key))
        self.nothing = QLabel(_("None stands. A workaround that is to go away again belongs here, with its expiry."))
        self.nothing.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        for button in (self.place_button, self.extend_button, self.remove_button):
            head.addWidget(button, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        theme.changed.connect(self._dress)
        self._dress()

    def show_fixes(self, fixes: Sequence[FixRow], now: int) -> None:
        self.fixes = tuple(fixes)
        self.list.show_items([self._item(each, now) for each in fixes])
        self.nothing.setVisible(not fixes)
        some = any(each.stands for each in fixes)
        self.extend_button.setVisible(some)
        self.remove_button.setVisible(some)
        if fixes and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def current(self) -> FixRow | None:
        return next((each for each in self.fixes if each.id == self.list.key()), None)

    def _item(self, fix: FixRow, now: int) -> dict[str, object]:
        zone = self._desk.zone
        placed = _("{name}, {time}").format(
            name=isolated(fix.placed_by), time=moment.day_and_time(fix.placed_at, now, zone)
        )
        late = fix.expired(now)
        mark = _GONE if not fix.stands else _EXPIRED if late else _STANDS
        return {
            "key": fix.id, "head": placed, "text": fix.text, "mark": mark, "late": late, "note": until(fix, now, zone)
        }  # fmt: skip

    def _dress(self) -> None:
        theme = self._desk.theme
        self.heading.setFont(theme.font("strong"))
        theme.tint(self.nothing, "text2")


def until(fix: FixRow, now: int, zone: object) -> str:
    """ "until today 18:00", "expired today 18:00", "removed yesterday 09:12"."""
    if fix.removed_at is not None:
        return _("removed {time}").format(time=moment.day_and_time(fix.removed_at, now, zone))
    if fix.expires_at is None:
        return _("without an end")
    text = _("expired {time}") if fix.expired(now) else _("until {time}")
    return text.format(time=moment.day_and_time(fix.expires_at, now, zone))


class FixBar(QWidget):
    """Above all parts of the page while a temporary fix stands, so that nobody takes it for the repair."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.message = MessageBar(desk.theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.message)
        self.hide()

    def show_fixes(self, fixes: Sequence[FixRow], now: int, show: object) -> None:
        """`show` leads to the fixes."""
        found = standing(fixes)
        self.setVisible(bool(found))
        if not found:
            self.message.clear()
            return
        said, late = self._sentence(found, now), found[0].expired(now)
        if self.message.text != said:
            kind = "danger" if late else "warning"
            self.message.say(said, kind, _("Show the fixes"), show, dismissable=False)

    def _sentence(self, found: Sequence[FixRow], now: int) -> str:
        first = found[0]
        time = until(first, now, self._desk.zone)
        words = " ".join(first.text.split())
        text = isolated(words if len(words) <= _MOST else words[:_MOST] + "…")
        if len(found) == 1:
            return _("Temporary fix, {time}: {text}").format(time=time, text=text)
        more = ngettext("{count} temporary fix stands", "{count} temporary fixes stand", len(found))
        return _("{count}. The first, {time}: {text}").format(count=more.format(count=len(found)), time=time, text=text)
