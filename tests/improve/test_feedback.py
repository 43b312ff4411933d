"""Feedback of those who worked on an incident, and the sessions in which it is talked over."""

from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from incidentdesk.detect.incident import incident
from incidentdesk.detect.state import State
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.improve.feedback_change import give_feedback, withdraw_feedback
from incidentdesk.improve.feedback_invitation import invitation_bytes, send_invitation
from incidentdesk.improve.feedback_list import feedback, feedback_of, not_heard
from incidentdesk.improve.feedback_session_change import (
    change_session,
    following,
    give_up_session,
    move_session,
    plan_session,
    withdraw_session,
)
from incidentdesk.improve.feedback_session_list import (
    attendee_ids,
    attendee_lines,
    feedback_session_row,
    feedback_sessions,
    incident_lines,
    sessions_about,
)
from incidentdesk.prepare.person import staff_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict

BERLIN = ZoneInfo("Europe/Berlin")


def resolved(work, **facts) -> int:
    incident_id = work.log(**facts)
    work.act(ledger.update, incident, incident_id, {"state": State.RESOLVED, "resolved_at": incident_id})
    return incident_id


def planned(work, **facts) -> int:
    for name in ("Bo Diaz", "Mei Okafor"):
        work.act(staff_named, name)
    given = {"title": "VPN outage", "starts": "2026-03-04 14:00", "ends": "15:00", "zone": BERLIN} | facts
    return work.act(plan_session, **given)


# -- feedback


def test_each_person_gives_feedback_once_and_may_change_it(work):
    incident_id = resolved(work)

    work.act(give_feedback, incident_id, score=4, went_well="Quick call", actor="Bo Diaz")
    work.act(give_feedback, incident_id, score=2, went_badly="Nobody wrote it down")
    work.act(give_feedback, incident_id, score=3, went_badly="Little was written down")

    given = [(row.author, row.score, row.words) for row in work.read(feedback_of, incident_id)]
    assert given == [("Bo Diaz", 4, "Quick call"), ("Mei Okafor", 3, "Little was written down")]
    assert len(work.read(feedback)) == 2


def test_feedback_waits_until_the_incident_is_resolved(work):
    with pytest.raises(Refused, match="INC-0001 is not resolved yet"):
        work.act(give_feedback, work.log(), score=4)


@pytest.mark.parametrize("score", [0, 6, None])
def test_a_score_is_one_to_five(sqlite_work, score):
    with pytest.raises(Refused, match="Choose how it went"):
        sqlite_work.act(give_feedback, resolved(sqlite_work), score=score)


def test_a_low_score_needs_a_word_about_why(sqlite_work):
    with pytest.raises(Refused, match="what went badly"):
        sqlite_work.act(give_feedback, resolved(sqlite_work), score=1, went_well="The coffee")


def test_nobody_takes_back_what_another_has_said(work):
    incident_id = resolved(work)
    feedback_id = work.act(give_feedback, incident_id, score=4, actor="Bo Diaz")

    with pytest.raises(Refused, match="Only Bo Diaz can take this back"):
        work.act(withdraw_feedback, feedback_id)
    work.act(withdraw_feedback, feedback_id, actor="Bo Diaz")
    assert work.read(feedback_of, incident_id) == []

    assert work.act(give_feedback, incident_id, score=5, actor="Bo Diaz") == feedback_id


def test_who_worked_on_it_and_has_said_nothing_is_named(work):
    for name in ("Bo Diaz", "Mei Okafor", "Ann Lee"):
        work.act(staff_named, name)
    incident_id = resolved(work, assignee="Bo Diaz")
    work.act(add_note, incident_id, "Restarted it", actor="Mei Okafor")
    work.act(add_note, incident_id, "It works", from_caller="A caller")
    assert work.read(not_heard, incident_id) == ["Bo Diaz", "Mei Okafor"]

    work.act(give_feedback, incident_id, score=4, actor="Bo Diaz")

    assert work.read(not_heard, incident_id) == ["Mei Okafor"]


# -- sessions


