"""Where a plan is written: its phases and actions, the fields of what is chosen, and what was found about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_files import PlanAttaching
from incidentdesk.desktop.prepare.plan_gestures import PlanGestures
from incidentdesk.desktop.prepare.plan_inspector import PlanInspector
from incidentdesk.desktop.prepare.plan_needs_sheet import PlanNeedsSheet
from incidentdesk.desktop.prepare.plan_outline_view import PlanOutline
from incidentdesk.desktop.prepare.plan_reading import NAMED, load_findings
from incidentdesk.desktop.prepare.plan_rows import PLAN, plan_lines
from incidentdesk.desktop.prepare.plan_sketch import PlanSketch
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.language import _
from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.plan_check import Finding
from incidentdesk.refusal import Refused

_SIDE = 400  # logical pixels at 100 %
_CHECKED_AFTER = 250  # milliseconds


class PlanBody(QWidget):
    """Shows and changes a sketch. Emits `refused(Refused)` for what went wrong.

    `import_file` is what an empty plan offers beside a first action, None for nothing.
    """

    refused = Signal(object)

    def __init__(
        self,
        desk: Desk,
        draft: PlanSketch,
        import_file: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.draft = desk, draft
        self.findings: Sequence[Finding] = ()
        self._build(import_file)
        self.attaching = PlanAttaching(self)
        self.gestures = PlanGestures(self)
        self._connect()
        self._dress()

    # -- building

    def _build(self, import_file: Callable[[], None] | None) -> None:
        self.outline, self.inspector = PlanOutline(self.desk), PlanInspector(self.desk)
        more = (_("Import from a file"), import_file) if import_file else ("", None)
        self.empty = EmptyState(
            self.desk.theme, "plan", _("No action yet"),
            _("Press Enter for the first thing that somebody does, Ctrl+Shift+N for a phase."), _("Add an action"),
            lambda: self.gestures.add(), *more, primary=False,
        )  # fmt: skip
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 7, 1, 7)
        inside.addWidget(self.outline, 1)
        inside.addWidget(self.empty, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.card, 1)
        row.addWidget(self.inspector)

    def _connect(self) -> None:
        draft, inspector = self.draft, self.inspector
        self.checking = QTimer(self, singleShot=True, interval=_CHECKED_AFTER)
        self.checking.timeout.connect(self.check)
        draft.changed.connect(self._changed)
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
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)

    # -- showing

    def show_content(self, key: str | None = None) -> None:
        content, why = self.draft.content, self.draft.why_fixed()
        self.inspector.offer(self.draft.names, content)
        self.outline.show_lines(plan_lines(content, self.findings), fixed=bool(why), key=key)
        self.empty.setVisible(not content.phases and not why)
        self._show_part()

    def _changed(self, key: str) -> None:
        self.show_content(key or None)
        self.checking.start()
        self.desk.registry.refresh()

    def _show_part(self) -> None:
        self.inspector.show_part(
            self.draft.content, self.outline.key or PLAN, self.draft.typed, self.draft.why_fixed()
        )  # fmt: skip

    def _chosen(self, _key: str) -> None:
        self.draft.part_steps()
        self._show_part()
        self.desk.registry.refresh()

    # -- findings

    def check(self) -> None:
        self.desk.background.run_latest(
            f"findings of {id(self)}", load_findings, self.desk.database, self.draft.content, then=self._take_findings,
            failed=self.refused.emit,
        )  # fmt: skip

    def _take_findings(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        self.inspector.show_findings(findings, self.draft.content)
        self.show_content()
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

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if NAMED & changes.keys():
            self.checking.start()

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
        names = ("add", "phase", None, "title", "mandatory", "attach", "up", "down", None, "duplicate", "take")
        menu = self.desk.registry.context_menu(self.outline, [name and f"plan.{name}" for name in names])
        menu.popup(self.outline.viewport().mapToGlobal(at))

    # -- look

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        findings = [self.inspector.findings] if self.inspector.findings.count() else []
        return [self.outline, self.inspector.first_field(), *findings]

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
