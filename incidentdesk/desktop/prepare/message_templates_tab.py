"""All message templates."""

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.message_template_dialog import open_message_template_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.prepare.message_template_change import withdraw_message_template
from incidentdesk.prepare.message_template_list import MessageTemplateRow, message_templates

_ORDER = {phase: place for place, phase in enumerate(MessagePhase)}
COLUMNS = (
    Column("name", N_("Message template"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column(
        "audience", N_("Audience"), lambda row, _now: row.audience or _("every audience"), lambda row: row.audience,
        176, 1,
    ),
    Column(
        "phase", N_("Phase"), lambda row, _now: _(row.phase), lambda row: _ORDER[MessagePhase(row.phase)], 128, 1
    ),
    Column("subject", N_("Subject"), lambda row, _now: row.subject, lambda row: row.subject, 320, 2,
           role=lambda *_: "text2"),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Message templates"),
        icon="message",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: message_templates(reader),
        nouns=frozenset({"message_template", "audience"}),
        searched=lambda row: f"{row.name} {row.audience} {_(row.phase)} {row.subject} {row.body}",
        counted=lambda count: ngettext("{count} template", "{count} templates", count).format(count=count),
        placeholder=_("Words of the message, an audience, a phase"),
        nothing=_("No message templates yet"),
        teaching=_("A template is the first draft of an update: nobody has to begin with an empty page at night."),
        making=_("New message template"),
        offered=("plans.open",),
        more=("plans.remove",),
        menu=("plans.open", None, "edit.copy", None, "plans.remove"),
        scope="plans",
        page_menu="plans",
    )


class MessageTemplatesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.declare_removing(withdraw_message_template, _removed)
        self.declare()

    def new(self) -> None:
        open_message_template_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: MessageTemplateRow) -> None:
        open_message_template_dialog(self.desk, self, row.id)

    def show_record(self, template_id: int) -> None:
        self.stand_on(template_id)
        open_message_template_dialog(self.desk, self, template_id)


def _removed(count: int) -> str:
    return ngettext("{count} template moved to the trash", "{count} templates moved to the trash", count).format(
        count=count
    )
