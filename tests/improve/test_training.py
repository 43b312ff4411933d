"""Training: who needs which course, who has it until when, what is overdue, and what sessions say of it."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.improve.training_calendar import calendar_bytes
from incidentdesk.improve.training_list import CellState, coverage, matrix, overdue
from incidentdesk.improve.training_result import Attendance, TrainingOutcome
from incidentdesk.improve.training_result_change import (
    expiry,
    invite,
    record_attendance,
    record_result,
    withdraw_result,
)
from incidentdesk.improve.training_session_list import certificate_of, session_row
from incidentdesk.prepare.person import person
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.training_course_change import change_course, course_facts, create_course, withdraw_course
from incidentdesk.prepare.training_session_change import (
    cancel_session,
    change_session,
    plan_session,
    session_facts,
    withdraw_session,
)
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict

TODAY = "2026-03-02"
NAMES = ("Ada Park", "Bo Diaz", "Cy Young")


@pytest.fixture(autouse=True)
def march():
    """Everybody has been here for long."""
    clock.hold(lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))
    yield
    clock.hold(None)


@pytest.fixture
def people(write):
    clock.hold(lambda: datetime(2024, 1, 1, 10, tzinfo=UTC))
    ids = {name: write(ledger.insert, person, {"name": name, "staff": True}) for name in NAMES}
    clock.hold(lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))
    return ids


@pytest.fixture
def course(write, people):
    return write(
        create_course, name="Phishing", valid_months="12", pass_mark="80", requirements="everybody\t\t2026-01-01\t30"
    )


def states(read) -> dict[str, CellState]:
    return {line.person.name: line.cells[0].state for line in read(matrix, TODAY).lines}


def pass_course(write, name, day, **facts):
    return write(record_result, course="Phishing", person=name, day=day, score=90, **facts)


def test_each_cell_says_how_somebody_stands(write, read, people, course):
    pass_course(write, "Ada Park", "2026-02-01")
    pass_course(write, "Bo Diaz", "2025-04-01")
    assert states(read) == {
        "Ada Park": CellState.MET, "Bo Diaz": CellState.EXPIRING, "Cy Young": CellState.OVERDUE,
    }  # fmt: skip
    assert [(row.person, row.due_on, row.days, row.expired) for row in read(overdue, TODAY)] == [
        ("Cy Young", "2026-01-31", 30, False)
    ]
    assert read(coverage, TODAY) == (2, 3)


def test_a_result_that_has_expired_is_overdue_since_that_day(write, read, people, course):
    pass_course(write, "Ada Park", "2025-02-20")
    row = next(row for row in read(overdue, TODAY) if row.person == "Ada Park")
    assert (row.due_on, row.days, row.expired) == ("2026-02-20", 10, True)


def test_who_has_just_come_has_time(write, read, people, course):
    write(ledger.insert, person, {"name": "Dee New", "staff": True})
    assert states(read)["Dee New"] == CellState.OPEN


def test_a_role_is_everybody_who_may_come_to_hold_it(write, read, people):
    write(create_role, name="Scribe", holders="person\tBo Diaz")
    write(create_course, name="Minutes", requirements="role\tScribe\t2026-02-20\t30")
    found = read(matrix, TODAY)
    assert [(line.person.name, line.cells[0].state) for line in found.lines] == [("Bo Diaz", CellState.OPEN)]
    assert [(line.role, line.people, line.cells) for line in found.by_role()] == [("Scribe", 1, ((0, 1),))]


def test_a_failed_result_meets_nothing(write, read, people, course):
    result_id = write(record_result, course="Phishing", person="Ada Park", day="2026-03-01", score=79)
    assert states(read)["Ada Park"] == CellState.OVERDUE
    assert read(certificate_of, result_id) is None


def test_a_session_asks_invites_and_ends_in_results(write, read, people, course):
    session_id = write(plan_session, course="Phishing", starts="2026-03-02 08:00", place="Room 2", trainer="Mei")
    assert write(invite, session_id, [people["Ada Park"], people["Bo Diaz"]]) == 2
    assert write(invite, session_id, [people["Ada Park"], people["Cy Young"]]) == 1
    ada, bo, _cy = read(session_row, session_id).attendees
    write(record_attendance, ada.result_id, attendance=Attendance.ATTENDED, score="85")
    write(record_attendance, bo.result_id, attendance=Attendance.ABSENT)

    row = read(session_row, session_id)
    assert (row.state, row.attended, row.passed) == ("Held", 1, 1)
    assert row.waits_for_results(clock.stored(clock.now()))
    assert row.attendees[0].expires_on == "2027-03-02"
    assert states(read)["Ada Park"] == CellState.MET
    certificate = read(certificate_of, ada.result_id)
    assert (certificate.person, certificate.course, certificate.score) == ("Ada Park", "Phishing", 85)


def test_who_was_taken_off_a_session_can_be_invited_again(write, read, people, course):
    session_id = write(plan_session, course="Phishing", starts="2026-03-05 08:00")
    write(invite, session_id, [people["Ada Park"]])
    write(withdraw_result, read(session_row, session_id).attendees[0].result_id)
    assert not read(session_row, session_id).attendees
    assert write(invite, session_id, [people["Ada Park"]]) == 1


def test_results_of_a_session_that_is_taken_away_count_no_more(write, read, people, course):
    session_id = write(plan_session, course="Phishing", starts="2026-03-01 08:00")
    write(invite, session_id, [people["Ada Park"]])
    ada = read(session_row, session_id).attendees[0]
    write(record_attendance, ada.result_id, attendance=Attendance.ATTENDED, score=100)
    write(withdraw_session, session_id)
    assert states(read)["Ada Park"] == CellState.OVERDUE


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"attendance": "Present"}, "invited, attended, absent or excused"),
        ({"attendance": Attendance.ABSENT, "score": 80}, "not there has no result"),
        ({"attendance": Attendance.ATTENDED, "score": "many"}, "whole number of percent"),
        ({"attendance": Attendance.ATTENDED, "score": 10, "outcome": TrainingOutcome.PASSED}, "contradicts"),
    ],
)
def test_attendance_that_can_not_be_is_refused(write, read, people, course, facts, sentence):
    session_id = write(plan_session, course="Phishing", starts="2026-03-01 08:00")
    write(invite, session_id, [people["Ada Park"]])
    ada = read(session_row, session_id).attendees[0]
    with pytest.raises(Refused, match=sentence):
        write(record_attendance, ada.result_id, **facts)
    assert read(session_row, session_id).attendees[0].attendance == Attendance.INVITED


def test_nobody_attends_what_is_still_to_come(write, read, people, course):
    session_id = write(plan_session, course="Phishing", starts="tomorrow 08:00")
    write(invite, session_id, [people["Ada Park"]])
    ada = read(session_row, session_id).attendees[0]
    with pytest.raises(Refused, match="still to come"):
        write(record_attendance, ada.result_id, attendance=Attendance.ATTENDED)
    write(record_attendance, ada.result_id, attendance=Attendance.EXCUSED)
    with pytest.raises(Refused, match="why the session"):
        write(cancel_session, session_id, reason=" ")
    write(cancel_session, session_id, reason="The trainer is ill")
    with pytest.raises(Refused, match="was canceled"):
        write(invite, session_id, [people["Bo Diaz"]])


def test_two_who_move_a_session_are_asked(write, read, people, course):
    session_id = write(plan_session, course="Phishing", starts="2026-03-05 08:00")
    seen = read(session_facts, session_id)
    assert (seen["starts"], seen["minutes"]) == ("2026-03-05 08:00", "60")
    write(change_session, session_id, {"starts": "2026-03-06 08:00"}, seen=seen)
    with pytest.raises(Conflict, match="has changed the same fields"):
        write(change_session, session_id, {"starts": "2026-03-07 08:00"}, seen=seen)
    assert read(session_facts, session_id)["starts"] == "2026-03-06 08:00"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"minutes": "soon"}, "from 1 to"),
        ({"pass_mark": "101"}, "0 .being there is enough. to 100"),
        ({"owner": "Nobody Known"}, "no person"),
        ({"requirements": "role\tPilot\t2026-01-01\t30"}, "no role"),
        ({"requirements": "everybody\t\tsoon\t30"}, "is no day"),
        ({"requirements": "everybody\t\t2026-01-01\tmany"}, "number of days"),
        ({"requirements": "cats\t\t2026-01-01\t3"}, "everybody, or by those"),
    ],
)
def test_a_course_that_can_not_be_is_refused(write, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_course, **{"name": "Phishing", **facts})


def test_a_course_is_changed_and_taken_away(write, read, people, course):
    seen = read(course_facts, course)
    assert seen["requirements"] == "everybody\t\t2026-01-01\t30"
    write(change_course, course, {"requirements": "", "minutes": "90"}, seen=seen)
    assert read(course_facts, course)["minutes"] == "90"
    assert read(coverage, TODAY) == (0, 0)
    write(withdraw_course, course)
    assert not read(matrix, TODAY).courses


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-02", 0, ""),
        ("2026-12-05", 13, "2028-01-05"),
    ],
)
def test_a_result_is_good_for_whole_months(day, months, last):
    assert expiry(day, months) == last


def test_the_calendar_file_is_read_back_by_another_program(write, read, people, course):
    from icalendar import Calendar

    session_id = write(plan_session, course="Phishing", starts="2026-03-05 08:00", place="Room 2", trainer="Mei")
    write(invite, session_id, [people["Ada Park"]])
    data = calendar_bytes([read(session_row, session_id)], method="REQUEST", at=clock.stored(clock.now()))
    event = Calendar.from_ical(data).walk("VEVENT")[0]
    assert (str(event["summary"]), str(event["location"])) == ("Phishing", "Room 2")
    assert event.decoded("dtstart") == datetime(2026, 3, 5, 8, tzinfo=UTC)
    assert event["attendee"].params["cn"] == "Ada Park"


def test_who_was_there_twice_is_one_row(write, read, people, course):
    session_id = write(plan_session, course="Phishing", starts="2026-03-05 08:00")
    write(invite, session_id, [people["Ada Park"], people["Ada Park"]])
    assert len(read(session_row, session_id).attendees) == 1
    with pytest.raises(Refused, match="learnt elsewhere"):
        write(record_attendance, pass_course(write, "Bo Diaz", "2026-03-01"), attendance=Attendance.ABSENT)
