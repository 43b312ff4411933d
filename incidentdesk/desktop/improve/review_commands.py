"""What can be done with the review on the page; keys, menu, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.analysis_ways import ways
from incidentdesk.desktop.improve.reason_dialog import ReasonDialog
from incidentdesk.desktop.improve.review_header import BACK, NEXT, PRINT
from incidentdesk.desktop.improve.review_section import TEACHING
from incidentdesk.desktop.improve.review_writing import filling, starting, stepping
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.improve.review_record import ReviewRecord
from incidentdesk.improve.review_state import WRITABLE, ReviewState
from incidentdesk.improve.review_step import sentence_of
from incidentdesk.improve.review_text import SECTION_NAME, TEXTS
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import N_, _, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.improve.review_page import ReviewPage

_SAID = {
    "submit": N_("The review of {number} waits for others to look at it"),
    "approve": N_("The review of {number} is reviewed"),
    "publish": N_("The review of {number} is published"),
    "return": N_("The review of {number} is a draft again"),
    "reopen": N_("The review of {number} is reopened"),
    "skip": N_("The review of {number} is skipped"),
    "resume": N_("The review of {number} is taken up again"),
}
# What the dialog of a step with a reason says: title, question, button.
_ASKED: dict[str, Callable[[], tuple[str, str, str]]] = {
    "return": lambda: (
        _("Back to draft: review of {number}"),
        _("&What has to be worked on?"),
        _("Take it back to draft"),
    ),
    "reopen": lambda: (_("Reopen the review of {number}"), _("&Why does it have to be changed?"), _("Reopen")),
    "skip": lambda: (
        _("No review of {number}"),
        _("&Why does this incident need no review?"),
        _("Skip the review"),
    ),
}


class ReviewCommands(QObject):
    def __init__(self, page: "ReviewPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id
        page.desk.registry.add_all(self.actions(), page)
        subject = Subject(INCIDENT, page.incident_id)
        page.desk.registry.add_all(ways(INCIDENT, lambda: subject, page.opened.emit, here="review"), page)
        for name, at_once in (("file.print_preview", False), ("file.print", True)):
            if name in page.desk.registry.ids():
                page.desk.registry.bind(page, name, lambda at_once=at_once: self.preview(at_once), self.why_absent)

    def actions(self) -> Iterator[Action]:
        form = self._page.form
        for key, text, run, keys, icon, section, why in (
            ("next_section", _("Ne&xt section"), form.go_on, ("Ctrl+Return", "Ctrl+Enter"), "chevron-down", 60,
             self.why_absent),
            ("previous_section", _("Pre&vious section"), lambda: form.go_on(-1),
             ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "chevron-up", 60, self.why_absent),
            ("fill", _("F&ill from the record"), self.fill, (), "document", 62, self.why_frozen),
            ("lesson", _("Make a &lesson of this line"), self.lesson, ("Ctrl+Shift+L",), "lesson", 62,
             self.why_no_line),
            ("improve", _("Keep an i&mprovement…"), self._page.side.improvement_wanted.emit, (), "improvement", 62,
             self.why_read_only),
            ("propose", _("Propose a &change to the plan…"), self._page.side.change_wanted.emit, (), "proposal", 62,
             self.why_no_plan),
            ("step", _("Take the review one &step further"), self.next, (), "send", 64, self.why_no_step),
            ("back", _("Take the review &back…"), self.back, (), "undo", 64, self.why_no_way_back),
            ("skip", _("S&kip the review…"), lambda: self.step("skip"), (), "cancel", 64, self.why_not_skip),
        ):  # fmt: skip
            yield Action(
                f"review.{key}",
                text,
                run,
                icon=icon,
                shortcuts=keys,
                scope="review",
                menu="analysis",
                section=section,
                why_disabled=why,
                synonyms=_("post-incident review postmortem pir"),
            )

    def menu(self, parent: QWidget) -> QMenu:
        """What stands behind the three dots."""
        ids = ["review.fill", "review.lesson", "review.improve", "review.propose", None, "review.back", "review.skip"]
        menu = self._desk.registry.context_menu(parent, ids)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return menu

    # -- why not

    @property
    def _record(self) -> ReviewRecord | None:
        return self._page.loaded.record if self._page.loaded else None

    @property
    def _state(self) -> ReviewState:
        return self._record.summary.state if self._record else ReviewState.NOT_STARTED

    def why_read_only(self) -> str:
        return str(self._desk.database.read_only)

    def why_no_plan(self) -> str:
        ran = self._record is not None and bool(self._record.adherence)
        return self.why_read_only() or ("" if ran else _("No plan was run in this incident."))

    def why_absent(self) -> str:
        begun = self._record is not None and self._record.review is not None and not self._record.review.skipped
        return "" if begun else _("Begin the review first.")

    def why_nothing(self) -> str:
        return str(self._desk.database.read_only or "") or self.why_absent()

    def why_frozen(self) -> str:
        why = self.why_nothing()
        return why or ("" if self._state in WRITABLE else _("The review was signed as it stands."))

    def why_no_line(self) -> str:
        why = self.why_absent()
        teaches = self._page.form.current in TEACHING
        return why or ("" if teaches else _("Lessons are made of what went well, badly or luckily. Go there first."))

    def why_no_step(self) -> str:
        return self.why_nothing() if self._state != ReviewState.PUBLISHED else self.why_absent()

    def why_no_way_back(self) -> str:
        return self.why_nothing() or ("" if self._state in BACK else _("The review is a draft."))

    def why_not_skip(self) -> str:
        why = str(self._desk.database.read_only or "")
        can = self._state in (ReviewState.NOT_STARTED, ReviewState.NOT_NEEDED, ReviewState.DRAFT)
        return why or ("" if can else _("Only a draft can be skipped. Take the review back first."))

    # -- writing

    def _write(self, act: Callable[[Any], Any], said: str, *, then: Any = None, toast: bool = False) -> None:
        write(
            self._desk,
            self._page,
            act,
            said.format(number=number(self._id)),
            then=then,
            failed=self._page.say_refused,
            toast=toast,
        )

    def start(self) -> None:
        self._write(starting(self._id), _("Review of {number} begun"))

    def fill(self) -> None:
        """Propose texts for the sections in which nothing stands, on the page neither."""
        self._page.saving.save(self._fill)

    def _fill(self) -> None:
        typed = self._page.saving.typed
        empty = [name for name in TEXTS if not str(typed[name] or "").strip()]
        self._write(
            filling(self._id, self._desk.zone, empty), _("Review of {number} filled from the record"), then=self._filled
        )

    def _filled(self, sections: list[str]) -> None:
        if not sections:
            self._page.say(_("There is nothing to add: the record says no more, or all sections are written."), "info")
            return
        names = ", ".join(_(SECTION_NAME[name]) for name in sections)
        said = ngettext("{count} section filled: {names}.", "{count} sections filled: {names}.", len(sections))
        self._page.say(
            said.format(count=len(sections), names=names), "success", _("Undo"), lambda: self._desk.history.undo()
        )

    def lesson(self) -> None:
        section = self._page.form.sections[self._page.form.current]
        if section.edit.line():
            section.want_lesson()
        else:
            self._page.say(_("Put the cursor on the line of which a lesson is to be made."), "info")

    def preview(self, at_once: bool = False) -> None:
        """The pages with every word that is typed by now."""
        self._page.saving.save(lambda: self._preview(at_once))

    def _preview(self, at_once: bool) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        ReportPreview(self._desk, self._page.printable(), self._page.window(), print_at_once=at_once).open()

    # -- from state to state

    def next(self) -> None:
        if self._state in NEXT:
            self.step(NEXT[self._state][1])

    def back(self) -> None:
        if self._state in BACK:
            self.step(BACK[self._state][1])

    def step(self, step: str) -> None:
        """Take a step, and ask for what it needs."""
        if step == PRINT:
            self.preview()
        elif step in _ASKED:
            self._ask(step)
        elif step == "submit":
            self._page.saving.save(self._submit)
        elif step == "approve" and self._wrote_it(self._desk.actor):
            self._warn(
                _("You have written this review yourself. Somebody else sees what you don't."),
                _("Mark it all the same"),
                step,
            )
        elif step == "publish" and self._record.review.reviewed_by_author:
            self._warn(_("Nobody but its author has looked at this review."), _("Publish it all the same"), step)
        else:
            self._take(step)

    def _wrote_it(self, name: str) -> bool:
        return self._record.review.created_by.casefold() == name.casefold()

    def _warn(self, sentence: str, action: str, step: str) -> None:
        self._page.say(sentence, "warning", action, lambda: self._go_on(step))

    def _go_on(self, step: str) -> None:
        self._page.message.clear()
        self._take(step)

    def _submit(self) -> None:
        missing = [gap for gap in self._page.gaps() if gap.needed]
        if self._page.saving.conflicts:
            self._page.say(_("Decide first what stands where two people have written."), "warning")
        elif missing:
            first = missing[0].section
            self._page.say(
                sentence_of(missing),
                "warning",
                _("Go to “{section}”").format(section=_(SECTION_NAME[first])),
                lambda: self._page.show_part(first),
            )
        else:
            self._take("submit")

    def _take(self, step: str) -> None:
        self._page.message.clear()
        self._write(stepping(self._id, step), _(_SAID[step]), toast=True)

    def _ask(self, step: str) -> None:
        title, question, verb = _ASKED[step]()
        name = number(self._id)
        dialog = ReasonDialog(
            self._desk, title.format(number=name), question, verb, f"{name}-review-{step}", self._page.window()
        )
        dialog.wanted.connect(lambda: self._ask_is_answered(dialog, step))
        dialog.open()

    def _ask_is_answered(self, dialog: ReasonDialog, step: str) -> None:
        write(
            self._desk,
            dialog,
            stepping(self._id, step, dialog.reason()),
            _(_SAID[step]).format(number=number(self._id)),
            then=lambda _none: dialog.accept(),
            failed=dialog.fail,
            toast=True,
        )
