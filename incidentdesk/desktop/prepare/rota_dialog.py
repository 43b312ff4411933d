"""The dialog of a rota: name, team, zone; a new one gets its people and a weekly layer at once."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import names_in
from incidentdesk.prepare.rota_change import change_rota, create_rota, give_up_rota, withdraw_rota
from incidentdesk.prepare.rota_list import rota_facts
from incidentdesk.prepare.rota_typing import typed_names

_WIDTH, _HEIGHT = 560, 300


def open_rota_dialog(
    desk: Desk, parent: QWidget, rota_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "RotaDialog":
    """Change a rota, or make a new one; `done(id)` follows when it is saved."""
    dialog = RotaDialog(desk, rota_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class RotaDialog(RecordDialog):
    def __init__(self, desk: Desk, rota_id: int, parent: QWidget | None) -> None:
        title = _("Rota") if rota_id else _("New rota")
        super().__init__(desk, title, ROTA_STORE, rota_id, f"rota-{rota_id or 'new'}", parent)
        self.team, self.zone = NameField(_("Team")), NameField(_("Time zone"))
        self.zone.offer(sorted(available_timezones()))
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200, placeholderText=_("Network on call")), 6))
        form.add_row(("team", _("&Team"), self.team, 3), ("time_zone", _("Time &zone of the rota"), self.zone, 3))
        if rota_id:
            form.add_row(("description", _("&Description"), text_box(3), 6), stretch=1)
        else:
            people = QLineEdit(placeholderText=_("Mei Okafor, Bo Diaz, Ada Novak"))
            people.setAccessibleDescription(_("Names with commas, in the order of their turns"))
            form.add_row(("people", _("&People, in the order of their turns"), people, 6))
        zone = getattr(desk.zone, "key", "UTC")
        self.begin({"name": "", "team": "", "time_zone": zone, "people": ""}, _WIDTH, _HEIGHT)
        if not rota_id:
            form.fields["name"].setFocus()
        desk.background.run(_team_names, desk.database, then=self.team.offer, failed=self.fail)

    def why_not(self) -> tuple[str, str]:
        name = self.values()["name"]
        return ("", "") if name else ("name", _("A rota needs a name, such as Network on call."))

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Make rota")

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Rota made: {name}") if created else _("Rota changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Rota moved to the trash")


def _team_names(database: Any) -> list[str]:
    with database.read() as reader:
        return list(names_in(reader, "team"))


def _create(session: Any, facts: Facts) -> int:
    return create_rota(session, **{**facts, "people": typed_names(facts["people"])})


ROTA_STORE = RecordStore(
    noun="rota",
    read=rota_facts,
    create=_create,
    change=lambda session, key, changes, seen: change_rota(session, key, changes, seen=seen),
    give_up=give_up_rota,
    withdraw=withdraw_rota,
)
