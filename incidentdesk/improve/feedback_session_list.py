"""Feedback sessions, as lists and their dialog show them."""

from dataclasses import dataclass
from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.investigate.action_number import action_number
from incidentdesk.prepare.part import lines_text
from incidentdesk.respond.typed_due import due_text
from incidentdesk.store.reading import Reader, Row

_ATTENDEES = (
    "SELECT person.name, a.came, a.person_id, person.email, a.session_id FROM feedback_attendee a"
    " JOIN person ON person.id = a.person_id"
    " WHERE a.session_id = :id AND a.withdrawn_at IS NULL AND person.withdrawn_at IS NULL ORDER BY person.name, a.id"
)
_INCIDENTS = (
    "SELECT i.id, i.title, f.session_id FROM feedback_incident f JOIN incident i ON i.id = f.incident_id"
    " WHERE f.session_id = :id AND f.withdrawn_at IS NULL AND i.withdrawn_at IS NULL ORDER BY i.id"
)
_COUNT = "(SELECT count(*) FROM {table} c WHERE c.{column} = s.id AND c.withdrawn_at IS NULL{more})"
_COLUMNS = (
    "s.id, s.title, s.starts_at, s.ends_at, s.place, s.agenda, s.notes, s.decisions, s.state, s.created_by,"
    " s.key, s.version, "
    + ", ".join(
        (
            _COUNT.format(table="feedback_attendee", column="session_id", more=""),
            _COUNT.format(table="feedback_attendee", column="session_id", more=" AND c.came"),
            _COUNT.format(table="improvement", column="feedback_session_id", more=""),
        )
    )
)
_FROM = " FROM feedback_session s WHERE s.withdrawn_at IS NULL"
IMPROVEMENT, ACTION = "improvement", "corrective_action"
_IMPROVEMENTS = (
    "SELECT 'improvement', m.id, m.title, m.state, COALESCE(person.name, '') FROM improvement m"
    " LEFT JOIN person ON person.id = m.owner_id WHERE m.feedback_session_id = :id AND m.withdrawn_at IS NULL"
)
_ACTIONS = (
    "SELECT 'corrective_action', a.id, a.text, a.state, COALESCE(person.name, '') FROM corrective_action a"
    " JOIN feedback_incident f ON f.incident_id = a.incident_id AND f.withdrawn_at IS NULL"
    " JOIN feedback_session s ON s.id = f.session_id AND s.starts_at <= a.created_at"
    " LEFT JOIN person ON person.id = a.owner_id WHERE f.session_id = :id AND a.withdrawn_at IS NULL"
)
_CAME = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Instants are in microseconds since 1970; `invited`, `came` and `improvements` are counts."""

    id: int
    title: str
    starts_at: int
    ends_at: int
    place: str
    agenda: str
    notes: str
    decisions: str
    state: str
    created_by: str
    key: str
    version: int
    invited: int
    came: int
    improvements: int
    attendees: tuple[str, ...]
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An improvement that came of a session, or a corrective action for its incidents that was written since."""

    noun: str
    id: int
    title: str
    state: str
    owner: str

    @property
    def number(self) -> str:
        """IMP-0007 or ACT-0007."""
        return improvement_number(self.id) if self.noun == IMPROVEMENT else action_number(self.id)


def feedback_sessions(reader: Reader) -> list[SessionRow]:
    """All sessions, those to come and the latest first."""
    return _read(reader, "", {}, "s.starts_at DESC, s.id DESC")


def feedback_session_row(reader: Reader, session_id: int) -> SessionRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next(iter(_read(reader, " AND s.id = :id", {"id": session_id}, "s.id")), None)


def sessions_about(reader: Reader, incident_id: int) -> list[SessionRow]:
    """The sessions in which an incident is talked over, in the order of their days."""
    about = "SELECT session_id FROM feedback_incident WHERE incident_id = :id AND withdrawn_at IS NULL"
    return _read(reader, f" AND s.id IN ({about})", {"id": incident_id}, "s.starts_at, s.id")


def attendee_lines(reader: Reader, session_id: int) -> str:
    """A line for each person: the name and, after a tab, yes or no for whether they came."""
    rows = reader.rows(_ATTENDEES, {"id": session_id})
    return lines_text([(name, _CAME[None if came is None else bool(came)]) for name, came, *_rest in rows])


def incident_lines(reader: Reader, session_id: int) -> str:
    """A line with the number of each incident."""
    return "\n".join(number(incident_id) for incident_id, *_rest in reader.rows(_INCIDENTS, {"id": session_id}))


def attendee_ids(reader: Reader, session_id: int) -> list[int]:
    return [int(person_id) for _name, _came, person_id, *_rest in reader.rows(_ATTENDEES, {"id": session_id})]


def session_addresses(reader: Reader, session_id: int) -> list[tuple[str, str]]:
    """Name and e-mail address of everybody who is invited; the address is "" where none is known."""
    return [(str(name), str(mail)) for name, _came, _id, mail, _session in reader.rows(_ATTENDEES, {"id": session_id})]


def outcome_of(reader: Reader, session_id: int) -> list[Outcome]:
    """What came of a session: improvements first, each kind in the order in which it was written."""
    rows = reader.rows(f"{_IMPROVEMENTS} UNION ALL {_ACTIONS} ORDER BY 1 DESC, 2", {"id": session_id})
    return [Outcome(*row) for row in rows]


def _read(reader: Reader, condition: str, parameters: dict[str, object], order: str) -> list[SessionRow]:
    rows = reader.rows(f"SELECT {_COLUMNS}{_FROM}{condition} ORDER BY {order}", parameters)
    among = f"IN (SELECT s.id{_FROM}{condition})"
    people = _by_session(reader, _ATTENDEES.replace("= :id", among), parameters)
    about = _by_session(reader, _INCIDENTS.replace("= :id", among), parameters)
    return [
        SessionRow(
            *(
                *row,
                tuple(str(each[0]) for each in people.get(row[0], ())),
                tuple(number(each[0]) for each in about.get(row[0], ())),
            )
        )
        for row in rows
    ]


def _by_session(reader: Reader, sql: str, parameters: dict[str, object]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for *facts, session_id in reader.rows(sql, parameters):
        found.setdefault(int(session_id), []).append(tuple(facts))
    return found


def feedback_session_facts(row: SessionRow, reader: Reader, zone: tzinfo) -> dict[str, str]:
    """The changeable facts of a session as a person sees them, times in a zone."""
    return {
        "title": row.title,
        "starts": due_text(clock.instant(row.starts_at), zone),
        "ends": due_text(clock.instant(row.ends_at), zone),
        "place": row.place,
        "agenda": row.agenda,
        "notes": row.notes,
        "decisions": row.decisions,
        "attendees": attendee_lines(reader, row.id),
        "incidents": incident_lines(reader, row.id),
    }
