"""What those who worked on an incident say of how it was handled, and the sessions about it, on its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.feedback_dialog import SCORE_NAME, open_feedback_dialog
from incidentdesk.desktop.improve.feedback_session_dialog import open_session_dialog
from incidentdesk.desktop.improve.feedback_words import SCORE_MARK, SESSION_MARK
from incidentdesk.desktop.investigate.line_list import Line, LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.improve.feedback_list import FeedbackRow, feedback_of, not_heard
from incidentdesk.improve.feedback_session_list import SessionRow, sessions_about
from incidentdesk.language import _, isolated, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_NOUNS = frozenset({"responder_feedback", "feedback_session", "feedback_attendee", "feedback_incident"})


@dataclass(frozen=True, slots=True)
class IncidentFeedback:
    given: tuple[FeedbackRow, ...] = ()
    missing: tuple[str, ...] = ()
    sessions: tuple[SessionRow, ...] = ()


def load_feedback(database: Any, incident_id: int) -> IncidentFeedback:
    with database.read() as reader:
        return IncidentFeedback(
            tuple(feedback_of(reader, incident_id)),
            tuple(not_heard(reader, incident_id)),
            tuple(sessions_about(reader, incident_id)),
        )


class FeedbackSection(QWidget):
    """Two sections below each other; `filled` comes whenever what was read stands there."""

    filled = Signal()

    def __init__(self, desk: Desk, incident_id: int, page: "IncidentPage", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._incident_id, self._page = desk, incident_id, page
        self.known = IncidentFeedback()
        desk.registry.add_all(self._actions(), page)
        self.feedback = Section(desk, _("How it was handled"))
        self.feedback.offer("incident.feedback")
        self.feedback_list = LineList(desk, _("Feedback of responders"))
        self.feedback_list.opened.connect(self._open_feedback)
        self.feedback.add(self.feedback_list)
        self.sessions = Section(desk, _("Feedback sessions"))
        self.sessions.offer("incident.feedback_session")
        self.session_list = LineList(desk, _("Feedback sessions"))
        self.session_list.opened.connect(lambda key: open_session_dialog(desk, self, int(key)))
        self.sessions.add(self.session_list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.feedback)
        column.addWidget(self.sessions)
        page.shown.connect(self._load)
        desk.changes.changed.connect(self._heard)

    def _actions(self) -> list[Action]:
        return [
            Action(
                "incident.feedback", _("Give feed&back…"), self.give, icon="feedback", scope="incident",
                menu="incident/follow-up", section=30, why_disabled=self._why_not_given,
                synonyms=_("how was it handled responder retrospective"),
            ),
            Action(
                "incident.feedback_session", _("Plan a feedback s&ession…"), self.plan, icon="calendar",
                scope="incident", menu="incident/follow-up", section=30, why_disabled=self._page.commands.why_nothing,
                synonyms=_("meeting invitation calendar debrief retrospective"),
            ),
        ]  # fmt: skip

    # -- reading

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys() and self._page.loaded is not None:
            self._load()

    def _load(self) -> None:
        self._desk.background.run_latest(
            f"feedback of {id(self)}", load_feedback, self._desk.database, self._incident_id, then=self._show,
            failed=self._page.say_refused,
        )  # fmt: skip

    def _show(self, known: IncidentFeedback) -> None:
        self.known = known
        now = clock.stored(clock.now())
        self.feedback_list.show_lines([
            Line(
                str(row.id), _("{score} · {name}").format(score=SCORE_NAME[row.score](), name=isolated(row.author)),
                " ".join(row.words.split()), moment.day_and_time(row.given_at, now, self._desk.zone),
                mark=SCORE_MARK[row.score],
            )
            for row in known.given
        ])  # fmt: skip
        self.feedback.show_count(len(known.given))
        self.feedback.say(_feedback_sentence(known))
        self.session_list.show_lines([_session_line(row, now, self._desk.zone) for row in known.sessions])
        self.sessions.show_count(len(known.sessions))
        self.sessions.say("" if known.sessions else _("Nobody has planned to talk it over."))
        self._desk.registry.refresh()
        self.filled.emit()

    # -- acting

    def _own(self) -> FeedbackRow | None:
        return next((row for row in self.known.given if row.author == self._desk.actor), None)

    def _why_not_given(self) -> str:
        why = self._page.commands.why_nothing()
        if why or self._page.commands.sheet is None:
            return why or self._page.commands.why_absent()
        over = self._page.commands.sheet.state in (State.RESOLVED, State.CLOSED)
        return "" if over else _("Feedback is given when the incident is resolved.")

    def give(self) -> None:
        """Say how it was handled; once more, it is what one has said before."""
        open_feedback_dialog(self._desk, self, self._incident_id, self._own())

    def _open_feedback(self, key: str) -> None:
        row = next((each for each in self.known.given if str(each.id) == key), None)
        if row is not None:
            open_feedback_dialog(self._desk, self, self._incident_id, row)

    def plan(self) -> None:
        """Begin a session about the incident with those who worked on it."""
        names = sorted({*self.known.missing, *(row.author for row in self.known.given)}, key=str.casefold)
        open_session_dialog(
            self._desk, self,
            facts={
                "title": self._page.commands.sheet.facts["title"], "incidents": number(self._incident_id),
                "attendees": "\n".join(names),
            },
        )  # fmt: skip


def _feedback_sentence(known: IncidentFeedback) -> str:
    """The mean never without how many have said something and how many have not."""
    count, missing = len(known.given), len(known.missing)
    if not count and not missing:
        return _("Whoever worked on it says here, when it is resolved, how it was handled.")
    names = ", ".join(isolated(name) for name in known.missing)
    waiting = _("Not heard yet: {names}").format(names=names) if missing else ""
    if not count:
        return waiting
    mean = sum(row.score for row in known.given) / count
    told = ngettext("{mean} of 5 from {count} person", "{mean} of 5 from {count} people", count)
    return ". ".join(part for part in (told.format(mean=f"{mean:.1f}", count=count), waiting) if part)


def _session_line(row: SessionRow, now: int, zone: Any) -> Line:
    people = ngettext("{count} invited", "{count} invited", row.invited).format(count=row.invited)
    came = _("{count} came").format(count=row.came) if row.state == FeedbackState.HELD else ""
    decided = " ".join(row.decisions.split())
    note = " · ".join(part for part in (_(row.state), people, came, decided) if part)
    when = moment.day_and_time(row.starts_at, now, zone)
    return Line(str(row.id), row.title, note, when, mark=SESSION_MARK[FeedbackState(row.state)])
