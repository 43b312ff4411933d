"""The people: where they belong, how they are reached, and who is on call or away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.organisation_listing import (
    INCIDENTS,
    MENU,
    REMOVE,
    SCOPE,
    VERIFY,
    add_action,
    declare_incidents,
)
from incidentdesk.desktop.prepare.person_dialog import PERSON_STORE, open_person_dialog
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import Kept, RecordListing, TablePane
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.state_mark import VIP_MARK
from incidentdesk.desktop.writing import write
from incidentdesk.detect.query_token import in_quotes
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.contact_method_change import WayToReach
from incidentdesk.prepare.person_list import PersonRow, people
from incidentdesk.store.reading import Reader

_MINUTE = 60_000  # milliseconds after which it may be another one who is on call


def _today(now: Now) -> date:
    return date.fromisoformat(now.today)


def _reached(row: PersonRow) -> str:
    if not row.methods:
        return _("no address") if row.staff else ""
    first, more = row.methods[0], len(row.methods) - 1
    return f"{first.address}  +{more}" if more else first.address


def _all_ways(row: PersonRow, _now: Now) -> str:
    return "\n".join(_way(each) for each in row.methods) or _reached(row)


def _way(way: WayToReach) -> str:
    verified = _("verified {day}").format(day=way.verified_on) if way.verified_on else _("never verified")
    return f"{_(way.means)}: {way.address} ({verified})"


def _away(row: PersonRow, now: Now) -> str:
    if row.has_left:
        return _("left {day}").format(day=short_day(row.left_on, _today(now)))
    if row.absent_until:
        return _("until {day}").format(day=short_day(row.absent_until, _today(now)))
    return _("leaves {day}").format(day=short_day(row.left_on, _today(now))) if row.left_on else ""


def _lead(name: str, leads: bool) -> str:
    return _("{name} (lead)").format(name=name) if name and leads else name


COLUMNS = (
    Column("name", N_("Name"), lambda row, _now: row.name, lambda row: row.name.casefold(),
           role=lambda row, _now: "hint" if row.has_left else "text",
           mark=lambda row: VIP_MARK if row.vip else None,
           whole=lambda row, _now: _("{name}, VIP").format(name=row.name) if row.vip else row.name),
    Column("on_call", N_("On call now"), lambda row, _now: ", ".join(row.on_call), lambda row: ", ".join(row.on_call),
           168, 2, strong=lambda *_: True, mark=lambda row: ("check", "success") if row.on_call else None),
    Column("away", N_("Away"), _away, lambda row: row.left_on if row.has_left else row.absent_until, 120, 3,
           whole=lambda row, now: f"{_away(row, now)} {row.absent_for}".strip(),
           role=lambda row, _now: "hint" if row.has_left else "warning"),
    Column("reached", N_("Reached by"), lambda row, _now: _reached(row), _reached, 190, 1, whole=_all_ways,
           role=lambda row, _now: "danger" if row.staff and not row.methods and not row.has_left else "text2"),
    Column("team", N_("Team"), lambda row, _now: _lead(row.team, row.leads_team), lambda row: row.team, 148, 4),
    Column("department", N_("Department"), lambda row, _now: _lead(row.department, row.leads_department),
           lambda row: row.department, 140, 6, role=lambda *_: "text2"),
    Column("title", N_("Job title"), lambda row, _now: row.job_title, lambda row: row.job_title, 160, 5,
           role=lambda *_: "text2"),
)  # fmt: skip
# Words of the filter that ask for more than that a text is there.
_WORDS = {
    "left": lambda row: row.has_left,
    "absent": lambda row: bool(row.absent_until) and not row.has_left,
    "staff": lambda row: row.staff,
    "oncall": lambda row: bool(row.on_call),
    "vip": lambda row: row.vip,
}


def _searched(row: PersonRow) -> str:
    words = (row.name, row.job_title, row.team, row.department, row.account, row.absent_for, *row.on_call)
    return " ".join((*words, *(each.address for each in row.methods)))


def _load(reader: Reader, _day: str) -> list[PersonRow]:
    return people(reader, clock.stored(clock.now()))


def _listing() -> RecordListing:
    menu = (f"{SCOPE}.open", "person.absence", "person.history", VERIFY, INCIDENTS)
    return RecordListing(
        name=_("People"),
        icon="users",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=_load,
        nouns=frozenset({
            "person", "team", "department", "contact_method", "absence", "calendar", "rota", "rota_layer", "rota_turn",
            "rota_override",
        }),
        searched=_searched,
        counted=lambda count: ngettext("{count} person", "{count} people", count).format(count=count),
        placeholder=_("A name, a team, a number; or left, absent, oncall, staff, vip"),
        nothing=_("No people yet"),
        teaching=_("Add who works here and how each is reached, so that plans, rotas and messages find them."),
        making=_("New person"),
        offered=menu,
        more=(REMOVE,),
        menu=(*menu, None, "edit.copy", None, REMOVE),
        scope=SCOPE,
        page_menu=MENU,
    )  # fmt: skip


class PeopleTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        add_action(
            self, "person.absence", _("Note an &absence…"), self._absent, "calendar", ("A",), 20, self.why_nothing
        )
        add_action(self, "person.history", _("&History…"), self._show_history, "history", ("H",), 20, self.why_no_row)
        declare_incidents(self, lambda row: f"incidents#is:open assignee:{in_quotes(row.name)}")
        add_action(self, VERIFY, _("Mark as &verified"), self._verify, "verify", ("V",), 20, self.why_nothing)
        self.declare_removing(
            PERSON_STORE.withdraw,
            lambda count: ngettext(
                "{count} person moved to the trash", "{count} people moved to the trash", count
            ).format(count=count),
        )
        self.declare()
        self._beat = QTimer(self, interval=_MINUTE)
        self._beat.timeout.connect(lambda: self.refresh() if self.isVisible() else None)
        self._beat.start()

    def keep(self, text: str, rows: Sequence[Any]) -> Kept:
        """Leavers are shown only to who asks for them."""
        words = text.casefold().split()
        asked = [_WORDS[word] for word in words if word in _WORDS]
        if "left" not in words:
            rows = [row for row in rows if not row.has_left]
        rows = [row for row in rows if all(fits(row) for fits in asked)]
        return super().keep(" ".join(word for word in words if word not in _WORDS), rows)

    def _show_history(self) -> None:
        self.opened.emit(f"PERSON-{self.table.current().id:04d}")

    def new(self) -> None:
        open_person_dialog(self.desk, self, done=self.stand_on, opened=self.opened.emit)

    def open_row(self, row: PersonRow) -> None:
        self.show_record(row.id)

    def show_record(self, person_id: int) -> None:
        self.stand_on(person_id)
        open_person_dialog(self.desk, self, person_id, opened=self.opened.emit)

    def _absent(self) -> None:
        """The dialog with another line for an absence."""
        dialog = open_person_dialog(self.desk, self, self.table.current().id, opened=self.opened.emit)
        dialog.begin_absence()

    def _verify(self) -> None:
        """Somebody has tried the addresses of the selected people today."""
        rows: list[PersonRow] = self.selected()
        today = self.table.now().today

        def act(session: Any) -> None:
            from incidentdesk.prepare.person_change import verify_people

            verify_people(session, [row.id for row in rows], today=today)

        said = ngettext("Addresses of {count} person verified", "Addresses of {count} people verified", len(rows))
        write(self.desk, self, act, said.format(count=len(rows)), failed=self._fail, toast=True)
