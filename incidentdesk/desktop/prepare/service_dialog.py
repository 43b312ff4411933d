"""The dialog of one service: what it is, how soon it must be back, what it needs, and what breaks with it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.prepare.minutes import minutes_of
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.service_change import change_service, create_service, give_up_service, withdraw_service
from incidentdesk.prepare.service_list import (
    ServiceChoices,
    ServiceRow,
    broken_by,
    service_choices,
    service_facts,
    service_row,
    services,
)
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 760, 660
_MOST_NAMED = 8


def open_service_dialog(
    desk: Desk, parent: QWidget, service_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "ServiceDialog":
    """Show a service, or add a new one; `done(id)` follows when it is saved."""
    dialog = ServiceDialog(desk, service_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ServiceDialog(RecordDialog):
    def __init__(self, desk: Desk, service_id: int, parent: QWidget | None) -> None:
        title = _("Service") if service_id else _("New service")
        super().__init__(desk, title, SERVICE_STORE, service_id, f"service-{service_id or 'new'}", parent)
        self._offered: tuple[str, ...] = ()
        self._build()
        empty = dict.fromkeys(self.form.fields, "")
        self.begin({**empty, "criticality": str(Criticality.MEDIUM)}, _WIDTH, _HEIGHT)
        if not service_id:
            desk.background.run(_load_offer, desk.database, then=lambda found: self._offer(*found), failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.owner, self.team = NameField(_("Owner")), NameField(_("Team"))
        self.calendar, self.policy = ChoiceBox(), ChoiceBox()
        rto, rpo = QLineEdit(), QLineEdit()
        for field, words in (
            (rto, _("Recovery time objective: within how long the service must be back")),
            (rpo, _("Recovery point objective: how much time of data may be lost")),
        ):
            field.setPlaceholderText(_("4 h"))
            field.setToolTip(words)
            field.setAccessibleDescription(words)
        self.needs = LineRows(self.theme, _("Dependency"), _("Add a service that it needs"), self._need_cells)
        levels = [(str(each), _(each)) for each in Criticality]
        form = self.form
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 3),
            ("criticality", _("&Criticality"), Chooser(self.theme, _("Criticality"), levels), 3),
        )
        form.add_row(("owner", _("&Owner"), self.owner, 3), ("team", _("&Team"), self.team, 3))
        form.add_row(
            ("rto", _("Back &within (RTO)"), rto, 1),
            ("rpo", _("&Data loss (RPO)"), rpo, 1),
            ("calendar", _("Support &hours"), self.calendar, 2),
            ("escalation_policy", _("&Escalation policy"), self.policy, 2),
        )
        form.add_row(("description", _("Desc&ription"), text_box(), 6), stretch=1)
        form.add_row(("needs", _("Needs: without these it does not work"), self.needs, 6))
        self.breaks = QLabel(wordWrap=True)
        self.breaks.setTextFormat(Qt.TextFormat.PlainText)
        self.breaks.hide()
        form.add_whole(self.breaks)

    def _need_cells(self) -> list[tuple[QWidget, int]]:
        name = NameField(_("Service"))
        name.offer(self._offered)
        name.setPlaceholderText(_("Service"))
        note = QLineEdit(maxLength=300)
        note.setPlaceholderText(_("Note: what for, what still works without it"))
        note.setAccessibleName(_("Note"))
        return [(name, 2), (note, 3)]

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Service added: {name}") if created else _("Service changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        return str(value).replace("\t", " · ") if field == "needs" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A service needs a name, such as WAN or Payroll.")
        for name in ("rto", "rpo"):
            try:
                minutes_of(values[name])
            except Refused as refused:
                return name, str(refused)
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_service,
            self.desk.database,
            self.record_id,
            then=self._loaded_service,
            failed=self.fail,
        )

    def _loaded_service(self, found: tuple[ServiceRow, list[ServiceRow], KnownNames, ServiceChoices]) -> None:
        row, broken, names, choices = found
        self._offer(names, choices)
        self._show_breaks(broken)
        self._loaded(service_facts(row))

    def _offer(self, names: KnownNames, choices: ServiceChoices) -> None:
        self.owner.offer(names.staff)
        self.team.offer(names.teams)
        self.calendar.offer([("", _("round the clock")), *((name, name) for name in choices.calendars)])
        self.policy.offer([("", _("none")), *((name, name) for name in choices.escalation_policies)])
        self._offered = choices.services
        for row in self.needs.rows:
            row.cells[0].offer(self._offered)

    def _show_breaks(self, broken: list[ServiceRow]) -> None:
        names = [isolated(each.name) for each in broken[:_MOST_NAMED]]
        if len(broken) > _MOST_NAMED:
            names.append(_("{count} more").format(count=len(broken) - _MOST_NAMED))
        sentence = _("If it breaks, these break as well: {names}") if broken else _("Nothing depends on it.")
        self.breaks.setText(sentence.format(names=", ".join(names)))
        self.breaks.setAccessibleName(self.breaks.text())
        self.breaks.show()

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.breaks, "text2")


def _row(reader: Reader, service_id: int) -> ServiceRow:
    found = service_row(reader, service_id)
    if found is None:
        raise Refused(_("The service is not there any more; somebody has taken it away."))
    return found


SERVICE_STORE = RecordStore(
    noun="service",
    read=lambda reader, key: service_facts(_row(reader, key)),
    create=lambda session, facts: create_service(session, **facts),
    change=lambda session, key, changes, seen: change_service(session, key, changes, seen=seen),
    give_up=give_up_service,
    withdraw=withdraw_service,
)


def _load_service(database: Any, service_id: int) -> tuple[ServiceRow, list[ServiceRow], KnownNames, ServiceChoices]:
    with database.read() as reader:
        row, rows = _row(reader, service_id), services(reader)
        return row, broken_by(rows, service_id), *_offered(reader)


def _load_offer(database: Any) -> tuple[KnownNames, ServiceChoices]:
    with database.read() as reader:
        return _offered(reader)


def _offered(reader: Reader) -> tuple[KnownNames, ServiceChoices]:
    return known_names(reader), service_choices(reader)
