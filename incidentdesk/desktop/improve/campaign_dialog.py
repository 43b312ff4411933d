"""The dialog of one acknowledgement campaign: what is to be read, by whom, and until when."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.campaign_change import (
    CAMPAIGN_FACTS,
    NEW_CAMPAIGN,
    PLAN,
    POLICY,
    change_campaign,
    give_up_campaign,
    start_campaign_over,
    withdraw_campaign,
)
from incidentdesk.prepare.campaign_list import campaign_facts, campaign_row
from incidentdesk.prepare.known_names import names_in
from incidentdesk.prepare.role_list import role_names
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 680, 520
# The names of what can be read and of who can be asked, by field.
_Offers = dict[str, list[str]]


def open_campaign_dialog(
    desk: Desk,
    parent: QWidget,
    campaign_id: int = 0,
    *,
    facts: Facts | None = None,
    done: Callable[[int], None] | None = None,
) -> "CampaignDialog":
    """Show a campaign, or start a new one that begins with `facts`; `done(id)` follows when it is saved."""
    dialog = CampaignDialog(desk, campaign_id, facts or {}, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class CampaignDialog(RecordDialog):
    def __init__(self, desk: Desk, campaign_id: int, facts: Facts, parent: QWidget | None) -> None:
        title = _("Campaign") if campaign_id else _("New campaign")
        key = f"campaign-{campaign_id or 'new'}-{facts.get('document', '')}"
        super().__init__(desk, title, CAMPAIGN_STORE, campaign_id, key, parent)
        self._offers: _Offers = {}
        self._build()
        self.begin({**NEW_CAMPAIGN, **facts}, _WIDTH, _HEIGHT)
        desk.background.run(_load_offers, desk.database, then=self._offer, failed=self.fail)
        if not campaign_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme, form = self.theme, self.form
        self.kind = Chooser(theme, _("What is to be read"), [(POLICY, _("Policy")), (PLAN, _("Response plan"))])
        self.document = NameField(_("Document"), _("Which policy or response plan is to be read"))
        for field in (self.kind, self.document):
            field.setEnabled(not self.record_id)
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 4),
            ("due_on", _("&Until"), DayField(theme, self.desk.zone, _("Until")), 2),
        )
        form.add_row(("kind", _("&What is to be read"), self.kind, 3), ("document", _("Its na&me"), self.document, 3))
        self.audience = {name: NameField(text, _("Empty: not narrowed")) for name, text in (
            ("role", _("Role")), ("team", _("Team")), ("department", _("Department")),
        )}  # fmt: skip
        for field in self.audience.values():
            field.setPlaceholderText(_("all staff"))
        form.add_row(
            ("role", _("Of the &role"), self.audience["role"], 2),
            ("team", _("Of the &team"), self.audience["team"], 2),
            ("department", _("Of the &department"), self.audience["department"], 2),
        )
        form.add_row(("message", _("What they are told with &it"), text_box(2), 6), stretch=1)
        self.kind.chosen.connect(lambda _value: self._offer_documents())

    def _offer(self, offers: _Offers) -> None:
        self._offers = offers
        for name, field in self.audience.items():
            field.offer(offers[name])
        self._offer_documents()

    def _offer_documents(self) -> None:
        self.document.offer(self._offers.get(str(self.kind.value), []))

    # -- words

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Start")

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Campaign started: {name}") if created else _("Campaign changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Campaign moved to the trash")

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A campaign needs a name, such as Mail outage plan, spring.")
        if not values["due_on"]:
            return "due_on", _("Say until which day it is to be read.")
        return ("", "") if values["document"] else ("document", _("Say what is to be read."))


def _read(reader: Any, campaign_id: int) -> Facts:
    row = campaign_row(reader, campaign_id)
    if row is None:
        raise Refused(_("The campaign is not there any more; somebody has taken it away."))
    return dict(campaign_facts(row))


def _change(session: Any, campaign_id: int, changes: Facts, seen: Facts) -> None:
    """What it is about stays."""
    changed = {name: value for name, value in changes.items() if name in CAMPAIGN_FACTS}
    change_campaign(session, campaign_id, changed, seen={name: seen[name] for name in seen if name in CAMPAIGN_FACTS})


CAMPAIGN_STORE = RecordStore(
    noun="campaign",
    read=_read,
    create=lambda session, facts: start_campaign_over(session, **facts),
    change=_change,
    give_up=give_up_campaign,
    withdraw=withdraw_campaign,
)


def _load_offers(database: Any) -> _Offers:
    with database.read() as reader:
        return {
            POLICY: list(names_in(reader, "policy_document")),
            PLAN: list(names_in(reader, "plan")),
            "role": list(role_names(reader)),
            "team": list(names_in(reader, "team")),
            "department": list(names_in(reader, "department")),
        }
