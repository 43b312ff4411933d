"""All audiences."""

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.audience_dialog import open_audience_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.audience_change import withdraw_audience
from incidentdesk.prepare.audience_list import AudienceRow, audiences
from incidentdesk.prepare.cadence import cadence_words


def _members(row: AudienceRow) -> str:
    return ", ".join(each.name for each in row.members)


COLUMNS = (
    Column("name", N_("Audience"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column(
        "members", N_("Members"), lambda row, _now: _members(row) or _("nobody"), _members, 320, 2,
        role=lambda row, _now: "text2" if row.members else "danger",
    ),
    Column("form", N_("Form"), lambda row, _now: _(row.form), lambda row: row.form, 200, 3),
    Column(
        "cadence", N_("Updates"), lambda row, _now: cadence_words(row.cadence), lambda row: row.cadence, 144, 1
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Audiences"),
        icon="audience",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: audiences(reader),
        nouns=frozenset({"audience", "audience_member", "person", "team", "role", "contact", "outlet"}),
        searched=lambda row: f"{row.name} {row.description} {_members(row)} {_(row.form)}",
        counted=lambda count: ngettext("{count} audience", "{count} audiences", count).format(count=count),
        placeholder=_("A name, a member, a form"),
        nothing=_("No audiences yet"),
        teaching=_("An audience is who is told of an incident: users, management, responders. Each has its own form."),
        making=_("New audience"),
        offered=("plans.open",),
        more=("plans.remove",),
        menu=("plans.open", None, "edit.copy", None, "plans.remove"),
        scope="plans",
        page_menu="plans",
    )


class AudiencesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.declare_removing(withdraw_audience, _removed)
        self.declare()

    def new(self) -> None:
        open_audience_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: AudienceRow) -> None:
        open_audience_dialog(self.desk, self, row.id)

    def show_record(self, audience_id: int) -> None:
        self.stand_on(audience_id)
        open_audience_dialog(self.desk, self, audience_id)


def _removed(count: int) -> str:
    return ngettext("{count} audience moved to the trash", "{count} audiences moved to the trash", count).format(
        count=count
    )
