"""What happens by itself after a resolution: asking whoever reported, one reminder, closing, and the reopen window."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.tick_field import TickField
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

_MOST_DAYS = 365
_NUMBERS = ("survey_remind_days", "survey_answer_days", "close_days", "reopen_days")


class FollowUpSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Follow-up"), "survey")
        self._desk, self._say = desk, say
        self._found: dict[str, Any] = {}
        self.survey = self._switch(_("Send surveys"), "switch_survey", _("Surveys switched"))
        self.confirmation = self._switch(_("Ask"), "switch_confirmation", _("Asking whether it is solved switched"))
        self.numbers = {key: self._days(key) for key in _NUMBERS}
        self.calendar = QComboBox()
        self.calendar.setMinimumWidth(200)
        self.calendar.activated.connect(self._choose_calendar)
        self.pages = QLineEdit(placeholderText="https://desk.example.org")
        self.pages.setMaxLength(300)
        self.pages.setMinimumWidth(280)
        self.pages.editingFinished.connect(self._set_pages)
        self.copied = TickField(_("What is taken along"))
        self.copied.changed.connect(self._set_copied)
        self._add_asking()
        self._add_closing()
        desk.changes.changed.connect(self._hear)

    def _add_asking(self) -> None:
        theme = self._desk.theme
        self.asking = SettingRow(
            theme, _("&Survey at every resolution"), "", self.survey, words=_("csat satisfaction score stars feedback")
        )
        self.add_card(
            self.asking,
            SettingRow(
                theme, _("Ask whether it is so&lved"),
                _("Solved closes the incident, not solved opens it again. Both questions go in one letter."),
                self.confirmation, words=_("confirmation resolution yes no"),
            ),
            SettingRow(
                theme, _("One re&minder of the survey"), _("Days after the letter; 0 sends none."),
                self.numbers["survey_remind_days"], words=_("survey again"),
            ),
            SettingRow(
                theme, _("A survey can be &answered"), _("Days after the letter; 0 is without end."),
                self.numbers["survey_answer_days"], words=_("survey expiry late"),
            ),
            SettingRow(
                theme, _("Address of the &web pages"),
                _("Where others reach them; empty is where the agent listens. Without one, letters have no link."),
                self.pages, wide=True, words=_("url link survey proxy https"),
            ),
        )  # fmt: skip

    def _add_closing(self) -> None:
        theme = self._desk.theme
        self.closing = SettingRow(
            theme, _("&Close by itself"), "", self.numbers["close_days"], words=_("auto-close resolved business days")
        )
        self.add_card(
            self.closing,
            SettingRow(
                theme, _("Working &days of"), _("Hours and holidays of this calendar are counted."), self.calendar,
                words=_("auto-close calendar holidays"),
            ),
            SettingRow(
                theme, _("Can be &opened again"),
                _("Days after the closing; 0 is without end. After that, a new incident follows on it."),
                self.numbers["reopen_days"], words=_("reopen window"),
            ),
            SettingRow(
                theme, _("&Taken along into the new incident"), "", self.copied, wide=True,
                words=_("copy linked follows reopen"),
            ),
        )  # fmt: skip

    def _switch(self, name: str, act: str, said: str) -> QCheckBox:
        box = QCheckBox(_("On"))
        box.setAccessibleName(name)
        box.clicked.connect(lambda on: self._write(said, _call, act, on))
        return box

    def _days(self, key: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, _MOST_DAYS)
        box.setMinimumWidth(140)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda days: self._set_days(key, days))
        return box

    # -- reading

    def showEvent(self, event: Any) -> None:
        self.reload()
        super().showEvent(event)

    def _hear(self, changes: Any) -> None:
        if {"setting", "calendar", "outlet"} & set(changes) and self.isVisible():
            self.reload()

    def reload(self) -> None:
        self._desk.background.run_latest(
            "settings/follow-up", _read, self._desk.database, then=self._show, failed=self._say
        )

    def _show(self, found: dict[str, Any]) -> None:
        from incidentdesk.improve.follow_on import COPIED

        self._found = found
        self.survey.setChecked(found["survey_since"] is not None)
        self.confirmation.setChecked(found["confirmation_since"] is not None)
        for key, box in self.numbers.items():
            box.blockSignals(True)
            box.setValue(int(found[key]))
            box.setSuffix(_suffix(key, int(found[key])))
            box.blockSignals(False)
        self.calendar.clear()
        self.calendar.addItem(_("Monday to Friday"), None)
        for calendar_id, name in found["calendars"]:
            self.calendar.addItem(name, calendar_id)
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(found["close_calendar_id"])))
        if not self.pages.hasFocus():
            self.pages.setText(str(found["web_address"]))
        # Showing what is set is no choice of anybody.
        self.copied.blockSignals(True)
        if not self.copied.boxes:
            self.copied.offer([(key, _(text)) for key, text in COPIED.items()])
        for key, box in self.copied.boxes.items():
            box.setChecked(key in found["follow_on_copied"])
        self.copied.blockSignals(False)
        self.asking.tell(_asked(bool(found["mail"])))
        self.closing.tell(_closed(int(found["close_days"])))

    # -- writing

    def _set_days(self, key: str, days: int) -> None:
        if self._found:
            self.numbers[key].setSuffix(_suffix(key, days))
            self._write(_("Days changed"), _call, "set_days", key, days)

    def _choose_calendar(self, _index: int) -> None:
        self._write(_("Calendar of closing changed"), _call, "set_close_calendar", self.calendar.currentData())

    def _set_pages(self) -> None:
        if self._found and self.pages.text().strip() != self._found["web_address"]:
            self._write(_("Address of the web pages changed"), _call, "set_pages_address", self.pages.text())

    def _set_copied(self) -> None:
        if self._found:
            chosen = [key for key, box in self.copied.boxes.items() if box.isChecked()]
            self._write(_("What is taken along changed"), _copy, chosen)

    def _write(self, said: str, change: Callable[..., Any], *args: Any) -> None:
        def failed(refused: Refused) -> None:
            self._say(refused)
            self.reload()

        write(self._desk, said, change, *args, failed=failed, toast=False)


def _suffix(key: str, days: int) -> str:
    return ngettext(" working day", " working days", days) if key == "close_days" else ngettext(" day", " days", days)


def _asked(mail: bool) -> str:
    if not mail:
        return _("No outlet for e-mail is set up yet (Messages), so nothing can be sent. Until then, ask by phone.")
    return _(
        "One letter to whoever reported, never to whoever solved it. It begins with what is resolved from now on. Its"
        " words stand under Automation, News to reporters."
    )


def _closed(days: int) -> str:
    if not days:
        return _("0 is never. Major incidents are closed by people only.")
    return _("Counted from the resolution, whatever was said since. Major incidents are closed by people only.")


# -- away from the GUI thread


def _read(database: Any) -> dict[str, Any]:
    from incidentdesk.prepare.setting_value import setting_of

    keys = ("survey_since", "confirmation_since", "close_calendar_id", "web_address", "follow_on_copied", *_NUMBERS)
    with database.read() as reader:
        found = {key: setting_of(reader, key) for key in keys}
        calendars = reader.rows("SELECT id, name FROM calendar WHERE withdrawn_at IS NULL ORDER BY lower(name), id")
        mail = reader.rows("SELECT 1 FROM outlet WHERE kind = 'E-mail' AND enabled AND withdrawn_at IS NULL")
    return {**found, "calendars": calendars, "mail": mail}


def _call(session: Any, act: str, *args: Any) -> None:
    from incidentdesk.improve import follow_up_setting

    getattr(follow_up_setting, act)(session, *args)


def _copy(session: Any, chosen: list[str]) -> None:
    from incidentdesk.improve.follow_on import choose_copied

    choose_copied(session, chosen)
