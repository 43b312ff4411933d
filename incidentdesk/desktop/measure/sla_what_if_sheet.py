"""SLA what-if: the past under proposed SLAs and calendars, side by side with today, and the clocks that change."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.measure.period_dialog import PeriodDialog
from incidentdesk.desktop.measure.sla_adopt_sheet import SlaAdoptSheet
from incidentdesk.desktop.measure.sla_comparison_pane import SlaComparisonPane
from incidentdesk.desktop.measure.sla_proposal_pane import SlaProposalPane
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.job_bar import JobBar
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.desktop.writing import write
from incidentdesk.language import N_, _
from incidentdesk.measure.metric.period import Period, period_of
from incidentdesk.measure.sla_proposal import Proposal, adopt
from incidentdesk.measure.sla_today import SLA, Today, proposed_days, read_today
from incidentdesk.measure.sla_what_if import Comparison, months_until, what_if
from incidentdesk.measure.sla_what_if_words import comparison_text
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT, _SIDE = 1240, 740, 272
_MONTHS = ((12, N_("Last 12 months")), (6, N_("Last 6 months")), (3, N_("Last 3 months")), (24, N_("Last 24 months")))
_OTHER = "…"
_DRAFT = "sla-what-if"
# News of these mean that both sides are others.
_NOUNS = frozenset({"sla", "calendar"})
_GATHERING = 300  # milliseconds
# What is over sooner shows no button to stop it.
_Editor = Callable[..., Any]


class SlaWhatIfSheet(Sheet):
    """Emits `opened(reference)` for an incident of the list, `compared` when numbers are shown.

    `sla_editor` and `calendar_editor` are dialogs that emit `proposed(facts, seen)`. What is proposed is kept on this
    machine until it is adopted or taken back.
    """

    opened = Signal(str)
    compared = Signal()

    def __init__(
        self, desk: Desk, sla_editor: _Editor, calendar_editor: _Editor, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, _("SLA what-if"), parent)
        self.desk, self._sla_editor, self._calendar_editor = desk, sla_editor, calendar_editor
        self.today: Today | None = None
        self.proposal, self._seen = Proposal(), Proposal()
        self.found: Comparison | None = None
        self._span: str = "12"
        self._build()
        self._connect()
        self._take_up_draft()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self._refresh()
        self.load()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.message = MessageBar(theme)
        self.pane = SlaProposalPane(self.desk)
        self.span = ChoiceBox([*((str(count), _(text)) for count, text in _MONTHS), (_OTHER, _("Another time…"))])
        self.span.setMinimumContentsLength(16)
        self.span.setAccessibleName(_("Time"))
        self.span.setAccessibleDescription(_("Clocks that ended in this time are compared"))
        self.job = JobBar(theme, _("Stop; the numbers that are shown stay"), lambda: self.pane.list)
        self.line = ProgressLine(theme, self.desk.preferences)
        self.numbers = SlaComparisonPane(self.desk)
        self._lay_out()
        role = QDialogButtonBox.ButtonRole
        self.add_close_button(_("Close"))
        self.copy = self.add_button(
            _("Cop&y as text"), role.ActionRole, description=_("Copy all numbers and the list as text")
        )
        self.adopt = self.add_button(
            _("&Adopt these changes…"), role.ActionRole, description=_("Let what is proposed be in force")
        )
        for button in self.buttons.buttons():
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(12)
        bar.addWidget(self.span)
        bar.addWidget(self.job, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(bar)
        right.addWidget(self.line)
        right.addWidget(self.numbers, 1)
        whole = QHBoxLayout()
        whole.setSpacing(16)
        whole.addWidget(self.pane)
        whole.addLayout(right, 1)
        self.body.addWidget(self.message)
        self.body.addLayout(whole, 1)

    def _connect(self) -> None:
        self.pane.wanted.connect(self.edit)
        self.pane.dropped.connect(lambda noun, key: self.propose(noun, key, {}, {}))
        self.span.activated.connect(lambda _place: self._span_chosen())
        self.job.cancelled.connect(self.cancel)
        self.numbers.opened.connect(self.opened)
        self.copy.clicked.connect(self._copy)
        self.adopt.clicked.connect(self.ask_to_adopt)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.load)
        self.desk.changes.changed.connect(self._heard)
        self.finished.connect(lambda _result: self.job.stop())
        QShortcut(QKeySequence("F5"), self, self.load)

    # -- today

    def load(self) -> None:
        """Read what is in force today, and compare anew."""
        self.desk.background.run_latest(
            f"today of {id(self)}", _load, self.desk.database, then=self._take_today, failed=self._fail
        )

    def _take_today(self, today: Today) -> None:
        self.today = today
        self.pane.show_proposal(today, self.proposal)
        self.compare()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    # -- proposing

    def edit(self, noun: str, record_id: int) -> None:
        """Let a person propose other values for a record, or a new one (0)."""
        wanted = (self.proposal.slas if noun == SLA else self.proposal.calendars).get(record_id, {})
        known = max(0, record_id)
        if noun == SLA:
            days = proposed_days(self.today, self.proposal) if self.today else {}
            dialog = self._sla_editor(self.desk, known, wanted, days, self)
        else:
            dialog = self._calendar_editor(self.desk, known, wanted, self)
        dialog.proposed.connect(lambda facts, seen: self.propose(noun, record_id or self._new_id(noun), facts, seen))
        dialog.open()

    def _new_id(self, noun: str) -> int:
        return min([0, *(self.proposal.slas if noun == SLA else self.proposal.calendars)]) - 1

    def propose(self, noun: str, record_id: int, facts: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
        """Let a record have other facts, without any those of today; `seen` are those facts today."""
        if noun == SLA:
            self.proposal = self.proposal.with_sla(record_id, facts)
            self._seen = self._seen.with_sla(record_id, seen if facts else {})
        else:
            self.proposal = self.proposal.with_calendar(record_id, facts)
            self._seen = self._seen.with_calendar(record_id, seen if facts else {})
        self._keep_draft()
        self.message.clear()
        if self.today is not None:
            self.pane.show_proposal(self.today, self.proposal)
        self.compare()

    def _keep_draft(self) -> None:
        place = self.desk.database.place
        if self.proposal.empty:
            forget_draft(place, _DRAFT)
            return
        kept = {name: [_pairs(each.slas), _pairs(each.calendars)]
                for name, each in (("proposal", self.proposal), ("seen", self._seen))}  # fmt: skip
        keep_draft(place, _DRAFT, {**kept, "kept_at": clock.stored(clock.now())})

    def _take_up_draft(self) -> None:
        found = draft(self.desk.database.place, _DRAFT)
        if not found.get("proposal"):
            return
        self.proposal, self._seen = _proposal(found["proposal"]), _proposal(found.get("seen", [[], []]))
        at = moment.day_and_time(int(found.get("kept_at", 0)), clock.stored(clock.now()), self.desk.zone)
        said = _("This is what you proposed {time}.").format(time=at)
        self.message.say(said, "info", _("&Begin anew"), self.begin_anew)

    def begin_anew(self) -> None:
        """Take back everything that is proposed."""
        self.proposal, self._seen = Proposal(), Proposal()
        forget_draft(self.desk.database.place, _DRAFT)
        self.message.clear()
        self.load()

    # -- comparing

    def _span_chosen(self) -> None:
        chosen = str(self.span.currentData())
        if chosen != _OTHER:
            self._take_span(chosen)
            return
        period = self.period()
        self._show_span()
        dialog = PeriodDialog(self.desk, period.first, period.last, self)
        dialog.chosen.connect(self._take_span)
        dialog.open()

    def _take_span(self, span: str) -> None:
        self._span = span
        self._show_span()
        self.compare()

    def _show_span(self) -> None:
        if self.span.findData(self._span) < 0:
            self.span.insertItem(0, self._span, self._span)
        self.span.setCurrentIndex(self.span.findData(self._span))

    def period(self) -> Period:
        """So many months until today, or the days that were chosen."""
        today = clock.now().astimezone(self.desk.zone).date()
        if self._span.isdecimal():
            return months_until(today, int(self._span), self.desk.zone)
        return period_of(self._span, self.desk.zone)

    def compare(self) -> None:
        """Reckon both sides anew in a worker; what is shown stays until then."""
        job = self.desk.background.run_latest(
            f"what-if of {id(self)}", _compare, self.desk.database, self.proposal, self.period(),
            then=self._take, failed=self._fail, progress=True, cancellable=False, title=_("Comparing SLAs"),
        )  # fmt: skip
        self.job.follow(job, _("Comparing…"))
        self.line.follow(job)
        self._refresh()

    def _take(self, found: Comparison) -> None:
        self.job.end()
        self.found = found
        self.numbers.show_comparison(found, self._heading())
        if self.today is not None and not self.today.slas and not self.proposal.slas:
            self.numbers.say(
                _("There is no SLA yet."), _("Propose a new one, and see how often it would have been met.")
            )
        self._refresh()
        self.compared.emit()

    def _heading(self) -> str:
        return _("Nothing is proposed yet: both sides are today's.") if self.proposal.empty else ""

    def _fail(self, refused: Refused) -> None:
        self.job.end()
        if self.found is not None:
            self.numbers.headline.setText(_("These are still the numbers from before."))
        self.message.say(str(refused), "danger", _("Retry"), self.load)
        self._refresh()

    def cancel(self) -> None:
        """Stop what is under way; the numbers that are shown stay."""
        self.job.stop()
        said = _("Stopped. The numbers below are older than what is proposed.") if self.found else _("Stopped.")
        self.message.say(said, "info", _("&Compare"), self.compare)
        self._refresh()

    # -- what follows

    def why_not_adopt(self) -> str:
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        if self.proposal.empty:
            return _("Nothing is proposed yet.")
        return _("Wait until it is compared.") if self.job.busy else ""

    def _refresh(self) -> None:
        why = self.why_not_adopt()
        self.adopt.setEnabled(not why)
        self.adopt.setToolTip(why or self.adopt.accessibleDescription())
        self.copy.setEnabled(self.found is not None)

    def _copy(self) -> None:
        if self.found is not None:
            QGuiApplication.clipboard().setText(comparison_text(self.found, self.desk.zone))
            self.desk.toasts.show(_("Copied the comparison"))

    def ask_to_adopt(self) -> None:
        """Say what is written and what it does to open incidents, and ask."""
        if self.why_not_adopt() or self.today is None:
            return
        before, after = self.found.open_breached if self.found else (0, 0)
        effect = _("Open incidents with a breached clock: {before} today, {after} then.").format(
            before=f"{before:,}", after=f"{after:,}"
        )
        sheet = SlaAdoptSheet(self.desk, self.today, self.proposal, effect if before or after else "", self)
        sheet.accepted.connect(self._adopt_now)
        sheet.open()

    def _adopt_now(self) -> None:
        proposal, seen, zone = self.proposal, self._seen, str(self.desk.zone)
        write(
            self.desk, self, lambda session: adopt(session, proposal, zone=zone, seen=seen), _("SLAs adopted"),
            then=lambda _count: self._adopted(), failed=self._fail, toast=True,
        )  # fmt: skip

    def _adopted(self) -> None:
        self.begin_anew()
        self.message.say(
            _("Adopted: these are the SLAs and calendars of today. Undo brings the old ones back."), "success"
        )

    def dress(self) -> None:
        super().dress()
        theme = self.theme
        scale = max(100, theme.scale) / 100
        self.pane.setFixedWidth(round(_SIDE * scale))
        self.job.dress()


def _pairs(facts: Mapping[int, Mapping[str, Any]]) -> list[list[Any]]:
    """JSON knows no numbers as keys."""
    return [[key, dict(each)] for key, each in facts.items()]


def _proposal(kept: Sequence[Any]) -> Proposal:
    slas, calendars = ({int(key): facts for key, facts in each} for each in kept)
    return Proposal(slas, calendars)


def _load(database: Any) -> Today:
    with database.read() as reader:
        return read_today(reader)


def _compare(database: Any, proposal: Proposal, period: Period, progress: Callable[[int, int], None]) -> Comparison:
    with database.read() as reader:
        return what_if(reader, proposal, period, clock.stored(clock.now()), progress)
