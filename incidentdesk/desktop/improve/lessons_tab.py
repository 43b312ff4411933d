"""The register of lessons."""

from PySide6.QtGui import QGuiApplication

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.lesson_dialog import open_lesson_dialog, origin_of
from incidentdesk.desktop.improve.propose_sheet import open_propose_sheet
from incidentdesk.desktop.investigate.action_dialog import open_action_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.state_mark import LESSON_MARK
from incidentdesk.improve.lesson_change import withdraw_lesson
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.lesson_list import LessonRow, lessons
from incidentdesk.language import N_, _, ngettext

_ORDER = {kind: place for place, kind in enumerate(LessonKind)}
COLUMNS = (
    Column(
        "kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: _ORDER[LessonKind(row.kind)], 132,
        mark=lambda row: LESSON_MARK[LessonKind(row.kind)],
    ),
    Column("title", N_("What was learnt"), lambda row, _now: row.title, lambda row: row.title),
    Column(
        "recommendation", N_("Recommendation"), lambda row, _now: row.recommendation, lambda row: row.recommendation,
        280, 4, role=lambda *_: "text2",
    ),
    Column(
        "subject", N_("From"), lambda row, _now: row.subject_number, lambda row: row.subject_number, 100, 2,
        whole=lambda row, _now: f"{row.subject_number} {row.subject_title}".strip(), role=lambda *_: "text2",
    ),
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 120, 5),
    Column("tags", N_("Tags"), lambda row, _now: ", ".join(row.tags), lambda row: ", ".join(row.tags), 120, 6),
    Column(
        "updated", N_("Updated"), lambda row, now: moment.relative(row.updated_at, now.at, now.zone),
        lambda row: row.updated_at, 100, 3, whole=lambda row, now: moment.full(row.updated_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _searched(row: LessonRow) -> str:
    words = (row.title, row.text, row.recommendation, row.service, row.category, *row.tags)
    return " ".join((*words, row.subject_number, row.subject_title, _(row.kind)))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Lessons"),
        icon="lesson",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: lessons(reader),
        nouns=frozenset({"lesson", "service", "category"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} lesson", "{count} lessons", count).format(count=count),
        placeholder=_("Words of the lesson, a tag, a service, a kind"),
        nothing=_("No lessons yet"),
        teaching=_("Keep what went well, badly or by luck: it is offered when something like it happens again."),
        making=_("New lesson"),
        offered=("analyses.open", "lesson.use", "analyses.propose"),
        more=("lesson.copy", "analyses.subject", None, "analyses.remove"),
        menu=(
            "analyses.open", "lesson.use", "analyses.propose", "lesson.copy", "analyses.subject", None, "edit.copy",
            None, "analyses.remove",
        ),
    )  # fmt: skip


class LessonsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            ("lesson.use", _("&Use recommendation…"), self._use, ("U",), "action", 30, self._why_no_recommendation),
            ("analyses.propose", _("&Propose a change to a plan…"), self._propose, ("G",), "proposal", 30,
             self.why_nothing),
            ("lesson.copy", _("&Copy recommendation"), self._copy, ("Ctrl+Shift+C",), "copy", 30, self._why_no_words),
            (
                "analyses.subject",
                _("Open the &incident or problem"),
                self._go,
                ("I",),
                "incident",
                20,
                self._why_no_subject,
            ),
            ("analyses.remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, self.why_nothing),
        ):  # fmt: skip
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self.table
            )
        self.declare()

    def new(self) -> None:
        open_lesson_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: LessonRow) -> None:
        self.show_record(row.id)

    def show_record(self, lesson_id: int) -> None:
        self.stand_on(lesson_id)
        open_lesson_dialog(self.desk, self, lesson_id)

    def _why_no_words(self) -> str:
        row = self.table.current()
        if row is None:
            return _("Select a row first.")
        return "" if row.recommendation else _("This lesson has no recommendation.")

    def _why_no_recommendation(self) -> str:
        return self.why_read_only() or self._why_no_words()

    def _why_no_subject(self) -> str:
        row = self.table.current()
        if row is None:
            return _("Select a row first.")
        return "" if row.subject else _("This lesson belongs to no incident and no problem.")

    def _use(self) -> None:
        """Propose an action in the words of the recommendation."""
        row: LessonRow = self.table.current()
        open_action_dialog(self.desk, self, subject=row.subject, text=" ".join(row.recommendation.split()))

    def _propose(self) -> None:
        """Let a plan say what was learnt."""
        open_propose_sheet(self.desk, self, origin_of(self.selected()[0]))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.table.current().recommendation)
        self.desk.toasts.show(_("Recommendation copied"))

    def _go(self) -> None:
        self.opened.emit(self.table.current().subject_number)

    def _remove(self) -> None:
        ids = [row.id for row in self.selected()]
        said = ngettext("{count} lesson moved to the trash", "{count} lessons moved to the trash", len(ids))
        self.write_each(ids, withdraw_lesson, said.format(count=len(ids)))
