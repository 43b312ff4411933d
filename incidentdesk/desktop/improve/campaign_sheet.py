"""One campaign: how far it is, who has read it and when, and who is missing, for whom a lead may record it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.campaign_words import audience, progress, what
from incidentdesk.desktop.improve.people_ticks import PeopleTicks, Ticked
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.share_bar import ShareBar
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.improve.training_message import ask_for_reading
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.campaign_change import acknowledge_campaign, acknowledge_for
from incidentdesk.prepare.campaign_list import CampaignRow, Read, campaign_row
from incidentdesk.prepare.policy_sheet import person_at
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 860, 580


@dataclass(frozen=True, slots=True)
class _Found:
    row: CampaignRow
    me: int | None


class CampaignSheet(Sheet):
    """Emits `wanted(reference)` to go to what is to be read; it has closed itself then."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, campaign_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Campaign"), parent)
        self.desk, self._campaign_id = desk, campaign_id
        self.found: _Found | None = None
        self.heading, self.told, self.count = QLabel(wordWrap=True), QLabel(wordWrap=True), QLabel()
        self.message, self.bar = MessageBar(desk.theme), ShareBar(desk.theme)
        self.document = LinkButton(desk.theme, "", "document", description=_("Open what is to be read"))
        self.document.clicked.connect(self._go)
        for widget in (self.heading, self.told):
            self.body.addWidget(widget)
        self.body.addWidget(self.document, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self.message)
        progressing = QHBoxLayout()
        progressing.setSpacing(12)
        progressing.addWidget(self.count)
        progressing.addWidget(self.bar, 1)
        self.body.addLayout(progressing)
        self.body.addLayout(self._make_lists(), 1)
        self._add_buttons()
        self.missing.changed.connect(self._allow)
        self.reason.textChanged.connect(lambda _text: self._allow())
        desk.changes.changed.connect(self._heard)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.load()

    def _make_lists(self) -> QHBoxLayout:
        theme = self.theme
        self.missing, self.read = (
            PeopleTicks(theme, _("Who is missing")),
            TwoLineList(theme, _("Who has read it"), most=9),
        )
        self.missing_title, self.read_title = QLabel(), QLabel()
        self.reason = QLineEdit(maxLength=300, placeholderText=_("signed on paper"))
        self.reason.setAccessibleName(_("Why you record it for them"))
        self.reason.setAccessibleDescription(_("Only who owns the document or leads a person can record it"))
        self.record = Button(theme, _("Record for those who are &ticked"), description=_("As where it was signed"))
        self.record.setAutoDefault(False)
        left, right = QVBoxLayout(), QVBoxLayout()
        recording = QHBoxLayout()
        recording.addWidget(self.reason, 1)
        recording.addWidget(self.record)
        for column in (left, right, recording):
            column.setSpacing(8)
        left.addWidget(self.missing_title)
        left.addWidget(self.missing, 1)
        left.addLayout(recording)
        right.addWidget(self.read_title)
        right.addWidget(self.read)
        right.addStretch(1)
        self.record.clicked.connect(self._record)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addLayout(left, 3)
        both.addLayout(right, 2)
        return both

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.close_button = self.add_close_button(_("Close"))
        self.remind = self.add_button(
            _("Re&mind who is missing"), role.ActionRole, description=_("Ask those who are missing once more")
        )
        self.mine = self.add_button(
            _("I ha&ve read it"), role.ActionRole, primary=True, description=_("Acknowledge it for yourself")
        )
        self.remind.clicked.connect(self._remind)
        self.mine.clicked.connect(self._acknowledge)

    # -- reading

    def _heard(self, changes: Any) -> None:
        if changes.keys() & {"campaign", "plan_acknowledgement", "acknowledgement", "person"}:
            self.load()

    def load(self) -> None:
        desk = self.desk
        self.desk.background.run_latest(
            f"campaign of {id(self)}", _load, desk.database, self._campaign_id, self._today(), desk.account, desk.actor,
            then=self._show, failed=self._fail,
        )  # fmt: skip

    def _today(self) -> str:
        return clock.now().astimezone(self.desk.zone).date().isoformat()

    def _show(self, found: _Found) -> None:
        self.found, row = found, found.row
        ticked = set(self.missing.ticked())
        self.heading.setText(isolated(row.name))
        told = [_(row.state(self._today())), audience(row), _("until {day}").format(day=row.due_on), row.message]
        self.told.setText(" · ".join(isolated(each) for each in told if each))
        self.document.setText(what(row))
        self.document.setAccessibleName(what(row))
        self.count.setText(progress(row))
        self.bar.show_share(len(row.read), row.asked, progress(row))
        self.missing.show_people(Ticked(key, name, ticked=key in ticked) for key, name in row.missing)
        self.read.show_items([self._item(each) for each in row.read])
        self.missing_title.setText(_("Missing: {n}").format(n=len(row.missing)))
        self.read_title.setText(_("Have read it: {n}").format(n=len(row.read)))
        self._allow()

    def _item(self, each: Read) -> dict[str, Any]:
        at = moment.day_and_time(each.at, clock.stored(clock.now()), self.desk.zone)
        return {"key": each.person_id, "head": at, "text": each.name, "mark": ("check", "success")}

    def _allow(self) -> None:
        shut = self._why_shut()
        row, me = (self.found.row, self.found.me) if self.found else (None, None)
        nobody = "" if row and row.missing else _("Everybody has acknowledged it.")
        mine = "" if row and row.waits_for(me) else _("It does not wait for you.")
        ticked = "" if self.missing.ticked() else _("Tick somebody first.")
        why = "" if self.reason.text().strip() else _("Say why it is recorded for somebody else.")
        for button, reason in (
            (self.remind, shut or nobody), (self.mine, shut or mine), (self.record, shut or nobody or ticked or why),
        ):  # fmt: skip
            button.setEnabled(not reason)
            button.setToolTip(reason)

    def _why_shut(self) -> str:
        if self.desk.database.read_only or self.found is None:
            return str(self.desk.database.read_only or _("It is being read."))
        if self.found.row.ended_at is not None:
            return _("This campaign has ended already.")
        return _("Another version holds meanwhile.") if self.found.row.overtaken else ""

    # -- commands

    def _go(self) -> None:
        if self.found is not None:
            number = self.found.row.number
            self.accept()
            self.wanted.emit(number)

    def _acknowledge(self) -> None:
        if self.found is None or self.found.me is None:
            return
        row, me = self.found.row, self.found.me
        said = _("You have acknowledged {name}").format(name=isolated(row.subject))
        self._write(lambda session: acknowledge_campaign(session, row.id, me), said)

    def _remind(self) -> None:
        if self.found is None:
            return
        row = self.found.row
        said = ngettext("{n} person reminded", "{n} people reminded", len(row.missing)).format(n=len(row.missing))
        self._write(lambda session: ask_for_reading(session, row, f"by-hand-{session.at}"), said)

    def _record(self) -> None:
        if self.found is None:
            return
        row, me, people, reason = self.found.row, self.found.me, self.missing.ticked(), self.reason.text()
        said = ngettext("Recorded for {n} person", "Recorded for {n} people", len(people)).format(n=len(people))
        self._write(lambda session: acknowledge_for(session, row.id, people, by_id=me, reason=reason), said)

    def _write(self, act: Callable[[Any], Any], said: str) -> None:
        self.message.clear()
        write(self.desk, self, act, said, failed=self._fail, toast=True)

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.theme.tint(self.told, "text2")
        for label in (self.missing_title, self.read_title):
            label.setFont(self.theme.font("strong"))


def _load(database: Any, campaign_id: int, today: str, account: str, actor: str) -> _Found:
    with database.read() as reader:
        row = campaign_row(reader, campaign_id, today)
        if row is None:
            raise Refused(_("The campaign is not there any more; somebody has taken it away."))
        return _Found(row, person_at(reader, account, actor))
