"""A review from its first word to its publication."""

from datetime import UTC, datetime

import pytest

from incidentdesk.improve.review_sheet import review_of, steps_of
from incidentdesk.improve.review_state import ReviewState, review_state, reviews, share_without_review
from incidentdesk.improve.review_step import (
    approve_review,
    gaps,
    publish_review,
    reopen_review,
    resume_review,
    return_review,
    skip_review,
    submit_review,
)
from incidentdesk.improve.review_writing import change_review, give_up, start_review
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Status, applied
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.subject import Subject
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict
from tests.recover.proven import recover

DAY = 86_400_000_000
WRITTEN = {
    "overview": "The VPN was down.",
    "impact": "Nobody could work from home.",
    "causes": "The certificate had run out.",
    "went_well": "- The duty phone was answered at once.",
    "went_badly": "- Nobody watched the certificate.",
}


def resolve(work, incident_id):
    work.act(recover, incident_id)
    work.act(move, incident_id, Move("Resolved", resolution_code="Solved", resolution_notes="New certificate."))


def major(work, title="VPN down"):
    incident_id = work.log(title=title)
    work.act(change_incident, incident_id, {"major": True})
    return incident_id


def begun(work, **facts):
    incident_id = work.log()
    work.act(start_review, incident_id)
    if facts:
        work.act(change_review, incident_id, facts)
    return incident_id


def state(work, incident_id):
    return work.read(review_state, incident_id).state


def facts(work, incident_id):
    return work.read(review_of, incident_id).facts


# -- writing


def test_nothing_is_there_until_somebody_begins(work):
    incident_id = work.log()
    assert work.read(review_of, incident_id) is None
    with pytest.raises(Refused, match="There is no review of this incident yet"):
        work.act(change_review, incident_id, {"overview": "x"})
    work.act(start_review, incident_id, actor="Ann")
    assert work.read(review_of, incident_id).created_by == "Ann"
    assert work.act(start_review, incident_id, actor="Bo") == work.act(start_review, incident_id)
    assert work.read(review_of, incident_id).created_by == "Ann"


def test_every_field_comes_back_as_it_was_written(work):
    meeting = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    incident_id = begun(
        work,
        overview="Three sentences.\nAnd a second line. 你好 مرحبا",
        people_affected="1 800",
        impact_numbers=[("Orders  delayed", "412"), ("", " "), ("Cost", "≈ 3 k€")],
        lead="Ann Berg",
        meeting_at=meeting,
    )
    found = facts(work, incident_id)
    assert found["overview"] == "Three sentences.\nAnd a second line. 你好 مرحبا"
    assert found["people_affected"] == 1800
    assert found["impact_numbers"] == (("Orders delayed", "412"), ("Cost", "≈ 3 k€"))
    assert (found["lead"], found["meeting_at"]) == ("Ann Berg", meeting)
    work.act(change_review, incident_id, {"people_affected": "", "meeting_at": None, "lead": ""})
    found = facts(work, incident_id)
    assert (found["people_affected"], found["meeting_at"], found["lead"]) == (None, None, "")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"people_affected": "many"}, "is no number of people"),
        ({"people_affected": "-3"}, "is no number of people"),
        ({"impact_numbers": [("a" * 201, "1")]}, "at most 200 characters each"),
        ({"impact_numbers": [(f"{n}", "1") for n in range(21)]}, "at most 20 numbers"),
        ({"mood": "good"}, "no field “\u2068mood\u2069”"),
        ({"overview": "x" * 1_000_001}, "at most 1000000 characters"),
    ],
)
def test_what_is_no_value_is_refused_with_what_to_correct(sqlite_work, facts, why):
    incident_id = begun(sqlite_work)
    with pytest.raises(Refused, match=why):
        sqlite_work.act(change_review, incident_id, facts)


