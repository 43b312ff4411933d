"""A proposed change to a plan: what it changes in readable words, what the plan has become since, the decision."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.conflict_dialog import THEIRS, ClashBox
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.improvement_mark import PROPOSAL_MARK
from incidentdesk.desktop.improve.proposal_loading import NOUNS, Standing, accepting, load_proposal, rejecting
from incidentdesk.desktop.improve.propose_sheet import Origin, ProposeSheet
from incidentdesk.desktop.improve.reason_dialog import ReasonDialog
from incidentdesk.desktop.prepare.plan_difference_text import difference_document
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.day_field import DayField, short_day
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, FormGrid, put, taken
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.quiet_browser import ReadingView
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.writing import write
from incidentdesk.improve.plan_proposal import ProposalState
from incidentdesk.improve.plan_proposal_change import Accepted, Readers
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_difference import Change, difference_markdown, plan_difference
from incidentdesk.prepare.plan_merge import MINE, merged
from incidentdesk.prepare.plan_merge import THEIRS as AS_IN_THE_PLAN
from incidentdesk.prepare.plan_version import Version
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT, _SIDE = 1120, 680, 320
_TO_READ = timedelta(days=14)


def open_proposal_sheet(
    desk: Desk, parent: QWidget, proposal_id: int, *, opened: Callable[[str], None] | None = None
) -> "ProposalSheet":
    """Show a proposal; `opened(reference)` follows to go to the plan or to the improvement."""
    sheet = ProposalSheet(desk, proposal_id, parent.window())
    if opened is not None:
        sheet.opened.connect(opened)
    sheet.open()
    return sheet


class ProposalSheet(Sheet):
    opened = Signal(str)

    def __init__(self, desk: Desk, proposal_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Proposed change to a plan"), parent)
        self.desk, self.proposal_id = desk, proposal_id
        self.standing: Standing | None = None
        self.boxes: list[ClashBox] = []
        self.changes: list[Change] = []
        self._build()
        self._connect()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.load()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.heading, self.state = QLabel(wordWrap=True), StateBar(theme)
        self.told, self.reason = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self.heading, self.told, self.reason):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message = MessageBar(theme)
        self.text = ReadingView(_("What changes"))
        self.counted = QLabel()
        inner = QWidget()
        self.clashes = QVBoxLayout(inner)
        self.clashes.setContentsMargins(0, 0, 0, 0)
        self.clashes.setSpacing(12)
        self.deciding = scrolling(inner, _("Steps that both have changed"))
        self.deciding.hide()
        self.form = FormGrid(theme)
        self.readers = ChoiceBox([(("", 0), _("All staff"))])
        self.form.add_row(("readers", _("Who &reads the new version"), self.readers, 6))
        self.form.add_row(("due_on", _("&Until"), DayField(theme, self.desk.zone, _("Until")), 6))
        put(self.form.fields["due_on"], (clock.now().astimezone(self.desk.zone).date() + _TO_READ).isoformat())
        said = _("Accepting makes it the version that incidents run, and asks these people to acknowledge it.")
        self.after = QLabel(said, wordWrap=True)
        self._lay_out()
        role = QDialogButtonBox.ButtonRole
        self.add_close_button(_("Close"))
        self.copy = self.add_button(_("&Copy as Markdown"), role.ActionRole)
        self.plan = self.add_button(_("Open the &plan"), role.ActionRole)
        self.change = self.add_button(_("Chan&ge…"), role.ActionRole, description=_("Write the proposal anew"))
        self.no = self.add_button(_("Re&ject…"), role.ActionRole, description=_("Say why the plan stays as it is"))
        self.yes = self.add_button(_("Acc&ept"), role.ActionRole, primary=True)
        for button in (self.change, self.no, self.yes):
            button.hide()

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(8)
        left.addWidget(self.counted)
        left.addWidget(self.text, 1)
        self.side = QWidget()
        right.setContentsMargins(0, 0, 0, 0)
        for widget in (self.told, self.reason, self.after, self.form):
            right.addWidget(widget)
        right.addStretch(1)
        self.side.setLayout(right)
        whole = QHBoxLayout()
        whole.setSpacing(16)
        whole.addLayout(left, 1)
        whole.addWidget(self.side)
        for part in (self.heading, self.state, self.message):
            self.body.addWidget(part)
        self.body.addWidget(self.deciding, 2)
        self.body.addLayout(whole, 3)

    def _connect(self) -> None:
        self.copy.clicked.connect(self._copy)
        self.plan.clicked.connect(self._go)
        self.change.clicked.connect(self.write_anew)
        self.no.clicked.connect(self.ask_reason)
        self.yes.clicked.connect(self.accept_it)
        self.desk.changes.changed.connect(self._heard)

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"proposal of {id(self)}", load_proposal, self.desk.database, self.proposal_id, then=self._show,
            failed=self._gone,
        )  # fmt: skip

    def _heard(self, news: Mapping[str, Any]) -> None:
        if NOUNS & news.keys():
            self.load()

    def _gone(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger", dismissable=False)
        for button in (self.change, self.no, self.yes, self.plan, self.copy):
            button.setEnabled(False)

    def _show(self, found: Standing) -> None:
        before, self.standing = self.standing, found
        row, is_open = found.row, found.row.is_open
        self.setWindowTitle(_("Proposed change to {plan}").format(plan=isolated(row.plan)))
        self.heading.setText(_("{number} {plan}").format(number=row.plan_number, plan=isolated(row.plan)))
        self.state.show_state(PROPOSAL_MARK[ProposalState(row.state)], self._state_words(found))
        self.told.setText(self._told(found))
        self.reason.setText(row.reason)
        self._offer_readers(found)
        for widget in (self.form, self.after, self.change, self.no, self.yes):
            widget.setVisible(is_open)
        if is_open and (before is None or _clashes(before) != _clashes(found)):
            self._show_clashes(found)
        elif not is_open:
            self._show_clashes(None)
        self._show_behind(found)
        self._show_changes()

    def _show_clashes(self, found: Standing | None) -> None:
        for box in self.boxes:
            self.clashes.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        for clash in found.merge.clashes if found and found.running else ():
            who = found.running.approved_by or found.running.created_by
            captions = (_("{name} has approved").format(name=isolated(who)), _("Proposed"))
            box = ClashBox(
                self.desk, clash, who, captions=captions, verbs=(_("Keep the plan"), _("Take the proposal"))
            )  # fmt: skip
            box.heading.setWordWrap(True)
            box.chosen.connect(self._show_changes)
            self.clashes.addWidget(box)
            self.boxes.append(box)
        self.deciding.setVisible(bool(self.boxes))

    def _show_behind(self, found: Standing) -> None:
        if not found.row.is_behind or found.running is None:
            return
        said = _("Since it was written, the plan has become version {number}. All of that stays.")
        if self.boxes:
            count = len(self.boxes)
            said += " " + ngettext(
                "{count} step was changed by both: choose what is kept.",
                "{count} places were changed by both: choose what is kept in each.",
                count,
            ).format(count=count)
        self.message.say(said.format(number=found.running.number), "warning" if self.boxes else "info")

    # -- what changes

    def choices(self) -> dict[str, str]:
        """What was chosen where both have changed the same, as `plan_merge` wants it."""
        return {
            box.clash.field: AS_IN_THE_PLAN if box.choice() == THEIRS else MINE for box in self.boxes if box.choice()
        }

    def _show_changes(self) -> None:
        if self.standing is None:
            return
        before, after = self._both(self.standing)
        self.changes = plan_difference(before, after)
        count = len(self.changes)
        said = ngettext("{count} change", "{count} changes", count).format(count=count)
        if self.standing.row.is_open and self.standing.running is not None:
            said = _("{changes} to version {number}").format(changes=said, number=self.standing.running.number)
        self.counted.setText(said)
        self.text.show_document(difference_document(self.changes, self.theme))
        self.copy.setEnabled(bool(self.changes))
        self._enable()

    def _both(self, found: Standing) -> tuple[PlanContent, PlanContent]:
        if found.row.is_open and found.running is not None:
            merge = merged(found.base, found.running.content, found.row.content, self.choices())
            return found.running.content, merge.content
        return found.base, found.became.content if found.became else found.row.content

    def _enable(self) -> None:
        read_only = str(self.desk.database.read_only)
        missing = "" if len(self.choices()) == len(self.boxes) else _("Choose what is kept in each place first.")
        if not missing and not self.changes:
            missing = _("The plan says so already, so there is nothing to accept.")
        for button, why in ((self.change, read_only), (self.no, read_only), (self.yes, read_only or missing)):
            button.setEnabled(not why)
            button.setToolTip(why)

    # -- words

    def _state_words(self, found: Standing) -> str:
        row = found.row
        if row.decided_at is None:
            return _(row.state)
        at = moment.day_and_time(row.decided_at, clock.stored(clock.now()), self.desk.zone)
        said = _("{state} by {name}, {time}").format(state=_(row.state), name=isolated(row.decided_by), time=at)
        if found.became is not None:
            said += " · " + _("version {number}").format(number=found.became.number)
        return f"{said}: {isolated(row.decision)}" if row.decision else said

    def _told(self, found: Standing) -> str:
        row = found.row
        at = moment.day_and_time(row.created_at, clock.stored(clock.now()), self.desk.zone)
        parts = [
            _("{name} proposed it {time}, for version {number}").format(
                name=isolated(row.created_by), time=at, number=row.base_number
            )
        ]
        if row.origin_title:
            parts.append(_("From {what}").format(what=isolated(f"{row.origin_number} {row.origin_title}".strip())))
        if found.campaign is not None:
            parts.append(self._read_words(found))
        return "\n".join(parts)

    def _read_words(self, found: Standing) -> str:
        asking = found.campaign
        assert asking is not None
        today = clock.now().astimezone(self.desk.zone).date()
        return _("{read} of {asked} have read it, until {day}").format(
            read=len(asking.read), asked=asking.asked, day=short_day(asking.due_on, today)
        )

    def _offer_readers(self, found: Standing) -> None:
        kinds = {"role": _("Role: {name}"), "team": _("Team: {name}"), "department": _("Department: {name}")}
        options = [((kind, key), kinds[kind].format(name=isolated(name))) for kind, key, name in found.audiences]
        self.readers.offer([(("", 0), _("All staff")), *options])

    # -- the decision

    def accept_it(self) -> None:
        try:
            due_on = taken(self.form.fields["due_on"])
        except Refused as refused:
            self.form.complain("due_on", str(refused))
            return
        assert self.standing is not None
        kind, key = self.readers.currentData()
        readers = Readers(due_on, **({f"{kind}_id": key} if kind else {}))
        self.yes.setEnabled(False)
        said = _("Change to {plan} accepted").format(plan=isolated(self.standing.row.plan))
        act = accepting(self.proposal_id, readers, self.choices(), "")
        write(self.desk, self, act, said, then=self._accepted, failed=self.fail, toast=True)

    def _accepted(self, _accepted: Accepted) -> None:
        self.message.say(
            _("Incidents run this version from now on, and its readers are asked to acknowledge it."), "success"
        )
        self.load()

    def ask_reason(self) -> None:
        assert self.standing is not None
        title = _("Reject the change to {plan}").format(plan=isolated(self.standing.row.plan))
        key = f"reject-proposal-{self.proposal_id}"
        dialog = ReasonDialog(self.desk, title, _("&Why does the plan stay as it is?"), _("Reject"), key, self)
        dialog.wanted.connect(lambda: self._reject(dialog))
        dialog.open()

    def _reject(self, dialog: ReasonDialog) -> None:
        assert self.standing is not None
        said = _("Change to {plan} rejected").format(plan=isolated(self.standing.row.plan))
        act = rejecting(self.proposal_id, dialog.reason())
        write(
            self.desk, dialog, act, said, then=lambda _none: (dialog.accept(), self.load()), failed=dialog.fail,
            toast=True,
        )  # fmt: skip

    def write_anew(self) -> None:
        assert self.standing is not None
        row = self.standing.row
        origin = Origin(f"{row.origin_number} {row.origin_title}".strip(), row.reason, plan_id=row.plan_id)
        sheet = ProposeSheet(self.desk, origin, row, self)
        sheet.proposed.connect(lambda _id: self.load())
        sheet.open()

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")
        self._enable()
        # The plan may have changed since it was read.
        self.load()

    def _go(self) -> None:
        if self.standing is not None:
            self.opened.emit(self.standing.row.plan_number)
            self.close()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(difference_markdown(self.changes))
        self.desk.toasts.show(_("Copied what changes"))

    def dress(self) -> None:
        dress_fields(
            self, self.theme,
            LISTS + SCROLL_BARS + "#clash { background: $surface; border: 1px solid $border; border-radius: 8px; }",
        )  # fmt: skip
        scale = max(100, self.theme.scale) / 100
        self.side.setFixedWidth(round(_SIDE * scale))
        self.heading.setFont(self.theme.font("h2"))
        self.counted.setFont(self.theme.font("strong"))
        for label in (self.told, self.after):
            self.theme.tint(label, "text2")
        self._show_changes()


def _clashes(found: Standing) -> tuple[int, tuple[str, ...]]:
    running: Version | None = found.running
    return running.id if running else 0, tuple(clash.field for clash in found.merge.clashes)
