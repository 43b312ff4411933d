"""What can be done with the plan of an incident and its tasks; keys, menus, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.detect.plan_chooser import activate_plan, choose_plan
from incidentdesk.desktop.respond.role_dialog import RoleDialog
from incidentdesk.desktop.respond.task_dialog import TaskDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.plan_run_list import Run
from incidentdesk.respond.role_hand_over import RoleRow
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.plan_part import PlanPart


class PlanCommands(QObject):
    def __init__(self, part: "PlanPart", page: "IncidentPage") -> None:
        super().__init__(part)
        self._part, self._page, self._desk = part, page, page.desk
        self._id = page.incident_id
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        nothing, no_task, no_run = self._page.commands.why_nothing, self.why_no_task, self.why_no_run
        yield Action(
            "list.plan", _("Activate p&lan…"), self.choose, icon="activate", shortcuts=("L",), scope="list",
            menu="incident/respond", section=10, why_disabled=self.why_over,
            synonyms=_("run playbook runbook response"),
        )  # fmt: skip
        for key, text, run, icon, section, why in (
            ("acknowledge", _("Ac&knowledge"), self.acknowledge, "check", 10, self.why_acknowledged),
            ("new", _("&New task…"), self.add, "task", 20, nothing),
            ("tick", _("Tick the step, or take the tick back"), self.tick, "step-done", 20, no_task),
            ("start", _("&Begin the step"), self.start, "start", 20, no_task),
            ("skip", _("S&kip the step…"), self.skip, "skip", 20, no_task),
            ("block", _("B&lock the step…"), self.block, "hold", 20, no_task),
            ("assign", _("Give the step to &somebody…"), self.assign, "assign", 20, no_task),
            ("edit", _("E&dit the step…"), self.edit, "edit", 20, no_task),
            ("up", _("Step up"), lambda: self.move(up=True), "chevron-up", 20, no_task),
            ("down", _("Step down"), lambda: self.move(up=False), "chevron-down", 20, no_task),
            ("role", _("Hand over a &role…"), self.choose_role, "hand-over", 30, self.why_no_role),
            ("complete", _("&Complete the plan"), self.complete, "success", 30, no_run),
            ("stop", _("S&top the plan…"), self.stop, "cancel", 30, no_run),
            ("save", _("Save tasks as a &plan…"), self.save_as, "save", 30, self.why_no_tasks),
        ):
            yield Action(
                f"run.{key}", text, run, icon=icon, scope="incident", menu="incident/respond", section=section,
                why_disabled=why,
            )  # fmt: skip

    # -- why not

    def why_over(self) -> str:
        why = self._page.commands.why_nothing()
        if why or self._part.sheet.open:
            return why
        return _("The incident is over, so there is nothing to respond to. Reopen it first.")

    def why_acknowledged(self) -> str:
        why = self._page.commands.why_nothing()
        return why or (_("The incident is acknowledged already.") if self._part.sheet.acknowledged else "")

    def why_no_task(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.current_task() else _("Choose a step of the plan first."))

    def why_no_run(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet.running else _("No plan runs for this incident."))

    def why_no_role(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet.roles else _("No plan asks for a role yet."))

    def why_no_tasks(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet.tasks else _("There is no task yet."))

    # -- the plan

    def choose(self) -> None:
        choose_plan(self._desk, self._page, self._id, self._anchor, then=self._activated, failed=self._page.say_refused)

    def activate_proposed(self) -> None:
        proposal = self._part.sheet.proposal
        if proposal is not None:
            activate_plan(
                self._desk, self._page, self._id, proposal.plan_id, proposal.plan, self._activated,
                self._page.say_refused,
            )  # fmt: skip

    def _activated(self, _run_id: int) -> None:
        self._page.show_part(self._part.key)
        self._part.focus_soon()

    def _anchor(self) -> QRect:
        header = self._page.header
        place = header.mapToGlobal(QPoint(16, header.height() - 8))
        return QRect(place, place)

    def acknowledge(self) -> None:
        from incidentdesk.respond.plan_run_change import acknowledge

        self._write(lambda session: acknowledge(session, self._id), _("{number} acknowledged"))

    def _run(self) -> Run | None:
        """The running plan of the step under the cursor, else the one that was activated last."""
        task, sheet = self._part.current_task(), self._part.sheet
        own = [run for run in sheet.runs if run.running and task is not None and run.id == task.plan_run_id]
        return own[0] if own else sheet.running

    def complete(self) -> None:
        from incidentdesk.respond.plan_run_change import complete_run

        run = self._run()
        if run is not None:
            self._write(lambda session: complete_run(session, run.id), _("Plan of {number} completed"), toast=True)

    def stop(self) -> None:
        from incidentdesk.respond.plan_run_change import stop_run

        run = self._run()
        if run is None:
            return
        question = _("Why is “{plan}” stopped?").format(plan=isolated(run.plan))
        self._ask(
            question, _("Stop the plan"), lambda why: lambda session: stop_run(session, run.id, reason=why),
            _("Plan of {number} stopped"), key=("stop", run.id),
        )  # fmt: skip

    def save_as(self) -> None:
        from incidentdesk.respond.run_as_plan import save_as_plan

        dialog = LineDialog(
            self._desk, _("Save tasks as a plan"), _("&Name of the new plan; it is a draft until it is approved"),
            _("Save"), _("Name the plan."), parent=self._page.window(),
        )  # fmt: skip

        def saved(plan_id: int) -> None:
            dialog.accept()
            self._page.opened.emit(f"PLAN-{plan_id:04d}")

        def save() -> None:
            name = dialog.line.text().strip()
            said = _("Plan “{name}” made from the tasks").format(name=isolated(name))
            act = lambda session: save_as_plan(session, self._id, name=name)  # noqa: E731
            write(self._desk, dialog, act, said, then=saved, failed=dialog.fail, toast=True)

        dialog.wanted.connect(save)
        dialog.open()

    # -- roles

    def choose_role(self) -> None:
        roles = self._part.sheet.roles
        if len(roles) == 1:
            self.hand_over(roles[0])
            return
        choices = [Choice(role, role.role, meaning=role.person or _("nobody yet")) for role in roles]
        popup = ChoicePopup(self._desk.theme, _("Which role?"), choices, window=self._page.window())
        popup.chosen.connect(self.hand_over)
        popup.open_at(self._anchor())

    def hand_over(self, role: RoleRow) -> None:
        dialog = RoleDialog(self._desk, role, self._part.sheet.people, self._page.window())

        def act(session: Any) -> int:
            from incidentdesk.respond.role_hand_over import give_role, hand_over_role

            person, note = dialog.person.text(), dialog.note.toPlainText()
            facts = {"role": role.role, "person": person, "note": note}
            return hand_over_role(session, self._id, **facts) if role.person else give_role(session, self._id, **facts)

        said = _("Role {role} given to {person}").format(role=isolated(role.role), person="{person}")

        def save() -> None:
            text = said.replace("{person}", isolated(dialog.person.text().strip()))
            write(self._desk, dialog, act, text, then=lambda _id: dialog.accept(), failed=dialog.fail)

        dialog.wanted.connect(save)
        dialog.open()

    # -- tasks

    def do(self, what: str, task: TaskRow | None = None) -> None:
        """One of the wishes of the list, of the unfolded step and of the bar."""
        acts: dict[str, Callable[[TaskRow | None], None]] = {
            "tick": self.tick, "start": self.start, "skip": self.skip, "block": self.block, "unblock": self.unblock,
            "reopen": self.reopen, "assign": self.assign, "edit": self.edit, "message": self.draft_message,
            "add": lambda _task: self.add(), "withdraw": self.withdraw, "menu": self._open_menu,
            "complete": lambda _task: self.complete(),
        }  # fmt: skip
        why = self._page.commands.why_nothing()
        if why and what != "menu":
            self._page.say(why, "warning")
            return
        acts[what](task)

    def _task(self, task: TaskRow | None) -> TaskRow | None:
        return task if isinstance(task, TaskRow) else self._part.current_task()

    def _change(self, task: TaskRow, function: str, said: str, **named: Any) -> None:
        self._write(_task_act(function, task.id, **named), said.format(title=isolated(task.title)))

    def tick(self, task: TaskRow | None = None) -> None:
        """Done, or not done after all; what waits for another step asks why it is done all the same."""
        task = self._task(task)
        if task is None:
            return
        if task.finished:
            self.reopen(task)
            return
        result = self._part.typed_result(task.id)
        needed = self._part.needs_of(task.id)
        if needed:
            question = _("“{title}” waits for “{needed}”. Why is it done all the same?").format(
                title=isolated(task.title), needed=isolated(needed[0])
            )
            self._ask(
                question, _("Done"), lambda why: _task_act("finish_task", task.id, result=result, reason=why),
                _("Task done: {title}").format(title=isolated(task.title)), key=("tick", task.id),
            )  # fmt: skip
            return
        self._change(task, "finish_task", _("Task done: {title}"), result=result)

    def start(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is not None:
            self._change(task, "start_task", _("Task begun: {title}"))

    def reopen(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is not None:
            self._change(task, "reopen_task", _("Task reopened: {title}"))

    def unblock(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is not None:
            self._change(task, "unblock_task", _("Task goes on: {title}"))

    def skip(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is None:
            return
        title = isolated(task.title)
        self._ask(
            _("Why is “{title}” skipped?").format(title=title), _("Skip"),
            lambda why: _task_act("skip_task", task.id, reason=why), _("Task skipped: {title}").format(title=title),
            key=("skip", task.id),
        )  # fmt: skip

    def block(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is None:
            return
        if task.state == TaskState.BLOCKED:
            self.unblock(task)
            return
        title = isolated(task.title)
        self._ask(
            _("What does “{title}” wait for?").format(title=title), _("Block"),
            lambda why: _task_act("block_task", task.id, reason=why), _("Task blocked: {title}").format(title=title),
            key=("block", task.id),
        )  # fmt: skip

    def assign(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is None:
            return
        sheet, me = self._part.sheet, self._desk.actor
        choices = [Choice(("person", me), me, meaning=_("me · A A"), key="A")]
        choices += [Choice(("person", name), name) for name in sheet.people if name != me]
        choices += [Choice(("team", name), name, meaning=_("team")) for name in sheet.teams]
        choices += [Choice(("department", name), name, meaning=_("department")) for name in sheet.departments]
        choices.append(Choice(("person", ""), _("Nobody"), meaning=_("leaves it empty")))
        title = _("Give “{title}” to").format(title=isolated(task.title))
        popup = ChoicePopup(
            self._desk.theme, title, choices, current=("person", task.person), new=_("Create “{name}”"),
            window=self._page.window(),
        )  # fmt: skip

        def chosen(value: Any) -> None:
            fact, name = value if isinstance(value, tuple) else ("person", value)
            said = _("Task given to {name}: {title}").format(name=isolated(name or _("nobody")), title="{title}")
            seen = {fact: getattr(task, fact)}
            self._change(task, "change_task", said, changes={fact: name}, seen=seen)

        popup.chosen.connect(chosen)
        popup.open_at(self._part.anchor_of(task.id))

    def edit(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is not None:
            self._open_dialog(task.id)

    def add(self) -> None:
        current = self._part.current_task()
        self._open_dialog(0, current.id if current is not None and current.active else None)

    def _open_dialog(self, task_id: int, after: int | None = None) -> None:
        dialog = TaskDialog(self._desk, self._id, self._part.sheet, task_id, after, self._page.window())
        dialog.saved.connect(self._part.choose_soon)
        dialog.open()

    def withdraw(self, task: TaskRow | None = None) -> None:
        if (task := self._task(task)) is not None:
            said = _("Task taken away: {title}").format(title=isolated(task.title))
            self._write(_task_act("withdraw_task", task.id), said, toast=True)

    def move(self, *, up: bool) -> None:
        """One place up or down among the steps of the same run."""
        task = self._task(None)
        if task is None:
            return
        steps = [row for row in self._part.sheet.tasks if row.plan_run_id == task.plan_run_id]
        place = next(at for at, row in enumerate(steps) if row.id == task.id)
        if (up and place == 0) or (not up and place == len(steps) - 1):
            return
        later = steps[place - 1 :] if up else steps[place + 2 :]
        before = later[0].id if later else None
        self._change(task, "move_task", _("Task moved: {title}"), before=before)

    def draft_message(self, task: TaskRow | None = None) -> None:
        """Write the draft that the step asks for and show it among the updates."""
        if (task := self._task(task)) is None:
            return

        def act(session: Any) -> int:
            from incidentdesk.respond.task_message import draft_message_of_task

            return draft_message_of_task(session, task.id)

        def shown(announcement_id: int) -> None:
            self._page.show_part(f"updates/{announcement_id}")

        self._write(act, _("Update for {number} drafted"), then=shown)

    def note_file(self, task_id: int, names: str) -> None:
        """Say at a step which file shows what came of it."""
        said = _("File at a step of {number}")
        self._write(_task_act("note_result", task_id, text=_("File: {names}").format(names=names)), said)

    # -- writing

    def _write(
        self, act: Callable[[Any], Any], said: str, *, then: Callable[[Any], None] | None = None, toast: bool = False
    ) -> None:
        text = said.replace("{number}", number(self._id))
        write(self._desk, self._part, act, text, then=then, failed=self._page.say_refused, toast=toast)

    def _ask(
        self, question: str, verb: str, act: Callable[[str], Callable[[Any], Any]], said: str, *, key: object
    ) -> None:
        """Ask why in the layout; what was typed stays until it is saved."""
        self._page.show_part(self._part.key)
        bar = self._part.reason

        def refused(error: Refused) -> None:
            bar.complain(str(error))

        def answer(text: str) -> None:
            write(
                self._desk, self._part, act(text), said.replace("{number}", number(self._id)),
                then=lambda _result: bar.saved(), failed=refused,
            )  # fmt: skip

        bar.ask(question, verb, answer, key=key, back=self._part.pane())

    def _open_menu(self, _task: TaskRow | None) -> None:
        self.menu(self._part).popup(QCursor.pos())

    def menu(self, parent: QWidget) -> Any:
        """What can be done with the step under the cursor and with the plan."""
        ids = ["run.tick", "run.start", "run.skip", "run.block", "run.assign", "run.edit", "run.up", "run.down", None]
        ids += ["run.new", None, "run.role", "run.complete", "run.stop", "run.save", None, "list.plan"]
        return self._desk.registry.context_menu(parent, ids)


def _task_act(function: str, task_id: int, **named: Any) -> Callable[[Any], Any]:
    """A use case of `respond.task_change` by its name, so that it is loaded when it is first needed."""

    def act(session: Any) -> Any:
        from incidentdesk.respond import task_change

        return getattr(task_change, function)(session, task_id, **named)

    return act
