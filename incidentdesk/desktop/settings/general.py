"""Who works here, and in which zone."""

from collections.abc import Callable
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
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