def test_different_sections_merge_and_the_same_one_asks(work):
    incident_id = begun(work)
    seen = dict(facts(work, incident_id))
    work.act(change_review, incident_id, {"overview": "Ann’s"}, seen=seen, actor="Ann")
    work.act(change_review, incident_id, {"impact": "Bo’s"}, seen=seen, actor="Bo")
    with pytest.raises(Conflict, match="Ann") as raised:
        work.act(change_review, incident_id, {"overview": "Bo’s", "detection": "too"}, seen=seen, actor="Bo")
    (clash,) = raised.value.clashes
    assert (clash.field, clash.seen, clash.theirs, clash.mine) == ("overview", "", "Ann’s", "Bo’s")
    found = facts(work, incident_id)
    assert (found["overview"], found["impact"], found["detection"]) == ("Ann’s", "Bo’s", "")


def test_two_who_write_the_same_do_not_clash(work):
    incident_id = begun(work)
    seen = dict(facts(work, incident_id))
    work.act(change_review, incident_id, {"overview": "same"}, seen=seen)
    work.act(change_review, incident_id, {"overview": "same"}, seen=seen)


def test_what_was_given_up_stays_in_the_history(work):
    incident_id = begun(work, overview="theirs")
    work.act(give_up, incident_id, {"overview": "mine"})
    with work.desk.read() as reader:
        ((changes,),) = reader.rows("SELECT changes FROM ledger WHERE noun = 'review' AND act = 'declined'")
    assert changes == '{"overview":["theirs","mine"]}'
    assert facts(work, incident_id)["overview"] == "theirs"


def test_a_gesture_can_be_undone(work):
    incident_id = begun(work, overview="before")
    with work.desk.write(actor="Mei Okafor") as session:
        change_review(session, incident_id, {"overview": "after", "impact": "new"})
        gesture = session.gesture
    work.act(undoing.undo, gesture)
    found = facts(work, incident_id)
    assert (found["overview"], found["impact"]) == ("before", "")


# -- states


def test_the_way_from_draft_to_published_says_who_and_when(work, time):
    incident_id = begun(work, **WRITTEN)
    seen = [time.stored]
    for step, actor in ((submit_review, "Ann"), (approve_review, "Bo"), (publish_review, "Cy")):
        time.after(hours=1)
        work.act(step, incident_id, actor=actor)
        seen.append(time.stored)
    review = work.read(review_of, incident_id)
    assert (review.submitted_at, review.reviewed_at, review.published_at) == tuple(seen[1:])
    assert (review.reviewed_by, review.published_by) == ("Bo", "Cy")
    assert [(step.at, step.who, step.state) for step in work.read(steps_of, incident_id)] == list(
        zip(
            seen,
            ["Mei Okafor", "Ann", "Bo", "Cy"],
            [ReviewState.DRAFT, ReviewState.IN_REVIEW, ReviewState.REVIEWED, ReviewState.PUBLISHED],
            strict=True,
        )
    )


def test_what_is_missing_is_named_before_others_look(sqlite_work):
    incident_id = begun(sqlite_work, overview="The VPN was down.")
    with pytest.raises(Refused, match="need a text: Impact, Causes, What went well, What went badly"):
        sqlite_work.act(submit_review, incident_id)
    assert state(sqlite_work, incident_id) == ReviewState.DRAFT


def test_numbers_stand_for_the_impact_and_a_verified_cause_for_the_causes(sqlite_work):
    empty = {"impact": "", "causes": "", "people_affected": 7, "impact_numbers": ()}
    written = dict.fromkeys(("overview", "detection", "resolution", "went_well", "went_badly", "got_lucky"), "x")
    cause = add_below(CauseGraph(), EFFECT, "Certificate ran out")
    graph = applied(CauseGraph(), cause.gesture)
    suspected = gaps({**written, **empty, "outside_message": "x"}, graph, actions=1, starred=1)
    assert [gap.section for gap in suspected] == ["causes"]
    verified = applied(graph, set_facts(graph, [cause.key], status=Status.VERIFIED))
    assert gaps({**written, **empty, "outside_message": "x"}, verified, actions=1, starred=1) == []


def test_advice_does_not_hold_a_review_up(sqlite_work):
    found = gaps({**dict.fromkeys(["detection", "resolution", "got_lucky", "outside_message"], ""), **WRITTEN,
                  "people_affected": None, "impact_numbers": ()}, None, actions=0, starred=0)  # fmt: skip
    assert [gap.section for gap in found] == [
        "timeline", "detection", "resolution", "got_lucky", "actions", "outside_message",
    ]  # fmt: skip
    assert not any(gap.needed for gap in found)


