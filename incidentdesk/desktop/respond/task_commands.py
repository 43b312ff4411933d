"""What can be done with the steps of a plan; keys, menus, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.respond.plan_writing import PlanWriting
from incidentdesk.desktop.respond.task_dialog import TaskDialog
from incidentdesk.desktop.respond.task_words import role_and_who
from incidentdesk.language import _, isolated
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.plan_part import PlanPart


_TITLES = 460  # the width in which the titles of steps can be told apart


class TaskCommands(QObject):
    def __init__(self, part: "PlanPart", page: "IncidentPage") -> None:
        super().__init__(part)
        self._part, self._page, self._desk = part, page, page.desk
        self._id = page.incident_id
        self._writing = PlanWriting(part, page)
        page.desk.registry.add_all(self._actions(), part)

    def _actions(self) -> Iterator[Action]:
        """The keys act only while the steps have the focus, because the page has other uses for some of them."""
        why = self.why_no_task
        for key, text, run, keys, icon, why_disabled in (
            ("tick", _("Tick the step, or take the tick back (Space)"), self.tick, (), "step-done", why),
            ("start", _("&Begin the step"), self.start, (), "start", why),
            ("skip", _("S&kip the step…"), self.skip, ("S",), "skip", why),
            ("block", _("B&lock the step, or unblock it…"), self.block, ("B",), "hold", why),
            ("assign", _("Give the step to &somebody…"), self.assign, ("A",), "assign", why),
            ("need", _("Let the step &wait for another…"), self.choose_need, ("W",), "link", self.why_no_other),
            ("edit", _("E&dit the step…"), self.edit, ("F2",), "edit", why),
            ("add", _("Add a task &behind the step…"), self.add, ("N",), "plus", self._page.commands.why_nothing),
            ("withdraw", _("Take the &added task away"), self.withdraw, ("Del",), "trash", self.why_not_added),
            ("up", _("Step up"), lambda: self.move(up=True), ("Alt+Up",), "chevron-up", why),
            ("down", _("Step down"), lambda: self.move(up=False), ("Alt+Down",), "chevron-down", why),
        ):
            yield Action(
                f"run.{key}", text, run, icon=icon, shortcuts=keys, scope="run", menu="incident/respond", section=22,
                why_disabled=why_disabled,
            )  # fmt: skip

    # -- why not

    def why_not_added(self) -> str:
        task = self._part.current_task()
        if task is not None and not task.added:
            return _("This is a step of the plan. Skip it with a reason instead.")
        return self.why_no_task()

    def why_no_task(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.current_task() else _("Choose a step of the plan first."))

    def why_no_other(self) -> str:
        task = self._part.current_task()
        if task is not None and not task.active:
            return _("The step is over, so it waits for nothing.")
        others = [row for row in self._part.sheet.tasks if task is not None and row.id != task.id and row.active]
        return self.why_no_task() or ("" if others else _("There is no other open step that it could wait for."))

    # -- tasks

    def do(self, what: str, task: TaskRow | None = None) -> None:
        """One of the wishes of the list, of the unfolded step and of the bar."""
        acts: dict[str, Callable[[TaskRow | None], None]] = {
            "tick": self.tick, "start": self.start, "skip": self.skip, "block": self.block, "unblock": self.unblock,
            "reopen": self.reopen, "assign": self.assign, "need": self.choose_need, "edit": self.edit,
            "message": self.draft_message,
            "add": lambda _task: self.add(), "up": lambda _task: self.move(up=True),
            "down": lambda _task: self.move(up=False), "withdraw": self.withdraw, "menu": self._open_menu,
            "complete": lambda _task: self._desk.registry.run("run.complete"),
        }  # fmt: skip
        why = self._page.commands.why_nothing()
        if why and what != "menu":
            self._page.say(why, "warning")
            return
        acts[what](task)

    def _task(self, task: TaskRow | None) -> TaskRow | None:
        return task if isinstance(task, TaskRow) else self._part.current_task()

    def _change(self, task: TaskRow, function: str, said: str, **named: Any) -> None:
        self._writing.write(_task_act(function, task.id, **named), said.format(title=isolated(task.title)))

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
            self._writing.ask(
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
        self._writing.ask(
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
        self._writing.ask(
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

    def choose_need(self, task: TaskRow | None = None) -> None:
        """Let the step wait for another one, or no more."""
        if (task := self._task(task)) is None:
            return
        others = [row for row in self._part.sheet.tasks if row.id != task.id and (row.active or row.id in task.needs)]
        choices = [
            Choice(
                row, row.title, meaning=_("waits for it · takes it off") if row.id in task.needs else role_and_who(row)
            )
            for row in others
        ]
        title = _("What does “{title}” wait for?").format(title=isolated(task.title))
        popup = ChoicePopup(self._desk.theme, title, choices, window=self._page.window())
        popup.chosen.connect(lambda needed: self._link(task, needed))
        anchor = self._part.anchor_of(task.id)
        anchor.setWidth(max(anchor.width(), _TITLES))
        popup.open_at(anchor)

    def _link(self, task: TaskRow, needed: TaskRow) -> None:
        def act(session: Any) -> None:
            from incidentdesk.respond.task_need import wait_for, wait_no_more

            (wait_no_more if needed.id in task.needs else wait_for)(session, task.id, needed.id)

        said = _("Task waits for nothing more: {title}") if needed.id in task.needs else _("Task waits: {title}")
        self._writing.write(act, said.format(title=isolated(task.title)))

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
            self._writing.write(_task_act("withdraw_task", task.id), said, toast=True)

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

        self._writing.write(act, _("Update for {number} drafted"), then=shown)

    def _open_menu(self, _task: TaskRow | None) -> None:
        self.menu(self._part).popup(QCursor.pos())

    def menu(self, parent: QWidget) -> Any:
        """What can be done with the step under the cursor and with the plan."""
        ids = [
            "run.tick",
            "run.start",
            "run.skip",
            "run.block",
            "run.assign",
            "run.need",
            "run.edit",
            "run.add",
            "run.withdraw",
            None,
        ]
        ids += ["run.up", "run.down", None, "run.role", "run.complete", "run.stop", "run.save", None, "list.plan"]
        return self._desk.registry.context_menu(parent, ids)


def _task_act(function: str, task_id: int, **named: Any) -> Callable[[Any], Any]:
    """A use case of `respond.task_change` by its name, so that it is loaded when it is first needed."""

    def act(session: Any) -> Any:
        from incidentdesk.respond import task_change

        return getattr(task_change, function)(session, task_id, **named)

    return act
