"""The training programme: making and changing courses, and saying who needs them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from incidentdesk import clock
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import Fact, chosen, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.part import (
    Cells,
    Part,
    cell,
    change_with_parts,
    give_up_with_parts,
    parts_shown,
    shown_row,
    write_parts,
)
from incidentdesk.prepare.person import person
from incidentdesk.prepare.record_name import existing, insert_named, own_name, record_named, refuse_taken
from incidentdesk.prepare.training_course import CourseKind, training_course, training_requirement
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

EVERYBODY, ROLE, TEAM, DEPARTMENT = N_("everybody"), N_("role"), N_("team"), N_("department")
NEW_COURSE: Mapping[str, Any] = {
    "name": "", "kind": str(CourseKind.TRAINING), "description": "", "minutes": "60", "valid_months": "0",
    "pass_mark": "0", "owner": "", "requirements": "",
}  # fmt: skip
WITHIN_DAYS = 30
_LONGEST, _LONGEST_VALID = 14 * 24 * 60, 600  # minutes, months


def _number(column: str, least: int, most: int, sentence: str) -> Fact:
    """A whole number, shown as a text; `sentence` with {most} says what it can be, marked for translation."""

    def store(_session: Session, value: Any) -> int:
        try:
            number = int(str(value).strip() or 0)
        except ValueError:
            number = -1
        if not least <= number <= most:
            raise Refused(_(sentence).format(most=most))
        return number

    return Fact(column, store, lambda _session, stored: str(stored))


COURSE_FACTS = {
    "name": own_name(N_("A course needs a name, such as Mail outage exercise.")),
    "kind": chosen("kind", one_of(tuple(CourseKind), N_("A course is training or awareness."))),
    "description": text_fact("description"),
    "minutes": _number("minutes", 1, _LONGEST, N_("A session takes from 1 to {most} minutes.")),
    "valid_months": _number("valid_months", 0, _LONGEST_VALID, N_("A result is good for 0 to {most} months.")),
    "pass_mark": _number("pass_mark", 0, 100, N_("The pass mark is from 0 (being there is enough) to {most} percent.")),
    "owner": existing("owner_id", person, N_("There is no person “{name}”. Add them first.")),
}  # fmt: skip


def create_course(session: Session, *, name: str, **facts: Any) -> int:
    """Add a course and return its id; `facts` are those of NEW_COURSE.

    `requirements` has a line for each: kind, name, since which day (YYYY-MM-DD), within how many days, with tabs
    between; the kind is everybody, role, team or department. Raises Refused for what a fact can't be.
    """
    new = {**NEW_COURSE, **facts, "name": name}
    columns = stored_facts(session, COURSE_FACTS, {key: new[key] for key in new if key != "requirements"})
    course_id = insert_named(session, training_course, columns)
    write_parts(session, PARTS, course_id, {"requirements": new["requirements"]})
    return course_id


def course_facts(reader: Reader, course_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such course."""
    sql = (
        "SELECT c.name, c.kind, c.description, c.minutes, c.valid_months, c.pass_mark, COALESCE(person.name, '')"
        " FROM training_course c LEFT JOIN person ON person.id = c.owner_id"
        " WHERE c.id = :id AND c.withdrawn_at IS NULL"
    )
    shown = shown_row(reader, sql, tuple(COURSE_FACTS), course_id)
    numbers = {name: str(shown[name]) for name in ("minutes", "valid_months", "pass_mark")}
    return {**shown, **numbers, **parts_shown(reader, PARTS, course_id)}


def change_course(
    session: Session, course_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Results that were recorded before keep the day on which they expire.
    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    columns = change_with_parts(session, training_course, COURSE_FACTS, PARTS, course_id, changes, seen)
    if "name" in columns:
        refuse_taken(session, training_course, course_id, columns["name"])
    if columns:
        ledger.update(session, training_course, course_id, columns)


def give_up_course(session: Session, course_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_with_parts(session, training_course, COURSE_FACTS, PARTS, course_id, given_up)


def withdraw_course(session: Session, course_id: int) -> None:
    """Take a course out of sight, nobody needs it any more; Undo brings it back."""
    present(session, training_course, course_id)
    ledger.withdraw(session, training_course, course_id)


# -- who needs a course


def _shown_requirements(reader: Reader, course_id: int) -> list[Cells]:
    rows = reader.rows(
        "SELECT r.role_id, r.team_id, r.department_id, COALESCE(role.name, team.name, department.name, ''), r.since,"
        " r.within_days FROM training_requirement r LEFT JOIN role ON role.id = r.role_id"
        " LEFT JOIN team ON team.id = r.team_id LEFT JOIN department ON department.id = r.department_id"
        " WHERE r.course_id = :id AND r.withdrawn_at IS NULL ORDER BY r.id",
        {"id": course_id},
    )
    return [(_kind(*ids), name, since, str(days)) for *ids, name, since, days in rows]


def _kind(role_id: int | None, team_id: int | None, department_id: int | None) -> str:
    given = ((ROLE, role_id), (TEAM, team_id), (DEPARTMENT, department_id))
    return next((kind for kind, key in given if key is not None), EVERYBODY)


def _stored_requirement(session: Session, cells: Cells) -> dict[str, Any]:
    kind, name = cell(cells, 0), cell(cells, 1)
    ids: dict[str, int | None] = {"role_id": None, "team_id": None, "department_id": None}
    if kind in (ROLE, TEAM, DEPARTMENT):
        found = record_named(session, training_requirement.metadata.tables[kind], name)
        if found is None:
            raise Refused(_(_MISSING[kind]).format(name=isolated(name)))
        ids[f"{kind}_id"] = found
    elif kind != EVERYBODY:
        raise Refused(_("A course is needed by everybody, or by those of a role, a team or a department."))
    return {**ids, "since": _since(cell(cells, 2)), "within_days": _days(cell(cells, 3))}


def _since(text: str) -> str:
    try:
        return date.fromisoformat(text or clock.now().date().isoformat()).isoformat()
    except ValueError:
        raise Refused(_("“{text}” is no day. Write it as 2026-03-31.").format(text=isolated(text))) from None


def _days(text: str) -> int:
    try:
        days = int(text or WITHIN_DAYS)
    except ValueError:
        days = -1
    if not 0 <= days <= 3660:
        raise Refused(_("“{text}” is no number of days. Write one from 0 to 3660.").format(text=isolated(text)))
    return days


_MISSING = {
    ROLE: N_("There is no role “{name}”. Add it first, or choose another kind before the name."),
    TEAM: N_("There is no team “{name}”. Add it first, or choose another kind before the name."),
    DEPARTMENT: N_("There is no department “{name}”. Add it first, or choose another kind before the name."),
}


PARTS = (
    Part(
        "requirements",
        training_requirement,
        "course_id",
        _shown_requirements,
        _stored_requirement,
        ("role_id", "team_id", "department_id"),
        "since",
    ),
)
