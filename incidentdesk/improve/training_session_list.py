"""The sessions of courses, who is invited to each, who came, and what came of it."""

from collections import defaultdict
from dataclasses import dataclass, replace

from incidentdesk.improve.training_result import Attendance, TrainingOutcome
from incidentdesk.prepare.training_session import SessionState
from incidentdesk.store.reading import Reader

_SESSIONS = (
    "SELECT s.id, s.course_id, c.name, c.pass_mark, s.starts_at, s.ends_at, s.place, s.trainer, s.note, s.state,"
    ' s.reminded_at, s."key", s.version FROM training_session s JOIN training_course c ON c.id = s.course_id'
    " WHERE s.withdrawn_at IS NULL ORDER BY s.starts_at DESC, s.id DESC"
)
_ATTENDEES = (
    "SELECT r.session_id, r.id, r.person_id, p.name, COALESCE(team.name, ''), p.email, r.attendance, r.outcome,"
    " r.score, r.expires_on, r.note FROM training_result r JOIN person p ON p.id = r.person_id"
    " LEFT JOIN team ON team.id = p.team_id WHERE r.withdrawn_at IS NULL AND r.session_id IS NOT NULL"
    " ORDER BY lower(p.name), r.id"
)
_CERTIFICATE = (
    "SELECT p.name, c.name, c.minutes, r.day, r.expires_on, r.score, COALESCE(s.trainer, ''), r.outcome"
    " FROM training_result r JOIN person p ON p.id = r.person_id JOIN training_course c ON c.id = r.course_id"
    " LEFT JOIN training_session s ON s.id = r.session_id WHERE r.id = :id AND r.withdrawn_at IS NULL"
)
_RESULTS = (
    "SELECT r.id, r.day, r.attendance, r.outcome, r.score, r.expires_on, r.note, COALESCE(s.starts_at, 0)"
    " FROM training_result r LEFT JOIN training_session s ON s.id = r.session_id"
    " WHERE r.withdrawn_at IS NULL AND s.withdrawn_at IS NULL AND r.person_id = :person AND r.course_id = :course"
    " ORDER BY r.day DESC, r.id DESC"
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """`score` in percent, None where nobody has said."""

    result_id: int
    person_id: int
    name: str
    team: str
    email: str
    attendance: str
    outcome: str
    score: int | None
    expires_on: str
    note: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Instants are in microseconds since 1970; `pass_mark` in percent, 0 where being there is enough."""

    id: int
    course_id: int
    course: str
    pass_mark: int
    starts_at: int
    ends_at: int
    place: str
    trainer: str
    note: str
    state: str
    reminded_at: int | None
    key: str
    version: int
    attendees: tuple[Attendee, ...] = ()

    @property
    def attended(self) -> int:
        return sum(each.attendance == Attendance.ATTENDED for each in self.attendees)

    @property
    def passed(self) -> int:
        return sum(each.outcome == TrainingOutcome.PASSED for each in self.attendees)

    def waits_for_results(self, now: int) -> bool:
        """Whether it is over and nobody has said of somebody whether they came, or what came of it."""
        over = self.ends_at < now and self.state != SessionState.CANCELED
        return over and any(
            each.attendance == Attendance.INVITED or (each.attendance == Attendance.ATTENDED and not each.outcome)
            for each in self.attendees
        )


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What somebody has of one course; `session_at` is 0 where it was earned elsewhere, in microseconds else."""

    id: int
    day: str
    attendance: str
    outcome: str
    score: int | None
    expires_on: str
    note: str
    session_at: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who has passed what on which day, and until when it is good ("" for ever)."""

    person: str
    course: str
    minutes: int
    day: str
    expires_on: str
    score: int | None
    trainer: str
    outcome: str


def sessions(reader: Reader) -> list[SessionRow]:
    """All of them, the latest first, with everybody who is invited."""
    attendees: dict[int, list[Attendee]] = defaultdict(list)
    for session_id, *facts in reader.rows(_ATTENDEES):
        attendees[session_id].append(Attendee(*facts))
    found = [SessionRow(*facts) for facts in reader.rows(_SESSIONS)]
    return [replace(row, attendees=tuple(attendees[row.id])) for row in found]


def session_row(reader: Reader, session_id: int) -> SessionRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next((row for row in sessions(reader) if row.id == session_id), None)


def results_of(reader: Reader, person_id: int, course_id: int) -> list[ResultRow]:
    """All invitations and results of somebody in one course, the latest first."""
    rows = reader.rows(_RESULTS, {"person": person_id, "course": course_id})
    return [ResultRow(*row) for row in rows]


def next_session(reader: Reader, course_id: int, now: int) -> SessionRow | None:
    """The next one that is planned of a course; `now` is in microseconds since 1970."""
    coming = [
        row
        for row in sessions(reader)
        if row.course_id == course_id and row.state == SessionState.PLANNED and row.starts_at > now
    ]
    return coming[-1] if coming else None


def certificate_of(reader: Reader, result_id: int) -> Certificate | None:
    """What a certificate says; None where nothing was passed."""
    rows = reader.rows(_CERTIFICATE, {"id": result_id})
    found = Certificate(*rows[0]) if rows else None
    return found if found is not None and found.outcome == TrainingOutcome.PASSED else None
