"""What can be done on the page of a problem; its buttons, menus and keys lead here."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QMenu, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.analysis_ways import ways
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.detect.incident_commands import priority_choices
from incidentdesk.desktop.investigate.action_dialog import open_action_dialog
from incidentdesk.desktop.investigate.problem_move_dialog import ProblemMoveDialog, PushDialog, asks
from incidentdesk.desktop.investigate.problem_writing import (
    linking,
    making_known_error,
    moving,
    pushing,
    releasing,
    returning,
    withdrawing,
)
from incidentdesk.desktop.prepare.known_error_dialog import open_known_error_dialog
from incidentdesk.desktop.widgets.state_mark import PROBLEM_MARK, state_mark
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.investigate.problem_state import ENDED_STATES, FOLLOWING, ProblemState
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.problem_page import ProblemPage

_MENU: tuple[str | None, ...] = (
    "problem.link", "problem.push", "problem.return", "problem.known_error", "problem.new_action", None,
    "problem.fishbone", "problem.whys", None, "problem.remove",
)  # fmt: skip
# The menu has them once for incidents and problems.
_WAYS = ("problem.fishbone", "problem.whys")


class ProblemCommands(QObject):
    def __init__(self, page: "ProblemPage") -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._id, self._number = page.problem_id, page.number
        self._desk.registry.add_all(self._actions(), page)
        subject = Subject(PROBLEM, page.problem_id)
        self._desk.registry.add_all(ways(PROBLEM, lambda: subject, page.opened.emit, why_absent=self._why_absent), page)

    def _actions(self) -> list[Action]:
        none, some = self.why_nothing, self._why_absent
        return [
            Action(action_id, text, run, icon, keys, "problem", "" if action_id in _WAYS else "analysis", section, why)
            for action_id, text, run, icon, keys, section, why in (
                ("problem.state", _("S&tate…"), self.choose_state, "state", ("S",), 30, none),
                ("problem.owner", _("O&wner…"), self.choose_owner, "assign", ("A",), 30, none),
                ("problem.priority", _("&Priority…"), self.choose_priority, "priority", ("P",), 30, none),
                ("problem.link", _("Add &incident…"), self.link, "link", ("L",), 40, none),
                ("problem.push", _("P&ush workaround…"), self.push, "send", ("U",), 40, self.why_no_push),
                (
                    "problem.return",
                    _("Retur&n to work"),
                    self.return_to_work,
                    "restore",
                    (),
                    40,
                    self._why_nobody_waits,
                ),
                ("problem.known_error", _("Make &known error"), self.make_known_error, "known-error", ("K",), 40, none),
                ("problem.new_action", _("New a&ction…"), self.new_action, "action", ("N",), 40, none),
                (
                    "problem.fishbone",
                    _("Open the &fishbone"),
                    lambda: self._go("fishbone"),
                    "fishbone",
                    ("F",),
                    20,
                    some,
                ),
                ("problem.whys", _("Open the 5-&Whys"), lambda: self._go("whys"), "whys", ("W",), 20, some),
                ("problem.remove", _("Move to the tras&h"), self.remove, "trash", (), 90, none),
            )
        ]

    def menu(self, parent: QWidget) -> QMenu:
        """What is behind the three dots."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        self._desk.registry.refresh()
        for action_id in _MENU:
            if action_id is None:
                menu.addSeparator()
            else:
                menu.addAction(self._desk.registry.qaction(action_id))

    # -- what can be done

    def why_nothing(self) -> str:
        """Why nothing can be changed now; "" where it can."""
        return str(self._desk.database.read_only) or self._why_absent()

    def _why_absent(self) -> str:
        return "" if self._page.sheet is not None else _("The problem is not there.")

    def open_incidents(self) -> int:
        """How many of the linked incidents are open."""
        sheet = self._page.sheet
        return 0 if sheet is None else sum(each.state in OPEN_STATES for each in sheet.incidents)

    def why_no_push(self) -> str:
        why = self.why_nothing()
        if why:
            return why
        if not self._page.sheet.facts["workaround"]:
            return _("The problem has no workaround yet. Write one first.")
        return "" if self.open_incidents() else _("No open incident is linked to this problem.")

    def _why_nobody_waits(self) -> str:
        why = self.why_nothing()
        if why:
            return why
        if not self._page.sheet.waiting:
            return _("No incident is on hold for this problem.")
        over = self._page.sheet.state in ENDED_STATES
        return "" if over else _("The problem is not over yet: its incidents still wait.")

    def _go(self, part: str) -> None:
        self._page.opened.emit(f"{self._number}/{part}")

    # -- state

    def choose_state(self) -> None:
        before = ProblemState(self._page.sheet.state)
        choices = [
            Choice(
                state,
                _(state),
                mark=state_mark(PROBLEM_MARK[state], self._desk.theme),
                why_disabled="" if state in FOLLOWING[before] else _("can't follow"),
            )
            for state in ProblemState
        ]
        self._popup(_("State"), choices).chosen.connect(self.move)

    def move(self, state: str) -> None:
        """Bring the problem to a state, asking for what it needs."""
        from incidentdesk.investigate.problem_move import ProblemMove

        if not asks(state, self._page.sheet):
            self._write(moving(self._id, ProblemMove(state)), self._moved_sentence(state), self._moved)
            return
        dialog = ProblemMoveDialog(self._desk, state, self._page.sheet, self._page.window())
        dialog.wanted.connect(lambda: self._move_asked(dialog, state))
        dialog.open()

    def _move_asked(self, dialog: ProblemMoveDialog, state: str) -> None:
        write(
            self._desk,
            self._page,
            moving(self._id, dialog.wish()),
            self._moved_sentence(state),
            then=lambda waiting: (dialog.accept(), self._moved(waiting)),
            failed=dialog.fail,
            toast=True,
        )

    def _moved_sentence(self, state: str) -> str:
        return _("{number}: {state}").format(number=self._number, state=_(state))

    def _moved(self, waiting: Sequence[int]) -> None:
        """Propose to go on with what has waited."""
        if waiting:
            said = ngettext(
                "{count} incident has waited for this problem and was told.",
                "{count} incidents have waited for this problem and were told.",
                len(waiting),
            )
            verb = _("Return to work")
            self._page.say(said.format(count=len(waiting)), "info", verb, self.return_to_work)

    def return_to_work(self) -> None:
        """Move the incidents that wait for the problem back to In Progress."""
        self._write(returning(self._id), _("{number}: waiting incidents returned to work").format(number=self._number))
        self._page.message.clear()

    # -- facts

    def choose_owner(self) -> None:
        actor, current = self._desk.actor, self._page.sheet.facts["owner"]
        choices = [Choice(actor, actor, meaning=_("me · A A"), key="A")]
        choices += [Choice(name, name) for name in self._page.names.staff if name != actor]
        choices.append(Choice("", _("Nobody"), meaning=_("leaves it empty")))
        popup = self._popup(_("Owner"), choices, current=current, new=_("Create “{name}”"))
        popup.chosen.connect(lambda name: self._page.change("owner", name, current))

    def choose_priority(self) -> None:
        current = self._page.sheet.facts["priority"]
        popup = self._popup(_("Priority"), priority_choices(self._desk.theme), current=current)
        popup.chosen.connect(lambda wanted: self._page.change("priority", wanted, current))

    # -- incidents

    def link(self) -> None:
        dialog = LineDialog(
            self._desk,
            _("Link an incident to {number}").format(number=self._number),
            _("&Numbers of the incidents, as INC-0042"),
            _("Link"),
            _("Type a number."),
            parent=self._page.window(),
        )
        dialog.wanted.connect(lambda: self._link(dialog))
        dialog.open()

    def _link(self, dialog: LineDialog) -> None:
        try:
            ids = [incident_id_of(word) for word in dialog.line.text().replace(",", " ").split()]
        except Refused as refused:
            dialog.fail(refused)
            return
        named = ", ".join(number(each) for each in ids)
        write(
            self._desk,
            self._page,
            linking(self._id, ids),
            _("{incident} linked to {problem}").format(incident=named, problem=self._number),
            then=lambda _none: dialog.accept(),
            failed=dialog.fail,
            toast=True,
        )

    def release(self, incident_id: int) -> None:
        said = _("{incident} released from {problem}").format(incident=number(incident_id), problem=self._number)
        self._write(releasing(self._id, [incident_id]), said)

    def push(self) -> None:
        """Tell the linked open incidents the workaround."""
        dialog = PushDialog(self._desk, self._page.sheet, self.open_incidents(), self._page.window())
        dialog.wanted.connect(lambda: self._push(dialog))
        dialog.open()

    def _push(self, dialog: PushDialog) -> None:
        write(
            self._desk,
            self._page,
            pushing(self._id, public=dialog.public, again=dialog.again.isChecked()),
            _("Workaround of {number} told").format(number=self._number),
            then=lambda pushed: self._pushed(dialog, pushed),
            failed=dialog.fail,
        )

    def _pushed(self, dialog: PushDialog, pushed: Any) -> None:
        """Say to how many it was told."""
        dialog.accept()
        told, before = len(pushed.told), len(pushed.told_before)
        said = ngettext(
            "{count} incident was told the workaround.", "{count} incidents were told the workaround.", told
        )
        text = said.format(count=told)
        if before:
            known = ngettext("{count} knew it already.", "{count} knew it already.", before)
            text = f"{text} {known.format(count=before)}"
        undo = (_("Undo"), self._desk.history.undo) if told else ("", None)
        self._page.say(text, "success" if told else "info", *undo)

    # -- known error, actions

    def make_known_error(self) -> None:
        """Draft it in one step, or open the one that there is."""
        if self._page.sheet.known_error is not None:
            self.open_known_error(self._page.sheet.known_error.id)
            return
        self._write(
            making_known_error(self._id),
            _("Known error drafted from {number}").format(number=self._number),
            self.open_known_error,
        )

    def open_known_error(self, known_error_id: int) -> None:
        open_known_error_dialog(self._desk, self._page, known_error_id)

    def new_action(self) -> None:
        open_action_dialog(self._desk, self._page, subject=Subject(PROBLEM, self._id))

    def open_action(self, action_id: int) -> None:
        open_action_dialog(self._desk, self._page, action_id)

    # -- trash

    def remove(self) -> None:
        title = isolated(self._page.sheet.facts["title"])
        said = _("{number} {title} moved to the trash").format(number=self._number, title=title)
        self._write(withdrawing([self._id]), said)

    def restore(self) -> None:
        self._write(withdrawing([self._id], False), _("{number} brought back").format(number=self._number))

    # -- how

    def _write(self, act: Callable[[Any], Any], said: str, then: Callable[[Any], None] | None = None) -> None:
        write(self._desk, self._page, act, said, then=then, failed=self._page.say_refused, toast=True)

    def _popup(self, title: str, choices: Sequence[Choice], *, current: Any = None, new: str = "") -> ChoicePopup:
        popup = ChoicePopup(self._desk.theme, title, choices, current=current, new=new, window=self._page.window())
        bar = self._page.header.states
        popup.open_at(QRect(bar.mapToGlobal(QPoint(0, 0)), bar.size()).adjusted(0, 0, -max(0, bar.width() - 320), 0))
        return popup
