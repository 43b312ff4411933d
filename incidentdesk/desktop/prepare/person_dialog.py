"""The dialog of one person: where they belong, how they are reached, when they are away, what they have on hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.day_line import DayLine
from incidentdesk.desktop.prepare.rota_words import when
from incidentdesk.desktop.prepare.tick import Tick
from incidentdesk.desktop.prepare.wrapped_label import WrappedLabel
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.detect.on_hand import OnHand, on_hand
from incidentdesk.detect.query_token import in_quotes
from incidentdesk.language import _, isolated
from incidentdesk.prepare.absence_cover import shifts_within
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.on_call import OnCall, shifts_of_person
from incidentdesk.prepare.person_change import (
    change_person,
    create_person,
    give_up_person,
    person_facts,
    withdraw_person,
)
from incidentdesk.prepare.rota_time import DAY, zone_or

_WIDTH, _HEIGHT = 860, 740
_AHEAD = 180 * DAY  # within which the shifts are known that an absence would leave without cover
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Offers:
    """The names that are completed."""

    teams: list[str]
    departments: list[str]
    calendars: list[str]


def open_person_dialog(
    desk: Desk,
    parent: QWidget,
    person_id: int = 0,
    *,
    done: Callable[[int], None] | None = None,
    opened: Callable[[str], None] | None = None,
) -> "PersonDialog":
    """Show a person, or add a new one; `done(id)` follows when it is saved, `opened(reference)` leads elsewhere."""
    dialog = PersonDialog(desk, person_id, opened, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class PersonDialog(RecordDialog):
    def __init__(
        self, desk: Desk, person_id: int, opened: Callable[[str], None] | None, parent: QWidget | None
    ) -> None:
        title = _("Person") if person_id else _("New person")
        super().__init__(desk, title, PERSON_STORE, person_id, f"person-{person_id or 'new'}", parent)
        self._opened = opened
        self._on_hand = OnHand()
        self._shifts: list[OnCall] = []
        self._warned = self._told_of_shifts = self._absence_wanted = False
        self._build()
        empty: Facts = dict.fromkeys(self.form.fields, "")
        self.begin(
            {**empty, "leads_team": False, "leads_department": False, "vip": False, "staff": True}, _WIDTH, _HEIGHT
        )
        for name in ("leads_team", "leads_department", "vip", "staff"):
            self.form.fields[name].changed.connect(self._keeping.begin)
        if not person_id:
            desk.background.run(_load_offers, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build(self) -> None:
        self.team, self.department = NameField(_("Team")), NameField(_("Department"))
        self.calendar, self.zone = ChoiceBox(), NameField(_("Time zone"))
        self.zone.offer(sorted(available_timezones()))
        self.zone.setPlaceholderText(_("as the calendar"))
        self.methods = LineRows(
            self.theme, _("Way to reach them"), _("Add a way to reach them"), self._method_cells, sorted_by_hand=True
        )
        self.absences = LineRows(self.theme, _("Absence"), _("Add an absence"), self._absence_cells)
        account = QLineEdit(maxLength=200)
        account.setPlaceholderText(_("the name under which they sign in"))
        form = self.form
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 3),
            ("job_title", _("&Job title"), QLineEdit(maxLength=200), 3),
        )
        form.add_row(("team", _("&Team"), self.team, 3), ("department", _("&Department"), self.department, 3))
        form.add_row(
            ("leads_team", "", Tick(_("&Leads the team"), _("Roles that a team holds go to its lead")), 3),
            ("leads_department", "", Tick(_("Leads t&he department")), 3),
        )
        form.add_row(
            ("vip", "", Tick(_("&VIP"), _("Their incidents are looked at first and marked in every list")), 3),
            ("staff", "", Tick(_("Incidents can be a&ssigned to them")), 3),
        )
        for name in ("leads_team", "leads_department", "vip", "staff"):
            form.labels[name].hide()
        form.add_row(("methods", _("&Reached by, the first is tried first"), self.methods, 6))
        form.add_row(("absences", _("&Away"), self.absences, 6))
        form.add_row(
            ("calendar", _("&Working hours"), self.calendar, 2),
            ("time_zone", _("Time &zone"), self.zone, 2),
            ("left_on", _("Last da&y, when they leave"), DayField(self.theme, self.desk.zone, _("Last day")), 2),
        )
        form.add_row(
            ("account", _("Acco&unt on the desktop"), account, 6),
        )
        form.add_row(("note", _("N&ote"), text_box(2), 6), stretch=1)
        self._build_on_hand()

    def _build_on_hand(self) -> None:
        self.on_hand = WrappedLabel()
        self.show_incidents = LinkButton(self.theme, _("Show the incidents"), "incident")
        self.show_incidents.setAutoDefault(False)
        self.show_incidents.clicked.connect(self._show_incidents)
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self.on_hand, 1)
        row.addWidget(self.show_incidents, 0, Qt.AlignmentFlag.AlignTop)
        self.form.add_whole(strip)
        self._show_on_hand(OnHand())

    def _method_cells(self) -> list[tuple[QWidget, int]]:
        means = ChoiceBox((str(each), _(each)) for each in Means)
        means.setAccessibleName(_("Means"))
        address = QLineEdit(maxLength=300)
        address.setAccessibleName(_("Address"))
        address.setPlaceholderText(_("Address or number"))
        note = QLineEdit(maxLength=300)
        note.setAccessibleName(_("Note"))
        note.setPlaceholderText(_("Note"))
        verified = DayLine(self.desk.zone, _("Verified on"), _("verified on"), past=True)
        return [(means, 3), (address, 5), (note, 3), (verified, 3)]

    def _absence_cells(self) -> list[tuple[QWidget, int]]:
        reason = QLineEdit(maxLength=300)
        reason.setAccessibleName(_("Reason"))
        reason.setPlaceholderText(_("Reason"))
        first = DayLine(self.desk.zone, _("First day"), _("from"))
        last = DayLine(self.desk.zone, _("Last day"), _("until"))
        return [(first, 2), (last, 2), (reason, 4)]

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Person added: {name}") if created else _("Person changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Person moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field in ("methods", "absences"):
            return str(value).replace("\t", " · ")
        return (_("yes") if value else _("no")) if isinstance(value, bool) else None

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["name"] else ("name", _("A person needs a name."))

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_person,
            self.desk.database,
            self.record_id,
            then=self._loaded_person,
            failed=self.fail,
        )

    def _loaded_person(self, found: tuple[Facts, OnHand, list[OnCall], Offers]) -> None:
        facts, self._on_hand, self._shifts, offers = found
        self._offer(offers)
        self._show_on_hand(self._on_hand)
        self._loaded(facts)
        if self._absence_wanted:
            self._absence_wanted = False
            self.absences.add.click()
            self._scroll.ensureWidgetVisible(self.absences)

    def begin_absence(self) -> None:
        """Let another absence be written as soon as the person is there."""
        self._absence_wanted = True

    def _offer(self, offers: Offers) -> None:
        self.team.offer(offers.teams)
        self.department.offer(offers.departments)
        self.calendar.offer([("", _("none")), *((name, name) for name in offers.calendars)])

    def _show_on_hand(self, held: OnHand) -> None:
        lines = held.lines or ([_("nothing: no open incident, no turn on a rota, no role")] if self.record_id else [])
        self.on_hand.setText(_("On hand: {what}").format(what="; ".join(lines)) if lines else "")
        self.show_incidents.setVisible(bool(held.incidents) and self._opened is not None)

    def _show_incidents(self) -> None:
        name = str(self._seen.get("name", ""))
        self.reject()
        if self._opened is not None:
            self._opened(f"incidents#is:open assignee:{in_quotes(name)}")

    # -- saving

    def accept(self) -> None:
        """Who leaves with something on hand, or is absent in a shift, is saved only after that was said."""
        shifts = self._shifts_without_cover()
        if shifts and not self._told_of_shifts:
            self._told_of_shifts = True
            what = "; ".join(isolated(f"{each.rota}, {when(each.from_at, self.desk.zone)}") for each in shifts[:_SHOWN])
            said = _("They are on call then: {what}. Let somebody stand in, and save all the same.")
            self.message.say(said.format(what=what), "warning")
            self.save.setText(_("Save all the same"))
            return
        leaves = "left_on" in self.changes() and bool(raw(self.form.fields["left_on"]).strip())
        if leaves and self._is_to_be_warned():
            what = "; ".join(self._on_hand.lines)
            self.message.say(
                _("There is still something on hand: {what}. Hand it over first, or save all the same.").format(
                    what=what
                ),
                "warning",
            )
            self.save.setText(_("Save all the same"))
            return
        super().accept()

    def _shifts_without_cover(self) -> list[OnCall]:
        if "absences" not in self.changes():
            return []
        zone = zone_or(raw(self.zone).strip(), self.desk.zone)
        return shifts_within(self._shifts, str(self.values()["absences"]), zone)

    def _is_to_be_warned(self) -> bool:
        """Whether there is something on hand that was not said yet."""
        first, self._warned = not self._warned, True
        return first and bool(self._on_hand)

    def _remove(self) -> None:
        if self._is_to_be_warned():
            what = "; ".join(self._on_hand.lines)
            said = _("There is still something on hand: {what}. Write the last day instead, or remove all the same.")
            self.message.say(said.format(what=what), "warning", _("Remove &all the same"), super()._remove)
        else:
            super()._remove()

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.on_hand, "text2")


PERSON_STORE = RecordStore(
    noun="person",
    read=person_facts,
    create=lambda session, facts: create_person(session, **facts),
    change=lambda session, key, changes, seen: change_person(session, key, changes, seen=seen),
    give_up=give_up_person,
    withdraw=withdraw_person,
)


def _offers(reader: Any) -> Offers:
    from incidentdesk.prepare.calendar_list import calendar_names
    from incidentdesk.prepare.team_list import departments, teams

    return Offers(
        [row.name for row in teams(reader)], [row.name for row in departments(reader)], calendar_names(reader)
    )


def _load_offers(database: Any) -> Offers:
    with database.read() as reader:
        return _offers(reader)


def _load_person(database: Any, person_id: int) -> tuple[Facts, OnHand, list[OnCall], Offers]:
    now = clock.stored(clock.now())
    with database.read() as reader:
        shifts = shifts_of_person(reader, person_id, now, now + _AHEAD)
        return person_facts(reader, person_id), on_hand(reader, person_id), shifts, _offers(reader)
