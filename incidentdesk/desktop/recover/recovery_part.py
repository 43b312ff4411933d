"""The recovery on the page of an incident: what is restored in which order, fixes that stand, and the all-clear."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.recover.all_clear_section import AllClearSection
from incidentdesk.desktop.recover.fix_section import FixBar, FixSection
from incidentdesk.desktop.recover.gate_bar import GateBar
from incidentdesk.desktop.recover.outage_section import OutageSection
from incidentdesk.desktop.recover.proofs_pane import ProofsPane
from incidentdesk.desktop.recover.recovery_commands import RecoveryCommands
from incidentdesk.desktop.recover.recovery_loading import NOUNS, RecoveryLoaded, load_recovery
from incidentdesk.desktop.recover.restore_detail import RestoreDetail
from incidentdesk.desktop.recover.restore_view import RestoreView
from incidentdesk.desktop.recover.stage_strip import StageStrip
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.respond.reason_bar import ReasonBar
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.command_button import command_button, follow
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _, ngettext
from incidentdesk.recover.outage_list import OutageRow
from incidentdesk.recover.recovery_list import RecoverySheet
from incidentdesk.recover.temporary_fix_list import FixRow

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_BEAT = 20_000  # milliseconds; times are shown in minutes


class RecoveryPart(QWidget):
    """A part of the page of an incident, as desktop.respond.page_part says. `shown` comes whenever it stands there."""

    key = "recovery"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions = ("recovery.begin", "recovery.fix", "recovery.all_clear")
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)
    shown = Signal()

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self.desk, self._page, self.incident_id = page.desk, page, page.incident_id
        self.loaded: RecoveryLoaded | None = None
        self._stale = True
        self._wanted: int | None = None
        self._focus_wanted = False
        self.view, self.reason = RestoreView(page.desk), ReasonBar(page.desk)
        self.commands = RecoveryCommands(self, page)
        self._build()
        self.fix_bar = FixBar(page.desk)
        page.add_bar(self.fix_bar)
        self._connect()
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._tick)
        self._beat.start()
        self._dress()
        self.load()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.stages, self.detail = StageStrip(desk), RestoreDetail(desk)
        self.outages, self.fixes, self.all_clear = OutageSection(desk), FixSection(desk), AllClearSection(desk)
        self.gate, self.proofs = QVBoxLayout(), QVBoxLayout()
        self.gate.addWidget(GateBar(desk, self.incident_id, self._page))
        self.proofs.addWidget(ProofsPane(desk, self.incident_id, self._page))
        self._build_tasks()
        inner = self._inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(self.gate)
        column.addWidget(self.stages)
        column.addWidget(self.tasks)
        column.addLayout(self.proofs)
        for section in (self.outages, self.fixes, self.all_clear):
            column.addWidget(section)
        column.addStretch(1)
        about = _("What is restored in which order, the proofs, temporary fixes and the all-clear")
        self.scroll = scrolling(inner, _("Recovery"), about)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll)

    def _build_tasks(self) -> None:
        theme, registry = self.desk.theme, self.desk.registry
        self.empty = EmptyState(
            theme, "recover", _("The recovery was not begun yet"),
            _("Begin it: what is to be restored is proposed in the order in which the services need one another, each"
              " with its owner, RTO and RPO."),
            _("Begin the recovery"), lambda: registry.run("recovery.begin"),
        )  # fmt: skip
        follow(self.empty.action_button, registry, "recovery.begin")
        self.add_button = command_button(theme, registry, "recovery.add", Button, _("Add task…"))
        self.change_button = command_button(theme, registry, "recovery.change", LinkButton, _("Coordinator…"))
        self.mitigated_button = command_button(theme, registry, "recovery.mitigated", LinkButton, _("Mitigated now"))
        self.summary = QLabel(wordWrap=True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        line = QWidget()
        flow = FlowLayout(line)
        flow.addWidget(self.add_button)
        flow.addWidget(self.change_button)
        flow.addWidget(self.mitigated_button)
        self._listed = QWidget()
        column = QVBoxLayout(self._listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (line, self.summary, self.reason, self.view, self.detail):
            column.addWidget(widget)
        self.tasks = QStackedWidget()
        self.tasks.addWidget(self.empty)
        self.tasks.addWidget(self._listed)

    def _connect(self) -> None:
        self.view.wanted.connect(self.commands.do)
        self.view.cursor_moved.connect(self._cursor_moved)
        for section in (self.outages, self.fixes):
            section.chosen.connect(self.desk.registry.refresh)
        self.fixes.removed.connect(lambda _id: self.desk.registry.run("recovery.remove_fix"))
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)
        self._page.shown.connect(self._page_shown)

    # -- as a part of a page

    @property
    def sheet(self) -> RecoverySheet | None:
        return self.loaded.sheet if self.loaded is not None else None

    def current_fix(self) -> FixRow | None:
        return self.fixes.current() if self.loaded is not None else None

    def current_outage(self) -> OutageRow | None:
        return self.outages.current() if self.loaded is not None else None

    def title(self) -> str:
        if self.sheet is None or not self.sheet.tasks:
            return _("Recovery")
        return _("Recovery {done}/{count}").format(done=self.sheet.done, count=len(self.sheet.tasks))

    def count(self) -> int:
        return 0

    def pane(self) -> QWidget:
        return self.view if self.sheet is not None else self.empty.action_button

    def takes(self, _source: QMimeData) -> bool:
        return False

    def take(self, _source: QMimeData) -> None:
        """Nothing is dropped here; files are attached to the incident."""

    def show_record(self, task_id: int) -> None:
        """A restore task by its id, as in INC-0042#recovery/7."""
        self.choose_soon(task_id)

    # -- reading

    def _page_shown(self) -> None:
        if self.loaded is not None:
            self._show(self.loaded)

    def _heard(self, changes: dict[str, Any]) -> None:
        if NOUNS & set(changes):
            self.load()

    def load(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        self._stale = self.loaded is not None and not self._page.isVisible()
        if not self._stale:
            self.desk.background.run_latest(
                f"recovery of {id(self)}", load_recovery, self.desk.database, self.incident_id,
                then=self._show, failed=self.refused.emit,
            )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.load()
        self._tick()

    def _show(self, loaded: RecoveryLoaded) -> None:
        self.loaded = loaded
        now = clock.stored(clock.now())
        self.stages.show_times(loaded.stages, now)
        self.mitigated_button.setVisible(loaded.stages["mitigated_at"] is None)
        self.view.show_sheet(loaded.sheet, now)
        self.tasks.setCurrentWidget(self._listed if loaded.sheet is not None else self.empty)
        self._fit_tasks()
        self.outages.show_outages(loaded.outages, now, self._page.commands.why_nothing())
        self.fixes.show_fixes(loaded.fixes, now)
        self.fix_bar.show_fixes(loaded.fixes, now, lambda: self._show_fixes())
        self.all_clear.show_told(loaded.told, now)
        self._take_up_wanted()
        self._show_words(now)
        self.desk.registry.refresh()
        self.renamed.emit()
        self.shown.emit()

    def _show_words(self, now: int) -> None:
        """What changes with the time and with the cursor."""
        self.detail.show_task(self.view.current_task(), self.sheet, now)
        self.summary.setText(summary(self.sheet, now) if self.sheet is not None else "")
        self.summary.setAccessibleName(self.summary.text())

    def _fit_tasks(self) -> None:
        """As high as what is shown, not as the higher of the two."""
        for widget in (self.empty, self._listed):
            shown = widget is self.tasks.currentWidget()
            policy = widget.sizePolicy().Policy.Preferred if shown else widget.sizePolicy().Policy.Ignored
            widget.setSizePolicy(policy, policy)

    def _tick(self) -> None:
        if self.loaded is not None and self._page.isVisible():
            now = clock.stored(clock.now())
            self.fix_bar.show_fixes(self.loaded.fixes, now, lambda: self._show_fixes())
            if self.isVisible():
                self.view.renew(now)
                self._show_words(now)

    # -- the cursor

    def _cursor_moved(self) -> None:
        self._show_words(clock.stored(clock.now()))
        self.desk.registry.refresh()
        rect = self.view.visualRect(self.view.currentIndex())
        if self.view.hasFocus():
            at = self.view.mapTo(self._inner, QPoint(0, rect.center().y()))
            self.scroll.ensureVisible(0, at.y(), 0, rect.height())

    def choose_soon(self, task_id: int) -> None:
        """Put the cursor on a task as soon as it is there."""
        self._wanted = task_id
        if self.loaded is not None:
            self._take_up_wanted()

    def show_tasks(self) -> None:
        """Lead the keyboard to the tasks as soon as they are there."""
        self._focus_wanted = True
        self._page.show_part(self.key)
        self._take_up_wanted()

    def _take_up_wanted(self) -> None:
        if self._wanted is not None and self.view.tasks.place_of(self._wanted) >= 0:
            self.view.choose(self._wanted)
            self._wanted = None
        if self._focus_wanted and self.sheet is not None:
            self._focus_wanted = False
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self.scroll.ensureWidgetVisible(widget))

    def _show_fixes(self) -> None:
        self._page.show_part(self.key)
        self.fixes.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reveal(self.fixes)

    def _dress(self) -> None:
        theme = self.desk.theme
        fill(self, theme)
        fill(self._inner, theme)
        self.scroll.setStyleSheet(theme.sheet("QScrollArea { background: $surface; border: none; }" + SCROLL_BARS))
        theme.tint(self.summary, "text2")


def summary(sheet: RecoverySheet, now: int) -> str:
    """ "3 of 7 done · phase Recover · 1 target missed · coordinated by Mei Okafor"."""
    missed, _known = sheet.aims(now)
    parts = [
        _("{done} of {count} done").format(done=sheet.done, count=len(sheet.tasks)),
        _("phase {phase}").format(phase=_(sheet.phase)) if sheet.phase else _("all phases done"),
        ngettext("{count} target missed", "{count} targets missed", missed).format(count=missed) if missed else "",
        _("coordinated by {name}").format(name=sheet.coordinator) if sheet.coordinator else _("nobody coordinates it"),
        _("change {reference}").format(reference=sheet.change_ref) if sheet.change_ref else "",
    ]
    return " · ".join(part for part in parts if part)
