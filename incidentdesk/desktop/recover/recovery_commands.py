"""What can be done in the recovery of an incident; keys, menus, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.recover.all_clear_sheet import AllClearSheet
from incidentdesk.desktop.recover.finish_dialog import FinishDialog
from incidentdesk.desktop.recover.fix_dialog import FixDialog
from incidentdesk.desktop.recover.outage_dialog import open_outage_dialog
from incidentdesk.desktop.recover.recovery_dialog import RecoveryDialog
from incidentdesk.desktop.recover.restore_dialog import RestoreDialog, load_known_names
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.recover.all_clear import Knows
from incidentdesk.recover.recovery import RestoreState
from incidentdesk.recover.recovery_list import RestoreRow
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.recover.recovery_part import RecoveryPart
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_MENU = "incident/recover"


class RecoveryCommands(QObject):
    def __init__(self, part: "RecoveryPart", page: "IncidentPage") -> None:
        super().__init__(part)
        self._part, self._page, self._desk = part, page, page.desk
        self._id = page.incident_id
        self._refusal = ""
        page.desk.registry.add_all(self._of_incident(), page)
        page.desk.registry.add_all(self._of_task(), part.view)

    def _of_incident(self) -> Iterator[Action]:
        why = self._page.commands.why_nothing
        for key, text, run, keys, icon, why_disabled in (
            ("begin", _("&Begin the recovery"), self.begin, (), "recover", self.why_begun),
            ("change", _("C&oordinator and rollback…"), self.change, (), "edit", self.why_not_begun),
            ("mitigated", _("It no longer &hurts: mitigated now"), self.mitigate, (), "check", self.why_mitigated),
            ("open_outage", _("Open the o&utage…"), self.open_outage, (), "edit", self.why_no_outage),
            ("end_outage", _("The outa&ge is over now"), self.end_outage, (), "check", self.why_not_going_on),
            ("fix", _("Place a temporar&y fix…"), self.place_fix, (), "pin", why),
            ("extend_fix", _("&Extend the fix…"), self.extend_fix, (), "clock", self.why_no_fix),
            ("remove_fix", _("&Remove the fix"), self.remove_fix, (), "trash", self.why_no_fix),
            ("all_clear", _("Give the &all-clear…"), self.give_all_clear, (), "announce", self.why_no_all_clear),
        ):
            yield Action(
                f"recovery.{key}", text, run, icon=icon, shortcuts=keys, scope="incident", menu=_MENU, section=10,
                why_disabled=why_disabled, synonyms=_("restore recover workaround closing message"),
            )  # fmt: skip

    def _of_task(self) -> Iterator[Action]:
        """Their keys act only while the tasks have the focus, for the page and what stands below use them too."""
        why = self.why_no_task
        for key, text, run, keys, icon, why_disabled in (
            ("finish", _("Restore task &done (Space)"), self.finish, (), "step-done", self.why_skipped),
            ("start", _("Begin the restore &task"), self.start, ("B",), "start", self.why_finished),
            ("fail", _("The restore task fai&led…"), self.fail, ("F",), "error", self.why_finished),
            ("skip", _("&Skip the restore task…"), self.skip, ("S",), "skip", self.why_finished),
            ("unaffected", _("It &worked all the time"), self.skip_unaffected, ("W",), "check", self.why_finished),
            ("reopen", _("Reopen the rest&ore task…"), self.reopen, ("R",), "restore", self.why_unfinished),
            ("assign", _("&Give the restore task to…"), self.assign, ("A",), "assign", why),
            ("edit", _("Ed&it the restore task…"), self.edit, ("F2",), "edit", why),
            ("add", _("&Add a restore task…"), self.add, ("N",), "plus", self.why_not_begun),
            ("withdraw", _("Ta&ke the restore task away"), self.withdraw, ("Del",), "trash", why),
            ("up", _("Restore task &up"), lambda: self.move(-1), ("Alt+Up",), "chevron-up", why),
            ("down", _("Restore task dow&n"), lambda: self.move(1), ("Alt+Down",), "chevron-down", why),
        ):
            yield Action(
                f"recovery.{key}", text, run, icon=icon, shortcuts=keys, scope="recovery",
                menu="incident/restore", section=10, why_disabled=why_disabled,
            )  # fmt: skip

    # -- why not

    def why_begun(self) -> str:
        why = self._page.commands.why_nothing()
        return why or (_("The recovery was begun already.") if self._part.sheet is not None else "")

    def why_not_begun(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet is not None else _("Begin the recovery first."))

    def why_mitigated(self) -> str:
        why = self._page.commands.why_nothing()
        loaded = self._part.loaded
        at = loaded.stages["mitigated_at"] if loaded is not None else None
        return why or ("" if at is None else _("It is mitigated already. Correct the time among the details."))

    def why_no_fix(self) -> str:
        why = self._page.commands.why_nothing()
        fix = self._part.current_fix()
        return why or ("" if fix is not None and fix.stands else _("Choose a temporary fix that stands first."))

    def why_no_outage(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.current_outage() else _("Choose an outage first."))

    def why_not_going_on(self) -> str:
        outage = self._part.current_outage()
        over = outage is not None and not outage.goes_on
        return self.why_no_outage() or (_("This outage has ended already.") if over else "")

    def why_no_all_clear(self) -> str:
        why = self._page.commands.why_nothing()
        told = self._part.loaded.told if self._part.loaded is not None else ()
        if why or not told:
            return why or _("Nobody was told of the trouble, so nobody waits for the all-clear.")
        untold = any(each.knows in (Knows.NOT, Knows.FAILED) for each in told)
        return "" if untold else _("Everyone who was told of the trouble has the all-clear already.")

    def why_no_task(self) -> str:
        return self.why_not_begun() or ("" if self._task() else _("Choose a restore task first."))

    def why_finished(self) -> str:
        task = self._task()
        finished = task is not None and task.finished
        return self.why_no_task() or (_("This task is finished. Reopen it first.") if finished else "")

    def why_unfinished(self) -> str:
        task = self._task()
        open_still = task is not None and not task.finished
        return self.why_no_task() or (_("This task is open.") if open_still else "")

    def why_skipped(self) -> str:
        task = self._task()
        skipped = task is not None and task.state == RestoreState.SKIPPED
        return self.why_no_task() or (_("This task was skipped. Reopen it first.") if skipped else "")

    def _task(self) -> RestoreRow | None:
        return self._part.view.current_task()

    # -- the recovery

    def do(self, what: str) -> None:
        """A wish of the list; what can't be done says why."""
        if what == "menu":
            self.menu()
            return
        why = self._desk.registry.why_disabled(f"recovery.{what}")
        if why:
            self._say_refused(Refused(why))
        else:
            self._desk.registry.run(f"recovery.{what}")

    def menu(self) -> None:
        keys = (
            "finish",
            "start",
            "fail",
            "skip",
            "unaffected",
            "reopen",
            None,
            "edit",
            "add",
            "withdraw",
            None,
            "up",
            "down",
        )
        ids = [f"recovery.{key}" if key else None for key in keys]
        self._desk.registry.context_menu(self._part, ids).popup(QCursor.pos())

    def begin(self) -> None:
        act = _change("begin_recovery", self._id)
        said = _("Recovery of {number} begun").format(number=number(self._id))
        self._write(act, said, then=lambda _id: self._part.show_tasks(), toast=True)

    def change(self) -> None:
        RecoveryDialog(self._desk, self._id, self._part.window()).open()

    def mitigate(self) -> None:
        def act(session: Any) -> None:
            from incidentdesk.respond.change import change_incident

            change_incident(session, self._id, {"mitigated_at": clock.now()}, seen={"mitigated_at": None})

        self._write(act, _("{number} mitigated").format(number=number(self._id)), toast=True)

    def give_all_clear(self) -> None:
        sheet = self._part.sheet
        left = len(sheet.tasks) - sheet.done if sheet is not None else 0
        AllClearSheet(self._desk, self._id, self._part.loaded.told, left, self._part.window()).open()

    # -- restore tasks

    def start(self) -> None:
        self._act("start_restore_task", _("Restore task begun: {title}"))

    def finish(self) -> None:
        """At once where no data comes back, else with until when it goes."""
        task = self._task()
        if task.rpo is None and not task.finished:
            self._act("finish_restore_task", _("Restore task done: {title}"))
            return
        dialog = FinishDialog(self._desk, task, self._part.window())
        said = _("Restore task done: {title}").format(title=isolated(task.title))
        self._ask(dialog, lambda: _change("finish_restore_task", task.id, **dialog.said()), said)

    def fail(self) -> None:
        self._ask_why(
            "fail_restore_task", _("What went wrong with “{title}”?"), _("It failed"), _("Restore task failed: {title}")
        )

    def skip(self) -> None:
        self._ask_why(
            "skip_restore_task", _("Why is “{title}” skipped?"), _("Skip"), _("Restore task skipped: {title}")
        )

    def skip_unaffected(self) -> None:
        """What is needed and was never gone is out of the way with one key."""
        self._act("skip_restore_task", _("Restore task skipped: {title}"), reason=_("It worked all the time"))

    def reopen(self) -> None:
        self._ask_why(
            "reopen_restore_task", _("Why is “{title}” open again?"), _("Reopen"), _("Restore task reopened: {title}")
        )

    def assign(self) -> None:
        """Choose who does it, as soon as it is known who there is."""
        task = self._task()
        self._desk.background.run(
            load_known_names, self._desk.database, then=lambda known: self._choose_owner(task, known.staff),
            failed=self._say_refused,
        )  # fmt: skip

    def _choose_owner(self, task: RestoreRow, staff: tuple[str, ...]) -> None:
        me = self._desk.actor
        choices = [Choice(me, me, meaning=_("me · A A"), key="A")]
        choices += [Choice(name, name) for name in staff if name != me]
        choices.append(Choice("", _("Nobody"), meaning=_("leaves it empty")))
        popup = ChoicePopup(
            self._desk.theme, _("Give “{title}” to").format(title=isolated(task.title)), choices, current=task.owner,
            new=_("Create “{name}”"), window=self._page.window(),
        )  # fmt: skip

        def chosen(name: str) -> None:
            said = _("Restore task given to {name}: {title}").format(
                name=isolated(name or _("nobody")), title=isolated(task.title)
            )
            act = _change("change_restore_task", task.id, changes={"owner": name}, seen={"owner": task.owner})
            self._write(act, said)

        popup.chosen.connect(chosen)
        popup.open_at(self._part.view.anchor())

    def edit(self) -> None:
        self._open_dialog(self._task().id)

    def add(self) -> None:
        task = self._task()
        self._open_dialog(0, task.phase if task is not None else "")

    def _open_dialog(self, task_id: int, phase: str = "") -> None:
        dialog = RestoreDialog(self._desk, self._part.sheet, task_id, phase, self._part.window())
        dialog.saved.connect(self._part.choose_soon)
        dialog.open()

    def withdraw(self) -> None:
        self._act("withdraw_restore_task", _("Restore task taken away: {title}"), toast=True)

    def move(self, by: int) -> None:
        self._act("move_restore_task", _("Restore task moved: {title}"), by=by)

    # -- outages

    def open_outage(self) -> None:
        open_outage_dialog(self._desk, self._part, self._part.current_outage().id)

    def end_outage(self) -> None:
        outage = self._part.current_outage()

        def act(session: Any) -> None:
            from incidentdesk.recover.outage_change import end_outage

            end_outage(session, outage.id, at=clock.now())

        self._write(act, _("Outage of {service} ended").format(service=isolated(outage.service)), toast=True)

    # -- temporary fixes

    def place_fix(self) -> None:
        dialog = FixDialog(self._desk, self._part.window())
        said = _("Temporary fix of {number} placed").format(number=number(self._id))
        self._ask(dialog, lambda: _fix("place_fix", self._id, text=dialog.words(), expires=dialog.until()), said)

    def extend_fix(self) -> None:
        fix = self._part.current_fix()
        dialog = FixDialog(self._desk, self._part.window(), extends=True)
        said = _("Temporary fix of {number} extended").format(number=number(self._id))
        self._ask(dialog, lambda: _fix("extend_fix", fix.id, reason=dialog.words(), expires=dialog.until()), said)

    def remove_fix(self) -> None:
        fix = self._part.current_fix()
        said = _("Temporary fix of {number} removed").format(number=number(self._id))
        self._write(_fix("remove_fix", fix.id), said, toast=True)

    # -- writing

    def _act(self, function: str, said: str, *, toast: bool = False, **named: Any) -> None:
        task = self._task()
        self._write(_change(function, task.id, **named), said.format(title=isolated(task.title)), toast=toast)

    def _write(
        self, act: Callable[[Any], Any], said: str, *, then: Callable[[Any], None] | None = None, toast: bool = False
    ) -> None:
        def done(result: Any) -> None:
            self._went_well()
            if then is not None:
                then(result)

        write(self._desk, self._part, act, said, then=done, failed=self._say_refused, toast=toast)

    def _ask(self, dialog: Any, act: Callable[[], Callable[[Any], Any]], said: str) -> None:
        def done(_result: Any) -> None:
            self._went_well()
            dialog.accept()

        dialog.wanted.connect(lambda: write(self._desk, dialog, act(), said, then=done, failed=dialog.fail))
        dialog.open()

    def _ask_why(self, function: str, question: str, verb: str, said: str) -> None:
        """Ask in the layout; what was typed stays until it is saved."""
        task, bar = self._task(), self._part.reason
        title = isolated(task.title)

        def saved(_result: Any) -> None:
            self._went_well()
            bar.saved()

        def answer(typed: str) -> None:
            act = _change(function, task.id, reason=typed)
            write(
                self._desk, self._part, act, said.format(title=title), then=saved,
                failed=lambda refused: bar.complain(str(refused)),
            )  # fmt: skip

        self._page.show_part(self._part.key)
        bar.ask(question.format(title=title), verb, answer, key=(function, task.id), back=self._part.view)
        self._part.reveal(bar)

    def _say_refused(self, refused: Refused) -> None:
        self._refusal = str(refused)
        self._page.say_refused(refused)

    def _went_well(self) -> None:
        """What was refused before is no news any more."""
        if self._refusal and self._page.message.text == self._refusal:
            self._page.message.clear()
        self._refusal = ""


def _change(function: str, record_id: int, **named: Any) -> Callable[[Any], Any]:
    """A use case of `recover.recovery_change` by its name, so that it is loaded when it is first needed."""

    def act(session: Any) -> Any:
        from incidentdesk.recover import recovery_change

        return getattr(recovery_change, function)(session, record_id, **named)

    return act


def _fix(function: str, record_id: int, **named: Any) -> Callable[[Any], Any]:
    def act(session: Any) -> Any:
        from incidentdesk.recover import temporary_fix_change

        return getattr(temporary_fix_change, function)(session, record_id, **named)

    return act
