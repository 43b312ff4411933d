"""Who works here, in which zone, and until when reviews are due."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLabel, QSpinBox

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.zone import zone_named
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


class GeneralSection(Section):
    database_wanted = Signal(str)

    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("General"), "user")
        self._desk, self._say = desk, say
        who = QLabel(isolated(desk.actor))
        who.setTextFormat(Qt.TextFormat.PlainText)
        who.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.zone = QComboBox()
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.setMinimumWidth(240)
        self.zone.addItems(sorted(available_timezones()))
        self.zone.setCurrentText(desk.zone.key)
        self.zone.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.zone.activated.connect(lambda _index: self._choose_zone())
        self.zone.lineEdit().editingFinished.connect(self._choose_zone)
        self.add_card(
            SettingRow(
                desk.theme,
                _("You"),
                _("This name stands at what you write. It belongs to the account {account}.").format(
                    account=isolated(desk.account)
                ),
                who,
                words=_("name person"),
            ),
            SettingRow(
                desk.theme,
                _("Time &zone"),
                _("Times are shown in this zone; they are kept in UTC. The window opens again with a new zone."),
                self.zone,
            ),
        )
        self.review_days = QSpinBox()
        self.review_days.setRange(1, 90)
        self.review_days.setSuffix(_(" days"))
        self.review_days.setMinimumWidth(140)
        self.review_days.setKeyboardTracking(False)
        self.review_days.valueChanged.connect(self._set_review_days)
        self.add_card(
            SettingRow(
                desk.theme,
                _("&Review of a major incident is due after"),
                _("Calendar days from its resolution. This holds for everybody who shares the database."),
                self.review_days,
                words=_("post-incident review postmortem pir deadline"),
            ),
        )
        self.agent = QCheckBox(_("Deliver messages while this window is open"))
        self.agent.setChecked(desk.preferences.get("agent_in_window"))
        self.agent.toggled.connect(self._set_agent)
        self.add_card(
            SettingRow(
                desk.theme,
                _("&Unattended work"),
                _(
                    "Messages, escalations and reminders go out while a window is open. Round the clock, the same is "
                    "done by “incidentdesk agent” on a machine that is always on."
                ),
                self.agent,
                words=_("agent outbox escalation reminder"),
            ),
        )
        desk.changes.changed.connect(self._hear)

    def showEvent(self, event: Any) -> None:
        self._reload()
        super().showEvent(event)

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self._reload()

    def _reload(self) -> None:
        self._desk.background.run_latest(
            "settings/general", _review_days, self._desk.database, then=self._show_review_days, failed=self._say
        )

    def _show_review_days(self, days: int) -> None:
        self.review_days.blockSignals(True)
        self.review_days.setValue(days)
        self.review_days.blockSignals(False)

    def _set_review_days(self, days: int) -> None:
        said = _("Changed a setting of the desk")
        write(self._desk, said, _set_setting, "review_due_days", days, failed=self._say, toast=False)

    def _set_agent(self, on: bool) -> None:
        try:
            self._desk.preferences.set("agent_in_window", on)
        except Refused as refused:
            self._say(refused)

    def _choose_zone(self) -> None:
        name = self.zone.currentText().strip()
        if name == self._desk.zone.key:
            return
        if zone_named(name) is None:
            self._say(_("There is no time zone of that name. Choose one such as Europe/Berlin."))
            self.zone.setCurrentText(self._desk.zone.key)
            return
        try:
            self._desk.preferences.set("time_zone", name)
        except Refused as refused:
            self._say(refused)
            return
        database = self._desk.database
        self.database_wanted.emit(str(getattr(database, "path", "") or getattr(database, "url", "")))


# -- away from the GUI thread


def _review_days(database: Any) -> int:
    from incidentdesk.prepare.setting import setting_of

    with database.read() as reader:
        return int(setting_of(reader, "review_due_days"))


def _set_setting(session: Any, key: str, value: Any) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)
