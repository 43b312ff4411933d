"""The monitors: how what is watched stands now, how it was, and whether anybody watches at all."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.monitor_detail import MonitorDetail
from incidentdesk.desktop.respond.monitor_table import MonitorTable
from incidentdesk.desktop.widgets.button import PrimaryButton
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _, ngettext

_DETAIL_WIDTH = 380
_LOOKING = 15_000  # milliseconds between two looks at whether somebody watches
_PATIENCE = 2 * moment.MINUTE  # for so long an agent may say nothing of itself


class MonitorsPage(QWidget):
    """Emits `opened(reference)` to go to an incident."""

    opened = Signal(str)
    has_preview = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._title = QLabel(_("Monitors"))
        self._summary = QLabel()
        self.list = MonitorTable(desk)
        self.detail = MonitorDetail(desk)
        self.unwatched = MessageBar(desk.theme)
        self.new_button = PrimaryButton(
            desk.theme, _("New monitor"), "plus", description=_("Have something looked at by itself")
        )
        self._lay_out()
        self._watching = QTimer(self, interval=_LOOKING)
        self._watching.timeout.connect(self._look_for_agent)
        self.new_button.clicked.connect(self.list.new)
        self.new_button.setEnabled(not desk.database.read_only)
        self.new_button.setToolTip(str(desk.database.read_only))
        self.list.opened.connect(self.opened)
        self.detail.opened.connect(self.opened)
        self.list.table.chosen.connect(self._show_monitor)
        self.list.loaded.connect(self._loaded)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.list.refresh()

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([900, _DETAIL_WIDTH])
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._summary, 1)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.unwatched)
        column.addWidget(self.splitter, 1)

    # -- what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_agent()
        self._watching.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._watching.stop()
        super().hideEvent(event)

    def _loaded(self) -> None:
        rows = self.list.rows or ()
        self.detail.setVisible(bool(rows))
        self.new_button.setVisible(bool(rows))
        down, on = sum(row.is_down for row in rows), sum(row.enabled for row in rows)
        parts = [
            ngettext("{count} watched", "{count} watched", on).format(count=on),
            ngettext("{count} down", "{count} down", down).format(count=down) if down else _("none down"),
        ]
        self._summary.setText(" · ".join(parts) if rows else "")
        self._show_monitor()
        self._look_for_agent()

    def _show_monitor(self) -> None:
        shown = self.list.places.currentWidget() is self.list.table
        self.detail.show_monitor(self.list.table.current() if shown else None)

    def _look_for_agent(self) -> None:
        """Say so where nobody watches: what stands here is not how things are."""
        self.desk.background.run_latest(
            f"watchers of {id(self)}", _last_watch, self.desk.database,
            then=self._warn, failed=lambda _refused: self.unwatched.clear(),
        )  # fmt: skip

    def _warn(self, last: int | None) -> None:
        now = clock.stored(clock.now())
        if not self.list.rows or (last is not None and now - last < _PATIENCE):
            self.unwatched.clear()
            return
        since = "" if last is None else moment.day_and_time(last, now, self.desk.zone)
        sentence = (
            _("Nobody watches since {time}: no agent runs.").format(time=since) if since
            else _("Nobody watches yet: no agent runs.")
        )  # fmt: skip
        way = _(
            "Let this window work by itself in the settings, or start “incidentdesk agent” where it may run all day."
        )
        text = f"{sentence} {way}"
        if self.unwatched.text != text:
            self.unwatched.say(text, "warning", dismissable=False)

    # -- the page

    def title(self) -> str:
        return _("Monitors")

    def refresh(self) -> None:
        self.list.refresh()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [*self.list.panes(), *self.detail.panes()]

    def _dress(self) -> None:
        self._title.setFont(self.desk.theme.font("h1"))
        self.desk.theme.tint(self._summary, "text2")
        for label in (self._title, self._summary):
            lead(label)


def _last_watch(database: Any) -> int | None:
    """When an agent last said that it watches, in microseconds since 1970; None for never."""
    with database.read() as reader:
        found = reader.rows("SELECT MAX(until_at) FROM watch")[0][0]
    return None if found is None else int(found)
