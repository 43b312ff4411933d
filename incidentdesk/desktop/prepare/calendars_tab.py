"""The calendars: when work is done, and what stands on each."""

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.calendar_dialog import CALENDAR_STORE, open_calendar_dialog
from incidentdesk.desktop.prepare.country_name import country_name
from incidentdesk.desktop.prepare.organisation_listing import MENU, REMOVE, SCOPE
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.calendar_list import CalendarRow, calendars
from incidentdesk.prepare.day_hours import week_sentence, week_text
from incidentdesk.prepare.minutes import hours_text


def _hours(row: CalendarRow) -> str:
    return _("{hours} a week").format(hours=hours_text(row.minutes_a_week)) if row.minutes_a_week else _("no hours")


def _holidays(row: CalendarRow) -> str:
    place = f"{country_name(row.country)} {row.region}".strip() if row.country else ""
    own = ngettext("{count} of your own", "{count} of your own", len(row.own_holidays)).format(
        count=len(row.own_holidays)
    )
    return ", ".join(part for part in (place, own if row.own_holidays else "") if part)


COLUMNS = (
    Column("name", N_("Calendar"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column("hours", N_("Hours"), lambda row, _now: _hours(row), lambda row: row.minutes_a_week, 120, 1,
           whole=lambda row, _now: week_sentence(row.windows),
           role=lambda row, _now: "text" if row.minutes_a_week else "warning", descending=True),
    Column("week", N_("Week"), lambda row, _now: week_text(row.windows), lambda row: row.minutes_a_week, 260, 2,
           role=lambda *_: "text2"),
    Column("zone", N_("Time zone"), lambda row, _now: row.time_zone, lambda row: row.time_zone, 132, 3),
    Column("holidays", N_("Holidays"), lambda row, _now: _holidays(row), _holidays, 168, 4, role=lambda *_: "text2"),
    Column("used", N_("Used by"), lambda row, _now: ", ".join(row.used_by), lambda row: len(row.used_by), 220, 5,
           role=lambda *_: "text2", descending=True),
)  # fmt: skip


def _listing() -> RecordListing:
    menu = (f"{SCOPE}.open",)
    return RecordListing(
        name=_("Calendars"),
        icon="calendar",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: calendars(reader),
        nouns=frozenset({"calendar", "sla", "service", "escalation_policy", "person"}),
        searched=lambda row: " ".join((row.name, row.time_zone, _holidays(row), *row.used_by)),
        counted=lambda count: ngettext("{count} calendar", "{count} calendars", count).format(count=count),
        placeholder=_("A calendar, a time zone, what stands on it"),
        nothing=_("No calendars yet"),
        teaching=_("A calendar says when work is done: SLA clocks, support hours and people stand on it."),
        making=_("New calendar"),
        offered=menu,
        more=(REMOVE,),
        menu=(*menu, None, "edit.copy", None, REMOVE),
        scope=SCOPE,
        page_menu=MENU,
    )


class CalendarsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.declare_removing(
            CALENDAR_STORE.withdraw,
            lambda count: ngettext(
                "{count} calendar moved to the trash", "{count} calendars moved to the trash", count
            ).format(count=count),
        )
        self.declare()

    def new(self) -> None:
        open_calendar_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: CalendarRow) -> None:
        self.show_record(row.id)

    def show_record(self, calendar_id: int) -> None:
        self.stand_on(calendar_id)
        open_calendar_dialog(self.desk, self, calendar_id)
