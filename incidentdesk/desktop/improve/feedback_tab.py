"""The feedback of responders on all incidents, and the sessions in which it is talked over, as one register."""

from dataclasses import dataclass
from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.feedback_dialog import SCORE_NAME, open_feedback_dialog
from incidentdesk.desktop.improve.feedback_session_dialog import open_session_dialog
from incidentdesk.desktop.improve.feedback_words import SCORE_MARK, SESSION_MARK
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.improve.feedback_list import FeedbackRow, feedback
from incidentdesk.improve.feedback_session_change import withdraw_session
from incidentdesk.improve.feedback_session_list import SessionRow, feedback_sessions
from incidentdesk.language import N_, _, ngettext
from incidentdesk.store.reading import Reader

SESSION, FEEDBACK = "session", "feedback"


@dataclass(frozen=True, slots=True)
class Entry:
    """A session or what one person has said; `at` in microseconds since 1970."""

    kind: str
    record: Any
    at: int
    title: str
    numbers: tuple[str, ...]
    who: str
    words: str

    @property
    def verdict(self) -> str:
        """The state of a session, or the score."""
        return _(self.record.state) if self.kind == SESSION else SCORE_NAME[self.record.score]()

    @property
    def mark(self) -> Mark:
        if self.kind == SESSION:
            return SESSION_MARK[FeedbackState(self.record.state)]
        return SCORE_MARK[self.record.score]


def entries(reader: Reader) -> list[Entry]:
    """The latest first."""
    found = [_of_session(row) for row in feedback_sessions(reader)]
    found += [_of_feedback(row) for row in feedback(reader)]
    return sorted(found, key=lambda entry: -entry.at)


def _of_session(row: SessionRow) -> Entry:
    told = ngettext("{count} invited", "{count} invited", row.invited).format(count=row.invited)
    came = _("{count} came").format(count=row.came) if row.state == FeedbackState.HELD else told
    return Entry(SESSION, row, row.starts_at, row.title, row.incidents, came, row.decisions or row.agenda)


def _of_feedback(row: FeedbackRow) -> Entry:
    return Entry(FEEDBACK, row, row.given_at, row.title, (row.number,), row.author, row.words)


_NAME = {SESSION: N_("Session"), FEEDBACK: N_("Feedback")}
COLUMNS = (
    Column("kind", N_("Kind"), lambda row, _now: _(_NAME[row.kind]), lambda row: row.kind, 96, 4),
    Column(
        "at", N_("When"), lambda row, now: moment.day_and_time(row.at, now.at, now.zone), lambda row: row.at, 128, 2,
        whole=lambda row, now: moment.full(row.at, now.zone), descending=True,
    ),
    Column("title", N_("About"), lambda row, _now: row.title, lambda row: row.title),
    Column(
        "incidents", N_("Incidents"), lambda row, _now: ", ".join(row.numbers), lambda row: row.numbers, 108, 3,
        role=lambda *_: "text2",
    ),
    Column("verdict", N_("State or score"), lambda row, _now: row.verdict, lambda row: (row.kind, row.verdict), 132, 1,
           mark=lambda row: row.mark),
    Column("who", N_("Who"), lambda row, _now: row.who, lambda row: row.who, 132, 2),
    Column(
        "words", N_("What was said or decided"), lambda row, _now: " ".join(row.words.split()), lambda row: row.words,
        260, 5, role=lambda *_: "text2", whole=lambda row, _now: row.words,
    ),
)  # fmt: skip


def _searched(row: Entry) -> str:
    record = row.record
    texts = (
        (record.agenda, record.notes, record.decisions, record.place, *record.attendees)
        if row.kind == SESSION
        else (record.went_well, record.went_badly, record.suggestion)
    )
    return " ".join((_(_NAME[row.kind]), row.title, *row.numbers, row.verdict, row.who, *texts))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Feedback"),
        icon="feedback",
        columns=COLUMNS,
        identity=lambda row: (row.kind, row.record.id),
        load=lambda reader, _today: entries(reader),
        nouns=frozenset({
            "responder_feedback", "feedback_session", "feedback_attendee", "feedback_incident", "improvement",
        }),
        searched=_searched,
        counted=lambda count: ngettext("{count} entry", "{count} entries", count).format(count=count),
        placeholder=_("Words of what was said or decided, a name, an incident"),
        nothing=_("No feedback yet"),
        teaching=_("Whoever worked on an incident says on its page how it was handled; a session talks it over."),
        making=_("Plan a feedback session"),
        offered=("analyses.open", "analyses.subject"),
        more=("analyses.remove",),
        menu=("analyses.open", "analyses.subject", None, "edit.copy", None, "analyses.remove"),
    )  # fmt: skip


class FeedbackTab(TablePane):
    """Enter opens the session, or what was said."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            (
                "analyses.subject", _("Open the &incident or problem"), self._go, ("I",), "incident", 20,
                self._why_no_incident,
            ),
            ("analyses.remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, self._why_not_removed),
        ):  # fmt: skip
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self.table
            )
        self.declare()

    def new(self) -> None:
        open_session_dialog(self.desk, self, done=lambda key: self.stand_on((SESSION, key)))

    def open_row(self, row: Entry) -> None:
        if row.kind == SESSION:
            open_session_dialog(self.desk, self, row.record.id)
        else:
            open_feedback_dialog(self.desk, self, row.record.incident_id, row.record)

    def show_record(self, session_id: int) -> None:
        self.stand_on((SESSION, session_id))
        open_session_dialog(self.desk, self, session_id)

    def _why_no_incident(self) -> str:
        row = self.table.current()
        if row is None:
            return _("Select a row first.")
        return "" if row.numbers else _("This session is about no incident.")

    def _go(self) -> None:
        self.opened.emit(self.table.current().numbers[0])

    def _why_not_removed(self) -> str:
        why = self.why_nothing()
        if why:
            return why
        own = all(row.kind == SESSION for row in self.selected())
        return "" if own else _("Only who gave feedback can take it back, in its dialog.")

    def _remove(self) -> None:
        ids = [row.record.id for row in self.selected()]
        said = ngettext("{count} session moved to the trash", "{count} sessions moved to the trash", len(ids))
        self.write_each(ids, withdraw_session, said.format(count=len(ids)))
