"""The dialog of one calendar: the hours of a week, the time zone, and the holidays."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.country_name import country_name
from incidentdesk.desktop.prepare.day_line import DayLine
from incidentdesk.desktop.prepare.effect_asking import EffectAsking
from incidentdesk.desktop.prepare.holiday_import_dialog import HolidayImportDialog, long_day
from incidentdesk.desktop.prepare.week_field import WeekField
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.zone import zone_named
from incidentdesk.language import _, isolated
from incidentdesk.prepare.calendar_change import (
    calendar_facts,
    change_calendar,
    create_calendar,
    give_up_calendar,
    withdraw_calendar,
)
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 860, 760
_PAUSE = 250  # milliseconds after the last change before the holidays are worked out
OFFICE = "mon-fri 09:00-17:00"


def open_calendar_dialog(
    desk: Desk, parent: QWidget, calendar_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "CalendarDialog":
    """Show a calendar, or make a new one; `done(id)` follows when it is saved."""
    dialog = CalendarDialog(desk, calendar_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class CalendarDialog(RecordDialog):
    def __init__(self, desk: Desk, calendar_id: int, parent: QWidget | None) -> None:
        title = _("Calendar") if calendar_id else _("New calendar")
        super().__init__(desk, title, CALENDAR_STORE, calendar_id, f"calendar-{calendar_id or 'new'}", parent)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._work_out)
        self._country_of_regions = ""
        self._asking = EffectAsking(self, _load_effect, self._set_busy)
        self._build()
        empty: Facts = dict.fromkeys(self.form.fields, "")
        self.begin({**empty, "time_zone": str(desk.zone), "windows": OFFICE}, _WIDTH, _HEIGHT)
        self.week.changed.connect(self._keeping.begin)
        self.week.changed.connect(lambda: self.form.complain("windows", ""))
        desk.background.run(_countries, then=self._offer_countries, failed=self.fail)
        self._pause.start()
        if not calendar_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build(self) -> None:
        self.zone = NameField(_("Time zone"))
        self.zone.offer(sorted(available_timezones()))
        self.week = WeekField(self.theme)
        self.country, self.region = ChoiceBox([("", _("none"))]), ChoiceBox([("", _("the whole country"))])
        self.own = LineRows(self.theme, _("Holiday"), _("Add a holiday"), self._holiday_cells)
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 3), ("time_zone", _("Time &zone"), self.zone, 3))
        form.add_row(("windows", _("&Working hours, by the clock of the time zone"), self.week, 6))
        form.add_row(
            ("country", _("Public holidays of &country"), self.country, 3), ("region", _("Re&gion"), self.region, 3)
        )
        form.add_row(("holidays", _("Holidays of your &own"), self.own, 6))
        form.add_whole(self._holidays())
        self.country.currentIndexChanged.connect(lambda _place: self._country_chosen())
        self.region.currentIndexChanged.connect(lambda _place: self._pause.start())
        self.own.changed.connect(self._pause.start)

    def _holidays(self) -> QWidget:
        self.take_file = Button(
            self.theme, _("&Import a calendar file…"), "import", description=_("Take holidays from an .ics file")
        )
        self.take_file.setAutoDefault(False)
        self.take_file.clicked.connect(self._choose_file)
        self.coming = QLabel(_("The next twelve months"))
        self._days = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._days)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(_("Holidays of the next twelve months"))
        self.list.setAccessibleDescription(_("Days on which the calendar is closed"))
        self.coming.setBuddy(self.list)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.coming, 1)
        line.addWidget(self.take_file)
        column.addLayout(line)
        column.addWidget(self.list)
        return whole

    def _holiday_cells(self) -> list[tuple[QWidget, int]]:
        name = QLineEdit(maxLength=200)
        name.setAccessibleName(_("Name"))
        name.setPlaceholderText(_("Name of the holiday"))
        return [(DayLine(self.desk.zone, _("Day"), _("day")), 2), (name, 4)]

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Calendar made: {name}") if created else _("Calendar changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Calendar moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        return str(value).replace("\t", " · ") if field == "holidays" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A calendar needs a name, such as Office hours.")
        if zone_named(values["time_zone"]) is None:
            return "time_zone", _("A calendar needs a time zone, such as Europe/Berlin: by whose clock are its hours?")
        problem = self.week.problem()
        return ("windows", problem) if problem else ("", "")

    # -- saving

    def accept(self) -> None:
        """What becomes of the clocks that run by these hours is said first, as far as there are any (SLA rule 12)."""
        if self._busy:
            return
        name, sentence = self.why_not()
        if name:
            self.complain(name, sentence)
            return
        values = self.values()
        if not self.record_id or self.changes().keys() <= {"name"} or self._asking.has_told(values):
            super().accept()
        else:
            self._asking.ask(values)

    # -- holidays

    def _offer_countries(self, codes: list[str]) -> None:
        named = sorted(((code, country_name(code)) for code in codes), key=lambda each: each[1].casefold())
        self.country.offer([("", _("none")), *named])

    def _country_chosen(self) -> None:
        country = str(self.country.currentData() or "")
        if country != self._country_of_regions:
            self._country_of_regions = country
            self.desk.background.run_latest(
                f"regions of {id(self)}", _regions, country, then=self._offer_regions, failed=self.fail
            )
        self._pause.start()

    def _offer_regions(self, found: tuple[str, list[tuple[str, str]]]) -> None:
        country, names = found
        if country != str(self.country.currentData() or ""):
            return
        wanted = str(self.region.currentData() or "")
        self.region.offer([("", _("the whole country")), *names])
        known = wanted in dict(names)
        self.region.choose(wanted if known else "")
        self.region.setEnabled(bool(names))
        self._keeping.begin()
        self._pause.start()

    def _work_out(self) -> None:
        today = clock.now().astimezone(self.desk.zone).date()
        self.desk.background.run_latest(
            f"holidays of {id(self)}",
            _coming,
            self.own.text(),
            str(self.country.currentData() or ""),
            str(self.region.currentData() or ""),
            today,
            then=self._show_coming,
            failed=lambda refused: self._show_coming([str(refused)]),
        )

    def _show_coming(self, lines: list[str]) -> None:
        self._days.setStringList(lines or [_("No holidays in the next twelve months")])
        shown = min(6, max(1, len(lines)))
        self.list.setFixedHeight(shown * self.list.sizeHintForRow(0) + 2 * self.list.frameWidth() + 2)

    # -- a calendar file

    def _choose_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Import a calendar file"), "", _("Calendar files (*.ics *.ical);;All files (*)")
        )
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Show what a calendar file has, and add what is ticked to the holidays."""
        self.desk.background.run(_read_file, path, then=lambda found: self._preview(path.name, found), failed=self.fail)

    def _preview(self, name: str, found: list[tuple[str, str]]) -> None:
        today = clock.now().astimezone(self.desk.zone).date().isoformat()
        dialog = HolidayImportDialog(self.desk, name, found, today, self)
        dialog.chosen.connect(self._add_holidays)
        dialog.open()

    def _add_holidays(self, found: list[tuple[str, str]]) -> None:
        kept = dict(line.partition("\t")[::2] for line in self.own.text().splitlines())
        kept |= dict(found)
        self.own.setText("\n".join(f"{day}\t{kept[day]}".rstrip() for day in sorted(kept)))
        self._keeping.begin()
        self._pause.start()


