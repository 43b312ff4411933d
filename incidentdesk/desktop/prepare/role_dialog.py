"""The dialog of one role: who holds it, in which order, and who that is right now."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.tick import Tick
from incidentdesk.desktop.prepare.wrapped_label import WrappedLabel
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.known_names import known_names, names_in
from incidentdesk.prepare.role_change import change_role, create_role, give_up_role, role_facts, withdraw_role
from incidentdesk.prepare.role_list import PERSON, ROTA, TEAM, RoleRow, roles

_WIDTH, _HEIGHT = 700, 600
KIND_NAME = {ROTA: N_("whoever is on call"), PERSON: N_("a person"), TEAM: N_("the lead of a team")}
# The names of each kind.
_Offers = dict[str, list[str]]


def open_role_dialog(
    desk: Desk, parent: QWidget, role_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "RoleDialog":
    """Show a role, or make a new one; `done(id)` follows when it is saved."""
    dialog = RoleDialog(desk, role_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class RoleDialog(RecordDialog):
    def __init__(self, desk: Desk, role_id: int, parent: QWidget | None) -> None:
        title = _("Role") if role_id else _("New role")
        super().__init__(desk, title, ROLE_STORE, role_id, f"role-{role_id or 'new'}", parent)
        self._offers: _Offers = {}
        self._build()
        self.begin({"name": "", "description": "", "commands": False, "holders": ""}, _WIDTH, _HEIGHT)
        self.form.fields["commands"].changed.connect(self._keeping.begin)
        if not role_id:
            desk.background.run(_load_offers, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.holders = LineRows(self.theme, _("Holder"), _("Add a holder"), self._holder_cells, sorted_by_hand=True)
        commands = Tick(
            _("&Commands the response"),
            _("Who commands is warned when they also take tasks of the repair"),
        )
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 4), ("commands", "", commands, 2))
        form.add_row(("holders", _("&Held by, the first who is there is asked"), self.holders, 6))
        self.now = WrappedLabel()
        form.add_whole(self.now)
        form.add_row(("description", _("What it &does"), text_box(2), 6), stretch=1)
        self.holders.changed.connect(self._say_unsaved)

    def _holder_cells(self) -> list[tuple[QWidget, int]]:
        kind = ChoiceBox((kind, _(name)) for kind, name in KIND_NAME.items())
        kind.setAccessibleName(_("Kind"))
        name = NameField(_("Name"))
        name.setPlaceholderText(_("Name"))

        def offer() -> None:
            name.offer(self._offers.get(str(kind.currentData()), []))

        kind.currentIndexChanged.connect(lambda _place: offer())
        offer()
        return [(kind, 2), (name, 3)]

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Role made: {name}") if created else _("Role changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Role moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field == "holders":
            return str(value).replace("\t", " · ")
        return (_("yes") if value else _("no")) if isinstance(value, bool) else None

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["name"] else ("name", _("A role needs a name, such as Scribe."))

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_role,
            self.desk.database,
            self.record_id,
            then=self._loaded_role,
            failed=self.fail,
        )

    def _loaded_role(self, found: tuple[Facts, RoleRow | None, _Offers]) -> None:
        facts, row, offers = found
        self._offer(offers)
        self._loaded(facts)
        if row is not None:
            self._say_now(row)

    def _offer(self, offers: _Offers) -> None:
        self._offers = offers

    def _say_now(self, row: RoleRow) -> None:
        self.now.setText(now_sentence(row))
        self._tint_now("text2" if row.now else "warning")

    def _say_unsaved(self) -> None:
        if self.holders.text() != self._seen.get("holders", ""):
            self.now.setText(_("Who that is right now is said after saving."))
            self._tint_now("text2")

    def _tint_now(self, role: str) -> None:
        self.theme.tint(self.now, role)


def now_sentence(row: RoleRow) -> str:
    """Who holds a role right now and why, or why nobody does."""
    away = "; ".join(each.sentence for each in row.missing)
    if row.now:
        people = "; ".join(f"{isolated(each.name)}: {each.source}" for each in row.now)
        return _("Right now: {people}").format(people=people)
    if not row.holders:
        return _("Nobody: the role has no holder. Add one, or a plan that names it binds nobody.")
    if away:
        return _("Nobody right now: {reasons}. Add another holder.").format(reasons=away)
    return _("Nobody right now: none of the holders can be asked. Add another one.")


ROLE_STORE = RecordStore(
    noun="role",
    read=role_facts,
    create=lambda session, facts: create_role(session, **facts),
    change=lambda session, key, changes, seen: change_role(session, key, changes, seen=seen),
    give_up=give_up_role,
    withdraw=withdraw_role,
)


def _read_offers(reader: Any) -> _Offers:
    names = known_names(reader)
    return {ROTA: list(names_in(reader, "rota")), PERSON: list(names.people), TEAM: list(names.teams)}


def _load_offers(database: Any) -> _Offers:
    with database.read() as reader:
        return _read_offers(reader)


def _load_role(database: Any, role_id: int) -> tuple[Facts, RoleRow | None, _Offers]:
    with database.read() as reader:
        row = next((row for row in roles(reader, clock.stored(clock.now())) if row.id == role_id), None)
        return role_facts(reader, role_id), row, _read_offers(reader)
