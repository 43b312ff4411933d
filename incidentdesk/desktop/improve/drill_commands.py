"""What can be done on the console of a drill."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, LineDialog, text_field
from incidentdesk.desktop.improve.drill_dialog import open_drill_dialog
from incidentdesk.desktop.improve.drill_export import ask_to_save_calendar
from incidentdesk.desktop.improve.drills_tab import ask_to_cancel
from incidentdesk.desktop.writing import write
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillNote, next_inject
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.improve.drill_page import DrillPage

_LIVE = (DrillState.RUNNING, DrillState.PAUSED)


class DrillCommands(QObject):
    def __init__(self, page: "DrillPage") -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        planned, running, paused = ((state,) for state in _PLAIN)
        over = (DrillState.ENDED,)
        for key, text, run, keys, icon, section, why in (
            ("start", _("&Start the drill"), self.start, ("S",), "play", 10, self._only(planned)),
            ("play", _("&Play the next inject now"), self.play_next, ("P",), "inject", 10, self._why_no_next),
            ("play_chosen", _("Play this one &now"), self.play_chosen, ("Shift+P",), "inject", 10, self._why_no_chosen),
            ("pause", _("Pa&use…"), self.pause, ("B",), "pause", 10, self._only(running)),
            ("resume", _("&Go on"), self.resume, ("G",), "play", 10, self._only(paused)),
            ("end", _("&End the drill…"), self.end, ("E",), "stop", 10, self._only(_LIVE)),
            ("window", _("Open the sandbox &window"), self.show_window, ("W",), "external", 20, self._only(_LIVE)),
            ("note", _("Write down what &you see"), self.go_to_notes, ("N",), "note", 30, self._why_no_note),
            ("seen", _("It was &done"), lambda: self.judge(True), ("Y",), "check", 30, self._why_no_judging),
            ("missed", _("It was n&ot done"), lambda: self.judge(False), ("X",), "close", 30, self._why_no_judging),
            ("improve", _("&Make improvements of all gaps"), self.improve_all, ("I",), "improvement", 40,
             self._why_no_gap),
            ("conclude", _("Write the &conclusion…"), self.conclude, ("C",), "edit", 40, self._only(over)),
            ("report", _("After-action &report…"), self.report, ("R",), "report", 40, self._only(over)),
            ("change", _("C&hange: when, who, what leaves…"), self.change, ("H",), "edit", 50, self._only(planned)),
            ("calendar", _("Save as ca&lendar file…"), self.save_calendar, (), "calendar", 50, self._page.why_absent),
            ("cancel", _("Gi&ve up…"), self.cancel, (), "cancel", 50, self._only((*planned, *_LIVE))),
            ("scenario", _("Open the scenar&io"), self.open_scenario, ("O",), "scenario", 60, self._page.why_absent),
        ):  # fmt: skip
            yield Action(f"drill.{key}", text, run, icon, keys, "drill", "drills", section, why)

    # -- why not

    def _only(self, states: tuple[DrillState, ...]) -> Callable[[], str]:
        def why() -> str:
            sheet = self._page.sheet
            if self._page.why_nothing() or sheet is None:
                return self._page.why_nothing()
            if sheet.row.state in states:
                return ""
            return _("This drill is {state}.").format(state=_(sheet.row.state))

        return why

    def _why_no_next(self) -> str:
        why = self._only((DrillState.RUNNING,))()
        return why or ("" if next_inject(self._page.sheet.row) else _("Nothing is to come any more."))

    def _why_no_chosen(self) -> str:
        why, inject = self._only((DrillState.RUNNING,))(), self._page.chosen()
        if why or inject is None:
            return why or _("Choose an inject on the time line first.")
        return _("This inject was played already.") if inject.key in self._page.sheet.row.played else ""

    def _why_no_judging(self) -> str:
        why, inject = self._only(_LIVE)(), self._page.chosen()
        if why or inject is None:
            return why or _("Choose an inject on the time line first.")
        if inject.key not in self._page.sheet.row.played:
            return _("This inject was not played yet.")
        return "" if inject.expects else _("Nothing is expected after this inject.")

    def _why_no_note(self) -> str:
        return self._page.why_nothing()

    def _why_no_gap(self) -> str:
        why = self._only((DrillState.ENDED,))()
        return why or (
            "" if self._open_gaps() else _("No gap is open: all have become improvements, or none was seen.")
        )

    def _open_gaps(self) -> list[str]:
        return [each.key for each in self._page.sheet.gaps if each.improvement_id is None]

    # -- running

    def start(self) -> None:
        page = self._page
        page.message.clear()
        page.keeping().start(page.sheet.row, page.say_refused)

    def show_window(self) -> None:
        self._page.keeping().show_window(self._page.sheet.row)

    def play_next(self) -> None:
        inject = next_inject(self._page.sheet.row)
        if inject is not None:
            self._play(inject.key)

    def play_chosen(self) -> None:
        self._play(self._page.chosen().key)

    def _play(self, key: str) -> None:
        self._page.keeping().play(self._page.drill_id, key, self._page.say_refused)

    def pause(self) -> None:
        dialog = LineDialog(
            self._desk, _("Pause {number}").format(number=self._page.number), _("&Why is it paused?"), _("Pause"),
            _("Say why the drill is paused; those who take part will ask."), parent=self._page.window(),
        )  # fmt: skip
        self._ask(dialog, _calling("pause_drill", self._page.drill_id, lambda: dialog.line.text()), _("Drill paused"))

    def resume(self) -> None:
        self._write(_calling("resume_drill", self._page.drill_id), _("Drill goes on"))

    def end(self) -> None:
        dialog = EndDialog(self._desk, self._page.number, self._page.window())

        def act() -> None:
            text = dialog.text.toPlainText()
            self._page.keeping().end(self._page.drill_id, text, lambda _none: dialog.accept(), dialog.fail)

        dialog.wanted.connect(act)
        dialog.open()

    def cancel(self) -> None:
        ask_to_cancel(self._desk, self._page, self._page.sheet.row)

    def save_calendar(self) -> None:
        ask_to_save_calendar(self._desk, self._page, [self._page.sheet.row], self._page.say_refused)

    def change(self) -> None:
        open_drill_dialog(self._desk, self._page, self._page.drill_id)

    # -- what is seen

    def go_to_notes(self) -> None:
        self._page.notes.line.setFocus()

    def judge(self, met: bool) -> None:
        inject = self._page.chosen()
        said = _("Done: {what}") if met else _("Not done: {what}")
        act = _calling("judge_inject", self._page.drill_id, lambda: inject.key, lambda: met)
        self._write(act, said.format(what=isolated(inject.title)))

    def note(self, text: str, gap: bool) -> None:
        notes = self._page.notes
        act = _calling("note_drill", self._page.drill_id, lambda: text, lambda: gap)
        write(
            self._desk, self._page, act, _("Gap written down") if gap else _("Note written down"),
            then=lambda _id: notes.written(), failed=lambda no: (notes.failed(), self._page.say_refused(no)),
        )  # fmt: skip

    def change_note(self, note: DrillNote) -> None:
        dialog = NoteDialog(self._desk, note, self._page.window())

        def act(session: Any) -> None:
            from incidentdesk.improve.drill_change import change_drill_note

            change_drill_note(session, note.id, text=dialog.text.toPlainText(), gap=dialog.gap.isChecked())

        self._ask(dialog, act, _("Note changed"))

    # -- after it

    def conclude(self) -> None:
        dialog = EndDialog(self._desk, self._page.number, self._page.window(), self._page.sheet.row.conclusion)
        act = _calling("conclude_drill", self._page.drill_id, lambda: dialog.text.toPlainText())
        self._ask(dialog, act, _("Conclusion written"))

    def improve(self, key: str) -> None:
        """Make an improvement of a gap; of one that has become one already, go there."""
        gap = next((each for each in self._page.sheet.gaps if each.key == key), None)
        if gap is None:
            self._change_note_of(key)
        elif gap.improvement_id is not None:
            self._page.opened.emit(f"analyses#improvements/{gap.improvement_id}")
        elif why := self._only((DrillState.ENDED,))():
            self._change_note_of(key) if not gap.measured else self._page.say(why, "info")
        else:
            self._improve([key])

    def _change_note_of(self, key: str) -> None:
        note = next((each for each in self._page.sheet.notes if f"note-{each.key}" == key), None)
        if note is not None:
            self.change_note(note)

    def improve_all(self) -> None:
        self._improve(self._open_gaps())

    def _improve(self, keys: list[str]) -> None:
        drill_id = self._page.drill_id

        def act(session: Any) -> list[int]:
            from incidentdesk.improve.drill_gap import improvement_from_gap

            return [improvement_from_gap(session, drill_id, key) for key in keys]

        said = _("Gaps of {number} have become improvements").format(number=self._page.number)
        write(self._desk, self._page, act, said, then=self._improved, failed=self._page.say_refused)

    def _improved(self, ids: list[int]) -> None:
        first = improvement_number(ids[0])
        said = _("{number} stands in the register of improvements.") if len(ids) == 1 else _(
            "{count} improvements stand in the register, the first is {number}."
        )  # fmt: skip
        self._page.say(
            said.format(number=first, count=len(ids)), "success", _("Show"),
            lambda: self._page.opened.emit(f"analyses#improvements/{ids[0]}"),
        )  # fmt: skip

    def report(self) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        ReportPreview(self._desk, self._page.printable(), self._page.window()).open()

    def open_scenario(self) -> None:
        from incidentdesk.prepare.scenario_number import scenario_number

        self._page.opened.emit(scenario_number(self._page.sheet.row.scenario_id))

    # -- writing

    def _write(self, act: Callable[[Any], Any], said: str) -> None:
        write(self._desk, self._page, act, said, failed=self._page.say_refused)

    def _ask(self, dialog: GestureDialog, act: Callable[[Any], Any], said: str) -> None:
        """Do it when the dialog has what it needs; it stays open until it is saved."""
        dialog.wanted.connect(
            lambda: write(self._desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail)
        )
        dialog.open()


_PLAIN = (DrillState.SCHEDULED, DrillState.RUNNING, DrillState.PAUSED)


class EndDialog(GestureDialog):
    """What came out of it, in words; it may stay empty when a drill ends."""

    def __init__(self, desk: Any, number: str, parent: Any, conclusion: str | None = None) -> None:
        ends = conclusion is None
        title = _("End {number}") if ends else _("Conclusion of {number}")
        super().__init__(desk, title.format(number=number), _("End the drill") if ends else _("Save"), parent)
        self.text = text_field(140)
        self.text.setPlainText(conclusion or "")
        self.add_field(
            _("&What came out of it (may be written later)") if ends else _("&What came out of it"), self.text
        )
        self.ready()
        self.text.setFocus()


class NoteDialog(GestureDialog):
    """A note that was written down, and whether it tells of a gap."""

    def __init__(self, desk: Any, note: DrillNote, parent: Any) -> None:
        super().__init__(desk, _("Note"), _("Save"), parent)
        self.text = text_field(120)
        self.text.setPlainText(note.text)
        self.text.textChanged.connect(self.check)
        self.add_field(_("&What was seen"), self.text)
        self.gap = QCheckBox(_("It is a &gap that can be closed"))
        self.gap.setAccessibleName(self.gap.text().replace("&", ""))
        self.gap.setAccessibleDescription(_("A gap can become an improvement when the drill has ended"))
        self.gap.setChecked(note.gap)
        self._body.addWidget(self.gap)
        self.ready()
        self.text.setFocus()

    def why_not(self) -> str:
        return "" if self.text.toPlainText().strip() else _("Write the text first.")


def _calling(name: str, drill_id: int, *values: Callable[[], Any]) -> Callable[[Any], Any]:
    """A use case of a drill with what stands in a dialog when it is wanted."""

    def act(session: Any) -> Any:
        from incidentdesk.improve import drill_change

        return getattr(drill_change, name)(session, drill_id, *(value() for value in values))

    return act