CALENDAR_STORE = RecordStore(
    noun="calendar",
    read=calendar_facts,
    create=lambda session, facts: create_calendar(session, **facts),
    change=lambda session, key, changes, seen: change_calendar(session, key, changes, seen=seen),
    give_up=give_up_calendar,
    withdraw=withdraw_calendar,
)


def _load_effect(database: Any, calendar_id: int, facts: Facts) -> Any:
    from incidentdesk.detect.sla_effect import affected_by_hours
    from incidentdesk.prepare.calendar_change import calendar_columns

    with database.read() as reader:
        return affected_by_hours(reader, calendar_id, calendar_columns(facts), clock.now())


def _countries() -> list[str]:
    from incidentdesk.prepare.holiday import countries

    return countries()


def _regions(country: str) -> tuple[str, list[tuple[str, str]]]:
    from incidentdesk.prepare.region import region_names

    return country, region_names(country)


def _coming(own: str, country: str, region: str, today: date) -> list[str]:
    from incidentdesk.prepare.calendar_list import Holiday, coming_holidays

    lines = (line.partition("\t") for line in own.splitlines())
    days = [Holiday(day, name) for day, _tab, name in lines if _is_day(day)]
    found = coming_holidays(days, country, region, today)
    return [_said(each.day, each.name, public=each.public) for each in found]


def _said(day: str, name: str, *, public: bool) -> str:
    words = isolated(name or _("without a name"))
    return f"{long_day(day)}   {words}" if public else _("{day}   {name} (own)").format(day=long_day(day), name=words)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read_file(path: Path) -> list[tuple[str, str]]:
    from incidentdesk.prepare.holiday import LARGEST_FILE, holidays_of_ical

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(
            _("{name} can't be read: {why}").format(name=isolated(path.name), why=error.strerror or str(error))
        ) from error
    return holidays_of_ical(content)
