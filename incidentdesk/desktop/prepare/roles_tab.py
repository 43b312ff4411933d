"""The roles of a response in their order, with who holds each right now and why."""

from typing import Any

from PySide6.QtCore import QTimer

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.organisation_listing import (
    DOWN,
    MENU,
    REMOVE,
    SCOPE,
    UP,
    add_action,
    declare_order,
)
from incidentdesk.desktop.prepare.role_dialog import ROLE_STORE, now_sentence, open_role_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.writing import write
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.role_list import PERSON, ROTA, TEAM, RoleRow, roles

_MINUTE = 60_000  # milliseconds after which it may be another one who is on call


def _now(row: RoleRow) -> str:
    if row.now:
        return row.now[0].name
    return _("nobody") if row.holders else _("nobody: role without a holder")


def _why(row: RoleRow) -> str:
    if row.now:
        return row.now[0].source
    return "; ".join(each.sentence for each in row.missing)


def _holders(row: RoleRow) -> str:
    words = {ROTA: _("on call ({name})"), PERSON: "{name}", TEAM: _("lead of {name}")}
    return " → ".join(words[each.kind].format(name=isolated(each.name)) for each in row.holders)


COLUMNS = (
    Column("name", N_("Role"), lambda row, _now: row.name, lambda row: row.position),
    Column("now", N_("Right now"), lambda row, _at: _now(row), _now, 220, 1, strong=lambda row, _at: bool(row.now),
           mark=lambda row: ("check", "success") if row.now else ("cross", "warning"),
           whole=lambda row, _at: now_sentence(row), role=lambda row, _at: "text" if row.now else "warning"),
    Column("why", N_("Because"), lambda row, _at: _why(row), _why, 220, 2, role=lambda *_: "text2"),
    Column("holders", N_("Held by, in this order"), lambda row, _at: _holders(row), _holders, 300, 3,
           role=lambda *_: "text2"),
    Column("commands", N_("Commands"), lambda row, _at: _("commands") if row.commands else "",
           lambda row: not row.commands, 100, 5, role=lambda *_: "text2"),
)  # fmt: skip


def _listing() -> RecordListing:
    menu = (f"{SCOPE}.open", UP, DOWN)
    return RecordListing(
        name=_("Roles"),
        icon="role",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: roles(reader, clock.stored(clock.now())),
        nouns=frozenset({
            "role", "role_holder", "person", "team", "absence", "rota", "rota_layer", "rota_turn", "rota_override",
        }),
        searched=lambda row: " ".join((row.name, row.description, _now(row), _holders(row))),
        counted=lambda count: ngettext("{count} role", "{count} roles", count).format(count=count),
        placeholder=_("A role, a person, a rota"),
        nothing=_("No roles yet"),
        teaching=_("Plans name roles and not people: at activation each role goes to whoever holds it then."),
        making=_("Make the five usual roles"),
        offered=menu,
        more=("role.standard", None, REMOVE),
        menu=(*menu, "role.standard", None, "edit.copy", None, REMOVE),
        scope=SCOPE,
        page_menu=MENU,
    )  # fmt: skip


class RolesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        declare_order(self, self._move)
        add_action(
            self, "role.standard", _("Make the five usual &roles"), self._make_standard, "plus", (), 30,
            self.why_read_only,
        )  # fmt: skip
        self.declare_removing(
            ROLE_STORE.withdraw,
            lambda count: ngettext("{count} role moved to the trash", "{count} roles moved to the trash", count).format(
                count=count
            ),
        )
        self.declare()
        self._beat = QTimer(self, interval=_MINUTE)
        self._beat.timeout.connect(lambda: self.refresh() if self.isVisible() else None)
        self._beat.start()

    def _make_empty_states(self) -> None:
        super()._make_empty_states()
        listing = self.listing
        self.first_use = EmptyState(
            self.desk.theme, listing.icon, listing.nothing, listing.teaching, listing.making, self._make_standard,
            _("Make one of your own"), self.new, primary=False,
        )  # fmt: skip

    def new(self) -> None:
        open_role_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: RoleRow) -> None:
        self.show_record(row.id)

    def show_record(self, role_id: int) -> None:
        self.stand_on(role_id)
        open_role_dialog(self.desk, self, role_id)

    def _make_standard(self) -> None:
        def act(session: Any) -> None:
            from incidentdesk.prepare.role_change import make_standard_roles

            make_standard_roles(session)

        write(self.desk, self, act, _("The five usual roles are made"), failed=self._fail, toast=True)

    def _move(self, by: int) -> None:
        row: RoleRow = self.table.current()

        def act(session: Any) -> None:
            from incidentdesk.prepare.role_change import move_role

            move_role(session, row.id, by)

        self.stand_on(row.id)
        write(self.desk, self, act, _("Role moved: {name}").format(name=isolated(row.name)), failed=self._fail)
