"""The maintenance windows: what is open now, what comes, what is over, and a new one."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.monitor_window_dialog import open_window_dialog
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.detect.maintenance_change import withdraw_window
from incidentdesk.detect.maintenance_list import WindowRow, windows
from incidentdesk.detect.maintenance_repeat import repeat_text
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 480


class WindowsSheet(Sheet):
    """N makes a window, Enter opens one, Del takes one away. `monitor` is proposed for a new one."""

    def __init__(self, desk: Desk, monitor: str, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Maintenance windows"), parent)
        self._desk, self._monitor = desk, monitor
        self._rows: dict[int, WindowRow] = {}
        self.message = MessageBar(desk.theme)
        explanation = QLabel(
            _("Within a window it is watched all the same, but no incident is opened and it is no downtime."),
            wordWrap=True,
        )
        self.nothing = QLabel(_("There is none yet. Add one before you patch or move something."), wordWrap=True)
        self.list = TwoLineList(desk.theme, _("Maintenance windows"), most=7, marked=True)
        self.list.setAccessibleDescription(_("Enter opens one, Del takes it away"))
        for widget in (explanation, self.message, self.nothing, self.list):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._add_buttons()
        self.list.opened.connect(self._open)
        self.list.removed.connect(self._remove)
        QShortcut(QKeySequence("N"), self).activated.connect(self.new)
        desk.changes.changed.connect(self._heard)
        desk.theme.tint(explanation, "text2")
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self._load()

    def _add_buttons(self) -> None:
        theme, role = self.theme, QDialogButtonBox.ButtonRole
        self.add_new = Button(theme, _("&New window…"), "plus", description=_("Plan another maintenance"))
        self.open_it = Button(theme, _("&Open…"), description=_("Change the chosen window"))
        self.remove = Button(theme, _("&Remove"), "trash", description=_("Undo brings it back"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, run in (
            (self.add_new, self.new),
            (self.open_it, lambda: self._open(self.list.key())),
            (self.remove, lambda: self._remove(self.list.key())),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, run=run: run())
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.list.currentItemChanged.connect(lambda *_items: self._settle())
        why = str(self._desk.database.read_only)
        self.add_new.setEnabled(not why)
        self.add_new.setToolTip(why)
        self.add_button(_("Close"), role.RejectRole)

    def _settle(self) -> None:
        chosen = self.list.key() is not None
        self.open_it.setEnabled(chosen)
        self.remove.setEnabled(chosen and not self._desk.database.read_only)

    # -- what there is

    def _load(self) -> None:
        self._desk.background.run_latest(
            f"windows of {id(self)}", _read, self._desk.database, then=self._loaded, failed=self._fail
        )

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if "maintenance_window" in changes or "monitor" in changes:
            self._load()

    def _loaded(self, rows: list[WindowRow]) -> None:
        focused = self.list.hasFocus()
        self._rows = {row.id: row for row in rows}
        self.nothing.setVisible(not rows)
        self.list.show_items([self._item(row) for row in rows])
        if rows and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        if rows and (focused or self.focusWidget() is None):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settle()

    def _item(self, row: WindowRow) -> dict[str, Any]:
        now, zone = clock.stored(clock.now()), self._desk.zone
        length = moment.length(row.window.ends_at - row.window.starts_at)
        if row.open:
            when = _("open now")
        elif row.next_at is None:
            when = _("over")
        else:
            when = _("from {time}").format(time=moment.day_and_time(row.next_at, now, zone))
        head = _("{when} · {length} · {often}").format(when=when, length=length, often=repeat_text(row.window.repeats))
        mark = ("shield", "info") if row.open else ("minus", "hint") if row.next_at is None else ("ring", "text2")
        return {"key": row.id, "head": head, "text": row.name, "note": _concerned(row), "mark": mark}

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    # -- what can be done

    def new(self) -> None:
        if not self._desk.database.read_only:
            open_window_dialog(self._desk, self, monitor=self._monitor)

    def _open(self, window_id: int | None) -> None:
        if window_id is not None:
            open_window_dialog(self._desk, self, window_id)

    def _remove(self, window_id: int | None) -> None:
        if window_id is None or self._desk.database.read_only:
            return
        said = _("Maintenance window removed: {name}").format(name=isolated(self._rows[window_id].name))
        write(
            self._desk, self, lambda session: withdraw_window(session, window_id), said, failed=self._fail, toast=True
        )  # fmt: skip


def _concerned(row: WindowRow) -> str:
    return row.monitor or row.service or _("all monitors")


def _read(database: Any) -> list[WindowRow]:
    with database.read() as reader:
        return windows(reader, clock.stored(clock.now()))
