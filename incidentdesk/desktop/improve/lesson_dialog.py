"""The dialog of one lesson."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.proposal_items import proposal_items
from incidentdesk.desktop.improve.proposal_sheet import open_proposal_sheet
from incidentdesk.desktop.improve.propose_sheet import Origin, open_propose_sheet
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import TagsLine, raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.lesson_list import LessonRow, lesson_row
from incidentdesk.improve.plan_proposal_list import ProposalRow, proposals_of_lesson
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 720, 620


def open_lesson_dialog(
    desk: Desk,
    parent: QWidget,
    lesson_id: int = 0,
    *,
    subject: Subject | None = None,
    kind: str = "",
    done: Callable[[int], None] | None = None,
) -> "LessonDialog":
    """Show a lesson, or write a new one of an incident or a problem; `done(id)` follows when it is saved."""
    dialog = LessonDialog(desk, lesson_id, subject, kind, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class LessonDialog(RecordDialog):
    def __init__(self, desk: Desk, lesson_id: int, subject: Subject | None, kind: str, parent: QWidget | None) -> None:
        title = _("Lesson") if lesson_id else _("New lesson")
        key = f"lesson-{lesson_id}" if lesson_id else f"lesson-new-{subject.number if subject else ''}"
        super().__init__(desk, title, lesson_store(subject), lesson_id, key, parent)
        self._subject = subject
        self._row: LessonRow | None = None
        self._build()
        new: Facts = dict.fromkeys(("title", "text", "recommendation", "service", "category"), "")
        self.begin({**new, "kind": kind or str(LessonKind.FINDING), "tags": ()}, _WIDTH, _HEIGHT)
        if not lesson_id:
            self._show_about(subject, "")
            desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.about = QLabel(wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.hide()
        self.body.insertWidget(1, self.about)
        self.service, self.category = NameField(_("Service")), NameField(_("Category"))
        tags = TagsLine()
        tags.setPlaceholderText(_("network vpn"))
        form = self.form
        form.add_row(("title", _("What was &learnt, in one sentence"), QLineEdit(maxLength=500), 6))
        kinds = [(str(each), _(each)) for each in LessonKind]
        form.add_row(("kind", _("&Kind"), Chooser(self.theme, _("Kind"), kinds), 6))
        form.add_row(("text", _("What &happened"), text_box(3), 6), stretch=2)
        form.add_row(("recommendation", _("&Recommendation for next time"), text_box(3), 6), stretch=2)
        form.add_row(
            ("service", _("&Service"), self.service, 2),
            ("category", _("Cate&gory"), self.category, 2),
            ("tags", _("&Tags"), tags, 2),
        )
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.use = self.add_button(
            _("&Use recommendation…"), role, description=_("Propose a corrective action with this recommendation")
        )
        self.copy = self.add_button(_("Cop&y"), role, description=_("Copy the recommendation to the clipboard"))
        if self.record_id:
            self.propose = self.add_button(
                _("&Propose a change to a plan…"), role, description=_("Write what a plan should say after this lesson")
            )
            self.propose.clicked.connect(self._propose)
        self.proposals = TwoLineList(self.theme, _("Proposed changes to plans"), most=3)
        self.proposals.opened.connect(lambda key: open_proposal_sheet(self.desk, self, key))
        self.proposals.hide()
        form.add_whole(self.proposals)
        self.use.clicked.connect(self._use)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._recommendation()))
        recommendation = form.fields["recommendation"]
        recommendation.textChanged.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        for button in (self.use, self.copy):
            button.setEnabled(bool(self._recommendation()))

    def _recommendation(self) -> str:
        return str(raw(self.form.fields["recommendation"])).strip()

    def _use(self) -> None:
        """Propose an action with the words of the recommendation; the lesson stays open."""
        from incidentdesk.desktop.investigate.action_dialog import open_action_dialog

        open_action_dialog(self.desk, self, subject=self._subject, text=" ".join(self._recommendation().split()))

    def _propose(self) -> None:
        """Let a plan say what was learnt; the lesson stays open."""
        assert self._row is not None
        open_propose_sheet(self.desk, self, origin_of(self._row), done=lambda _id: self.load())

    def said(self, created: bool) -> str:
        text = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Lesson kept: {text}") if created else _("Lesson changed: {text}")).format(text=text)

    def removed_sentence(self) -> str:
        return _("Lesson moved to the trash")

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["title"] else ("title", _("Say in one sentence what was learnt."))

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_lesson,
            self.desk.database,
            self.record_id,
            then=self._loaded_lesson,
            failed=self.fail,
        )

    def _loaded_lesson(self, found: tuple[LessonRow, KnownNames, list[ProposalRow]]) -> None:
        self._row, names, proposals = found
        self.proposals.show_items(proposal_items(proposals, self.desk.zone))
        self._subject = self._row.subject
        self._offer(names)
        self._show_about(self._row.subject, self._row.subject_title)
        self._loaded(facts_in(self._row))

    def _offer(self, names: KnownNames) -> None:
        self.service.offer(names.services)
        self.category.offer(names.categories)

    def _show_about(self, subject: Subject | None, title: str) -> None:
        if subject is not None:
            self.about.setText(_("From {number} {title}").format(number=subject.number, title=isolated(title)).strip())
        self.about.setVisible(subject is not None)

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.about, "text2")


def facts_in(row: LessonRow) -> Facts:
    names = ("title", "kind", "text", "recommendation", "service", "category", "tags")
    return {name: getattr(row, name) for name in names}


def lesson_store(subject: Subject | None) -> RecordStore:
    """How lessons are read and written; a new one is about `subject`."""

    def create(session: Any, facts: Facts) -> int:
        from incidentdesk.improve.lesson_change import write_lesson

        return write_lesson(session, subject, **facts)

    return RecordStore("lesson", lambda reader, key: facts_in(_row(reader, key)), create, _change, _give_up, _withdraw)


def _change(session: Any, lesson_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.improve.lesson_change import change_lesson

    change_lesson(session, lesson_id, changes, seen=seen)


def _give_up(session: Any, lesson_id: int, given_up: Facts) -> None:
    from incidentdesk.improve.lesson_change import give_up_lesson

    give_up_lesson(session, lesson_id, given_up)


def _withdraw(session: Any, lesson_id: int) -> None:
    from incidentdesk.improve.lesson_change import withdraw_lesson

    withdraw_lesson(session, lesson_id)


def _row(reader: Reader, lesson_id: int) -> LessonRow:
    found = lesson_row(reader, lesson_id)
    if found is None:
        raise Refused(_("The lesson is not there any more; somebody has taken it away."))
    return found


def origin_of(row: LessonRow) -> Origin:
    """What a proposal says of the lesson behind it."""
    reason = "\n\n".join(filter(None, (row.title, row.recommendation)))
    incident_id = row.subject.id if row.subject and row.subject.noun == INCIDENT else 0
    about = _("the lesson “{title}”").format(title=isolated(row.title))
    return Origin(about, reason, lesson_id=row.id, incident_id=incident_id)


def _load_lesson(database: Any, lesson_id: int) -> tuple[LessonRow, KnownNames, list[ProposalRow]]:
    with database.read() as reader:
        return _row(reader, lesson_id), known_names(reader), proposals_of_lesson(reader, lesson_id)


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
