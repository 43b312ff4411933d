"""The dialog of one contact outside the team, with the ways to reach it in the order in which they are tried."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import RecordDialog, RecordStore
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.contact import ContactKind
from incidentdesk.prepare.contact_change import (
    change_contact,
    create_contact,
    give_up_contact,
    verify_contacts,
    withdraw_contact,
)
from incidentdesk.prepare.contact_list import ContactRow, contact_facts, contact_row
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 760, 660


def open_contact_dialog(
    desk: Desk, parent: QWidget, contact_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "ContactDialog":
    """Show a contact, or add a new one; `done(id)` follows when it is saved."""
    dialog = ContactDialog(desk, contact_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ContactDialog(RecordDialog):
    def __init__(self, desk: Desk, contact_id: int, parent: QWidget | None) -> None:
        title = _("Contact") if contact_id else _("New contact")
        super().__init__(desk, title, CONTACT_STORE, contact_id, f"contact-{contact_id or 'new'}", parent)
        self._build()
        empty = dict.fromkeys(self.form.fields, "")
        self.begin({**empty, "kind": str(ContactKind.VENDOR)}, _WIDTH, _HEIGHT)
        if not contact_id:
            self.methods.add_row()
            desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.state = MessageBar(self.theme)
        self.body.insertWidget(1, self.state)
        self.service = NameField(_("Service"))
        kinds = [(str(each), _(each)) for each in ContactKind]
        hours = QLineEdit(maxLength=200)
        hours.setPlaceholderText(_("24/7, or Mon to Fri 8 to 17"))
        self.methods = LineRows(
            self.theme, _("Way to reach them"), _("Add a way to reach them"), _method_cells, sorted_by_hand=True
        )
        form = self.form
        form.add_row(
            ("name", _("&Name: whom does one ask for"), QLineEdit(maxLength=200), 3),
            ("organisation", _("&Organisation"), QLineEdit(maxLength=200), 3),
        )
        form.add_row(
            ("kind", _("&Kind"), ChoiceBox(kinds), 2),
            ("service", _("&Service that it is for"), self.service, 2),
            ("their_reference", _("Our number &with them"), QLineEdit(maxLength=200), 2),
        )
        form.add_row(("methods", _("How to reach them, the first first"), self.methods, 6))
        form.add_row(("hours", _("Their &hours"), hours, 6))
        form.add_row(("note", _("No&te"), text_box(), 6), stretch=1)
        if self.record_id:
            role = QDialogButtonBox.ButtonRole.ActionRole
            self.verify = self.add_button(
                _("Mark as &verified"), role, description=_("I have seen today that all of it is right")
            )
            self.verify.setAutoDefault(False)
            self.verify.clicked.connect(self._verify)

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Contact added: {name}") if created else _("Contact changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        return str(value).replace("\t", " · ") if field == "methods" else None

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["name"] else ("name", _("A contact needs a name: whom does one ask for?"))

    def _verify(self) -> None:
        """Save what is typed, and say that it was looked at today."""
        name = isolated(str(raw(self.form.fields["name"])).strip())
        self.save_and(verifying(self.today().isoformat()), _("Contact verified: {name}").format(name=name))

    def today(self) -> date:
        return clock.now().astimezone(self.desk.zone).date()

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_contact,
            self.desk.database,
            self.record_id,
            self.today().isoformat(),
            then=self._loaded_contact,
            failed=self.fail,
        )

    def _loaded_contact(self, found: tuple[ContactRow, KnownNames]) -> None:
        row, names = found
        self._offer(names)
        self._loaded(contact_facts(row))
        said, kind = verified_sentence(row, self.today()), "warning" if row.stale else "success"
        self.state.say(said, kind, dismissable=False)

    def _offer(self, names: KnownNames) -> None:
        self.service.offer(names.services)


def verified_sentence(row: ContactRow, today: date) -> str:
    """When somebody last looked whether all is right, and that it is too long ago."""
    if not row.verified_on:
        return _("Nobody has verified this contact yet. Try it, then mark it as verified.")
    day, who = short_day(row.verified_on, today), isolated(row.verified_by)
    if row.stale:
        return _("Stale: last verified on {day} by {person}. Try it again, then mark it as verified.").format(
            day=day, person=who
        )
    return _("Verified on {day} by {person}").format(day=day, person=who)


def verifying(today: str) -> Callable[[Any, int], None]:
    return lambda session, contact_id: verify_contacts(session, [contact_id], today=today)


def _method_cells() -> list[tuple[QWidget, int]]:
    means = ChoiceBox([(str(each), _(each)) for each in Means])
    means.setAccessibleName(_("Means"))
    address = QLineEdit(maxLength=300)
    address.setPlaceholderText(_("Number or address"))
    address.setAccessibleName(_("Number or address"))
    note = QLineEdit(maxLength=200)
    note.setPlaceholderText(_("Note"))
    note.setAccessibleName(_("Note"))
    return [(means, 1), (address, 2), (note, 2)]


def _row(reader: Reader, contact_id: int, today: str = "") -> ContactRow:
    found = contact_row(reader, contact_id, today)
    if found is None:
        raise Refused(_("The contact is not there any more; somebody has taken it away."))
    return found


CONTACT_STORE = RecordStore(
    noun="contact",
    read=lambda reader, key: contact_facts(_row(reader, key)),
    create=lambda session, facts: create_contact(session, **facts),
    change=lambda session, key, changes, seen: change_contact(session, key, changes, seen=seen),
    give_up=give_up_contact,
    withdraw=withdraw_contact,
)


def _load_contact(database: Any, contact_id: int, today: str) -> tuple[ContactRow, KnownNames]:
    with database.read() as reader:
        return _row(reader, contact_id, today), known_names(reader)


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