def test_a_session_knows_its_time_its_people_and_what_it_is_about(work):
    incident_id = resolved(work)

    session_id = planned(work, attendees="Bo Diaz\nMei Okafor", incidents="INC-0001 VPN down", place="Room 2")

    row = work.read(feedback_session_row, session_id)
    assert (row.state, row.attendees, row.incidents, row.invited, row.came) == (
        "Planned", ("Bo Diaz", "Mei Okafor"), ("INC-0001",), 2, 0,
    )  # fmt: skip
    assert row.ends_at - row.starts_at == 3_600_000_000
    assert work.read(sessions_about, incident_id) == work.read(feedback_sessions) == [row]
    assert work.read(sessions_about, work.log()) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": ""}, "needs a title"),
        ({"ends": "13:00"}, "ends before it begins"),
        ({"ends": "2026-03-09 15:00"}, "24 hours at most"),
        ({"starts": ""}, "from when until when"),
        ({"starts": "soon"}, "is no time"),
        ({"attendees": "Nobody Known"}, "nobody called .*Nobody Known"),
        ({"incidents": "INC-0099"}, "no INC-0099"),
        ({"incidents": "the VPN"}, "is no number of an incident"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(sqlite_work, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        planned(sqlite_work, **facts)
    assert sqlite_work.read(feedback_sessions) == []


def test_who_was_there_is_written_down_after_it(work, time):
    session_id = planned(work, attendees="Bo Diaz\nMei Okafor")
    time.after(days=3)

    lines = "Bo Diaz\tyes\nMei Okafor\tno"
    work.act(change_session, session_id, {"attendees": lines, "decisions": "Call within 5 min"}, zone=BERLIN)
    work.act(move_session, session_id, FeedbackState.HELD)

    assert work.read(attendee_lines, session_id) == lines
    row = work.read(feedback_session_row, session_id)
    assert (row.came, row.invited, row.state, row.decisions) == (1, 2, "Held", "Call within 5 min")


def test_a_person_who_is_taken_off_can_be_asked_again(work):
    session_id = planned(work, attendees="Bo Diaz\nMei Okafor", incidents=f"{work.log()}")

    work.act(change_session, session_id, {"attendees": "Mei Okafor", "incidents": ""}, zone=BERLIN)
    assert (work.read(attendee_lines, session_id), work.read(incident_lines, session_id)) == ("Mei Okafor", "")
    work.act(change_session, session_id, {"attendees": "Mei Okafor\nBo Diaz"}, zone=BERLIN)

    assert len(work.read(attendee_ids, session_id)) == 2


def test_what_is_still_to_come_was_not_held(work):
    session_id = planned(work)

    with pytest.raises(Refused, match="still to come"):
        work.act(move_session, session_id, FeedbackState.HELD)
    work.act(move_session, session_id, FeedbackState.CANCELED)
    with pytest.raises(Refused, match="is Canceled"):
        work.act(move_session, session_id, FeedbackState.HELD)
    assert following("Canceled") == (FeedbackState.PLANNED,)


def test_a_later_hour_keeps_the_day(work):
    session_id = planned(work)

    work.act(change_session, session_id, {"ends": "16:30"}, zone=BERLIN)

    row = work.read(feedback_session_row, session_id)
    assert row.ends_at - row.starts_at == 9_000_000_000


def test_two_people_who_change_one_session_are_told(work):
    session_id = planned(work, attendees="Mei Okafor")
    seen = {"attendees": "Mei Okafor", "notes": ""}
    work.act(change_session, session_id, {"attendees": "Mei Okafor\nBo Diaz"}, zone=BERLIN, actor="Bo Diaz")
    work.act(change_session, session_id, {"notes": "mine"}, zone=BERLIN, actor="Ann Lee")

    for changes, who in (({"attendees": ""}, "Bo Diaz"), ({"notes": "other"}, "Ann Lee")):
        with pytest.raises(Conflict) as conflict:
            work.act(change_session, session_id, changes, seen=seen, zone=BERLIN)
        assert conflict.value.changed_by == who
    work.act(give_up_session, session_id, {"notes": "other", "attendees": ""}, zone=BERLIN)


def test_a_session_in_the_trash_is_not_listed(work):
    session_id = planned(work)

    work.act(withdraw_session, session_id)

    assert work.read(feedback_sessions) == []
    assert work.read(feedback_session_row, session_id) is None


# -- invitations


def messages(work):
    sql = "SELECT recipient, address, state, subject, body FROM outbox_message ORDER BY id"
    return work.read(lambda reader: reader.rows(sql))


def test_an_invitation_is_a_file_that_a_calendar_takes(work):
    log_id = work.log()
    session_id = planned(work, attendees="Bo Diaz\nMei Okafor", incidents=f"{log_id}", agenda="1. What; why\n2. Then")

    data = work.read(invitation_bytes, session_id, 0)

    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert event["summary"] == "VPN outage"
    assert event.decoded("dtstart").isoformat() == "2026-03-04T13:00:00+00:00"
    assert event.decoded("dtend").isoformat() == "2026-03-04T14:00:00+00:00"
    assert event["description"] == "About INC-0001\n\n1. What; why\n2. Then"
    assert [str(each.params["cn"]) for each in event["attendee"]] == ["Bo Diaz", "Mei Okafor"]
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_moved_session_keeps_its_place_in_the_calendar(work):
    session_id = planned(work)
    before = Calendar.from_ical(work.read(invitation_bytes, session_id, 0)).walk("VEVENT")[0]

    work.act(change_session, session_id, {"starts": "2026-03-05 09:00", "ends": "10:00"}, zone=BERLIN)
    after = Calendar.from_ical(work.read(invitation_bytes, session_id, 0)).walk("VEVENT")[0]

    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    work.act(move_session, session_id, FeedbackState.CANCELED)
    gone = Calendar.from_ical(work.read(invitation_bytes, session_id, 0))
    assert (str(gone["method"]), str(gone.walk("VEVENT")[0]["status"])) == ("CANCEL", "CANCELLED")


def test_an_invitation_goes_to_everybody_and_by_hand_to_who_has_no_address(work):
    session_id = planned(work, attendees="Bo Diaz\nMei Okafor", place="Room 2")

    assert work.act(send_invitation, session_id, zone=BERLIN) == 2

    sent = messages(work)
    assert {(row[0], row[2]) for row in sent} == {("Bo Diaz", "By hand"), ("Mei Okafor", "By hand")}
    assert sent[0][3] == "Invitation: VPN outage, 2026-03-04 14:00 CET"
    assert "Place: Room 2" in sent[0][4]
    (name,) = work.read(lambda reader: reader.rows("SELECT name FROM attachment"))[0]
    assert name == "invitation.ics"


def test_nobody_is_invited_to_what_nobody_attends_or_what_is_over(work, time):
    session_id = planned(work)
    with pytest.raises(Refused, match="Nobody is invited yet"):
        work.act(send_invitation, session_id, zone=BERLIN)

    work.act(change_session, session_id, {"attendees": "Bo Diaz"}, zone=BERLIN)
    time.after(days=3)
    work.act(move_session, session_id, FeedbackState.HELD)
    with pytest.raises(Refused, match="held already"):
        work.act(send_invitation, session_id, zone=BERLIN)
