"""What makes an incident a candidate for a major one; somebody always decides whether it is one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QSpinBox

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# The least and the most of each rule; 0 is never.
_LIMITS = {
    "major_children": (0, 100),
    "major_priority": (0, 5),
    "major_service_incidents": (0, 1000),
    "major_service_minutes": (1, 7 * 24 * 60),
}


class MajorSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Major incidents"), "major")
        self._desk, self._say = desk, say
        self.numbers = {key: self._number(key, *limits) for key, limits in _LIMITS.items()}
        self.numbers["major_priority"].setPrefix("P")
        self.numbers["major_service_minutes"].setSuffix(_(" min"))
        theme = desk.theme
        self.add_card(
            SettingRow(
                theme, _("&Priority on a critical service"),
                _("An incident of this priority or a higher one becomes a candidate. Somebody proposes it, and somebody"
                  " accepts or rejects that."),
                self.numbers["major_priority"], words=_("candidate trigger rule p1 critical"),
            ),
            SettingRow(
                theme, _("&Child incidents"), _("So many make their parent a candidate."),
                self.numbers["major_children"], words=_("candidate trigger rule children parent"),
            ),
            SettingRow(
                theme, _("Open incidents of one &service"), _("So many that were logged close together make each of"
                                                             " them a candidate."),
                self.numbers["major_service_incidents"], words=_("candidate trigger rule burst storm"),
            ),
            SettingRow(
                theme, _("Logged &within"), _("How close together they were logged."),
                self.numbers["major_service_minutes"], words=_("candidate trigger rule burst storm minutes"),
            ),
        )  # fmt: skip
        desk.changes.changed.connect(self._hear)

    def _number(self, key: str, least: int, most: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(least, most)
        if least == 0:
            box.setSpecialValueText(_("never"))
        box.setMinimumWidth(140)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda value: self._set(key, value))
        return box

    def showEvent(self, event: Any) -> None:
        self.reload()
        super().showEvent(event)

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self.reload()

    def reload(self) -> None:
        self._desk.background.run_latest(
            "settings/major", _read, self._desk.database, then=self._show, failed=self._say
        )

    def _show(self, found: dict[str, int]) -> None:
        for key, box in self.numbers.items():
            # Showing what is set is no choice of anybody.
            box.blockSignals(True)
            box.setValue(found[key])
            box.blockSignals(False)

    def _set(self, key: str, value: int) -> None:
        write(self._desk, _("Changed what a candidate is"), _set_setting, key, value, failed=self._failed, toast=False)

    def _failed(self, refused: Refused) -> None:
        self._say(refused)
        self.reload()


# -- away from the GUI thread


def _read(database: Any) -> dict[str, int]:
    from incidentdesk.prepare.setting_value import setting_of

    with database.read() as reader:
        return {key: int(setting_of(reader, key)) for key in _LIMITS}


def _set_setting(session: Any, key: str, value: int) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)
