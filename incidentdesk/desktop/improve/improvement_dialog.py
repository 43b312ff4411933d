"""The dialog of one improvement: everything about it, the way to its next state, and the plans that it changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.improvement_card import whole_due
from incidentdesk.desktop.improve.improvement_mark import IMPROVEMENT_MARK
from incidentdesk.desktop.improve.improvement_move_dialog import ImprovementMoveDialog, asks, verb
from incidentdesk.desktop.improve.improvement_writing import (
    FACTS,
    ImprovementMove,
    Offers,
    Shown,
    facts_in,
    improvement_store,
    load_improvement,
    load_offers,
    moving,
)
from incidentdesk.desktop.improve.proposal_items import proposal_items
from incidentdesk.desktop.improve.proposal_sheet import open_proposal_sheet
from incidentdesk.desktop.improve.propose_sheet import Origin, open_propose_sheet
from incidentdesk.desktop.record_dialog import Facts, RecordDialog
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField, PersonField
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.improve.improvement import Amount, ImprovementSource, ImprovementState
from incidentdesk.improve.improvement_list import ImprovementRow
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.improve.improvement_state import FOLLOWING, PROMISED_STATES
from incidentdesk.improve.plan_proposal_list import ProposalRow
from incidentdesk.language import _, isolated

_WIDTH, _HEIGHT = 800, 720
_NO_ORIGINS: Mapping[str, int] = {}
NEW: Facts = {**dict.fromkeys(FACTS, ""), "source": str(ImprovementSource.PERSON)}


def open_improvement_dialog(
    desk: Desk,
    parent: QWidget,
    improvement_id: int = 0,
    *,
    done: Callable[[int], None] | None = None,
    opened: Callable[[str], None] | None = None,
    begin: Mapping[str, str] | None = None,
    origins: Mapping[str, int] = _NO_ORIGINS,
) -> "ImprovementDialog":
    """Show an improvement, or write a new one; `done(id)` follows when it is saved, `opened(reference)` to go away.

    `begin` are facts that a new one begins with, `origins` the ids of the records that it came from, by the names of
    their columns (from_incident_id, lesson_id, drill_id, survey_id, feedback_session_id).
    """
    dialog = ImprovementDialog(desk, improvement_id, begin or {}, origins, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    if opened is not None:
        dialog.go_to = opened
    dialog.open()
    return dialog


class ImprovementDialog(RecordDialog):
    def __init__(
        self,
        desk: Desk,
        improvement_id: int,
        begin: Mapping[str, str],
        origins: Mapping[str, int],
        parent: QWidget | None,
    ) -> None:
        title = improvement_number(improvement_id) if improvement_id else _("New improvement")
        of = "-".join(f"{name}{key}" for name, key in origins.items())
        key = f"improvement-{improvement_id}" if improvement_id else f"improvement-new-{of}"
        super().__init__(desk, title, improvement_store(origins), improvement_id, key, parent)
        self.go_to: Callable[[str], None] | None = None
        self._row: ImprovementRow | None = None
        self._proposals: tuple[ProposalRow, ...] = ()
        self._build()
        self.begin({**NEW, **begin}, _WIDTH, _HEIGHT)
        if not improvement_id:
            desk.background.run(load_offers, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build(self) -> None:
        self.states = StateBar(self.theme)
        self.states.wanted.connect(self.go)
        self.about = QLabel(wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.hide()
        self.body.insertWidget(1, self.about)
        self.body.insertWidget(2, self.states)
        self._add_what()
        self._add_who()
        if self.record_id:
            self.form.add_row(("result", _("What &came of it"), text_box(), 6), stretch=1)
        self.proposals = TwoLineList(self.theme, _("Proposed changes to plans"), most=3)
        self.proposals.opened.connect(self._open_proposal)
        self.proposals.hide()
        self.form.add_whole(self.proposals)
        if self.record_id:
            self.propose = self.add_button(
                _("&Propose a change to a plan…"),
                QDialogButtonBox.ButtonRole.ActionRole,
                description=_("Write what the plan should say; somebody accepts it or says why not"),
            )
            self.propose.clicked.connect(self._propose)

    def _add_what(self) -> None:
        form, theme = self.form, self.theme
        sources = [(str(each), _(each)) for each in ImprovementSource]
        form.add_row(("title", _("What is to become &better"), QLineEdit(maxLength=500), 6))
        form.add_row(("source", _("Where it comes &from"), Chooser(theme, _("Source"), sources), 6))
        form.add_row(("description", _("&Description"), text_box(3), 6), stretch=2)

    def _add_who(self) -> None:
        desk, theme, form = self.desk, self.theme, self.form
        self.owner = PersonField(_("Owner"), _("Who sees to it; a new name is added"))
        self.me = Button(theme, _("&Me"), "user", description=_("I see to it"))
        self.me.setAutoDefault(False)
        self.me.clicked.connect(lambda: self.owner.setText(desk.actor))
        self.service, self.plan = NameField(_("Service")), NameField(_("Plan"))
        self.metrics = ChoiceBox([("", _("none"))])
        amounts = [("", _("not known")), *((str(each), _(each)) for each in Amount)]
        form.add_row(
            ("benefit", _("Be&nefit"), Chooser(theme, _("Benefit"), amounts), 3),
            ("effort", _("&Effort"), Chooser(theme, _("Effort"), amounts), 3),
        )
        form.add_row(
            ("owner", _("&Owner"), self.owner, 3),
            ("due_on", _("D&ue"), DayField(theme, desk.zone, _("Due")), 3),
            beside={"owner": self.me},
        )
        form.add_row(
            ("service", _("&Service"), self.service, 2),
            ("plan", _("P&lan"), self.plan, 2),
            ("metric", _("Shown &by the metric"), self.metrics, 2),
        )

    # -- words

    def said(self, created: bool) -> str:
        text = isolated(self._typed("title"))
        if created:
            return _("Improvement kept: {text}").format(text=text)
        return _("{number} changed").format(number=improvement_number(self.record_id))

    def removed_sentence(self) -> str:
        return _("{number} moved to the trash").format(number=improvement_number(self.record_id))

    def why_not(self) -> tuple[str, str]:
        if not self.values()["title"]:
            return "title", _("Say in one sentence what is to become better.")
        return self._why_not_there(self._row.state) if self._row is not None else ("", "")

    def _typed(self, name: str) -> str:
        """What stands in a field; it need not make sense."""
        return str(raw(self.form.fields[name])).strip()

    def _why_not_there(self, state: str) -> tuple[str, str]:
        """What the fields lack for a state, as `why_not` says it."""
        if state in PROMISED_STATES and not self._typed("owner"):
            return "owner", _("An approved improvement needs an owner: who will see to it?")
        if state == ImprovementState.CLOSED and not self._typed("result"):
            return "result", _("A closed improvement needs a result: what came of it?")
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}", load_improvement, self.desk.database, self.record_id, then=self._loaded_all,
            failed=self.fail,
        )  # fmt: skip

    def _loaded_all(self, found: Shown) -> None:
        self._row, self._proposals = found.row, found.proposals
        self._offer(found.offers)
        self._show_state()
        self._show_about(found.row)
        self._show_proposals()
        self._loaded(facts_in(found.row))

    def _offer(self, offers: Offers) -> None:
        self.owner.offer(offers.names.staff)
        self.service.offer(offers.names.services)
        self.plan.offer(offers.plans)
        self.metrics.offer([("", _("none")), *offers.metrics])

    def _show_about(self, row: ImprovementRow) -> None:
        at = moment.day_and_time(row.created_at, clock.stored(clock.now()), self.desk.zone)
        said = _("Kept by {name}, {time}").format(name=isolated(row.created_by), time=at)
        if row.origin:
            origin = isolated(f"{row.origin} {row.incident_title}".strip())
            said += " · " + _("from {what}").format(what=origin)
        self.about.setText(said)
        self.about.show()

    def _show_proposals(self) -> None:
        self.proposals.show_items(proposal_items(self._proposals, self.desk.zone))

    # -- states

    def _show_state(self) -> None:
        assert self._row is not None
        row, today = self._row, clock.now().astimezone(self.desk.zone).date()
        late = row.overdue(today.isoformat())
        self.states.show_state(
            IMPROVEMENT_MARK[ImprovementState(row.state)], self._state_words(row, today), "danger" if late else "text"
        )
        following = FOLLOWING[ImprovementState(row.state)]
        self.states.offer(
            ((str(each), verb(row.state, each)) for each in following), why_not=str(self.desk.database.read_only)
        )

    def _state_words(self, row: ImprovementRow, today: date) -> str:
        if row.state == ImprovementState.REJECTED:
            return _("{state}: {reason}").format(state=_(row.state), reason=isolated(row.reason))
        if row.overdue(today.isoformat()):
            return _("{state} · {late}").format(state=_(row.state), late=whole_due(row, today))
        return _(row.state)

    def go(self, state: str) -> None:
        """Save what is typed and bring the improvement to a state, asking for what that needs."""
        assert self._row is not None
        typed = replace(self._row, owner=self._typed("owner"), result=self._typed("result"))
        if not asks(state, [typed]):
            self._save_moved(ImprovementMove(state))
            return
        title = _("{verb}: {text}").format(verb=verb(self._row.state, state), text=isolated(self._row.title))
        dialog = ImprovementMoveDialog(self.desk, state, title, [typed], self.owner.offered(), self)
        dialog.wanted.connect(lambda: self._save_moved(dialog.wish(), dialog))
        dialog.open()

    def _save_moved(self, wish: ImprovementMove, dialog: ImprovementMoveDialog | None = None) -> None:
        if dialog is not None:
            dialog.accept()
        said = _("{state}: {text}").format(state=_(wish.state), text=isolated(self._typed("title")))
        self.save_and(moving(wish), said)

    # -- plans

    def _propose(self) -> None:
        assert self._row is not None
        open_propose_sheet(self.desk, self, origin_of(self._row), done=lambda _id: self.load())

    def _open_proposal(self, proposal_id: int) -> None:
        open_proposal_sheet(self.desk, self, proposal_id, opened=self._leave_for)

    def _leave_for(self, reference: str) -> None:
        self.reject()
        if self.go_to is not None:
            self.go_to(reference)

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.about, "text2")


def origin_of(row: ImprovementRow) -> Origin:
    """What a proposal says of the improvement behind it."""
    reason = "\n\n".join(filter(None, (row.title, row.description)))
    return Origin(
        f"{row.number} {row.title}", reason, improvement_id=row.id, plan_id=row.plan_id or 0,
        incident_id=row.from_incident_id or 0,
    )  # fmt: skip
