"""The teams with their lead and members, and the way to the departments."""

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.departments_dialog import DepartmentsDialog
from incidentdesk.desktop.prepare.organisation_listing import (
    INCIDENTS,
    MENU,
    REMOVE,
    SCOPE,
    add_action,
    declare_incidents,
)
from incidentdesk.desktop.prepare.team_dialog import TEAM_STORE, open_team_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.detect.query_token import in_quotes
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.team_list import TeamRow, teams


def _members(row: TeamRow) -> str:
    return ", ".join(member.name for member in row.members)


def _leads(row: TeamRow) -> str:
    return ", ".join(row.leads)


COLUMNS = (
    Column("name", N_("Team"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column("lead", N_("Lead"), lambda row, _now: _leads(row) or _("nobody"), _leads, 160, 1,
           role=lambda row, _now: "text" if row.leads else "warning"),
    Column("members", N_("Members"), lambda row, _now: _members(row) or _("nobody"), lambda row: len(row.members), 300,
           2, role=lambda row, _now: "text2" if row.members else "warning", descending=True),
    Column("count", N_("People"), lambda row, _now: str(len(row.members)), lambda row: len(row.members), 72, 3,
           trailing=True, descending=True),
    Column("department", N_("Department"), lambda row, _now: row.department, lambda row: row.department, 160, 4),
    Column("email", N_("E-mail"), lambda row, _now: row.email, lambda row: row.email, 180, 5, role=lambda *_: "text2"),
)  # fmt: skip


def _listing() -> RecordListing:
    menu = (f"{SCOPE}.open", INCIDENTS)
    return RecordListing(
        name=_("Teams"),
        icon="team",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, today: teams(reader, today),
        nouns=frozenset({"team", "person", "department"}),
        searched=lambda row: " ".join((row.name, row.department, row.email, row.description, _members(row))),
        counted=lambda count: ngettext("{count} team", "{count} teams", count).format(count=count),
        placeholder=_("A team, a member, a department"),
        nothing=_("No teams yet"),
        teaching=_("Incidents are assigned to teams, and roles and escalations reach them through their lead."),
        making=_("New team"),
        offered=menu,
        more=("team.departments", None, REMOVE),
        menu=(*menu, "team.departments", None, "edit.copy", None, REMOVE),
        scope=SCOPE,
        page_menu=MENU,
    )


class TeamsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.departments = Button(desk.theme, _("Departments…"), "department")
        self.departments.setToolTip(_("Make, rename and withdraw departments"))
        self.departments.clicked.connect(self._open_departments)
        self.top.addWidget(self.departments)
        declare_incidents(self, lambda row: f"incidents#is:open team:{in_quotes(row.name)}")
        add_action(
            self, "team.departments", _("&Departments…"), self._open_departments, "department", ("D",), 30, lambda: ""
        )
        self.declare_removing(
            TEAM_STORE.withdraw,
            lambda count: ngettext("{count} team moved to the trash", "{count} teams moved to the trash", count).format(
                count=count
            ),
        )
        self.declare()

    def new(self) -> None:
        open_team_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: TeamRow) -> None:
        self.show_record(row.id)

    def show_record(self, team_id: int) -> None:
        self.stand_on(team_id)
        open_team_dialog(self.desk, self, team_id)

    def _open_departments(self) -> None:
        DepartmentsDialog(self.desk, self.window()).open()
