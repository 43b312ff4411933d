"""What can be done with the plan of an incident and its tasks; keys, menus, buttons and the palette lead here."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.detect.plan_chooser import activate_plan, choose_plan
from incidentdesk.desktop.respond.plan_writing import PlanWriting
from incidentdesk.desktop.respond.role_dialog import RoleDialog
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated
from incidentdesk.respond.plan_run_list import Run
from incidentdesk.respond.role_hand_over import RoleRow

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.plan_part import PlanPart


class PlanCommands(QObject):
    def __init__(self, part: "PlanPart", page: "IncidentPage") -> None:
        super().__init__(part)
        self._part, self._page, self._desk = part, page, page.desk
        self._id = page.incident_id
        self._writing = PlanWriting(part, page)
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        nothing, no_run = self._page.commands.why_nothing, self.why_no_run
        yield Action(
            "list.plan", _("Activate p&lan…"), self.choose, icon="activate", shortcuts=("L",), scope="list",
            menu="incident/respond", section=10, why_disabled=self.why_over,
            synonyms=_("run playbook runbook response"),
        )  # fmt: skip
        for key, text, run, icon, section, why in (
            ("acknowledge", _("Ac&knowledge"), self.acknowledge, "check", 10, self.why_acknowledged),
            ("new", _("&New task…"), self._add, "task", 20, nothing),
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

    def why_no_run(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet.running else _("No plan runs for this incident."))

    def why_no_role(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet.roles else _("No plan asks for a role yet."))

    def why_no_tasks(self) -> str:
        why = self._page.commands.why_nothing()
        return why or ("" if self._part.sheet.tasks else _("There is no task yet."))

    def _add(self) -> None:
        self._part.task_commands.add()

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

        self._writing.write(lambda session: acknowledge(session, self._id), _("{number} acknowledged"))

    def _run(self) -> Run | None:
        """The running plan of the step under the cursor, else the one that was activated last."""
        task, sheet = self._part.current_task(), self._part.sheet
        own = [run for run in sheet.runs if run.running and task is not None and run.id == task.plan_run_id]
        return own[0] if own else sheet.running

    def complete(self) -> None:
        from incidentdesk.respond.plan_run_change import complete_run

        run = self._run()
        if run is not None:
            self._writing.write(
                lambda session: complete_run(session, run.id), _("Plan of {number} completed"), toast=True
            )

    def stop(self) -> None:
        from incidentdesk.respond.plan_run_change import stop_run

        run = self._run()
        if run is None:
            return
        question = _("Why is “{plan}” stopped?").format(plan=isolated(run.plan))
        self._writing.ask(
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
            if not role.person:
                return give_role(session, self._id, **facts)
            return hand_over_role(session, self._id, **facts, seen=role.person_id)

        said = _("Role {role} given to {person}").format(role=isolated(role.role), person="{person}")

        def save() -> None:
            text = said.replace("{person}", isolated(dialog.person.text().strip()))
            write(self._desk, dialog, act, text, then=lambda _id: dialog.accept(), failed=dialog.fail)

        dialog.wanted.connect(save)
        dialog.open()
