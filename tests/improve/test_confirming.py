"""Solved closes, not solved opens again, and after the reopen window it goes on in a new incident."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.improve.closing import close_by_itself, closes_at, due_closings
from incidentdesk.improve.confirming import answer_confirmation, ask_confirmation, confirm_by_phone
from incidentdesk.improve.follow_on import choose_copied, follow_on
from incidentdesk.improve.follow_up import ConfirmationAnswer
from incidentdesk.improve.follow_up_setting import set_close_calendar, set_days
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from tests.improve.asking_desk import letters, resolved, set_up_mail

SOLVED, NOT_SOLVED = ConfirmationAnswer.SOLVED, ConfirmationAnswer.NOT_SOLVED


def _incident(work, incident_id=1):
    sql = "SELECT state, reopen_count, reporter_id, title, description, priority FROM incident WHERE id = :id"
    return work.read(lambda reader: reader.rows(sql, {"id": incident_id}))[0]


@pytest.fixture
def asked(work, time):
    work.act(set_up_mail)
    about = work.act(resolved, urgency=1, description="No tunnel.")
    time.after(minutes=5)
    return work.act(ask_confirmation, about)


def test_solved_closes_the_incident(work, asked):
    assert "YES or NO" in work.read(letters)[0][2]
    assert "tunnel was set up anew" in work.read(letters)[0][2]
    assert work.act(answer_confirmation, asked, answer=SOLVED) == 1
    assert _incident(work)[0] == State.CLOSED
    with pytest.raises(Refused, match="answered on 2026-03-02 already: Solved"):
        work.act(answer_confirmation, asked, answer=NOT_SOLVED, comment="Oh")


def test_not_solved_opens_it_again_with_what_is_wrong(work, asked):
    with pytest.raises(Refused, match="Say what is still wrong"):
        work.act(answer_confirmation, asked, answer=NOT_SOLVED, comment=" ")
    assert work.act(answer_confirmation, asked, answer=NOT_SOLVED, comment="Still no mail") == 1
    assert _incident(work)[:2] == (State.IN_PROGRESS, 1)
    assert work.read(lambda reader: reader.rows("SELECT text, public FROM entry"))[0] == ("Still no mail", True)


def test_a_major_incident_is_closed_by_people_only(work, time):
    work.act(set_up_mail)
    about = work.act(resolved, major=True)
    work.act(confirm_by_phone, about, answer=SOLVED)
    assert _incident(work)[0] == State.RESOLVED
    work.act(set_days, "close_days", 1)
    time.after(days=30)
    assert work.read(due_closings, time.stored) == []
    with pytest.raises(Refused, match="not to be closed by itself"):
        work.act(close_by_itself, about)


def test_an_answer_about_an_earlier_resolution_is_refused(work, asked):
    work.act(move, 1, Move(State.IN_PROGRESS, reason="again"))
    with pytest.raises(Refused, match="has gone on since"):
        work.act(answer_confirmation, asked, answer=SOLVED)


def test_after_the_close_and_within_the_window_it_is_opened_again(work, asked, time):
    work.act(move, 1, Move(State.CLOSED))
    time.after(days=13)
    assert work.act(answer_confirmation, asked, answer=NOT_SOLVED, comment="Again") == 1
    assert _incident(work)[0] == State.IN_PROGRESS


def test_after_the_window_it_goes_on_in_a_new_incident(work, asked, time):
    work.act(move, 1, Move(State.CLOSED))
    time.after(days=15)
    with pytest.raises(Refused, match="was closed on 2026-03-02 and can be opened again for 14 days only"):
        work.act(move, 1, Move(State.IN_PROGRESS, reason="again"))
    new = work.act(answer_confirmation, asked, answer=NOT_SOLVED, comment="Again no tunnel")
    assert (new, _incident(work)[0]) == (2, State.CLOSED)
    before, after = _incident(work), _incident(work, 2)
    assert (after[0], after[2], after[3], after[5]) == (State.NEW, *before[2:4], before[5])
    assert after[4].split("\n\n") == ["Again no tunnel", "It follows on INC-0001.", "No tunnel."]
    assert "It goes on in INC-0002." in str(work.read(lambda reader: reader.rows("SELECT text FROM entry")))


def test_what_is_taken_along_can_be_chosen(work, asked):
    work.act(choose_copied, ["service"])
    assert _incident(work, work.act(follow_on, 1))[4] == "It follows on INC-0001."
    with pytest.raises(Refused, match="no field"):
        work.act(choose_copied, ["colour"])


def test_a_parent_is_opened_again_without_the_child_whose_window_is_over(work, time):
    parent = work.act(resolved)
    child = work.act(resolved, title="VPN of Ada")
    work.act(change_incident, child, {"parent": "INC-0001"})
    work.act(move, child, Move(State.CLOSED))
    time.after(days=20)
    work.act(move, parent, Move(State.IN_PROGRESS, reason="again"))
    assert (_incident(work, parent)[0], _incident(work, child)[0]) == (State.IN_PROGRESS, State.CLOSED)


def test_working_days_are_counted_from_the_resolution_whatever_is_said_since(work, time):
    """Resolved on a Monday noon; five working days later is the next Monday noon."""
    about = work.act(resolved)
    work.act(set_days, "close_days", 5)
    time.after(days=6, hours=23)
    work.act(add_note, about, "Is it still fine?")
    assert work.read(due_closings, time.stored) == []
    time.after(hours=1)
    (due,) = work.read(due_closings, time.stored)
    assert (due.incident_id, due.closes_at) == (about, time.stored)
    work.act(close_by_itself, about)
    assert _incident(work)[0] == State.CLOSED


def test_the_days_are_those_of_a_calendar_with_its_holidays(work, time):
    calendar_id = work.act(create_calendar, name="Lab", time_zone="UTC", windows="mon-sun 08:00-16:00")
    work.act(set_days, "close_days", 2)
    work.act(set_close_calendar, calendar_id)
    assert work.read(closes_at, time.stored) == time.stored + 2 * 86_400_000_000


def test_days_are_a_number(work):
    for days in (-1, 366, True, "7", 1.5):
        with pytest.raises(Refused, match="whole number from 0 to 365"):
            work.act(set_days, "close_days", days)
