"""What is offered beside an incident that is being logged: who calls, incidents like it, and what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.help_offers import Help
from incidentdesk.desktop.widgets.state_mark import LESSON_MARK
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.widgets.value_label import ValueLabel
from incidentdesk.detect.caller import Caller, caller_of, service_id
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.improve.article_list import ArticleRow
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.lesson_list import LessonRow
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.known_error_list import KnownErrorRow

_MOST_LIKE = 5
# Lessons come from more incidents than are shown, for those that have taught something are closed.
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class OfferedError:
    """A known error that fits, and the number of the problem that it has come from, or ""."""

    known_error: KnownErrorRow
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What is known of the caller and of what is typed."""

    caller: Caller | None = None
    similar: tuple[Any, ...] = ()
    known_errors: tuple[OfferedError, ...] = ()
    lessons: tuple[LessonRow, ...] = ()
    articles: tuple[ArticleRow, ...] = ()


def look_up(database: Any, title: str, reporter: str, service: str) -> LookedUp:
    from incidentdesk.detect.known_error_offer import offered_known_errors
    from incidentdesk.detect.similar import similar
    from incidentdesk.improve.article_offer import offered_articles
    from incidentdesk.improve.lesson_offer import offered_lessons
    from incidentdesk.investigate.problem_known_error import problems_of_known_errors
    from incidentdesk.investigate.subject import PROBLEM, Subject

    with database.read() as reader:
        caller = caller_of(reader, reporter) if reporter.strip() else None
        concerned = service_id(reader, service) if service.strip() else None
        likes = similar(
            reader, title, reporter_id=caller.id if caller else None, service_id=concerned, limit=_LOOKED_AT
        )
        errors = [each.known_error for each in offered_known_errors(reader, title, service_id=concerned)]
        problems = problems_of_known_errors(reader) if errors else {}
        offers = (
            OfferedError(each, Subject(PROBLEM, problems[each.id]).number if each.id in problems else "")
            for each in errors
        )
        return LookedUp(
            caller,
            tuple(each for each in likes[:_MOST_LIKE] if each.state in OPEN_STATES),
            tuple(offers),
            tuple(offered_lessons(reader, [each.id for each in likes])),
            tuple(each.article for each in offered_articles(reader, title, service_id=concerned)),
        )


def log_with(
    session: Any, facts: dict[str, Any], known_errors: Sequence[OfferedError], articles: Sequence[ArticleRow] = ()
) -> int:
    """Log an incident; what was taken becomes work notes, it is linked to the problem of a known error.

    An article that was taken counts as used.
    """
    from incidentdesk.detect.intake import log_incident
    from incidentdesk.improve.article_use_change import use_article
    from incidentdesk.investigate.problem_link import link_incident, problem_of
    from incidentdesk.investigate.subject import subject_of
    from incidentdesk.respond.note import add_note

    incident_id = log_incident(session, **facts)
    for each in known_errors:
        error = each.known_error
        text = _("Known error {number}: {title}\n\nWorkaround: {workaround}")
        add_note(session, incident_id, text.format(number=error.number, title=error.title, workaround=error.workaround))
        if each.problem and problem_of(session.reader, incident_id) is None:
            link_incident(session, subject_of(each.problem).id, incident_id)
    for row in articles:
        use_article(session, row.id, incident_id)
    return incident_id


def help_of_error(offer: OfferedError) -> Help:
    """A known error as a card shows it."""
    error = offer.known_error
    taking = _("Use it, and link {problem}").format(problem=offer.problem) if offer.problem else _("Use it")
    follows = _("The workaround becomes a work note of the new incident")
    return Help(offer, error.id, error.title, error.symptom, error.workaround, taking, follows)


def help_of_article(row: ArticleRow) -> Help:
    """An article as a card shows it, with how often it has helped."""
    used = ngettext("it has helped {count} time", "it has helped {count} times", row.used).format(count=row.used)
    taking = _("Use {number}, {used}") if row.used else _("Use {number}")
    follows = _("The solution becomes a work note of the new incident, and the article counts as used")
    return Help(row, row.id, row.title, row.symptom, row.solution, taking.format(number=row.number, used=used), follows)


class LessonOffers(QWidget):
    """Lessons of incidents like the one that is being logged; the one that is chosen is told below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lessons: dict[int, LessonRow] = {}
        self.heading = QLabel(_("Lessons of incidents like it"), wordWrap=True)
        self.list = TwoLineList(desk.theme, _("Lessons of incidents like it"), most=2)
        self.list.setAccessibleDescription(_("Up and down tell what was learnt"))
        self.whole = ValueLabel(desk.theme, _("Lesson"), lines=10, editable=False)
        self.whole.hide()
        self.list.currentItemChanged.connect(lambda *_items: self._tell())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        for widget in (self.heading, self.list, self.whole):
            column.addWidget(widget)
        self.hide()

    def show_lessons(self, lessons: Sequence[LessonRow]) -> None:
        self._lessons = {row.id: row for row in lessons}
        self.list.show_items([
            {
                "key": row.id,
                "head": " · ".join(part for part in (_(row.kind), row.subject_number) if part),
                "text": row.recommendation or row.title,
                "mark": LESSON_MARK[LessonKind(row.kind)],
            }
            for row in lessons
        ])  # fmt: skip
        self.setVisible(bool(lessons))
        self._tell()

    def _tell(self) -> None:
        row = self._lessons.get(self.list.key())
        parts = (row.title, row.text, row.recommendation) if row is not None else ()
        self.whole.write("\n".join(part for part in parts if part))
        self.whole.setVisible(row is not None)

    def dress(self) -> None:
        self.heading.setFont(self._desk.theme.font("strong"))
