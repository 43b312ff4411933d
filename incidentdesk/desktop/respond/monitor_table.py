"""The monitors in a list, read anew every few seconds while it is in view, and what can be done with them."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane, count_text
from incidentdesk.desktop.respond.monitor_column import COLUMNS, searched
from incidentdesk.desktop.respond.monitor_delegate import MonitorDelegate
from incidentdesk.desktop.respond.monitor_dialog import open_monitor_dialog
from incidentdesk.desktop.respond.monitor_mute_sheet import MuteSheet, tomorrow_morning
from incidentdesk.desktop.respond.monitor_trying import address_of, try_monitor
from incidentdesk.desktop.respond.monitor_windows_sheet import WindowsSheet
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_change import change_monitor, mute_monitor, withdraw_monitor
from incidentdesk.detect.monitor_list import MonitorRow, monitors
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

_EVERY = 5_000  # milliseconds between two looks while the list is in view
_REST = 10  # times as long as reading takes, at least


def _listing() -> RecordListing:
    offered = ("monitors.test", "monitors.mute", "monitors.unmute", "monitors.windows")
    more = (
        "monitors.open", "monitors.incident", "monitors.mute-tomorrow", "monitors.mute-until", "monitors.switch",
        "monitors.address", "monitors.remove",
    )  # fmt: skip
    return RecordListing(
        name=_("Monitors"),
        icon="monitor",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: monitors(reader, clock.stored(clock.now())),
        nouns=frozenset({"monitor", "maintenance_window", "service", "incident"}),
        searched=searched,
        counted=lambda count: count_text(ngettext("{count} monitor", "{count} monitors", count), count),
        placeholder=_("A name, a target, a state, a kind, a service"),
        nothing=_("Nothing is watched yet"),
        teaching=_(
            "A monitor looks at a page, a server, a disk or a certificate by itself. After some failures in a row it"
            " opens an incident with the time of the first one, and it notes there when all is well again."
        ),
        making=_("New monitor…"),
        offered=offered,
        more=more,
        menu=(
            "monitors.open", "monitors.incident", None, "monitors.test", "monitors.mute", "monitors.mute-tomorrow",
            "monitors.mute-until", "monitors.unmute", "monitors.switch", "monitors.windows", None, "monitors.address",
            "edit.copy", None, "monitors.remove",
        ),
        scope="monitors",
        page_menu="automation",
    )  # fmt: skip


class MonitorTable(TablePane):
    """While it is in view, a look follows the one before after some seconds, and later where reading takes long."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.table.delegate = MonitorDelegate(desk, self.table)
        self.table.setItemDelegate(self.table.delegate)
        # What is down stands first, by its name.
        self.table.records.sort_by((0, False))
        self.every, self._begun = _EVERY, 0.0
        self._looking = QTimer(self, singleShot=True)
        self._looking.timeout.connect(self._look_again)
        self.loaded.connect(self._rest)
        self._declare_commands()
        self.declare_removing(withdraw_monitor, _removed)
        self.declare()

    # -- how it stands now

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.rows is not None:
            self.refresh()

    def refresh(self) -> None:
        self._begun = time.monotonic()
        super().refresh()

    def _rest(self) -> None:
        taken = round((time.monotonic() - self._begun) * 1000)
        self._looking.start(max(self.every, _REST * taken))

    def _look_again(self) -> None:
        """What is not seen is not read; it is read when it comes into view again."""
        if self.window().isMinimized():
            self._looking.start(self.every)
        elif self.isVisible():
            self.refresh()

    def _fail(self, refused: Refused) -> None:
        super()._fail(refused)
        self._looking.start(self.every)

    def show_kept(self, rows: Sequence[MonitorRow]) -> None:
        """Rows that are the same monitors as before are changed in their place."""
        if self.table.records.renew_rows(rows):
            self.table.viewport().update()
        else:
            super().show_kept(rows)

    # -- commands

    def _declare_commands(self) -> None:
        for key, text, run, keys, icon, section, why in (
            ("incident", _("Open the &incident"), self._open_incident, ("I",), "incident", 10, self._why_no_incident),
            ("test", _("&Test now"), self._try, ("T",), "test-now", 20, self.why_no_row),
            ("mute", _("&Mute for 1 h"), self._mute_hour, ("M",), "mute", 30, self.why_nothing),
            ("mute-tomorrow", _("Mute until to&morrow"), self._mute_tomorrow, ("Shift+M",), "mute", 30,
             self.why_nothing),
            ("mute-until", _("Mute &until…"), self._ask_until, ("Ctrl+Shift+M",), "clock", 30, self.why_nothing),
            ("unmute", _("&Unmute"), self._unmute, ("U",), "bell", 30, self._why_not_muted),
            ("switch", _("S&witch on or off"), self._switch, ("E",), "state", 40, self.why_nothing),
            ("windows", _("Mai&ntenance windows…"), self._open_windows, ("W",), "maintenance", 40, lambda: ""),
            ("address", _("Copy heartbeat &address"), self._copy_address, ("C",), "heartbeat", 50, self._why_no_beat),
        ):  # fmt: skip
            action = Action(f"monitors.{key}", text, run, icon, keys, "monitors", "automation", section, why)
            self.desk.registry.add(action, self if key == "windows" else self.table)

    def new(self) -> None:
        open_monitor_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: MonitorRow) -> None:
        self.stand_on(row.id)
        open_monitor_dialog(self.desk, self, row.id)

    def _open_incident(self) -> None:
        self.opened.emit(self.table.current().incident)

    def _why_no_incident(self) -> str:
        row = self.table.current()
        return self.why_no_row() or ("" if row and row.incident else _("No incident was opened for it."))

    def _open_windows(self) -> None:
        row = self.table.current()
        WindowsSheet(self.desk, row.name if row else "", self.window()).open()

    # -- trying

    def _try(self) -> None:
        """Look at once; nothing of it is kept."""
        rows, found = self.selected()[:_MOST_TRIED], {}

        def tried(row: MonitorRow, outcome: Outcome) -> None:
            found[row.name] = outcome
            if len(found) == len(rows):
                well = all(each.ok for each in found.values())
                self.message.say(tried_text(found), "success" if well else "danger")

        self.message.say(_("Testing…"), "info")
        for row in rows:
            self.desk.background.run(
                try_monitor, self.desk.database, self.desk.vault, row.id,
                then=lambda outcome, row=row: tried(row, outcome), failed=self._fail,
                title=_("Testing {name}").format(name=isolated(row.name)),
            )  # fmt: skip

    # -- silence

    def _mute_hour(self) -> None:
        self._mute(clock.stored(clock.now()) + moment.HOUR)

    def _mute_tomorrow(self) -> None:
        self._mute(clock.stored(tomorrow_morning(clock.now(), self.desk.zone)))

    def _ask_until(self) -> None:
        sheet = MuteSheet(self.desk, len(self.selected()), self.window())
        sheet.decided.connect(self._mute)
        sheet.open()

    def _mute(self, until: int) -> None:
        when = moment.day_and_time(until, clock.stored(clock.now()), self.desk.zone)
        self._write(lambda session, each: mute_monitor(session, each, until), _("Muted until {time}").format(time=when))

    def _unmute(self) -> None:
        self._write(lambda session, each: mute_monitor(session, each, None), _("Unmuted"))

    def _why_not_muted(self) -> str:
        return self.why_nothing() or ("" if any(row.muted for row in self.selected()) else _("It is not muted."))

    def _switch(self) -> None:
        """All off where one is on, so that one key says one thing for all of them."""
        on = not any(row.enabled for row in self.selected())
        said = _("Switched on") if on else _("Switched off")
        self._write(lambda session, each: change_monitor(session, each, {"enabled": on}), said)

    def _write(self, act: Callable[[Any, int], Any], said: str) -> None:
        rows = self.selected()
        names = isolated(rows[0].name) if len(rows) == 1 else self.listing.counted(len(rows))
        self.write_each([row.id for row in rows], act, _("{done}: {name}").format(done=said, name=names))

    # -- heartbeats

    def _copy_address(self) -> None:
        self.desk.background.run(
            address_of, self.desk.database, self.table.current().key, then=self._copied, failed=self._fail
        )

    def _copied(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self.desk.toasts.show(_("The address is on the clipboard: {address}").format(address=isolated(address)))

    def _why_no_beat(self) -> str:
        row = self.table.current()
        if row is not None and row.kind != MonitorKind.HEARTBEAT:
            return _("Only a heartbeat has an address that others call.")
        return self.why_no_row()


_MOST_TRIED = 20


def tried_text(found: Mapping[str, Outcome]) -> str:
    """What tests have found, by the names of the monitors: of several only what fails is told one by one."""
    told = [
        _("{name}: {said}").format(name=isolated(name), said=outcome.said)
        for name, outcome in found.items()
        if not outcome.ok or len(found) == 1
    ]
    if len(found) > 1:
        well = sum(outcome.ok for outcome in found.values())
        told.insert(0, _("{count} of {all} are well.").format(count=well, all=len(found)))
    return "\n".join([*told, _("Nothing of this test was kept.")])


def _removed(count: int) -> str:
    return ngettext("{count} monitor moved to the trash", "{count} monitors moved to the trash", count).format(
        count=count
    )
