"""What is offered beside an incident that is being logged: who calls, incidents like it, known errors, lessons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.state_mark import LESSON_MARK
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.widgets.value_label import ValueLabel
from incidentdesk.detect.caller import Caller, caller_of, service_id
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.lesson_list import LessonRow
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_error_list import KnownErrorRow

_MOST_LIKE = 5
# Lessons come from more incidents than are shown, for those that have taught something are closed.
_LOOKED_AT = 20
_LINES = 4


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


def look_up(database: Any, title: str, reporter: str, service: str) -> LookedUp:
    from incidentdesk.detect.known_error_offer import offered_known_errors
    from incidentdesk.detect.similar import similar
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
        )


def log_with(session: Any, facts: dict[str, Any], known_errors: Sequence[OfferedError]) -> int:
    """Log an incident; the workarounds that were taken become work notes, and it is linked to their problem."""
    from incidentdesk.detect.intake import log_incident
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
    return incident_id


class KnownErrorOffer(QFrame):
    """One known error with its workaround, and whether it is taken."""

    def __init__(self, desk: Desk, offer: OfferedError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.offer = desk, offer
        error = offer.known_error
        self.setObjectName("offer")
        self.title = QLabel(error.title, wordWrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setToolTip(error.symptom)
        self.workaround = ValueLabel(desk.theme, _("Workaround"), lines=_LINES, editable=False)
        self.workaround.write(error.workaround)
        taking = _("Use it, and link {problem}").format(problem=offer.problem) if offer.problem else _("Use it")
        self.box = QCheckBox(taking)
        self.box.setAccessibleName(_("{taking}: {title}").format(taking=taking, title=isolated(error.title)))
        self.box.setAccessibleDescription(_("The workaround becomes a work note of the new incident"))
        self.box.setToolTip(self.box.accessibleDescription())
        self.box.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 6)
        column.setSpacing(2)
        for widget in (self.title, self.workaround, self.box):
            column.addWidget(widget)
        self.dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes it too."""
        pressed = watched is self.box and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.box.toggle()
            return True
        return super().eventFilter(watched, event)

    def dress(self) -> None:
        self.title.setFont(self._desk.theme.font("strong"))
        self.setStyleSheet(
            self._desk.theme.sheet(
                "#offer { background: $surface; border: 1px solid $warning; border-radius: 6px; }"
                "#offer QLabel { color: $text; background: transparent; }"
            )
        )


class KnownErrorOffers(QWidget):
    """The known errors that fit; one that was taken stays until it is let go. `chosen` comes when one is."""

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.cards: list[KnownErrorOffer] = []
        self.heading = QLabel(_("Known errors"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(8)
        self._column.addWidget(self.heading)
        self.hide()

    def show_offers(self, offers: Sequence[OfferedError]) -> None:
        kept = [card.offer for card in self.cards if card.box.isChecked()]
        ids = {each.known_error.id for each in kept}
        wanted = [*kept, *(each for each in offers if each.known_error.id not in ids)]
        if [card.offer for card in self.cards] == wanted:
            return
        self._fill(wanted, ids)

    def clear(self) -> None:
        self._fill([], set())

    def taken(self) -> list[OfferedError]:
        """Those whose workaround is to be used."""
        return [card.offer for card in self.cards if card.box.isChecked()]

    def _fill(self, offers: Sequence[OfferedError], checked: set[int]) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [KnownErrorOffer(self._desk, offer) for offer in offers]
        for card in self.cards:
            card.box.setChecked(card.offer.known_error.id in checked)
            card.box.toggled.connect(lambda _checked: self.chosen.emit())
            self._column.addWidget(card)
        self.setVisible(bool(self.cards))

    def dress(self) -> None:
        self.heading.setFont(self._desk.theme.font("strong"))
        for card in self.cards:
            card.dress()


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
