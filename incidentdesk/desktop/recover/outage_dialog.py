"""The dialog of one outage: which service was not there, from when until when, how much of it was missing."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.number import incident_id_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import names_in
from incidentdesk.recover.outage import Degree
from incidentdesk.recover.outage_change import change_outage, give_up_outage, record_outage, withdraw_outage
from incidentdesk.recover.outage_fact import NEW_OUTAGE
from incidentdesk.recover.outage_list import outage_facts, outage_row
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 720, 460


def open_outage_dialog(
    desk: Desk,
    parent: QWidget,
    outage_id: int = 0,
    *,
    facts: Facts | None = None,
    done: Callable[[int], None] | None = None,
) -> "OutageDialog":
    """Show an outage, or record a new one that begins with `facts`; `done(id)` follows when it is saved."""
    dialog = OutageDialog(desk, outage_id, facts or {}, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class OutageDialog(RecordDialog):
    def __init__(self, desk: Desk, outage_id: int, facts: Facts, parent: QWidget | None) -> None:
        title = _("Outage") if outage_id else _("Record an outage")
        key = f"outage-{outage_id or 'new'}-{facts.get('incident', '')}"
        super().__init__(desk, title, outage_store(desk.zone), outage_id, key, parent)
        self._build()
        self.begin({**NEW_OUTAGE, **facts}, _WIDTH, _HEIGHT)
        desk.background.run(_load_services, desk.database, then=self.service.offer, failed=self.fail)
        if not outage_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme, zone, form = self.theme, self.desk.zone, self.form
        self.service = NameField(_("Service"), _("Which service was not there"))
        self.began = TimeField(theme, zone, _("From"), placeholder=_("09:50"))
        self.ended = TimeField(theme, zone, _("Until"), placeholder=_("still going on"))
        incident = QLineEdit(placeholderText=_("INC-0042"))
        incident.setAccessibleDescription(_("Number of the incident that tells of it; may stay empty"))
        degrees = [(str(each), _(each)) for each in Degree]
        kinds = [(False, _("Unplanned")), (True, _("Planned"))]
        form.add_row(("service", _("&Service"), self.service, 4), ("incident", _("&Incident"), incident, 2))
        form.add_row(("began", _("&From"), self.began, 3), ("ended", _("&Until"), self.ended, 3))
        form.add_row(
            ("degree", _("&Degree"), Chooser(theme, _("Degree"), degrees), 3),
            ("planned", _("&Kind"), Chooser(theme, _("Kind"), kinds), 3),
        )
        form.add_row(("note", _("No&te"), text_box(), 6), stretch=1)

    # -- words

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Record")

    def said(self, created: bool) -> str:
        service = isolated(str(raw(self.service)).strip())
        sentence = _("Outage of {service} recorded") if created else _("Outage of {service} changed")
        return sentence.format(service=service)

    def removed_sentence(self) -> str:
        return _("Outage moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field == "planned":
            return _("Planned") if value else _("Unplanned")
        if field == "ended" and not value:
            return _("still going on")
        return _(str(value)) if field == "degree" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["service"]:
            return "service", _("Say which service was not there.")
        if not values["began"]:
            return "began", _("Say since when it was not there.")
        if values["incident"]:
            try:
                incident_id_of(values["incident"])
            except Refused as refused:
                return "incident", str(refused)
        return self._why_no_times(bool(values["ended"]))

    def _why_no_times(self, ended: bool) -> tuple[str, str]:
        now = clock.now()
        began, until = self.began.value() or now, self.ended.value() or now
        for name, instant in (("began", began), ("ended", until)):
            if instant > now:
                return name, _("That time is still to come.")
        if ended and until <= began:
            return "ended", _("The outage ends before it begins.")
        return "", ""


def outage_store(zone: ZoneInfo) -> RecordStore:
    """How outages are read and written; times are typed in that zone."""

    def read(reader: Any, outage_id: int) -> Facts:
        found = outage_row(reader, outage_id)
        if found is None:
            raise Refused(_("The outage is not there any more; somebody has taken it away."))
        return outage_facts(found, zone)

    return RecordStore(
        noun="outage",
        read=read,
        create=lambda session, facts: record_outage(session, zone=zone, **facts),
        change=lambda session, key, changes, seen: change_outage(session, key, changes, seen=seen, zone=zone),
        give_up=lambda session, key, given_up: give_up_outage(session, key, given_up, zone=zone),
        withdraw=withdraw_outage,
    )


def _load_services(database: Any) -> tuple[str, ...]:
    with database.read() as reader:
        return names_in(reader, "service")
