"""Whether reviews and corrective actions were done by when they had to be."""

from datetime import UTC, datetime

import pytest

from incidentdesk.improve.review_step import approve_review, publish_review, skip_review, submit_review
from incidentdesk.improve.review_writing import change_review, start_review
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.subject import INCIDENT, Subject
from tests.measure.metric.measured_desk import resolve, resolved_after, value, values


def share(work, name="reviews-on-time", **more):
    found = value(work, name, **more)
    return found.hits, found.n


def major(work, time):
    return resolved_after(work, time, hours=1, log={"major": True})


def publish(work, incident_id):
    work.act(start_review, incident_id)
    work.act(
        change_review, incident_id, {"overview": "x", "went_well": "x", "went_badly": "x", "impact": "x", "lead": "Bo"}
    )
    for step in (submit_review, approve_review, publish_review):
        work.act(step, incident_id)


@pytest.fixture
def can_be_published(monkeypatch):
    """What a review must say is told elsewhere (`improve.review_step`)."""
    monkeypatch.setattr("incidentdesk.improve.review_step.gaps", lambda *_arguments, **_named: [])


@pytest.mark.parametrize(("days", "hits"), [(2, 1), (60, 0)])
def test_a_review_is_published_by_its_due_time(work, time, can_be_published, days, hits):
    incident_id = major(work, time)
    time.after(days=days)
    publish(work, incident_id)
    time.after(days=60)
    assert share(work) == (hits, 1)


def test_a_review_that_is_not_due_yet_counts_nowhere(work, time):
    major(work, time)
    assert share(work) == (0, 0)


def test_a_review_that_nobody_wrote_was_not_on_time(work, time):
    major(work, time)
    time.after(days=60)
    assert share(work) == (0, 1)


def test_a_review_that_was_skipped_with_a_reason_was_not_written(work, time):
    work.act(skip_review, major(work, time), "It was a drill of a vendor.")
    time.after(days=60)
    assert share(work) == (0, 1)


def test_only_major_incidents_ask_for_one(work, time):
    resolved_after(work, time, hours=1)
    time.after(days=60)
    assert share(work) == (0, 0)


@pytest.fixture
def action(work, time):
    """An action that somebody has committed to, or stays at an earlier state."""
    time.now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    incident_id = work.log()

    def make(due_on="2026-03-10", state=ActionState.COMMITTED):
        with work.desk.write(actor="Mei Okafor") as session:
            found = propose_action(
                session, Subject(INCIDENT, incident_id), text="Renew it", owner="Mei Okafor", due_on=due_on,
                verification="It is renewed.",
            )  # fmt: skip
            if state is not ActionState.PROPOSED:
                move_action(session, found, ActionMove(ActionState.COMMITTED))
            return found

    return make


def complete(work, action_id):
    work.act(move_action, action_id, ActionMove(ActionState.DONE, completion="The new certificate is in place."))


@pytest.mark.parametrize(("done", "hits"), [("2026-03-10T23:59:59", 1), ("2026-03-11T00:00:00", 0)])
def test_an_action_is_due_until_its_day_ends(work, time, action, done, hits):
    action_id = action()
    time.now = datetime.fromisoformat(done).replace(tzinfo=UTC)
    complete(work, action_id)
    time.after(days=5)
    assert share(work, "actions-on-time") == (hits, 1)
    by_month = values(work, "actions-on-time", "month", period="2026")
    assert {key: each.n for key, each in by_month.items() if each.n} == {"2026-03": 1}


def test_an_action_that_is_not_done_was_not_done_in_time(work, time, action):
    action()
    time.after(days=5)
    assert share(work, "actions-on-time") == (0, 0)
    time.after(days=5)
    assert share(work, "actions-on-time") == (0, 1)


def test_what_nobody_committed_to_or_was_dropped_is_not_due(work, time, action):
    action(state=ActionState.PROPOSED)
    dropped = action()
    work.act(move_action, dropped, ActionMove(ActionState.DROPPED, reason="Replaced."))
    time.after(days=20)
    assert share(work, "actions-on-time") == (0, 0)


def test_reviews_belong_to_the_month_in_which_they_were_due(work, time):
    time.now = datetime(2026, 3, 30, tzinfo=UTC)
    incident_id = work.log(major=True)
    resolve(work, incident_id)
    time.after(days=60)
    found = values(work, "reviews-on-time", "month")
    assert {key: each.n for key, each in found.items() if each.n} == {"2026-04": 1}
