"""The acknowledgement campaigns: what is to be read by whom until when, and who is missing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtGui import QGuiApplication

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.campaign_dialog import open_campaign_dialog
from incidentdesk.desktop.improve.campaign_sheet import CampaignSheet
from incidentdesk.desktop.improve.campaign_words import STATE_MARK, audience, missing_text, progress, what
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.writing import write
from incidentdesk.improve.training_message import ask_for_reading
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.campaign_change import acknowledge_campaign, end_campaign, withdraw_campaign
from incidentdesk.prepare.campaign_list import CampaignRow, CampaignState, campaigns
from incidentdesk.prepare.policy_sheet import person_at

_ORDER = {state: place for place, state in enumerate(CampaignState)}


def _share(row: CampaignRow) -> float:
    return len(row.read) / row.asked if row.asked else 2.0


def _due(row: CampaignRow, now: Now) -> str:
    return short_day(row.due_on, date.fromisoformat(now.today))


def _columns(waits: Callable[[CampaignRow], bool], today: Callable[[], str]) -> tuple[Column, ...]:
    """`waits(row)` says whether it waits for the one who looks at it."""
    return (
        Column("name", N_("Campaign"), lambda row, _now: row.name, lambda row: row.name.casefold(),
               strong=lambda row, _now: waits(row), whole=lambda row, _now: f"{row.name}\n{row.message}".strip()),
        Column("mine", N_("For you"), lambda row, _now: _("read it") if waits(row) else "",
               lambda row: not waits(row), 92, 1,
               mark=lambda row: ("ring", "warning") if waits(row) else None, role=lambda *_: "warning"),
        Column("what", N_("To be read"), lambda row, _now: what(row), what, 220, 2,
               role=lambda row, _now: "warning" if row.overtaken and row.ended_at is None else "text"),
        Column("state", N_("State"), lambda row, now: _(row.state(now.today)),
               lambda row: _ORDER[row.state(today())], 116, mark=lambda row: STATE_MARK[row.state(today())]),
        Column("read", N_("Acknowledged"), lambda row, _now: progress(row), _share, 124, trailing=True,
               whole=lambda row, _now: missing_text(row) if row.missing else progress(row)),
        Column("due", N_("Until"), _due, lambda row: row.due_on, 108, 1, whole=lambda row, _now: row.due_on,
               role=lambda row, now: "danger" if row.state(now.today) == CampaignState.OVERDUE else "text2"),
        Column("asked", N_("Asked"), lambda row, _now: audience(row), audience, 132, 3, role=lambda *_: "text2"),
    )  # fmt: skip


class CampaignsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        self._me: int | None = None
        super().__init__(desk, self._listing())
        for action_id, text, run, keys, icon, section, why in (
            ("campaign.read", _("I ha&ve read it"), self._acknowledge, ("V",), "confirm", 20, self._why_not_mine),
            ("campaign.document", _("Open what is to be &read"), self._go, ("F",), "document", 20, self.why_no_row),
            ("drills.remind", _("Re&mind"), self._remind, ("M",), "send", 30, self._why_not_running),
            ("campaign.missing", _("&Copy who is missing"), self._copy_missing, ("Ctrl+Shift+M",), "copy", 30,
             self._why_nobody),
            ("drills.edit", _("&Edit…"), self._edit, ("F2",), "edit", 40, self.why_no_row),
            ("campaign.end", _("En&d the campaign"), self._end, (), "stop", 40, self._why_not_running),
        ):  # fmt: skip
            desk.registry.add(Action(action_id, text, run, icon, keys, "drills", "drills", section, why), self)
        self.declare_removing(withdraw_campaign, _removed)
        self.declare()

    def _listing(self) -> RecordListing:
        menu = ("drills.open", "campaign.read", "campaign.document", "drills.remind", "campaign.missing")
        return RecordListing(
            name=_("Campaigns"),
            icon="campaign",
            columns=_columns(lambda row: row.waits_for(self._me), lambda: self.table.now().today),
            identity=lambda row: row.id,
            load=self._load,
            nouns=frozenset({
                "campaign", "plan_acknowledgement", "acknowledgement", "plan_version", "policy_version", "plan",
                "policy_document", "person", "team", "department", "role", "role_holder",
            }),
            searched=self._searched,
            counted=lambda count: ngettext("{count} campaign", "{count} campaigns", count).format(count=count),
            placeholder=_("A policy, a plan, a team, a person who is missing, “read it”, “overdue”"),
            nothing=_("No campaigns yet"),
            teaching=_("Ask people to read a policy or a plan until a day, and see who has not."),
            making=_("New campaign"),
            offered=("drills.open", *menu[1:4]),
            more=("campaign.missing", "drills.edit", "campaign.end", None, "drills.remove"),
            menu=(*menu, None, "drills.edit", "campaign.end", None, "edit.copy", None, "drills.remove"),
            scope="drills",
            page_menu="drills",
        )  # fmt: skip

    def _load(self, reader: Any, today: str) -> list[CampaignRow]:
        self._me = person_at(reader, self.desk.account, self.desk.actor)
        return campaigns(reader, today)

    def _searched(self, row: CampaignRow) -> str:
        mine = _("read it") if row.waits_for(self._me) else ""
        missing = (name for _key, name in row.missing)
        state = _(row.state(self.table.now().today))
        return " ".join((row.name, what(row), audience(row), mine, state, row.message, *missing))

    # -- opening

    def new(self) -> None:
        open_campaign_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: CampaignRow) -> None:
        self.show_record(row.id)

    def show_record(self, campaign_id: int) -> None:
        self.stand_on(campaign_id)
        sheet = CampaignSheet(self.desk, campaign_id, self.window())
        sheet.wanted.connect(self.opened)
        sheet.open()

    # -- commands

    def _row(self) -> CampaignRow:
        return self.selected()[0]

    def _acknowledge(self) -> None:
        row, me = self._row(), self._me
        said = _("You have acknowledged {name}").format(name=isolated(row.subject))
        self._write(lambda session: acknowledge_campaign(session, row.id, me or 0), said)

    def _why_not_mine(self) -> str:
        if why := self.why_nothing():
            return why
        if self._me is None:
            return _("No person of the desk is known for you.")
        return "" if self._row().waits_for(self._me) else _("It does not wait for you.")

    def _go(self) -> None:
        self.opened.emit(self._row().number)

    def _remind(self) -> None:
        row = self._row()
        people = ngettext("{n} person reminded", "{n} people reminded", len(row.missing)).format(n=len(row.missing))
        self._write(lambda session: ask_for_reading(session, row, f"by-hand-{session.at}"), people)

    def _why_not_running(self) -> str:
        if why := self.why_nothing():
            return why
        if self._row().ended_at is not None:
            return _("This campaign has ended already.")
        return "" if self._row().missing else _("Everybody has acknowledged it.")

    def _copy_missing(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(missing_text(row) for row in self.selected() if row.missing))

    def _why_nobody(self) -> str:
        if why := self.why_no_row():
            return why
        return "" if any(row.missing for row in self.selected()) else _("Everybody has acknowledged it.")

    def _edit(self) -> None:
        open_campaign_dialog(self.desk, self, self._row().id)

    def _end(self) -> None:
        row = self._row()
        said = _("Campaign ended: {name}").format(name=isolated(row.name))
        self._write(lambda session: end_campaign(session, row.id), said)

    def _write(self, act: Callable[[Any], Any], said: str) -> None:
        write(self.desk, self, act, said, failed=self._fail, toast=True)


def _removed(count: int) -> str:
    return ngettext("{count} campaign moved to the trash", "{count} campaigns moved to the trash", count).format(
        count=count
    )
