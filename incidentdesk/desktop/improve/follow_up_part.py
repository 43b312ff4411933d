"""What follows on the resolution of an incident, on its page: closing, what was asked, follow-ups and feedback."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.improve.feedback_section import FeedbackSection
from incidentdesk.desktop.improve.follow_up_commands import FollowUpCommands
from incidentdesk.desktop.improve.follow_up_words import closing_line, confirmation_line, survey_line, task_lines
from incidentdesk.desktop.investigate.line_list import LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.improve.follow_up_list import FollowUpSheet
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.task_list import finished_of

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_NOUNS = frozenset({"survey", "confirmation", "follow_up", "follow_up_template", "outbox_message", "setting"})


class FollowUpPart(QWidget):
    """A part of the page of an incident, as desktop.respond.page_part says. `shown` comes whenever it stands there."""

    key = "follow-up"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions = (
        "follow_up.survey", "follow_up.phone", "follow_up.on", "incident.feedback", "incident.feedback_session",
    )  # fmt: skip
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)
    shown = Signal()

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self.desk, self._page, self.incident_id = page.desk, page, page.incident_id
        self.sheet: FollowUpSheet | None = None
        self._stale = True
        self.comments: dict[str, QLabel] = {}
        self.commands = FollowUpCommands(self, page)
        self._build()
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)
        page.shown.connect(self.desk.registry.refresh)
        self._dress()
        self.load()

    def _build(self) -> None:
        desk = self.desk
        inner = self._inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(16, 12, 16, 24)
        self._column.setSpacing(16)
        self.survey = self._section(_("Satisfaction"), "follow_up.survey", "follow_up.phone")
        self.confirmation = self._section(_("Is it solved?"), "follow_up.ask", "follow_up.confirm")
        self.closing = self._section(_("Closing"), "follow_up.on")
        self.survey.opened.connect(lambda _key: self._run("follow_up.phone"))
        self.confirmation.opened.connect(lambda _key: self._run("follow_up.confirm"))
        self.closing.opened.connect(lambda _key: self.opened.emit("settings#" + _("Follow-up")))
        self.follow_ups = Section(desk, _("Follow-ups"))
        self.follow_ups.offer("follow_up.add")
        self.task_list = LineList(desk, _("Follow-ups"), _("Enter opens one among the steps"))
        self.task_list.opened.connect(self._open_task)
        self.follow_ups.add(self.task_list)
        self._column.addWidget(self.follow_ups)
        self.feedback = FeedbackSection(desk, self.incident_id, self._page)
        self._column.addWidget(self.feedback)
        self._column.addStretch(1)
        self.scroll = scrolling(
            inner, _("Follow-up"), _("What was asked after the resolution, and what is still to do")
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll)

    def _section(self, heading: str, *actions: str) -> LineList:
        """A heading with its commands and one line below it."""
        section = Section(self.desk, heading)
        for action_id in actions:
            section.offer(action_id)
        line = LineList(self.desk, heading, _("Enter writes down an answer, or opens the settings"))
        section.add(line)
        comment = self.comments[heading] = QLabel(wordWrap=True)
        comment.setTextFormat(Qt.TextFormat.PlainText)
        comment.setContentsMargins(30, 0, 6, 4)
        comment.hide()
        section.add(comment)
        self._column.addWidget(section)
        return line

    # -- as a part of a page

    def title(self) -> str:
        if self.sheet is None or not self.sheet.tasks:
            return _("Follow-up")
        done, count = finished_of(self.sheet.tasks)
        return _("Follow-up {done}/{count}").format(done=done, count=count)

    def count(self) -> int:
        return 0

    def pane(self) -> QWidget:
        return self.survey

    def takes(self, _source: QMimeData) -> bool:
        return False

    def take(self, _source: QMimeData) -> None:
        """Nothing is dropped here; files are attached to the incident."""

    # -- reading

    def _heard(self, changes: dict[str, Any]) -> None:
        ids = changes.get("incident", frozenset())
        if ids is None or self.incident_id in ids or _NOUNS & set(changes):
            self.load()

    def load(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        self._stale = self.sheet is not None and not self._page.isVisible()
        if not self._stale:
            self.desk.background.run_latest(
                f"follow-up of {id(self)}", _load, self.desk.database, self.incident_id,
                then=self._show, failed=self.refused.emit,
            )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.load()

    def _show(self, sheet: FollowUpSheet | None) -> None:
        if sheet is None:
            return
        self.sheet = sheet
        now, zone = clock.stored(clock.now()), self.desk.zone
        self.survey.show_lines([survey_line(sheet, now, zone)])
        self.confirmation.show_lines([confirmation_line(sheet, now, zone)])
        self.closing.show_lines([closing_line(sheet, now, zone)])
        comments = {
            _("Satisfaction"): sheet.survey.comment if sheet.survey is not None else "",
            _("Is it solved?"): sheet.confirmation.comment if sheet.confirmation is not None else "",
        }
        for heading, comment in comments.items():
            self.comments[heading].setText(comment)
            self.comments[heading].setVisible(bool(comment))
        self.task_list.show_lines(list(task_lines(sheet.tasks, now)))
        self.follow_ups.show_count(len(sheet.tasks))
        nothing = _("None yet. Templates add them when an incident is resolved: a check-in after a week, for example.")
        self.follow_ups.say("" if sheet.tasks else nothing)
        self.renamed.emit()
        self.desk.registry.refresh()
        self.shown.emit()

    def _run(self, action_id: str) -> None:
        """What can't be done says why."""
        why = self.desk.registry.why_disabled(action_id)
        if why:
            self.refused.emit(Refused(why))
        else:
            self.desk.registry.run(action_id)

    def _open_task(self, key: str) -> None:
        self._page.show_part(f"plan/{key}")

    def _dress(self) -> None:
        theme = self.desk.theme
        fill(self, theme)
        fill(self.scroll.widget(), theme)
        self.scroll.verticalScrollBar().setStyleSheet(theme.sheet(SCROLL_BARS))


def _load(database: Any, incident_id: int) -> FollowUpSheet | None:
    from incidentdesk.improve.follow_up_list import follow_up_sheet

    with database.read() as reader:
        return follow_up_sheet(reader, incident_id, clock.stored(clock.now()))
