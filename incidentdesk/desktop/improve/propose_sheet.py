"""A change to a plan is written: with the gestures of the plan editor, and beside it what would change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QStackedWidget, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.improve.proposal_loading import (
    Choosable,
    changing,
    load_base,
    load_choosable,
    proposing,
)
from incidentdesk.desktop.prepare.plan_body import PlanBody
from incidentdesk.desktop.prepare.plan_difference_text import difference_document
from incidentdesk.desktop.prepare.plan_rows import PLAN
from incidentdesk.desktop.prepare.plan_sketch import PlanSketch
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, text_box
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.quiet_browser import ReadingView
from incidentdesk.desktop.writing import write
from incidentdesk.improve.plan_proposal_list import ProposalRow
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.plan_content import PlanContent, content_of, content_text
from incidentdesk.prepare.plan_difference import plan_difference
from incidentdesk.prepare.plan_tidying import tidied
from incidentdesk.prepare.plan_version import Version
from incidentdesk.refusal import Refused

EDIT, CHANGES = "edit", "changes"
_WIDTH, _HEIGHT = 1180, 720
_REASON_LINES = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """What a proposal comes from, in words, and the reason that it begins with; `plan_id` is chosen at first.

    `about` is the number of an incident whose review it comes from, `incident_id` the incident behind it, by which a
    plan is chosen where none is named.
    """

    title: str
    reason: str = ""
    lesson_id: int | None = None
    improvement_id: int | None = None
    plan_id: int = 0
    about: str = ""
    incident_id: int = 0

    @property
    def key(self) -> str:
        """Keeps the drafts of several apart."""
        if self.about:
            return self.about
        return f"lesson-{self.lesson_id}" if self.lesson_id else f"improvement-{self.improvement_id or 0}"


def open_propose_sheet(
    desk: Desk, parent: QWidget, origin: Origin, *, done: Callable[[int], None] | None = None
) -> "ProposeSheet":
    """Write a new proposal; `done(id)` follows when it is made."""
    sheet = ProposeSheet(desk, origin, parent=parent.window())
    if done is not None:
        sheet.proposed.connect(done)
    sheet.open()
    return sheet


class ProposeSheet(Sheet):
    """Emits `proposed(id)`. `row` is a proposal that is written anew; what is written is kept as a draft."""

    proposed = Signal(int)

    def __init__(
        self, desk: Desk, origin: Origin, row: ProposalRow | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, _("Propose a change to a plan"), parent)
        self.desk, self.origin, self.row = desk, origin, row
        self.base: Version | None = None
        self._seen = PlanContent()
        self.sketch = PlanSketch(desk, PlanContent(), self)
        self._build()
        self._connect()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        desk.background.run(
            load_choosable, desk.database, origin.incident_id, then=self._offer, failed=self.fail
        )  # fmt: skip

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.about = QLabel(_("From {what}").format(what=isolated(self.origin.title)), wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setVisible(bool(self.origin.title))
        self.message = MessageBar(theme)
        self.plan = ChoiceBox()
        self.plan.setAccessibleName(_("Plan"))
        self.plan.setAccessibleDescription(_("The response plan that should change"))
        self.plan.setMinimumContentsLength(28)
        self.version = QLabel()
        self.views = Chooser(theme, _("View"), [(EDIT, _("Write the change")), (CHANGES, _("What changes"))])
        self.writing = PlanBody(self.desk, self.sketch)
        self.text = ReadingView(_("What changes"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.writing)
        self.stack.addWidget(self.text)
        self.reason = text_box(_REASON_LINES)
        self.reason.setPlainText(self.row.reason if self.row else self.origin.reason)
        self.reason.setAccessibleName(_("Why the plan should change"))
        self.reason.setAccessibleDescription(_("Whoever decides reads it, and so do those who read the new version"))
        self.reason.setObjectName("why")
        self.counted = QLabel()
        self._lay_out()
        role = QDialogButtonBox.ButtonRole
        self.cancel = self.add_button(_("Cancel"), role.RejectRole, description=_("What is written is kept as a draft"))
        self.go = self.add_button(_("Propose"), role.ActionRole, primary=True)
        for button in (self.cancel, self.go):
            # Enter in the outline adds an action.
            button.setAutoDefault(False)
            button.setDefault(False)
        self.go.setToolTip(QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))
        self.go.setEnabled(False)

    def _lay_out(self) -> None:
        top, why = QHBoxLayout(), QHBoxLayout()
        for row in (top, why):
            row.setSpacing(8)
        plan_label, why_label = QLabel(_("P&lan")), QLabel(_("Wh&y"))
        plan_label.setBuddy(self.plan)
        why_label.setBuddy(self.reason)
        for widget in (plan_label, self.plan, self.version):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.counted)
        top.addWidget(self.views)
        why.addWidget(why_label, 0, Qt.AlignmentFlag.AlignTop)
        why.addWidget(self.reason, 1)
        self.body.addWidget(self.about)
        self.body.addWidget(self.message)
        self.body.addLayout(top)
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(why)

    def _connect(self) -> None:
        self.plan.currentIndexChanged.connect(lambda _at: self._choose())
        self.views.chosen.connect(self.show_as)
        self.sketch.changed.connect(lambda _key: self._show_count())
        self.sketch.keeping.connect(self.keep)
        self.writing.refused.connect(self.fail)
        self.reason.textChanged.connect(self._enable)
        self.go.clicked.connect(self.propose)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.go.click)
        registry = self.desk.registry
        for action_id, run, why in (
            ("edit.undo", self.sketch.undo, self.sketch.why_no_undo),
            ("edit.redo", self.sketch.redo, self.sketch.why_no_redo),
        ):
            if action_id in registry.ids():
                registry.bind(self.writing, action_id, run, why)

    # -- the plan

    def _offer(self, found: Choosable) -> None:
        self.sketch.names = found.names
        if not found.plans:
            self.message.say(_("There is no response plan yet. Make one first, under Plans."), "warning")
            return
        self.plan.offer(found.plans)
        wanted = self.row.plan_id if self.row else self.origin.plan_id or found.likely
        self.plan.setCurrentIndex(max(0, self.plan.findData(wanted)))
        self.plan.setEnabled(self.row is None)
        self._choose()

    def _choose(self) -> None:
        """Begin from what incidents run of this plan; what was written of another stays as its draft."""
        self.keep()
        self.base = None
        self._enable()
        self.desk.background.run_latest(
            f"base of {id(self)}", load_base, self.desk.database, self.plan.currentData(),
            self.row.base_version_id if self.row else None, then=self._begin, failed=self.fail,
        )  # fmt: skip

    def _begin(self, base: Version) -> None:
        if base.plan_id != self.plan.currentData():
            return
        self.base = base
        content, self._seen = (self.row.content if self.row else base.content), base.content
        kept = self._kept()
        if kept is not None:
            content = kept
            self.message.say(_("What you had written and not proposed stands here again."), "info")
        self.sketch.begin(content)
        self.version.setText(_("version {number}").format(number=base.number))
        self.writing.show_content(PLAN)
        self.writing.check()
        self._show_count()
        self.writing.outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_count(self) -> None:
        changes = self.changes()
        count = len(changes)
        self.counted.setText(ngettext("{count} change", "{count} changes", count).format(count=count) if count else "")
        self.text.show_document(difference_document(changes, self.theme))
        self._enable()

    def changes(self) -> list[Any]:
        return plan_difference(self._seen, tidied(self.sketch.content)) if self.base else []

    def show_as(self, view: str) -> None:
        """ "edit" or "changes"."""
        self.views.choose(view)
        self.stack.setCurrentWidget(self.writing if view == EDIT else self.text)

    def _why_not(self) -> str:
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        if self.base is None:
            return _("Choose a plan first.")
        if not self.changes():
            return _("Change a step of the plan first.")
        return "" if self.reason.toPlainText().strip() else _("Say why the plan should change.")

    def _enable(self) -> None:
        why = self._why_not()
        self.go.setEnabled(not why)
        self.go.setToolTip(why or QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))

    # -- drafts

    @property
    def _draft_key(self) -> str:
        about = f"proposal-{self.row.id}" if self.row else f"propose-{self.origin.key}"
        return f"{about}-{self.base.plan_id if self.base else 0}"

    def _kept(self) -> PlanContent | None:
        """What was written before for the same version of the plan."""
        found = draft(self.desk.database.place, self._draft_key)
        try:
            content, base = content_of(found["content"]), int(found["base"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        if base != (self.base.id if self.base else 0):
            return None
        self.reason.setPlainText(str(found.get("reason", "")))
        return content

    def keep(self) -> None:
        """Keep on this machine what is written."""
        if self.base is None:
            return
        if self.sketch.content == (self.row.content if self.row else self._seen):
            forget_draft(self.desk.database.place, self._draft_key)
            return
        kept = {"content": content_text(self.sketch.content), "base": self.base.id, "reason": self.reason.toPlainText()}
        keep_draft(self.desk.database.place, self._draft_key, kept)

    # -- proposing

    def propose(self) -> None:
        if self._why_not() or self.base is None:
            self._enable()
            return
        self.keep()
        self.go.setEnabled(False)
        content, reason = tidied(self.sketch.content), self.reason.toPlainText().strip()
        if self.row is not None:
            act, said = changing(self.row.id, content, reason), _("Proposal for {plan} changed")
        else:
            origin = {"lesson_id": self.origin.lesson_id, "improvement_id": self.origin.improvement_id}
            act = proposing(self.base.plan_id, self.base.id, content, reason, **origin)
            said = _("Change to {plan} proposed")
        write(
            self.desk, self, act, said.format(plan=isolated(self.base.plan)), then=self._done, failed=self.fail,
            toast=True,
        )  # fmt: skip

    def _done(self, proposal_id: int) -> None:
        forget_draft(self.desk.database.place, self._draft_key)
        self.base = None
        super().accept()
        self.proposed.emit(proposal_id)

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")
        self._enable()

    # -- leaving

    def accept(self) -> None:
        """Enter is a gesture of the outline, and never the end."""

    def reject(self) -> None:
        self.keep()
        if self.changes():
            self.desk.toasts.show(_("Kept as a draft. It stands there again when you come back."))
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep()
        super().closeEvent(event)

    def dress(self) -> None:
        high = _REASON_LINES * QFontMetrics(self.theme.font("base")).lineSpacing() + 12
        why = f"#why {{ min-height: {high}px; max-height: {high}px; }}"
        dress_fields(self, self.theme, LISTS + SCROLL_BARS + why)
        for label in (self.about, self.version, self.counted):
            self.theme.tint(label, "text2")
        self.text.show_document(difference_document(self.changes(), self.theme))
