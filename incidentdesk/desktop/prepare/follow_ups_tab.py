"""The templates of follow-ups: what is to be done some days after an incident was resolved."""

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.follow_up_dialog import after_text, open_follow_up_dialog, whom_text
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.follow_up_template_change import withdraw_follow_up_template
from incidentdesk.prepare.follow_up_template_list import FollowUpTemplateRow, follow_up_templates

COLUMNS = (
    Column("title", N_("Follow-up"), lambda row, _now: row.title, lambda row: row.title.casefold()),
    Column("days", N_("When"), lambda row, _now: after_text(row.days), lambda row: row.days, 144),
    Column("doer", N_("Who does it"), lambda row, _now: _(row.doer), lambda row: row.doer, 248, 2),
    Column(
        "whom", N_("For which incidents"), lambda row, _now: whom_text(row), whom_text, 256, 1,
        role=lambda *_: "text2",
    ),
    Column(
        "enabled", N_("State"), lambda row, _now: _("on") if row.enabled else _("off"), lambda row: row.enabled, 80, 3,
        role=lambda row, _now: "text" if row.enabled else "text2",
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Follow-ups"),
        icon="task",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: follow_up_templates(reader),
        nouns=frozenset({"follow_up_template", "category", "service"}),
        searched=lambda row: f"{row.title} {row.instructions} {_(row.doer)} {whom_text(row)}",
        counted=lambda count: ngettext("{count} follow-up", "{count} follow-ups", count).format(count=count),
        placeholder=_("Words of the follow-up, a category, a service"),
        nothing=_("No follow-ups yet"),
        teaching=_("A check-in a day or a week after the resolution shows whether it stayed solved."),
        making=_("New follow-up"),
        offered=("plans.open",),
        more=("plans.remove",),
        menu=("plans.open", None, "edit.copy", None, "plans.remove"),
        scope="plans",
        page_menu="plans",
    )


class FollowUpsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.declare_removing(withdraw_follow_up_template, _removed)
        self.declare()

    def new(self) -> None:
        open_follow_up_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: FollowUpTemplateRow) -> None:
        open_follow_up_dialog(self.desk, self, row.id)

    def show_record(self, template_id: int) -> None:
        self.stand_on(template_id)
        open_follow_up_dialog(self.desk, self, template_id)


def _removed(count: int) -> str:
    return ngettext("{count} follow-up moved to the trash", "{count} follow-ups moved to the trash", count).format(
        count=count
    )
