"""The mailboxes that are read, how the last look went, and reading one now."""

from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.taken_words import said_of
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.respond.intake_action import MENU, OPEN, SCOPE, add_action
from incidentdesk.desktop.respond.mailbox_dialog import open_mailbox_dialog
from incidentdesk.desktop.respond.mailbox_reading import read_now
from incidentdesk.detect.mailbox_change import change_mailbox, withdraw_mailbox
from incidentdesk.detect.mailbox_list import MailboxRow, mailboxes
from incidentdesk.language import N_, _, isolated, ngettext


def _state(row: MailboxRow) -> str:
    if not row.enabled:
        return _("switched off")
    return _("in trouble") if row.trouble else _("is read") if row.looked_at else _("not read yet")


def _mark(row: MailboxRow) -> tuple[str, str]:
    if not row.enabled:
        return "minus", "hint"
    return ("cross", "danger") if row.trouble else ("check", "success") if row.looked_at else ("ring", "info")


def _looked(row: MailboxRow, now: Now) -> str:
    return moment.relative(row.looked_at, now.at, now.zone) if row.looked_at else ""


def _into(row: MailboxRow) -> str:
    return " · ".join(part for part in (row.service, row.team, row.category) if part)


COLUMNS = (
    Column("name", N_("Mailbox"), lambda row, _now: row.name, lambda row: row.name.casefold(), 176),
    Column("state", N_("State"), lambda row, _now: _state(row), _state, 132, mark=_mark),
    Column("address", N_("Address"), lambda row, _now: row.address or str(row.options.get("user", "")),
           lambda row: row.address.casefold(), 200, 2),
    Column("server", N_("Server"), lambda row, _now: str(row.options.get("host", "")),
           lambda row: str(row.options.get("host", "")), 168, 3, role=lambda *_: "text2"),
    Column("into", N_("Incidents get"), lambda row, _now: _into(row), lambda row: _into(row).casefold(), 176, 4,
           role=lambda *_: "text2"),
    Column("trouble", N_("Last trouble"), lambda row, _now: row.trouble, lambda row: row.trouble.casefold(),
           role=lambda *_: "danger"),
    Column("looked", N_("Last read"), _looked, lambda row: row.looked_at or 0, 96, 1,
           whole=lambda row, now: moment.full(row.looked_at, now.zone) if row.looked_at else "",
           role=lambda *_: "text2", trailing=True, descending=True),
)  # fmt: skip


def _listing() -> RecordListing:
    menu = (OPEN, "intake.read", "intake.switch")
    return RecordListing(
        name=_("Mailboxes"),
        icon="mail",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: mailboxes(reader),
        nouns=frozenset({"mailbox", "service", "team", "category"}),
        searched=lambda row: " ".join((row.name, row.address, _into(row), row.trouble, str(row.options), _state(row))),
        counted=lambda count: ngettext("{count} mailbox", "{count} mailboxes", count).format(count=count),
        placeholder=_("A name, an address, a server, words of the trouble"),
        nothing=_("No mailbox is read yet"),
        teaching=_("Mails to an address of yours become incidents, and answers become notes on them."),
        making=_("New mailbox"),
        offered=menu,
        more=("intake.remove",),
        menu=(*menu, None, "edit.copy", None, "intake.remove"),
        scope=SCOPE,
        page_menu=MENU,
    )


class MailboxesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self._reading = False
        add_action(self, "read", _("&Read now"), self._read, "refresh", "R", 20, self._why_not_read)
        add_action(self, "switch", _("S&witch on or off"), self._switch, "state", "W", 20, self.why_nothing)
        self.declare_removing(withdraw_mailbox, _removed)
        self.declare()

    def new(self) -> None:
        open_mailbox_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: MailboxRow) -> None:
        open_mailbox_dialog(self.desk, self, row.id)

    def show_record(self, mailbox_id: int) -> None:
        self.stand_on(mailbox_id)

    def _why_not_read(self) -> str:
        return self.why_nothing() or (_("It is being read.") if self._reading else "")

    def _read(self) -> None:
        row = self.selected()[0]
        self._reading = True
        self.message.say(_("{name} is being read…").format(name=isolated(row.name)), "info", dismissable=False)
        self.desk.background.run(read_now, self.desk, row.id, then=self._was_read, failed=self._not_read)

    def _was_read(self, taken: Any) -> None:
        self._reading = False
        if taken:
            self.message.say(*said_of(taken))
        else:
            self.message.say(_("It was read, and there was nothing new in it."), "success")
        self.desk.registry.refresh()

    def _not_read(self, refused: Exception) -> None:
        self._reading = False
        self.message.say(str(refused), "danger")
        self.desk.registry.refresh()

    def _switch(self) -> None:
        rows = self.selected()
        on = not all(row.enabled for row in rows)
        said = _("{name} switched on") if on else _("{name} switched off")
        names = ", ".join(isolated(row.name) for row in rows)
        self.write_each(
            [row.id for row in rows], lambda session, each: change_mailbox(session, each, {"enabled": on}),
            said.format(name=names),
        )  # fmt: skip


def _removed(count: int) -> str:
    return ngettext("{count} mailbox moved to the trash", "{count} mailboxes moved to the trash", count).format(
        count=count
    )
