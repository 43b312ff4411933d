"""The contacts outside the team."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtGui import QGuiApplication

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.contact_dialog import open_contact_dialog, verified_sentence, verifying
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.writing import write
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.contact_change import withdraw_contact
from incidentdesk.prepare.contact_list import ContactRow, contacts


def _first_way(row: ContactRow) -> str:
    return row.methods[0].address if row.methods else _("none yet")


def _all_ways(row: ContactRow) -> str:
    lines = (f"{_(each.means)}: {each.address} {each.note}".strip() for each in row.methods)
    return "\n".join(lines) or _("none yet")


def _verified(row: ContactRow, now: Now) -> str:
    if not row.verified_on:
        return _("never")
    day = short_day(row.verified_on, date.fromisoformat(now.today))
    return _("stale, {day}").format(day=day) if row.stale else day


COLUMNS = (
    Column("name", N_("Contact"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column("organisation", N_("Organisation"), lambda row, _now: row.organisation,
           lambda row: row.organisation.casefold(), 168, 2, role=lambda *_: "text2"),
    Column("service", N_("For service"), lambda row, _now: row.service,
           lambda row: (not row.service, row.service.casefold(), row.position), 148, 1),
    Column("place", N_("Asked"), lambda row, _now: str(row.place), lambda row: row.place, 72, 3,
           whole=lambda row, _now: _("Number {place} of those who are asked").format(place=row.place), trailing=True),
    Column("reach", N_("Reach at"), lambda row, _now: _first_way(row), _first_way, 180, 1,
           whole=lambda row, _now: _all_ways(row), role=lambda row, _now: "text" if row.methods else "danger"),
    Column("verified", N_("Verified"), _verified, lambda row: row.verified_on, 140, 1,
           whole=lambda row, now: verified_sentence(row, date.fromisoformat(now.today)),
           mark=lambda row: ("ring", "warning") if row.stale else ("check", "success"),
           role=lambda row, _now: "warning" if row.stale else "text2"),
    Column("kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: _(row.kind), 96, 4, role=lambda *_: "text2"),
    Column("hours", N_("Hours"), lambda row, _now: row.hours, lambda row: row.hours, 96, 5, role=lambda *_: "text2"),
    Column("reference", N_("Our number"), lambda row, _now: row.their_reference, lambda row: row.their_reference, 120,
           6, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: ContactRow) -> str:
    ways = (f"{_(each.means)} {each.address} {each.note}" for each in row.methods)
    words = (row.name, row.organisation, row.service, row.their_reference, row.hours, row.note, _(row.kind))
    return " ".join((*words, *ways, _("stale") if row.stale else ""))


def _listing() -> RecordListing:
    menu = ("organisation.open", "contact.verify", "contact.copy", "contact.up", "contact.down")
    return RecordListing(
        name=_("Contacts"),
        icon="contact",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=contacts,
        nouns=frozenset({"contact", "contact_method", "service", "setting"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} contact", "{count} contacts", count).format(count=count),
        placeholder=_("A name, an organisation, a service, a number, “stale”"),
        nothing=_("No contacts yet"),
        teaching=_("Whom do you call when the line is down: the vendor, the insurer, the authority? Keep them here."),
        making=_("New contact"),
        offered=menu[:3],
        more=("contact.up", "contact.down", None, "organisation.remove"),
        menu=(*menu, None, "edit.copy", None, "organisation.remove"),
        scope="organisation",
        page_menu="plans",
    )


class ContactsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            ("contact.verify", _("Mark as &verified"), self._verify, ("V",), "verify", 20, self.why_nothing),
            ("contact.copy", _("&Copy the number"), self._copy, ("Ctrl+Shift+C",), "copy", 20, self._why_no_way),
            ("contact.up", _("Ask &earlier"), lambda: self._move(-1), ("Alt+Up",), "chevron-up", 30,
             lambda: self._why_not_moved(-1)),
            ("contact.down", _("Ask &later"), lambda: self._move(1), ("Alt+Down",), "chevron-down", 30,
             lambda: self._why_not_moved(1)),
        ):  # fmt: skip
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "organisation", "plans", section, why), self.table
            )
        self.declare_removing(withdraw_contact, _removed)
        self.declare()

    def new(self) -> None:
        open_contact_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: ContactRow) -> None:
        self.show_record(row.id)

    def show_record(self, contact_id: int) -> None:
        self.stand_on(contact_id)
        open_contact_dialog(self.desk, self, contact_id)

    # -- commands

    def _why_no_way(self) -> str:
        row = self.table.current()
        if row is None:
            return self.why_no_row()
        return "" if row.methods else _("This contact has no number and no address.")

    def _copy(self) -> None:
        """The first way to reach the contact."""
        QGuiApplication.clipboard().setText(self.table.current().methods[0].address)
        self.desk.toasts.show(_("Copied: {text}").format(text=self.table.current().methods[0].address))

    def _verify(self) -> None:
        rows = self.selected()
        said = ngettext("{count} contact verified", "{count} contacts verified", len(rows)).format(count=len(rows))
        self.write_each([row.id for row in rows], verifying(self.table.now().today), said)

    def _why_not_moved(self, by: int) -> str:
        row, why = self.table.current(), self.why_nothing()
        if why or row is None:
            return why
        last = max(each.place for each in self.rows if each.service_id == row.service_id)
        if not 1 <= row.place + by <= last:
            return _("It is the first already.") if by < 0 else _("It is the last already.")
        return ""

    def _move(self, by: int) -> None:
        row: ContactRow = self.table.current()
        said = (_("{name} is asked earlier") if by < 0 else _("{name} is asked later")).format(name=row.name)
        write(self.desk, self, _moving(row.id, by), said, failed=self._fail)


def _moving(contact_id: int, by: int) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.prepare.contact_change import move_contact

        move_contact(session, contact_id, by)

    return act


def _removed(count: int) -> str:
    return ngettext("{count} contact moved to the trash", "{count} contacts moved to the trash", count).format(
        count=count
    )
