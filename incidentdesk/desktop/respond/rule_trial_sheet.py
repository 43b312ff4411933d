"""A rule tried on the past: how often it would have fired, and what it would have done to which incident."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table import RecordTable
from incidentdesk.desktop.respond.rule_past import Past, TrialRow, past_text, try_on_the_past
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.job_bar import JobBar
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_sentence import sentence

_WIDTH, _HEIGHT = 920, 620
_SPANS = (
    (30, N_("Last 30 days")), (90, N_("Last 3 months")), (182, N_("Last 6 months")), (365, N_("Last 12 months")),
    (0, N_("All of the past")),
)  # fmt: skip
COLUMNS = (
    Column(
        "at", N_("When"), lambda row, now: moment.day_and_time(row.at, now.at, now.zone), lambda row: row.at, 148,
        whole=lambda row, now: moment.full(row.at, now.zone), descending=True, role=lambda *_: "text2",
    ),
    Column("number", N_("Incident"), lambda row, _now: number(row.incident_id), lambda row: row.incident_id, 96),
    Column("title", N_("Title"), lambda row, _now: row.title, lambda row: row.title, 240, 1),
    Column(
        "done", N_("What it would have done"), lambda row, _now: " · ".join(row.sentences) or _("nothing"),
        lambda row: row.sentences, whole=lambda row, _now: "\n".join(row.sentences) or _("nothing"),
    ),
)  # fmt: skip


def open_trial(
    desk: Desk, parent: QWidget, rule: Rule, *, saving: bool = False, seen: Callable[[Rule], None] | None = None
) -> "RuleTrialSheet":
    """Try a rule; `seen(rule)` follows when its trial is shown. With `saving` it is saved when it is switched on."""
    sheet = RuleTrialSheet(desk, rule, saving, parent)
    if seen is not None:
        sheet.tried.connect(lambda: seen(rule))
    sheet.open()
    sheet.begin()
    return sheet


class RuleTrialSheet(Sheet):
    """Emits `tried` when a trial is shown, `wanted_on` when the rule is to be switched on, `opened(reference)`."""

    tried = Signal()
    wanted_on = Signal()
    opened = Signal(str)

    def __init__(self, desk: Desk, rule: Rule, saving: bool, parent: QWidget | None) -> None:
        super().__init__(desk.theme, _("Try a rule on the past"), parent)
        self.desk, self.rule, self._saving = desk, rule, saving
        self.found: Past | None = None
        self._build()
        self._add_buttons()
        self.fit(_WIDTH, _HEIGHT)
        self.dress()
        self._refresh()

    def _build(self) -> None:
        theme = self.desk.theme
        self.message = MessageBar(theme)
        self.sentence, self.headline, self.remark = (QLabel(wordWrap=True) for _label in range(3))
        for label in (self.sentence, self.headline, self.remark):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setText(sentence(self.rule))
        self.span = ChoiceBox([(str(days), _(text)) for days, text in _SPANS])
        self.span.setMinimumContentsLength(16)
        self.span.choose("365")
        self.span.setAccessibleName(_("Which past"))
        self.span.setAccessibleDescription(_("The rule is tried on the incidents of this time"))
        self.span.activated.connect(lambda _place: self.begin())
        self.job = JobBar(theme, _("Stop the trial"), lambda: self.span)
        self.job.cancelled.connect(self.cancel)
        self.line = ProgressLine(theme, self.desk.preferences)
        self.table = RecordTable(self.desk, _("What it would have done"), COLUMNS, lambda row: row.place)
        self.table.setAccessibleDescription(_("Enter or a double click opens the incident"))
        self.table.opened.connect(self._go)
        bar = QHBoxLayout()
        bar.setSpacing(12)
        bar.addWidget(self.span)
        bar.addWidget(self.job, 1)
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.body.addWidget(self.sentence)
        self.body.addLayout(bar)
        self.body.addWidget(self.line)
        self.body.addWidget(self.message)
        self.body.addWidget(self.headline)
        self.body.addWidget(self.remark)
        self.body.addWidget(self.card, 1)
        self.finished.connect(lambda _result: self.job.stop())

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.add_close_button(_("Close"))
        self.copy = self.add_button(_("Cop&y as text"), role.ActionRole, description=_("Copy the trial and its list"))
        self.copy.clicked.connect(self._copy)
        text = _("&Save and switch on") if self._saving else _("&Switch on")
        self.switch = self.add_button(
            text, role.ActionRole, description=_("From now on the rule does this to incidents by itself")
        )
        self.switch.clicked.connect(self._switch_on)
        for button in self.buttons.buttons():
            button.setAutoDefault(False)

    # -- trying

    def begin(self) -> None:
        """Try it in a worker; what is shown stays until then."""
        self.message.clear()
        days = int(self.span.currentData())
        self.job.stop()
        job = self.desk.background.run_latest(
            f"trial of {id(self)}", try_on_the_past, self.desk.database, self.rule, days,
            clock.stored(clock.now()), then=self._take, failed=self._fail, progress=True, cancellable=True,
            title=_("Trying a rule on the past"),
        )  # fmt: skip
        self.job.follow(job, _("Trying…"))
        self.line.follow(job)
        self._refresh()

    def _take(self, found: Past) -> None:
        self.job.end()
        self.found = found
        self.headline.setText(found.headline)
        self.headline.setAccessibleName(found.headline)
        self.remark.setText(found.remark)
        self.remark.setVisible(bool(found.remark))
        self.table.show_rows(found.rows)
        self._refresh()
        self.tried.emit()

    def _fail(self, refused: Refused) -> None:
        self.job.end()
        self.message.say(str(refused), "danger", _("Retry"), self.begin)
        self._refresh()

    def cancel(self) -> None:
        """Stop the trial; what was shown before stays."""
        self.job.stop()
        self.message.say(_("Stopped. The rule was not tried to the end."), "info", _("Try again"), self.begin)
        self._refresh()

    # -- what follows

    def why_not_on(self) -> str:
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        if self.rule.enabled:
            return _("It is on already.")
        return "" if self.found is not None and not self.job.busy else _("Wait until it was tried.")

    def _refresh(self) -> None:
        why = self.why_not_on()
        self.switch.setEnabled(not why)
        self.switch.setToolTip(why or self.switch.accessibleDescription())
        self.copy.setEnabled(self.found is not None)

    def _switch_on(self) -> None:
        self.wanted_on.emit()
        self.accept()

    def _go(self, row: TrialRow) -> None:
        """To the incident; this closes, for it would lie before it."""
        self.accept()
        self.opened.emit(number(row.incident_id))

    def _copy(self) -> None:
        if self.found is not None:
            QGuiApplication.clipboard().setText(past_text(self.rule, self.found, self.desk.zone))
            self.desk.toasts.show(_("Copied the trial"))

    def dress(self) -> None:
        super().dress()
        theme = self.theme
        self.headline.setFont(theme.font("h2"))
        self.job.dress()
        for label in (self.remark, self.sentence):
            theme.tint(label, "text2")
        self.card.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
