"""When an audience is to be told again."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import draft_announcement, send_announcement
from incidentdesk.respond.update_cadence import (
    MINUTE,
    UpdateState,
    change_cadence,
    due_updates,
    end_updates,
    skip_update,
    snooze_update,
    start_updates,
    updates_of,
)
from incidentdesk.store import ledger


@pytest.fixture
def users(work):
    with work.desk.write(actor="Mei Okafor") as session:
        audience_id = ledger.insert(session, audience, {"name": "Users", "form": Form.EXECUTIVE, "cadence": 30})
        member = {"key": new_key(), "audience_id": audience_id, "position": 1, "address": "all@example.org"}
        ledger.insert(session, audience_member, member)
    return audience_id


@pytest.fixture
def incident_id(work):
    return work.log()


def tell(work, incident_id, audience_id, phase="Started"):
    with work.desk.write(actor="Mei Okafor") as session:
        draft = draft_announcement(
            session, incident_id, audience_id=audience_id, subject="Mail", body="Down.", phase=phase
        )
        send_announcement(session, draft)


def update(work, incident_id, time):
    with work.desk.read() as reader:
        return updates_of(reader, incident_id, time.stored)[0]


def due(work, time):
    with work.desk.read() as reader:
        return [each.incident_id for each in due_updates(reader, time.stored)]


def test_the_first_update_is_due_ten_minutes_after_the_start(work, time, users, incident_id):
    work.act(start_updates, incident_id, users)
    assert update(work, incident_id, time).due_at == time.stored + 10 * MINUTE
    assert update(work, incident_id, time).state == UpdateState.ON_TIME


def test_the_next_one_follows_from_what_was_sent(work, time, users, incident_id):
    work.act(start_updates, incident_id, users)
    time.after(minutes=4)
    tell(work, incident_id, users)
    found = update(work, incident_id, time)
    assert (found.sent, found.last_sent_at) == (1, time.stored)
    assert found.due_at == time.stored + 30 * MINUTE


def test_shortly_before_it_is_due_and_after_that_overdue(work, time, users, incident_id):
    work.act(start_updates, incident_id, users, 30)
    tell(work, incident_id, users)
    time.after(minutes=26)
    assert update(work, incident_id, time).state == UpdateState.DUE
    assert due(work, time) == []
    time.after(minutes=5)
    assert update(work, incident_id, time).state == UpdateState.OVERDUE
    assert due(work, time) == [incident_id]


def test_a_skipped_update_counts_and_moves_the_next_one_on(work, time, users, incident_id):
    schedule = _started(work, incident_id, users)
    time.after(minutes=40)
    work.act(skip_update, schedule, "Nothing new before the vendor calls")
    found = update(work, incident_id, time)
    assert (found.skipped, found.skipped_reason) == (1, "Nothing new before the vendor calls")
    assert found.due_at == time.stored + 30 * MINUTE


def test_skipping_needs_a_reason(work, time, users, incident_id):
    schedule = _started(work, incident_id, users)
    with pytest.raises(Refused, match="Say why"):
        work.act(skip_update, schedule, "  ")


def test_what_is_snoozed_is_not_due_until_then(work, time, users, incident_id):
    schedule = _started(work, incident_id, users)
    time.after(minutes=20)
    work.act(snooze_update, schedule, 15)
    assert update(work, incident_id, time).state == UpdateState.SNOOZED
    assert due(work, time) == []
    time.after(minutes=16)
    assert due(work, time) == [incident_id]


@pytest.mark.parametrize("minutes", [0, -5, 20_000])
def test_nobody_snoozes_for_no_time_or_for_ever(work, time, users, incident_id, minutes):
    schedule = _started(work, incident_id, users)
    with pytest.raises(Refused, match="1 minute to 7 days"):
        work.act(snooze_update, schedule, minutes)


def test_when_the_incident_is_resolved_the_closing_message_is_asked_for(work, time, users, incident_id):
    _started(work, incident_id, users)
    tell(work, incident_id, users)
    time.after(minutes=5)
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    found = update(work, incident_id, time)
    assert (found.state, found.due_at) == (UpdateState.CLOSING, time.stored)
    tell(work, incident_id, users, "Resolved")
    assert update(work, incident_id, time).state == UpdateState.ENDED
    assert due(work, time) == []


def test_who_was_never_told_of_the_trouble_is_not_told_of_the_end(work, time, users, incident_id):
    _started(work, incident_id, users)
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    assert update(work, incident_id, time).state == UpdateState.ENDED


def test_a_reopened_incident_is_told_of_again(work, time, users, incident_id):
    _started(work, incident_id, users)
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    tell(work, incident_id, users, "Resolved")
    time.after(minutes=50)
    work.move(incident_id, State.IN_PROGRESS, reason="it came back")
    assert update(work, incident_id, time).state == UpdateState.OVERDUE


def test_ended_updates_are_due_no_more_and_can_begin_anew(work, time, users, incident_id):
    schedule = _started(work, incident_id, users)
    work.act(end_updates, schedule)
    time.after(hours=3)
    assert due(work, time) == []
    with pytest.raises(Refused, match="have ended"):
        work.act(snooze_update, schedule, 10)
    work.act(start_updates, incident_id, users, 60)
    found = update(work, incident_id, time)
    assert (found.cadence, found.due_at) == (60, time.stored + 10 * MINUTE)


def test_without_a_cadence_nothing_is_due_by_itself(work, time, users, incident_id):
    work.act(start_updates, incident_id, users, 0)
    time.after(days=1)
    assert update(work, incident_id, time).state == UpdateState.UNPLANNED
    assert due(work, time) == []


def test_the_cadence_can_be_changed_while_it_runs(work, time, users, incident_id):
    schedule = _started(work, incident_id, users)
    tell(work, incident_id, users)
    work.act(change_cadence, schedule, 15)
    assert update(work, incident_id, time).due_at == time.stored + 15 * MINUTE
    with pytest.raises(Refused, match="7 days"):
        work.act(change_cadence, schedule, 100_000)


def test_an_audience_that_was_taken_away_is_refused(work, time, users, incident_id):
    work.act(ledger.withdraw, audience, users)
    with pytest.raises(Refused, match="not there any more"):
        work.act(start_updates, incident_id, users)


def test_an_audience_that_is_gone_is_waited_for_no_more(work, time, users, incident_id):
    _started(work, incident_id, users)
    work.act(ledger.withdraw, audience, users)
    time.after(hours=1)
    assert due(work, time) == []
    with work.desk.read() as reader:
        assert updates_of(reader, incident_id, time.stored) == []


def test_a_closing_message_is_asked_for_thirty_days(work, time, users, incident_id):
    _started(work, incident_id, users)
    tell(work, incident_id, users)
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    time.after(days=29)
    assert due(work, time) == [incident_id]
    time.after(days=2)
    assert due(work, time) == []


def test_who_was_told_of_a_canceled_incident_is_told_of_its_end_too(work, time, users, incident_id):
    tell(work, incident_id, users)
    _started(work, incident_id, users)
    time.after(minutes=5)
    work.move(incident_id, State.CANCELED, reason="it was a test")
    assert update(work, incident_id, time).state == UpdateState.CLOSING


def test_the_longest_overdue_comes_first(work, time, users, incident_id):
    _started(work, incident_id, users)
    time.after(minutes=3)
    later = work.log(title="Printer")
    _started(work, later, users)
    time.after(hours=1)
    assert due(work, time) == [incident_id, later]


def _started(work, incident_id, audience_id):
    with work.desk.write(actor="Mei Okafor") as session:
        return start_updates(session, incident_id, audience_id)
