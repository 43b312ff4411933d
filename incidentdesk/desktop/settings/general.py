"""Who works here and in which zone, until when reviews are due, and from when on a clock is at risk."""

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
        self._numbers: dict[str, QSpinBox] = {}
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
        self.review_days = self._number_of_the_desk("review_due_days", 90, _(" days"))
        self.risk_percent = self._number_of_the_desk("sla_risk_percent", 99, _(" %"))
        self.stale_days = self._number_of_the_desk("contact_stale_days", 999, _(" days"))
        self.add_card(
            SettingRow(
                desk.theme,
                _("&Review of a major incident is due after"),
                _("Calendar days from its resolution. This holds for everybody who shares the database."),
                self.review_days,
                words=_("post-incident review postmortem pir deadline"),
            ),
            SettingRow(
                desk.theme,
                _("An SLA clock is at &risk from"),
                _("Share of the target that is used up; sla:risk finds such incidents. This holds for everybody."),
                self.risk_percent,
                words=_("service level breach warning"),
            ),
            SettingRow(
                desk.theme,
                _("A &contact is stale after"),
                _("Calendar days since somebody saw that its addresses are right. This holds for everybody."),
                self.stale_days,
                words=_("contacts vendors verified"),
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

    def _number_of_the_desk(self, key: str, most: int, unit: str) -> QSpinBox:
        """A field for a setting that everybody shares; shows what holds once that has been read."""
        box = QSpinBox()
        box.setRange(1, most)
        box.setSuffix(unit)
        box.setMinimumWidth(140)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda value: self._set_number(key, value))
        self._numbers[key] = box
        return box

    def _reload(self) -> None:
        self._desk.background.run_latest(
            "settings/general", _read_numbers, self._desk.database, tuple(self._numbers),
            then=self._show_numbers, failed=self._say,
        )  # fmt: skip

    def _show_numbers(self, found: dict[str, int]) -> None:
        for key, value in found.items():
            box = self._numbers[key]
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)

    def _set_number(self, key: str, value: int) -> None:
        said = _("Changed a setting of the desk")
        write(self._desk, said, _set_setting, key, value, failed=self._say, toast=False)

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


def _read_numbers(database: Any, keys: tuple[str, ...]) -> dict[str, int]:
    from incidentdesk.prepare.setting import setting_of

    with database.read() as reader:
        return {key: int(setting_of(reader, key)) for key in keys}


def _set_setting(session: Any, key: str, value: Any) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)
