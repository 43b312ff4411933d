"""The page of a response plan: its phases and actions, the fields of what is chosen, and the state of its version."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_commands import PlanCommands
from incidentdesk.desktop.prepare.plan_draft import PlanDraft
from incidentdesk.desktop.prepare.plan_gestures import PlanGestures
from incidentdesk.desktop.prepare.plan_head import PlanHead
from incidentdesk.desktop.prepare.plan_inspector import PlanInspector
from incidentdesk.desktop.prepare.plan_needs_sheet import PlanNeedsSheet
from incidentdesk.desktop.prepare.plan_outline_view import PlanOutline
from incidentdesk.desktop.prepare.plan_printing import printable_plan
from incidentdesk.desktop.prepare.plan_reading import NAMED, load_findings
from incidentdesk.desktop.prepare.plan_rows import PLAN, plan_lines
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _
from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.plan_check import Finding
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_number import plan_number
from incidentdesk.refusal import Refused

_SIDE = 400  # logical pixels at 100 %
_CHECKED_AFTER = 250  # milliseconds


class PlanPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes when what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, plan_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.plan_id = desk, plan_id
        self.number = plan_number(plan_id)
        self.draft = PlanDraft(desk, plan_id, self)
        self.findings: Sequence[Finding] = ()
        self._build()
        self.gestures = PlanGestures(self)
        self.commands = PlanCommands(self)
        self._connect()
        self._dress()
        self.draft.load()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.head, self.message = PlanHead(theme, self.number), MessageBar(theme)
        self.outline, self.inspector = PlanOutline(self.desk), PlanInspector(self.desk)
        self.empty = EmptyState(
            theme, "plan", _("No action yet"),
            _("Press Enter for the first thing that somebody does, Ctrl+Shift+N for a phase."), _("Add an action"),
            lambda: self.gestures.add(), _("Import from a file"), lambda: self.commands.choose_file(), primary=False,
        )  # fmt: skip
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 7, 1, 7)
        inside.addWidget(self.outline, 1)
        inside.addWidget(self.empty, 2)
        body = QHBoxLayout()
        body.setContentsMargins(16, 12, 16, 16)
        body.setSpacing(12)
        body.addWidget(self.card, 1)
        body.addWidget(self.inspector)
        bar = QVBoxLayout()
        bar.setContentsMargins(16, 0, 16, 0)
        bar.addWidget(self.message)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(bar)
        column.addLayout(body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(whole)
        self.gone = EmptyState(
            theme, "plan", _("This can't be shown"), "", _("Back to the plans"),
            lambda: self.opened.emit("plans#plans"), _("Try again"), self.draft.load, primary=False,
        )  # fmt: skip
        self.stack.addWidget(self.gone)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        desk, draft, inspector, registry = self.desk, self.draft, self.inspector, self.desk.registry
        self._checking = QTimer(self, singleShot=True, interval=_CHECKED_AFTER)
        self._checking.timeout.connect(self.check)
        draft.loaded.connect(self._loaded)
        draft.changed.connect(self._changed)
        draft.state_changed.connect(self._show_state)
        draft.conflicted.connect(self.commands.decide)
        draft.failed.connect(self.say_refused)
        draft.absent.connect(self._say_absent)
        draft.recovered.connect(
            lambda: self.message.say(_("What was not saved when the program ended stands here again."), "info")
        )
        self.outline.chosen.connect(self._chosen)
        self.outline.left.connect(lambda: inspector.first_field().setFocus(Qt.FocusReason.TabFocusReason))
        self.outline.customContextMenuRequested.connect(self._context_menu)
        inspector.renamed.connect(self.gestures.rename)
        inspector.asked.connect(self.show_finding)
        inspector.left.connect(lambda: self.outline.setFocus(Qt.FocusReason.ShortcutFocusReason))
        inspector.action.written.connect(self._write_action)
        inspector.action.typed.connect(lambda key, part, text: draft.type(f"{key} {part}", text))
        inspector.action.choosing.connect(self._choose_needs)
        inspector.whole.written.connect(lambda content, part: draft.apply(content, PLAN, f"plan {part}"))
        inspector.whole.typed.connect(lambda part, text: draft.type(f"{PLAN} {part}", text))
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
        desk.theme.changed.connect(self._dress)

    def _undone(self, here: Callable[[], Any], elsewhere: Callable[[], Any]) -> Any:
        """Where nothing can be written, what was done to the version is taken back, such as giving up a draft."""
        return elsewhere() if self.draft.why_fixed() else here()

    # -- showing

    def _loaded(self) -> None:
        self.stack.setCurrentIndex(0)
        self._show_content(PLAN)
        self.check()
        self.shown.emit()

    def _changed(self, key: str) -> None:
        self._show_content(key or None)
        self._checking.start()
        self.desk.registry.refresh()

    def _show_content(self, key: str | None = None) -> None:
        content, why = self.draft.content, self.draft.why_fixed()
        if self.draft.sheet:
            self.inspector.offer(self.draft.sheet.names, content)
        self.outline.show_lines(plan_lines(content, self.findings), fixed=bool(why), key=key)
        bare = not content.phases and not why
        self.empty.setVisible(bare)
        self._show_part()

    def _show_part(self) -> None:
        self.inspector.show_part(
            self.draft.content, self.outline.key or PLAN, self.draft.typed, self.draft.why_fixed()
        )  # fmt: skip

    def _chosen(self, _key: str) -> None:
        self.draft.part_steps()
        self._show_part()
        self.desk.registry.refresh()

    def _show_state(self) -> None:
        sheet = self.draft.sheet
        if sheet is None:
            return
        # One that was in the trash comes back by Undo.
        self.stack.setCurrentIndex(0)
        self.head.show_sheet(sheet, self.today(), str(self.desk.database.read_only))
        self.head.saved.setText(self._saved_words())
        if bool(self.draft.why_fixed()) != self.outline.rows.fixed:
            self._show_content()
        self.desk.registry.refresh()

    def _saved_words(self) -> str:
        if not self.draft.version or not self.draft.version.is_open:
            return _("read only")
        if self.draft.trouble:
            return _("not saved")
        return _("saved") if self.draft.is_saved else _("saving…")

    def today(self) -> date:
        return clock.now().astimezone(self.desk.zone).date()

    # -- findings

    def check(self) -> None:
        self.desk.background.run_latest(
            f"findings of {id(self)}", load_findings, self.desk.database, self.draft.content, then=self._take_findings,
            failed=self.say_refused,
        )  # fmt: skip

    def _take_findings(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        self.inspector.show_findings(findings, self.draft.content)
        self._show_content()
        self.desk.registry.refresh()

    def show_finding(self, finding: Finding) -> None:
        """Go to the action or phase, and to the field, that something was found about."""
        self.outline.go_to(finding.key)
        if finding.part:
            self.inspector.go_to(finding.part)
        else:
            self.outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_finding(self) -> None:
        """The finding behind what is chosen, in the order of the list."""
        here = next((at for at, each in enumerate(self.findings) if each.key == (self.outline.key or PLAN)), -1)
        self.show_finding(self.findings[(here + 1) % len(self.findings)])

    # -- writing

    def _write_action(self, key: str, facts: Mapping[str, Any], part: str) -> None:
        try:
            content = editing.set_action(self.draft.content, key, **facts)
        except Refused as refused:
            self.inspector.action.complain(part, str(refused))
            return
        except KeyError:
            return
        self.draft.apply(content, key, "" if part == "mandatory" else f"{key} {part}")

    def _choose_needs(self, key: str) -> None:
        sheet = PlanNeedsSheet(self.desk, self.draft.content, key, self.window())
        sheet.wanted.connect(lambda keys: self._need(key, keys))
        sheet.open()

    def _need(self, key: str, keys: Sequence[str]) -> None:
        self.draft.type(f"{key} needs", None)
        try:
            self.draft.apply(editing.set_needs(self.draft.content, key, keys), key)
        except Refused as refused:
            self.inspector.action.complain("needs", str(refused))

    def _context_menu(self, at: QPoint) -> None:
        names = ("add", "phase", None, "title", "mandatory", "up", "down", None, "duplicate", "take")
        menu = self.desk.registry.context_menu(self.outline, [name and f"plan.{name}" for name in names])
        menu.popup(self.outline.viewport().mapToGlobal(at))

    # -- news and trouble

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if NAMED & changes.keys():
            self.draft.load()
            self._checking.start()

    def say_refused(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _say_absent(self, refused: Refused) -> None:
        self.gone.tell(_("{number} can't be shown").format(number=self.number), str(refused))
        self.stack.setCurrentWidget(self.gone)

    # -- what the window asks

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
        self._checking.start()

    def keep(self) -> None:
        """Save what is written, as when the window closes."""
        self.draft.flush()

    def unsaved(self) -> str:
        self.keep()
        said = _("The last changes to {number} are not in the database yet; they are kept on this computer.")
        return "" if self.draft.is_saved or self.draft.why_fixed() else said.format(number=self.number)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.currentIndex():
            return [self.stack.currentWidget().action_button]
        findings = [self.inspector.findings] if self.inspector.findings.count() else []
        return [self.outline, self.inspector.first_field(), *findings]

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        scale = max(100, self.desk.theme.scale) / 100
        self.inspector.setFixedWidth(round(min(_SIDE * scale, self.width() * 0.45)))

    def _dress(self) -> None:
        self._fit()
        self.card.setStyleSheet(
            self.desk.theme.sheet("#card { background: $window; border: 1px solid $border; border-radius: 8px; }")
        )
