"""Known errors: what must be there before others see them, and two people who change the same one."""

import pytest

from incidentdesk.prepare.known_error_change import (
    change_known_error,
    give_up_known_error,
    known_error_facts,
    move_known_error,
    withdraw_known_error,
    write_known_error,
)
from incidentdesk.prepare.known_error_list import known_error_row, known_errors, published_known_errors
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict


def act(desk, use_case, *arguments, actor="Mei Okafor", **named):
    with desk.write(actor=actor) as session:
        return use_case(session, *arguments, **named)


def write(desk, **facts):
    return act(
        desk, write_known_error, **({"title": "Payroll stops on a full volume", "workaround": "Empty it"} | facts)
    )


def row(desk, known_error_id):
    with desk.read() as reader:
        return known_error_row(reader, known_error_id)


def test_a_known_error_begins_as_a_draft(desk):
    known_error_id = write(desk, symptom="Run fails at 02:00", cause="Logs fill it", service="Payroll")
    found = row(desk, known_error_id)
    assert (found.number, found.state, found.created_by) == ("KE-0001", "Draft", "Mei Okafor")
    assert (found.symptom, found.cause, found.workaround, found.service) == (
        "Run fails at 02:00", "Logs fill it", "Empty it", "Payroll",
    )  # fmt: skip


def test_only_what_is_published_is_offered(desk):
    draft, published, retired = write(desk), write(desk), write(desk)
    for each in (published, retired):
        act(desk, move_known_error, each, "Published")
    act(desk, move_known_error, retired, "Retired")
    with desk.read() as reader:
        assert [each.id for each in published_known_errors(reader)] == [published]
        assert {each.id for each in known_errors(reader)} == {draft, published, retired}


def test_what_is_published_says_what_helps(desk):
    known_error_id = write(desk, workaround="")
    with pytest.raises(Refused, match="needs a workaround"):
        act(desk, move_known_error, known_error_id, "Published")
    act(desk, change_known_error, known_error_id, {"workaround": "None: wait ten minutes"})
    act(desk, move_known_error, known_error_id, "Published")
    with pytest.raises(Refused, match="needs a workaround"):
        act(desk, change_known_error, known_error_id, {"workaround": " "})


def test_a_state_can_t_follow_on_itself(desk):
    known_error_id = write(desk)
    with pytest.raises(Refused, match="is Draft already"):
        act(desk, move_known_error, known_error_id, "Draft")


def test_a_known_error_without_a_title_is_refused(desk):
    with pytest.raises(Refused, match="needs a title"):
        write(desk, title="  ")


def test_two_people_who_change_the_same_field_are_asked(desk):
    known_error_id = write(desk)
    seen = act(desk, known_error_facts, known_error_id)
    act(desk, change_known_error, known_error_id, {"cause": "Rotation is off"}, seen=seen, actor="Pia Silva")
    act(desk, change_known_error, known_error_id, {"symptom": "Run fails"}, seen=seen)
    with pytest.raises(Conflict, match="Pia Silva"):
        act(desk, change_known_error, known_error_id, {"cause": "Disk too small"}, seen=seen)
    act(desk, give_up_known_error, known_error_id, {"cause": "Disk too small"})
    assert (row(desk, known_error_id).cause, row(desk, known_error_id).symptom) == ("Rotation is off", "Run fails")


def test_what_was_taken_away_comes_back_with_undo(desk):
    known_error_id = write(desk)
    with desk.write(actor="Mei Okafor") as session:
        withdraw_known_error(session, known_error_id)
        gesture = session.gesture
    assert row(desk, known_error_id) is None
    with pytest.raises(Refused, match="has taken this away"):
        act(desk, move_known_error, known_error_id, "Published")
    act(desk, undoing.undo, gesture)
    assert row(desk, known_error_id).id == known_error_id
