"""The page of the review of an incident: a calm place to write, with the record beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.conflict_dialog import ask_conflict
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.lesson_dialog import open_lesson_dialog
from incidentdesk.desktop.improve.review_absence import LEAVE, RESUME, SKIP, START, absence_of
from incidentdesk.desktop.improve.review_body import ReviewBody
from incidentdesk.desktop.improve.review_commands import ReviewCommands
from incidentdesk.desktop.improve.review_conflict import PREFIX, as_shown, as_stored
from incidentdesk.desktop.improve.review_header import ReviewHeader
from incidentdesk.desktop.improve.review_hint import hints_in
from incidentdesk.desktop.improve.review_improving import make_improvement, propose_change
from incidentdesk.desktop.improve.review_loading import Loaded, load
from incidentdesk.desktop.improve.review_saving import ReviewSaving
from incidentdesk.desktop.improve.review_writing import changing
from incidentdesk.desktop.improve.typed import TYPED
from incidentdesk.desktop.printable import PrintableReview
from incidentdesk.desktop.respond.writing import starring
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.improve.review_due import due_text
from incidentdesk.improve.review_state import WRITABLE, ReviewState
from incidentdesk.improve.review_step import Gap, gaps
from incidentdesk.improve.review_text import SECTIONS, TEXTS
from incidentdesk.investigate.cause_record import NOUNS
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_RENEWED_EVERY = 30_000  # milliseconds
_THOUGHT_ABOUT_AFTER = 800  # milliseconds after the last key
_NARROWEST_TEXT = 420  # logical pixels
WRITE, SECTION_LIST, RECORD = range(3)
_HEARD = NOUNS | {"lesson", "problem_incident", "setting", "person"}
_LESSON_KIND = {"went_well": "Went well", "went_badly": "Went badly", "got_lucky": "Got lucky"}


class ReviewPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.incident_id = incident_id
        self.loaded: Loaded | None = None
        self.saving = ReviewSaving(desk, incident_id, self)
        self._build()
        self.commands = ReviewCommands(self)
        self.header.more.setMenu(self.commands.menu(self.header.more))
        self._connect()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.header = ReviewHeader(desk, self.incident_id)
        self.message = MessageBar(desk.theme)
        self.body = ReviewBody(desk)
        self.sections, self.form, self.side = self.body.sections, self.body.form, self.body.side
        whole = QWidget()
        column = _column(whole)
        column.addWidget(self.header)
        self._message_margin = QWidget()
        margin = QVBoxLayout(self._message_margin)
        margin.setContentsMargins(16, 8, 16, 8)
        margin.addWidget(self.message)
        self._message_margin.hide()
        column.addWidget(self._message_margin)
        column.addWidget(self.body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(whole)
        _column(self).addWidget(self.stack)
        self._renewing = QTimer(self, interval=_RENEWED_EVERY)
        self._renewing.timeout.connect(self._show_due)
        self._renewing.start()
        self._thinking = QTimer(self, singleShot=True, interval=_THOUGHT_ABOUT_AFTER)
        self._thinking.timeout.connect(self._think)

    def _connect(self) -> None:
        self.desk.changes.changed.connect(self._heard)
        self.body.arranged.connect(self._show_due)
        self.message.dismissed.connect(self._message_margin.hide)
        self.header.back_wanted.connect(lambda: self.opened.emit(number(self.incident_id)))
        self.header.step_wanted.connect(lambda step: self.commands.step(step))
        self.header.fill_wanted.connect(lambda: self.commands.fill())
        self.header.committed.connect(self._commit)
        self.sections.wanted.connect(self.show_part)
        form, saving = self.form, self.saving
        form.typed.connect(self._type)
        form.left.connect(lambda _name: saving.save())
        form.entered.connect(self._enter)
        form.lesson_wanted.connect(self._make_lesson)
        form.timeline_wanted.connect(self._choose_entries)
        form.actions_wanted.connect(lambda: self._open("actions"))
        saving.changed.connect(self._show_saved)
        saving.failed.connect(self._say_not_saved)
        saving.conflict.connect(self._show_conflict)
        self.side.opened.connect(self._open)
        self.side.star_wanted.connect(self._star)
        self.side.lesson_opened.connect(lambda lesson_id: open_lesson_dialog(self.desk, self, lesson_id))
        self.side.lesson_wanted.connect(lambda: self._make_lesson("", ""))
        self.side.improvement_wanted.connect(lambda: make_improvement(self.desk, self, self.incident_id))
        self.side.change_wanted.connect(lambda: propose_change(self.desk, self, self.loaded.record))

    # -- the page in the window

    def title(self) -> str:
        name = number(self.incident_id)
        if self.loaded is None:
            return _("Review of {number}").format(number=name)
        title = self.loaded.record.summary.title
        return _("Review of {number} {title}").format(number=name, title=isolated(title))

    def printable(self) -> PrintableReview:
        return PrintableReview(self.incident_id)

    def panes(self) -> list[QWidget]:
        if self.stack.currentIndex() != 1:
            return [self.stack.currentWidget()]
        return [self.form.sections[self.form.current].first(), self.side.stars, self.sections.list, self.header.next]

    def keep(self) -> None:
        self.saving.keep()

    def unsaved(self) -> str:
        """Nothing is lost if the page goes now: texts are kept as drafts until they are saved."""
        self.saving.keep()
        self.saving.save()
        return ""

    def show_part(self, name: str) -> None:
        """Go to a section; what a reference names after a # is one."""
        if name in SECTIONS and self.stack.currentIndex() == 1:
            self.body.go_to(name)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.saving.save()

    # -- reading

    def refresh(self) -> None:
        """Read everything anew; what is being typed stays."""
        key = f"review {self.incident_id} of page {id(self)}"
        self.desk.background.run_latest(
            key,
            load,
            self.desk.database,
            self.incident_id,
            self.desk.zone,
            then=self._show,
            failed=self._say_absent,
        )

    def _heard(self, changes: Any) -> None:
        ids = changes.get("incident", frozenset())
        if ids is None or self.incident_id in ids or _HEARD & set(changes):
            self.refresh()

    def _show(self, loaded: Loaded) -> None:
        first = self.loaded is None or self.loaded.record.review is None
        self.loaded = loaded
        record = loaded.record
        state = record.summary.state
        self.saving.writable = state in WRITABLE and not self.desk.database.read_only
        if record.review is None or record.review.skipped:
            self._show_absence()
        else:
            changed = self.saving.read(record.review.facts)
            self.form.show_fields(TYPED if first else changed, self.saving.typed.__getitem__)
            self.form.let_write(self.saving.writable)
            self.header.show_record(record, loaded.staff)
            self.side.show_loaded(loaded, self.saving.writable)
            self._tell()
            self.sections.show_gaps(self.gaps())
            self._think()
            self._show_whole()
        self._show_due()
        self.desk.registry.refresh()
        self.shown.emit()

    def _show_whole(self) -> None:
        if self.stack.currentIndex() != 1:
            had_focus = self.stack.currentWidget().isAncestorOf(self.focusWidget() or self)
            self.stack.setCurrentIndex(1)
            if had_focus:
                self.form.go_to(SECTIONS[0])

    def _show_absence(self) -> None:
        """There is no review to be shown: say why, and what can be done about it."""
        absence = absence_of(self.loaded.record.summary, clock.stored(clock.now()))
        acts = {
            START: self.commands.start,
            SKIP: lambda: self.commands.step("skip"),
            RESUME: lambda: self.commands.step("resume"),
            LEAVE: lambda: self.opened.emit(number(self.incident_id)),
        }
        (action, act), (link, follow) = absence.action, absence.link
        self._show_empty(absence.title, absence.sentence, action, acts[act], link, acts[follow])

    def _show_empty(self, *words: Any) -> None:
        empty = EmptyState(self.desk.theme, "review", *words)
        before = self.stack.widget(0)
        focused = before.isAncestorOf(self.focusWidget() or self)
        self.stack.insertWidget(0, empty)
        self.stack.setCurrentIndex(0)
        self.stack.removeWidget(before)
        before.deleteLater()
        if focused and empty.action_button is not None:
            empty.action_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_absent(self, refused: Refused) -> None:
        if self.loaded is not None:
            self.say_refused(refused)
            return
        name = number(self.incident_id)
        self._show_empty(
            _("The review of {number} can't be shown").format(number=name),
            str(refused),
            _("Back to the analyses"),
            lambda: self.opened.emit("analyses"),
            _("Try again"),
            self.refresh,
        )

    # -- what is told beside the texts

    def _show_due(self) -> None:
        if self.loaded is None:
            return
        summary = self.loaded.record.summary
        now = clock.stored(clock.now())
        text = due_text(summary.due_at, now)
        if summary.state == ReviewState.PUBLISHED and summary.published_at is not None:
            text = _("published {time}").format(time=moment.day_and_time(summary.published_at, now, self.desk.zone))
        late = summary.due_at is not None and summary.due_at <= now
        role = "danger" if late else "text2"
        self.sections.show_due(text, role)
        self.header.show_due(text if self.body.narrow else "", role)

    def _tell(self) -> None:
        record = self.loaded.record
        entries = [fact for fact in record.facts if fact.entry_id is not None]
        starred = ngettext(
            "{count} of {all} entry of the timeline goes into the review.",
            "{count} of {all} entries of the timeline go into the review.",
            len(entries),
        ).format(count=len(record.starred), all=len(entries))
        count = len(record.actions)
        planned = ngettext("{count} action is planned.", "{count} actions are planned.", count).format(count=count)
        starred = starred if entries else _("Nobody has written anything into the timeline.")
        self.form.tell({"timeline": starred, "actions": planned if count else _("No action is planned yet.")})

    def gaps(self) -> list[Gap]:
        """What is missing in what stands on the page, saved or not."""
        record = self.loaded.record
        facts = {**record.review.facts, **{name: self.saving.typed[name] for name in TYPED}}
        return gaps(facts, record.graph, actions=len(record.actions), starred=len(record.starred))

    def _show_saved(self) -> None:
        waiting = self.saving.typed.waiting
        if not self.saving.writable:
            self.header.say_saved("")
        elif self.saving.conflicts:
            self.header.say_saved(_("Not saved: changed by two people"), "danger")
        elif self.saving.busy:
            self.header.say_saved(_("Saving…"))
        elif waiting:
            self.header.say_saved(_("Kept on this machine"))
        else:
            self.header.say_saved(_("Saved"))

    def _think(self) -> None:
        """Look for words of blame, away from the window."""
        if self.loaded is None or self.loaded.record.review is None:
            return
        texts = {name: str(self.saving.typed[name] or "") for name in TEXTS}
        self.desk.background.run_latest(
            f"hints of page {id(self)}", hints_in, texts, self.loaded.people, then=self.form.show_hints
        )

    # -- writing

    def _enter(self, name: str) -> None:
        self.sections.mark(name)
        self.desk.registry.refresh()

    def _type(self, name: str, value: Any) -> None:
        self.saving.type(name, value)
        self.sections.show_gaps(self.gaps())
        self._thinking.start()

    def _commit(self, name: str, value: Any, seen: Any) -> None:
        """Lead and meeting are saved as soon as they are chosen."""
        field = self.header.lead if name == "lead" else self.header.meeting
        write(
            self.desk,
            self,
            changing(self.incident_id, {name: value}, {name: seen}),
            _("Review of {number} changed").format(number=number(self.incident_id)),
            failed=lambda refused: field.fail(value, seen, str(refused)),
        )

    def _show_conflict(self, conflict: Conflict) -> None:
        for clash in conflict.clashes:
            sentence = _("{name} has changed this too, so yours is not saved yet.")
            self._message_of(clash.field).say(
                sentence.format(name=isolated(conflict.changed_by)),
                "warning",
                _("Compare and decide"),
                lambda field=clash.field: self.decide(field),
                dismissable=False,
            )

    def _message_of(self, field: str) -> MessageBar:
        return self.form.sections[field if field in TEXTS else "impact"].message

    def decide(self, field: str) -> None:
        """Ask which text stays; who goes on writing finds the own text in its place."""
        conflict = self.saving.conflicts.get(field)
        if conflict is None:
            self._message_of(field).clear()
            return
        mine = self.saving.typed[field]
        shown = as_shown(conflict, mine)
        decided = ask_conflict(self, self.desk, shown)
        if decided is None:
            return
        theirs, value = conflict.clashes[0].theirs, as_stored(conflict, mine, decided[PREFIX + field])
        fields = self.saving.decide({field: value}, {field: mine} if value == theirs != mine else {})
        self.form.show_fields(fields, self.saving.typed.__getitem__)
        self._message_of(field).clear()

    def _say_not_saved(self, refused: Refused) -> None:
        self.say(str(refused), "danger", _("Try again"), self.saving.save)

    def say_refused(self, refused: Refused) -> None:
        self.say(str(refused), "danger")

    def say(self, text: str, kind: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """A message above the review that stays until it is dismissed."""
        self._message_margin.show()
        self.message.say(text, kind, action, run)

    # -- beside it

    def _star(self, entry_id: int, starred: bool) -> None:
        said = _("Star in {number} changed").format(number=number(self.incident_id))
        write(self.desk, self, starring(entry_id, starred), said, failed=self.say_refused)

    def _open(self, what: str) -> None:
        subject = self.loaded.record.investigated if self.loaded else None
        if what == "actions":
            self.opened.emit("analyses#actions")
        elif subject is not None:
            self.opened.emit(f"{subject.number}/{what}")

    def _choose_entries(self) -> None:
        self.body.show_record()
        self.side.stars.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_lesson(self, section: str, line: str) -> None:
        subject = Subject(INCIDENT, self.incident_id)
        dialog = open_lesson_dialog(self.desk, self, subject=subject, kind=_LESSON_KIND.get(section, ""))
        title = dialog.form.fields["title"]
        if line and not title.text():
            title.setText(" ".join(line.split())[: title.maxLength()])


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