def test_causes_of_the_investigation_are_enough_to_go_on(work):
    incident_id = begun(work, **{**WRITTEN, "causes": ""})
    with pytest.raises(Refused, match="Causes"):
        work.act(submit_review, incident_id)
    graph = CauseGraph()
    cause = add_below(graph, EFFECT, "Certificate ran out")
    verified = set_facts(applied(graph, cause.gesture), [cause.key], status=Status.ROOT_CAUSE)
    work.act(save_changes, Subject("incident", incident_id), (*cause.gesture, *verified))
    work.act(submit_review, incident_id)
    assert state(work, incident_id) == ReviewState.IN_REVIEW


def test_going_back_needs_a_reason_and_takes_the_signature_away(work):
    incident_id = begun(work, **WRITTEN)
    work.act(submit_review, incident_id)
    work.act(approve_review, incident_id, actor="Bo")
    with pytest.raises(Refused, match="what has to be worked on"):
        work.act(return_review, incident_id, "  ")
    work.act(return_review, incident_id, "The timeline has a hole.", actor="Bo")
    review = work.read(review_of, incident_id)
    assert (review.state, review.reviewed_by, review.reviewed_at) == (ReviewState.DRAFT, "", None)
    assert work.read(steps_of, incident_id)[-1].reason == "The timeline has a hole."


def test_what_was_signed_is_not_changed_without_a_reason(work):
    incident_id = begun(work, **WRITTEN)
    work.act(submit_review, incident_id)
    work.act(change_review, incident_id, {"overview": "Corrected while others look."})
    work.act(approve_review, incident_id)
    with pytest.raises(Refused, match="reviewed as it stands"):
        work.act(change_review, incident_id, {"overview": "x"})
    work.act(publish_review, incident_id)
    with pytest.raises(Refused, match="is published"):
        work.act(change_review, incident_id, {"overview": "x"})
    with pytest.raises(Refused, match="why a published review has to be changed"):
        work.act(reopen_review, incident_id, "")
    work.act(reopen_review, incident_id, "A number was wrong.")
    work.act(change_review, incident_id, {"overview": "Right now."})
    assert facts(work, incident_id)["overview"] == "Right now."


def test_no_step_is_taken_out_of_order(sqlite_work):
    incident_id = begun(sqlite_work, **WRITTEN)
    for step in (approve_review, publish_review):
        with pytest.raises(Refused, match="The review is Draft"):
            sqlite_work.act(step, incident_id)
    with pytest.raises(Refused, match="only be done while it is Published"):
        sqlite_work.act(reopen_review, incident_id, "x")


def test_a_review_that_only_its_author_has_seen_says_so(sqlite_work):
    incident_id = begun(sqlite_work, **WRITTEN)
    sqlite_work.act(submit_review, incident_id)
    sqlite_work.act(approve_review, incident_id, actor="mei okafor")
    assert sqlite_work.read(review_of, incident_id).reviewed_by_author
    sqlite_work.act(return_review, incident_id, "x")
    sqlite_work.act(submit_review, incident_id)
    sqlite_work.act(approve_review, incident_id, actor="Bo")
    assert not sqlite_work.read(review_of, incident_id).reviewed_by_author


# -- due, skipped


def test_a_resolved_major_is_due_after_the_days_of_the_setting(work, time):
    incident_id = major(work)
    assert work.read(review_state, incident_id).due_at is None
    time.after(hours=5)
    resolve(work, incident_id)
    summary = work.read(review_state, incident_id)
    assert (summary.state, summary.due_at) == (ReviewState.NOT_STARTED, time.stored + 3 * DAY)
    work.act(set_setting, "review_due_days", 5)
    assert work.read(review_state, incident_id).due_at == time.stored + 5 * DAY


def test_nobody_has_to_review_what_is_no_major_but_who_begins_has_a_clock(work, time):
    incident_id = work.log()
    resolve(work, incident_id)
    assert work.read(review_state, incident_id).state == ReviewState.NOT_NEEDED
    assert work.read(reviews) == []
    time.after(days=30)
    work.act(start_review, incident_id)
    assert work.read(review_state, incident_id).due_at == time.stored + 3 * DAY


