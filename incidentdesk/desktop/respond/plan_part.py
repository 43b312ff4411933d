"""The plan runner on the page of an incident: the steps of its plan, who does them, and what is next (ux.md 5)."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.respond.next_step_bar import NextStepBar
from incidentdesk.desktop.respond.plan_commands import PlanCommands
from incidentdesk.desktop.respond.plan_header import LANES, PEOPLE, STEPS, PlanHeader
from incidentdesk.desktop.respond.plan_people import PlanPeople
from incidentdesk.desktop.respond.plan_sheet import NOUNS, PlanSheet, load_plan_sheet
from incidentdesk.desktop.respond.reason_bar import ReasonBar
from incidentdesk.desktop.respond.task_commands import TaskCommands
from incidentdesk.desktop.respond.task_detail import TaskDetail
from incidentdesk.desktop.respond.task_lanes import TaskLanes
from incidentdesk.desktop.respond.task_model import StepRow, rows_of
from incidentdesk.desktop.respond.task_view import TaskView
from incidentdesk.desktop.respond.upload_list import incoming_of
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.respond.next_step import next_step, waiting
from incidentdesk.respond.task_list import TaskRow, finished_of

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_TICK = 1_000  # milliseconds
# From this width of the part on, at the usual text size, roles and contacts stand beside the steps.
_WIDE = 860
# Below this height what stands above the steps says less.
_LOW = 340


class PlanPart(QWidget):
    """Behind the tab "Plan 4/9". `shown` comes whenever what was read stands there."""

    key = "plan"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions = ("list.plan", "run.new", "run.acknowledge")
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)
    shown = Signal()

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__()
        self._page, self._desk = page, page.desk
        self.sheet = PlanSheet()
        self.refusal = ""  # what was refused last, for as long as nothing went well since
        self._opened: int | None = None
        self._wanted: int | None = None
        self._focus_wanted = self._shown_once = self._dismissed = False
        self.header = PlanHeader(page.desk)
        self.next = NextStepBar(page.desk)
        self.reason = ReasonBar(page.desk)
        self.view, self.lanes, self.people = TaskView(page.desk), TaskLanes(page.desk), PlanPeople(page.desk)
        self._detail: TaskDetail | None = None
        self._build()
        self.commands, self.task_commands = PlanCommands(self, page), TaskCommands(self, page)
        more = self.task_commands.menu(self.header.more)
        more.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.header.more.setMenu(more)
        self.proposal = MessageBar(page.desk.theme)
        self._proposal_margin = QWidget()
        margin = QVBoxLayout(self._proposal_margin)
        margin.setContentsMargins(16, 8, 16, 8)
        margin.addWidget(self.proposal)
        self._proposal_margin.hide()
        self.proposal.dismissed.connect(self._dismiss)
        page.add_bar(self._proposal_margin)
        self._connect()
        self._ticking = QTimer(self, interval=_TICK)
        self._ticking.timeout.connect(self._renew)
        page.desk.theme.changed.connect(self._dress)
        self._dress()
        self.load()

    def _build(self) -> None:
        self.stack = QStackedWidget()
        for widget in (self.view, self.lanes):
            self.stack.addWidget(widget)
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(self.stack, 1)
        self.stack.addWidget(self.people)
        running = QWidget()
        column = QVBoxLayout(running)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        bars = QVBoxLayout()
        bars.setContentsMargins(16, 0, 16, 8)
        bars.setSpacing(8)
        bars.addWidget(self.next)
        bars.addWidget(self.reason)
        column.addLayout(bars)
        column.addLayout(self._body, 1)
        self.empty = EmptyState(
            self._desk.theme, "plan", _("No plan yet"),
            _("Activate a response plan: its steps, roles and first message are here at once."),
            _("Activate plan…"), lambda: self._desk.registry.run("list.plan"), _("Add a task of your own"),
            lambda: self._desk.registry.run("run.new"),
        )  # fmt: skip
        self._whole = QStackedWidget()
        self._whole.addWidget(self.empty)
        self._whole.addWidget(running)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._whole)

    def _connect(self) -> None:
        commands = self.commands
        self.header.viewed.connect(self._show_view)
        self.next.wanted.connect(lambda what: self.task_commands.do(what, self.next.task))
        self.view.wanted.connect(self._wish)
        self.view.dropped.connect(self._attach)
        self.view.cursor_moved.connect(self._desk.registry.refresh)
        self.lanes.wanted.connect(self._wish)
        self.people.role_wanted.connect(commands.hand_over)
        self._desk.changes.changed.connect(self._heard)
        self._page.shown.connect(self._page_shown)

    # -- the part on the page

    def title(self) -> str:
        run = self.sheet.run
        rows = self.sheet.steps(run) if run else list(self.sheet.tasks)
        if not rows:
            return _("Plan")
        done, count = finished_of(rows)
        return _("Plan {done}/{count}").format(done=done, count=count)

    def count(self) -> int:
        return 0

    def pane(self) -> QWidget:
        if self._whole.currentIndex() == 0:
            return self.empty.action_button or self.empty
        return self.stack.currentWidget()

    def takes(self, source: QMimeData) -> bool:
        return self.current_task() is not None and bool(incoming_of(source, self._desk.zone))

    def take(self, source: QMimeData) -> None:
        task = self.current_task()
        if task is not None:
            self._attach(task.id, source)

    def show_record(self, task_id: int) -> None:
        """For a reference such as INC-0042#plan/12."""
        self._show_step(task_id)

    def focus_soon(self) -> None:
        """Put the cursor on the next step as soon as it is there; what was written may have been read already."""
        self._focus_wanted = True
        self.load()

    def choose_soon(self, task_id: int) -> None:
        """Put the cursor on a step that was just written."""
        self._wanted = task_id
        self.load()

    # -- reading

    def load(self) -> None:
        self._desk.background.run_latest(
            f"plan of part {id(self)}", load_plan_sheet, self._desk.database, self._page.incident_id,
            then=self._show, failed=self._fail,
        )  # fmt: skip

    def _heard(self, changes: Any) -> None:
        ids = changes.get("incident", frozenset())
        mine = ids is None or self._page.incident_id in ids
        if mine or NOUNS & (set(changes) - {"incident"}):
            self.load()

    def _page_shown(self) -> None:
        """What can be written is known from now on."""
        self._propose()
        self._show_tasks()

    def _fail(self, refused: Refused) -> None:
        self.refused.emit(refused)

    def _show(self, sheet: PlanSheet) -> None:
        self.sheet = sheet
        focus = self.window().focusWidget()
        # Whoever came here before it was read has the focus on what goes now.
        self._focus_wanted |= bool(sheet.tasks) and focus is not None and self.empty.isAncestorOf(focus)
        self._whole.setCurrentIndex(1 if sheet.tasks or sheet.runs else 0)
        self._propose()
        self.renamed.emit()
        self.people.show_sheet(sheet)
        self._arrange()
        self._show_tasks()
        self._desk.registry.refresh()
        self.shown.emit()

    def _show_tasks(self) -> None:
        now, me = clock.stored(clock.now()), self._desk.actor
        tasks = self.sheet.tasks
        upcoming = next_step(tasks, me)
        writable = not self._page.commands.why_nothing()
        self.header.show_sheet(self.sheet, now)
        left = [row for row in tasks if row.active]
        running = self.sheet.running
        completable = running is not None and not any(row.mandatory for row in left if row.plan_run_id == running.id)
        self.next.show_task(upcoming, now, writable=writable, completable=completable, blocked=len(left))
        rows = rows_of(tasks, upcoming.id if upcoming else None, self._opened)
        self.view.show_rows(rows, now, self._unfolded(rows, writable))
        self.lanes.show_tasks(tasks, now)
        self._set_cursor(upcoming)

    def _set_cursor(self, upcoming: TaskRow | None) -> None:
        if self._wanted is not None and self._task(self._wanted) is not None:
            self.view.choose(self._wanted)
            self._wanted = None
        elif not self._shown_once and upcoming is not None:
            self._shown_once = True
            self.view.choose(upcoming.id)
        if self._focus_wanted and self.sheet.tasks:
            if upcoming is not None:
                self.view.choose(upcoming.id)
            self._focus_wanted = False
            self.pane().setFocus(Qt.FocusReason.OtherFocusReason)

    def _renew(self) -> None:
        now = clock.stored(clock.now())
        self.next.renew(now)
        self.view.renew(now)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()
        self._arrange()
        if self.sheet.tasks:
            self._show_tasks()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._ticking.stop()

    # -- the plan that a rule proposes

    def _propose(self) -> None:
        proposal = self.sheet.proposal
        if proposal is None or self._dismissed or self._page.commands.why_nothing():
            self.proposal.hide()
            self._proposal_margin.hide()
            return
        steps = ngettext("{count} step", "{count} steps", proposal.steps).format(count=proposal.steps)
        said = _("Plan “{plan}” fits this incident: {steps}.").format(plan=isolated(proposal.plan), steps=steps)
        keys = self._desk.registry.shortcut_text("list.plan")
        if keys:
            said = _("{said} Key {keys}, then Enter.").format(said=said, keys=keys)
        if self.proposal.text != said:
            self.proposal.say(said, "info", _("&Activate"), self.commands.activate_proposed)
        self._proposal_margin.show()

    def _dismiss(self) -> None:
        self._dismissed = True
        self._proposal_margin.hide()

    # -- views

    def _show_view(self, name: str) -> None:
        task = self.current_task()
        self.stack.setCurrentWidget({STEPS: self.view, LANES: self.lanes, PEOPLE: self.people}[name])
        if task is not None:
            # Steps and lanes are two views of one thing; the cursor stays with it.
            self.lanes.choose(task.id)
            self.view.choose(task.id)
        self.stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        """Roles and contacts stand beside the steps where there is room, else they are a view of their own."""
        scale = max(100, self._desk.theme.scale)
        low = self.height() < _LOW * scale // 100
        self.header.be_low(low)
        self.next.be_low(low)
        wide = self.width() >= _WIDE * scale // 100
        beside = self.stack.indexOf(self.people) < 0
        self.header.view.button(PEOPLE).setVisible(not wide)
        if wide == beside:
            return
        if wide:
            if self.stack.currentWidget() is self.people:
                self.header.view.choose(STEPS)
                self.stack.setCurrentWidget(self.view)
            self.stack.removeWidget(self.people)
            self.people.setMaximumWidth(300)
            self._body.addWidget(self.people)
            self.people.show()
        else:
            self._body.removeWidget(self.people)
            self.people.setMaximumWidth(16_777_215)
            self.stack.addWidget(self.people)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # -- one step

    def current_task(self) -> TaskRow | None:
        """The step under the cursor, as it was read last."""
        task = self.lanes.current_task() if self.stack.currentWidget() is self.lanes else self.view.current_task()
        return self._task(task.id) if task is not None else None

    def _task(self, task_id: int) -> TaskRow | None:
        return next((row for row in self.sheet.tasks if row.id == task_id), None)

    def needs_of(self, task_id: int) -> tuple[str, ...]:
        """The titles of the steps that a step waits for."""
        found = next((each for each in waiting(self.sheet.tasks) if each.row.id == task_id), None)
        return tuple(need.title for need in found.needs) if found else ()

    def typed_result(self, task_id: int) -> str:
        """What stands in the line for the result, where the step is unfolded."""
        unfolded = self._detail is not None and self._detail.task_id == task_id
        return self._detail.result.text() if unfolded else ""

    def anchor_of(self, task_id: int) -> QRect:
        """Where a step stands on the screen."""
        if self.stack.currentWidget() is self.lanes:
            return self.lanes.current_place()
        place = self.view.tasks.place_of(("step", task_id))
        if place < 0 or self.stack.currentWidget() is not self.view:
            corner = self.stack.mapToGlobal(QPoint(16, 16))
            return QRect(corner, corner)
        rect = self.view.visualRect(self.view.tasks.index(place))
        return QRect(self.view.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def _wish(self, what: str) -> None:
        task = self.current_task()
        if what == "unfold" and task is not None and self.stack.currentWidget() is self.lanes:
            self._show_step(task.id)
        elif what == "unfold" and task is not None:
            self._opened = None if self._opened == task.id else task.id
            self._show_tasks()
            self.view.show_current()
        elif what != "unfold":
            self.task_commands.do(what, task)

    def _show_step(self, task_id: int) -> None:
        """Unfold a step in the list and go there."""
        self._opened = task_id
        self.header.view.choose(STEPS)
        self.stack.setCurrentWidget(self.view)
        self._show_tasks()
        self.view.choose(task_id)
        self.view.show_current()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unfolded(self, rows: list, writable: bool) -> TaskDetail | None:
        """The widget of the step that is unfolded; what is being typed in it stays."""
        task = self._task(self._opened) if self._opened is not None else None
        if task is None:
            self._detail = None
            return None
        if self._detail is None or self._detail.task_id != task.id:
            # Named before it is in the list, which deletes the one before.
            self._detail = detail = TaskDetail(self._desk)
            detail.wanted.connect(lambda what: self.task_commands.do(what, self._task(detail.task_id)))
            detail.grown.connect(self.view.fit_unfolded)
        needs = next((row.needs for row in rows if isinstance(row, StepRow) and row.task.id == task.id), ())
        self._detail.show_task(task, needs, writable=writable)
        return self._detail

    # -- files

    def _attach(self, task_id: int, source: QMimeData) -> None:
        """Attach what was dropped on a step to the incident, and name it at the step."""
        files = incoming_of(source, self._desk.zone)
        self._page.files.attach([replace(each, task_id=task_id) for each in files])

    def _dress(self) -> None:
        fill(self, self._desk.theme)
