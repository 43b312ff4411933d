"""What can be done from the command view of an incident."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, LineDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.role_hand_over import RoleRow
from incidentdesk.respond.task_list import TaskRow

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.command_page import CommandPage


class CommandCommands(QObject):
    def __init__(self, page: "CommandPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        why = self._page.why_nothing
        yield Action(
            "updates.write", _("Write status &update…"), self.write_update, icon="announce",
            shortcuts=("Ctrl+Shift+U",), scope="incident", menu="incident/respond", section=40, why_disabled=why,
            synonyms=_("announce tell stakeholders message mail"),
        )  # fmt: skip
        yield Action(
            "incident.explain_sla", _("E&xplain the SLA clocks…"), self.explain, icon="sla", shortcuts=("Shift+S",),
            scope="incident", menu="incident/respond", section=60, why_disabled=self._why_absent,
            synonyms=_("service level due breach deadline"),
        )  # fmt: skip
        for key, text, run, keys, icon, why_not in (
            ("decide", _("Log a &decision"), self.go_to_decision, ("D",), "note", why),
            ("tasks", _("Go to the next &steps"), self.go_to_tasks, ("T",), "task", self._why_no_task),
            ("role", _("G&ive a role…"), self.give_role, ("L",), "role", why),
            ("page", _("Open the i&ncident’s page"), self.open_page, ("O",), "incident", lambda: ""),
        ):
            yield Action(
                f"command.{key}", text, run, icon=icon, shortcuts=keys, scope="command", menu="incident/respond",
                section=70, why_disabled=why_not,
            )  # fmt: skip

    def _why_absent(self) -> str:
        return "" if self._page.command else _("The incident is not shown yet.")

    def _why_no_task(self) -> str:
        return "" if self._page.tasks.lines else _("There is no open task.")

    def go_to_decision(self) -> None:
        self._page.decisions.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_to_tasks(self) -> None:
        self._page.tasks.lines[0].box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_page(self) -> None:
        self._page.opened.emit(number(self._id))

    # -- updates

    def write_update(self, audiences: Sequence[int] = ()) -> None:
        from incidentdesk.desktop.respond.update_sheet import UpdateSheet

        UpdateSheet(self._desk, self._id, self._page.window(), audiences=audiences).open()

    # -- tasks

    def tick(self, row: TaskRow) -> None:
        """Tick a task off; one that is to be done after others asks why it is done now."""
        from incidentdesk.respond.task_change import finish_task

        said = _("“{title}” done").format(title=isolated(row.title))
        unmet = self._page.command.unmet(row)
        if not unmet:
            write(
                self._desk, self._page, lambda session: finish_task(session, row.id), said,
                failed=self._not_ticked, toast=True,
            )  # fmt: skip
            return
        dialog = LineDialog(
            self._desk,
            _("{title}: {before} is not done yet").format(title=isolated(row.title), before=isolated(unmet[0])),
            _("&Why is it done all the same?"),
            _("Tick off"),
            _("Say why it is done before."),
            parent=self._page.window(),
        )
        dialog.rejected.connect(self._page.tasks.untick)
        self._ask(dialog, lambda session: finish_task(session, row.id, reason=dialog.line.text()), said)

    def _not_ticked(self, refused: Refused) -> None:
        self._page.tasks.untick()
        self._page.say_refused(refused)

    # -- roles

    def hand_over(self, row: RoleRow) -> None:
        """Hand a role over, or give one that nobody holds."""
        from incidentdesk.desktop.respond.role_dialog import RoleDialog

        dialog = RoleDialog(self._desk, row, self._page.command.staff, self._page.window())
        self._ask_role(dialog, lambda: row.role, {} if row.open else {"seen": row.person_id})

    def give_role(self) -> None:
        """Give a role that is named first."""
        from incidentdesk.desktop.respond.command_roles import NewRoleDialog
        from incidentdesk.prepare.role_change import LIAISONS, STANDARD_ROLES

        page = self._page
        taken = {each.role for each in page.command.roles}
        dialog = NewRoleDialog(
            self._desk,
            [_(each.name) for each in (*STANDARD_ROLES, *LIAISONS) if _(each.name) not in taken],
            page.command.staff,
            page.window(),
        )
        if not any(each.commands and not each.open for each in page.command.roles):
            dialog.propose(_(STANDARD_ROLES[0].name))
        self._ask_role(dialog, lambda: dialog.role.text().strip(), {})

    def _ask_role(self, dialog: Any, role: Callable[[], str], held: Mapping[str, Any]) -> None:
        """`held` says who holds it, empty where nobody does."""
        from incidentdesk.respond.role_hand_over import give_role, hand_over_role

        step, incident_id = hand_over_role if held else give_role, self._id

        def act(session: Any) -> int:
            person, note = dialog.person.text().strip(), dialog.note.toPlainText().strip()
            return step(session, incident_id, role=role(), person=person, note=note, **held)

        self._ask(dialog, act, _("Role in {number} given").format(number=number(incident_id)))

    # -- the service level

    def explain(self, place: int = 0) -> None:
        from incidentdesk.desktop.respond.sla_explain_sheet import SlaExplainSheet

        SlaExplainSheet(self._desk, self._id, place, self._page.window()).open()

    # -- decisions

    def decide(self, text: str) -> None:
        incident_id = self._id

        def act(session: Any) -> None:
            from incidentdesk.respond.note import add_note, star

            star(session, add_note(session, incident_id, _("Decision: {text}").format(text=text)), True)

        write(
            self._desk, self._page, act, _("Decision in {number} logged").format(number=number(incident_id)),
            then=lambda _none: self._page.decisions.written(), failed=self._not_decided,
        )  # fmt: skip

    def _not_decided(self, refused: Refused) -> None:
        self._page.decisions.failed()
        self._page.say_refused(refused)

    def _ask(self, dialog: GestureDialog, act: Callable[[Any], Any], said: str) -> None:
        """Do it when the dialog has what it needs; it stays open until it is saved."""
        dialog.wanted.connect(
            lambda: write(self._desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail)
        )
        dialog.open()
