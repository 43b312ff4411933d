"""Whoever answers for an incident is reminded of a temporary fix that stands for longer than it may; once."""

from datetime import timedelta

import pytest

from incidentdesk import clock
from incidentdesk.agent.fix_job import remind_of_fixes
from incidentdesk.agent.overdue import overdue_work
from incidentdesk.recover.recovery_change import begin_recovery
from incidentdesk.recover.temporary_fix_change import extend_fix, place_fix, remove_fix
from incidentdesk.respond.announcing import notify_people
from tests.agent.test_jobs import Room, room

__all__ = ["room"]


def place(room: Room, hours: float = 2) -> int:
    with room.write() as session:
        expires = clock.now() + timedelta(hours=hours)
        return place_fix(session, room.incident, text="Traffic goes over the mobile router", expires=expires)


@pytest.fixture
def told(room):
    """What the job says at its next look, and who was told of what."""

    def look(**span):
        room.held.after(**span)
        lines = remind_of_fixes(room.desk, clock.stored(clock.now()), notify_people, clock.now().tzinfo)
        return lines, room.told()

    return look


def test_nobody_is_reminded_before_a_fix_expires(room, told):
    place(room)
    assert told(hours=1) == ([], [])


def test_the_assignee_and_the_coordinator_are_reminded_once(room, told):
    with room.write() as session:
        begin_recovery(session, room.incident, coordinator="Bo")
    place(room)
    lines, sent = told(hours=2)
    assert lines == ["INC-0001: reminded of a temporary fix that has expired"]
    assert sent == [(name, "[INC-0001] A temporary fix has expired") for name in ("Bo", "Ada")]
    assert "Traffic goes over the mobile router" in room.box.rows()[0].body
    assert told(hours=1) == ([], sent)


def test_another_end_is_reminded_of_again_and_what_was_removed_never(room, told):
    fix_id = place(room)
    told(hours=2)
    with room.write() as session:
        extend_fix(session, fix_id, expires=clock.now() + timedelta(hours=3), reason="The part is late")
    assert told(hours=1)[0] == []
    assert len(told(hours=2)[0]) == 1
    other = place(room)
    with room.write() as session:
        remove_fix(session, other)
    assert told(hours=9)[0] == []


def test_the_agent_does_it_by_itself(room):
    place(room)
    done = room.run(minutes=1)
    assert not any("temporary fix" in line for line in done.lines)
    assert any("temporary fix" in line for line in room.run(hours=3).lines)


def test_after_a_silence_it_is_said_what_would_be_reminded_of(room, told):
    place(room)
    room.held.after(hours=3)
    with room.desk.read() as reader:
        late = [each.text for each in overdue_work(reader, clock.stored(clock.now()))]
    assert late == ["INC-0001: a temporary fix has expired"]
    told()
    with room.desk.read() as reader:
        assert "INC-0001: a temporary fix has expired" not in [
            each.text for each in overdue_work(reader, clock.stored(clock.now()))
        ]
