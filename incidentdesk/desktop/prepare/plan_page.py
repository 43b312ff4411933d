"""The page of a response plan: its phases and actions, the fields of what is chosen, and the state of its version."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_body import PlanBody
from incidentdesk.desktop.prepare.plan_commands import PlanCommands
from incidentdesk.desktop.prepare.plan_draft import PlanDraft
from incidentdesk.desktop.prepare.plan_head import PlanHead
from incidentdesk.desktop.prepare.plan_printing import printable_plan
from incidentdesk.desktop.prepare.plan_readership import PlanReadership
from incidentdesk.desktop.prepare.plan_reading import NAMED
from incidentdesk.desktop.prepare.plan_rows import PLAN
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.plan_check import Finding
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_number import plan_number
from incidentdesk.refusal import Refused


class PlanPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes when what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, plan_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.plan_id = desk, plan_id
        self.number = plan_number(plan_id)
        self.draft = PlanDraft(desk, plan_id, self)
        self._build()
        self.commands = PlanCommands(self)
        self.readership = PlanReadership(self)
        self.bars.addWidget(self.readership.bar)
        self._connect()
        self.draft.load()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.head, self.message = PlanHead(theme, self.number), MessageBar(theme)
        self.body = PlanBody(self.desk, self.draft, lambda: self.commands.choose_file())
        self.outline, self.inspector = self.body.outline, self.body.inspector
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 16)
        body.addWidget(self.body)
        self.bars = QVBoxLayout()
        self.bars.setContentsMargins(16, 0, 16, 0)
        self.bars.addWidget(self.message)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self.bars)
        column.addLayout(body, 1)
        gone = EmptyState(
            theme, "plan", "", "", _("Back to the plans"),
            lambda: self.opened.emit("plans#plans"), _("Try again"), self.draft.load, primary=False,
        )  # fmt: skip
        self.stack = PageStack(self, whole, gone)

    def _connect(self) -> None:
        desk, draft, registry = self.desk, self.draft, self.desk.registry
        self.body.refused.connect(self.say_refused)
        draft.loaded.connect(self._loaded)
        draft.state_changed.connect(self._show_state)
        draft.conflicted.connect(self.commands.decide)
        draft.failed.connect(self.say_refused)
        draft.absent.connect(self._say_absent)
        draft.recovered.connect(
            lambda: self.message.say(_("What was not saved when the program ended stands here again."), "info")
        )
        self.head.back.clicked.connect(lambda: self.opened.emit("plans#plans"))
        self.head.state.wanted.connect(self.commands.want)
        self.head.more.menu().aboutToShow.connect(self.commands.fill_more)
        history = desk.history
        for action_id, run, why in (
            ("edit.undo", lambda: self._undone(draft.undo, history.undo),
             lambda: self._undone(draft.why_no_undo, history.why_no_undo)),
            ("edit.redo", lambda: self._undone(draft.redo, history.redo),
             lambda: self._undone(draft.why_no_redo, history.why_no_redo)),
        ):  # fmt: skip
            if action_id in registry.ids():
                registry.bind(self, action_id, run, why)
        desk.changes.changed.connect(self._heard)

    def _undone(self, here: Callable[[], Any], elsewhere: Callable[[], Any]) -> Any:
        """Where nothing can be written, what was done to the version is taken back, such as giving up a draft."""
        return elsewhere() if self.draft.why_fixed() else here()

    # -- showing

    def _loaded(self) -> None:
        self.stack.show_whole()
        self.body.show_content(PLAN)
        self.body.check()
        self._say_proposed()
        self.shown.emit()

    def _say_proposed(self) -> None:
        """That somebody has proposed to change the plan, as after a lesson."""
        count = self.draft.sheet.proposed if self.draft.sheet else 0
        if count:
            said = ngettext(
                "{count} change to this plan is proposed and waits for a decision.",
                "{count} changes to this plan are proposed and wait for a decision.",
                count,
            ).format(count=count)
            self.message.say(said, "info", _("Show them"), lambda: self.opened.emit("analyses#plan-changes"))

    def _show_state(self) -> None:
        sheet = self.draft.sheet
        if sheet is None:
            return
        # One that was in the trash comes back by Undo.
        self.stack.show_whole()
        self.head.show_sheet(sheet, self.today(), str(self.desk.database.read_only))
        self.head.saved.setText(self._saved_words())
        if bool(self.draft.why_fixed()) != self.outline.rows.fixed:
            self.body.show_content()
        self.desk.registry.refresh()

    def _saved_words(self) -> str:
        if not self.draft.version or not self.draft.version.is_open:
            return _("read only")
        if self.draft.trouble:
            return _("not saved")
        return _("saved") if self.draft.is_saved else _("saving…")

    def today(self) -> date:
        return clock.now().astimezone(self.desk.zone).date()

    # -- news and trouble

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if NAMED & changes.keys():
            self.draft.load()

    def say_refused(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _say_absent(self, refused: Refused) -> None:
        self.stack.say_absent(_("{number} can't be shown").format(number=self.number), str(refused))

    # -- what the window asks

    @property
    def findings(self) -> Sequence[Finding]:
        return self.body.findings

    @property
    def content(self) -> PlanContent:
        return self.draft.content

    def title(self) -> str:
        return f"{self.number} {self.draft.sheet.row.name}" if self.draft.sheet else self.number

    def printable(self) -> PrintableReport:
        version = self.draft.version
        name = self.draft.sheet.row.name if self.draft.sheet else ""
        return printable_plan(self.plan_id, name, version.id if version else None)

    def refresh(self) -> None:
        self.draft.load()
        self.body.checking.start()

    def keep(self) -> None:
        """Save what is written, as when the window closes."""
        self.draft.flush()

    def unsaved(self) -> str:
        self.keep()
        said = _("The last changes to {number} are not in the database yet; they are kept on this computer.")
        return "" if self.draft.is_saved or self.draft.why_fixed() else said.format(number=self.number)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        return self.body.panes()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)