def test_a_published_review_is_not_due_any_more_not_even_when_it_is_corrected(work):
    incident_id = major(work)
    resolve(work, incident_id)
    work.act(start_review, incident_id)
    work.act(change_review, incident_id, WRITTEN)
    for step in (submit_review, approve_review, publish_review):
        assert work.read(review_state, incident_id).due_at is not None
        work.act(step, incident_id)
    assert work.read(review_state, incident_id).due_at is None
    work.act(reopen_review, incident_id, "A number was wrong.")
    assert work.read(review_state, incident_id).due_at is None


def test_skipping_needs_a_reason_and_can_be_taken_back(work):
    incident_id = major(work)
    resolve(work, incident_id)
    with pytest.raises(Refused, match="why this incident needs no review"):
        work.act(skip_review, incident_id, "")
    assert state(work, incident_id) == ReviewState.NOT_STARTED
    work.act(skip_review, incident_id, "A test of the alarm.", actor="Bo")
    summary = work.read(review_state, incident_id)
    assert (summary.state, summary.skipped_reason, summary.due_at) == (
        ReviewState.SKIPPED, "A test of the alarm.", None,
    )  # fmt: skip
    with pytest.raises(Refused, match="was skipped"):
        work.act(submit_review, incident_id)
    with pytest.raises(Refused, match="was skipped"):
        work.act(change_review, incident_id, {"overview": "x"})
    work.act(resume_review, incident_id)
    assert state(work, incident_id) == ReviewState.DRAFT
    assert [(step.state, step.reason) for step in work.read(steps_of, incident_id)] == [
        (ReviewState.DRAFT, ""),
        (ReviewState.SKIPPED, "A test of the alarm."),
        (ReviewState.DRAFT, ""),
    ]


def test_undoing_a_skip_leaves_things_as_they_were(work):
    incident_id = major(work)
    resolve(work, incident_id)
    with work.desk.write(actor="Mei Okafor") as session:
        skip_review(session, incident_id, "Known already.")
        gesture = session.gesture
    work.act(undoing.undo, gesture)
    assert state(work, incident_id) == ReviewState.NOT_STARTED
    work.act(start_review, incident_id)
    assert state(work, incident_id) == ReviewState.DRAFT


def test_the_list_has_what_is_due_first_and_what_is_done_last(work, time):
    late, soon, done, unneeded = (major(work, title) for title in ("late", "soon", "done", "unneeded"))
    small = work.log(title="small")
    resolve(work, late)
    time.after(hours=3)
    for incident_id in (soon, done, unneeded):
        resolve(work, incident_id)
    work.act(start_review, small)
    work.act(start_review, done)
    work.act(change_review, done, WRITTEN)
    for step in (submit_review, approve_review, publish_review):
        work.act(step, done)
    time.after(hours=1)
    work.act(skip_review, unneeded, "Known already.")
    major(work, "still open")
    assert [each.title for each in work.read(reviews)] == ["late", "soon", "small", "unneeded", "done"]
    assert [each.title for each in work.read(reviews, open_only=True)] == ["late", "soon", "small"]


def test_how_many_closed_majors_have_no_review(work, time):
    start = time.stored
    with_one, skipped, without, later = (major(work, title) for title in ("with", "skipped", "without", "later"))
    small = work.log(title="small")
    time.after(hours=1)
    for incident_id in (with_one, skipped, without, small):
        resolve(work, incident_id)
        work.act(move, incident_id, Move("Closed"))
    work.act(skip_review, skipped, "Known already.")
    work.act(start_review, with_one)
    work.act(change_review, with_one, WRITTEN)
    for step in (submit_review, approve_review, publish_review):
        work.act(step, with_one)
    time.after(hours=1)
    end = time.stored
    resolve(work, later)
    work.act(move, later, Move("Closed"))
    assert work.read(share_without_review, start, end) == (2, 3)
    assert work.read(share_without_review, end + 1, end + DAY) == (0, 0)


def test_there_is_no_review_of_what_is_not_there(sqlite_work):
    with pytest.raises(Refused, match="There is no incident INC-0099"):
        sqlite_work.read(review_state, 99)
    with pytest.raises(Refused, match="There is no incident with the number 99"):
        sqlite_work.act(start_review, 99)
