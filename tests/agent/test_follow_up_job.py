"""What follows a resolution by itself: nobody is asked about what is old, twice, or where it is off."""

import os
from datetime import UTC, datetime, timedelta
from time import time as time_now

import pytest

from incidentdesk import clock
from incidentdesk.agent import follow_up_job
from incidentdesk.agent.delivery import Post
from incidentdesk.agent.follow_up_job import follow_up, late_questions
from incidentdesk.agent.loop import Agent
from incidentdesk.detect.state import State
from incidentdesk.improve.answer_mail import answered_by_mail
from incidentdesk.improve.follow_up_setting import set_days, switch_confirmation, switch_survey
from incidentdesk.improve.survey_change import send_survey
from incidentdesk.prepare.follow_up_template import FollowUpDoer
from incidentdesk.prepare.follow_up_template_change import create_follow_up_template
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.announcing import note_only, notify_people
from incidentdesk.respond.mail_taking import take_mail
from incidentdesk.respond.outbox import GRACE, MessageState, outbox_message
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.undoing import undo
from tests.improve.asking_desk import RESOLVED, letters, resolved, set_up_mail
from tests.respond.mails import letter


class Held:
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def after(self, **span) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def time():
    held = Held()
    clock.hold(lambda: held.now)
    yield held
    clock.hold(None)


def _act(desk, use_case, *arguments, **more):
    with desk.write(actor="Mei Okafor") as session:
        return use_case(session, *arguments, **more)


def _run(desk, tell=notify_people):
    """A look at the moment at which nothing can be undone any more."""
    return follow_up(desk, clock.stored(clock.now()) + GRACE, tell)


def _letters(desk):
    with desk.read() as reader:
        return letters(reader)


def _rows(desk, sql):
    with desk.read() as reader:
        return reader.rows(sql)


def test_a_new_desk_asks_nobody_and_closes_nothing(desk, time):
    _act(desk, set_up_mail)
    _act(desk, resolved)
    time.after(days=300)
    assert (_run(desk), _letters(desk)) == ([], [])


def test_nobody_is_asked_about_what_was_resolved_before_it_was_switched_on(desk, time):
    _act(desk, set_up_mail)
    _act(desk, resolved)
    time.after(minutes=1)
    _act(desk, switch_survey, True)
    _act(desk, switch_confirmation, True)
    assert _run(desk) == []
    time.after(minutes=2)
    _act(desk, resolved)
    assert _run(desk) == ["INC-0002: asked \u2068ada@example.com\u2069"]
    assert _run(desk) == []


def test_what_is_undone_within_a_minute_was_never_asked(desk, time):
    _act(desk, set_up_mail)
    _act(desk, switch_survey, True)
    about = _act(desk, resolved)
    with desk.read() as reader:
        gesture = reader.rows("SELECT gesture FROM ledger WHERE noun = 'incident' ORDER BY id DESC")[0][0]
    time.after(seconds=50)
    assert follow_up(desk, clock.stored(clock.now()), notify_people) == []
    _act(desk, undo, gesture)
    time.after(minutes=5)
    assert (follow_up(desk, clock.stored(clock.now()), notify_people), _letters(desk)) == ([], [])
    assert _rows(desk, f"SELECT 1 FROM survey WHERE incident_id = {about}") == []


def test_one_letter_asks_both_and_is_answered_in_two_lines(desk, time):
    _act(desk, set_up_mail)
    _act(desk, switch_survey, True)
    _act(desk, switch_confirmation, True)
    _act(desk, resolved)
    _run(desk)
    ((_address, subject, body),) = _letters(desk)
    assert subject == "[INC-0001] Is it solved?"
    assert "YES or NO" in body
    assert "How satisfied" in body
    (message_id,) = _rows(desk, "SELECT message_id FROM outbox_message")[0]
    answer = letter("Yes, 4, thank you", sender="Ada <ada@example.com>", in_reply_to=message_id)
    _act(desk, take_mail, answer, answered=answered_by_mail)
    assert _rows(desk, "SELECT state FROM incident") == [("Closed",)]
    assert _rows(desk, "SELECT score, comment FROM survey") == [(4, "thank you")]


def test_one_reminder_follows_and_only_where_the_letter_arrived(desk, time):
    _act(desk, set_up_mail)
    _act(desk, switch_survey, True)
    _act(desk, resolved)
    _run(desk)
    time.after(days=4)
    assert _run(desk) == []  # it still lies in the outbox
    _act(desk, lambda session: ledger.update(session, outbox_message, 1, {"state": MessageState.SENT}))
    assert _run(desk) == ["INC-0001: reminded \u2068ada@example.com\u2069 of the survey"]
    time.after(days=4)
    assert (_run(desk), len(_letters(desk))) == ([], 2)


def test_nobody_is_reminded_of_what_was_sent_before_it_was_switched_on(desk, time):
    _act(desk, set_up_mail)
    _act(desk, send_survey, _act(desk, resolved))
    _act(desk, lambda session: ledger.update(session, outbox_message, 1, {"state": MessageState.SENT}))
    time.after(days=1)
    _act(desk, switch_survey, True)
    time.after(days=6)
    assert (_run(desk), len(_letters(desk))) == ([], 1)


def test_what_was_late_and_only_noted_is_not_asked_later(desk, time):
    _act(desk, set_up_mail)
    _act(desk, switch_survey, True)
    _act(desk, resolved)
    time.after(hours=2)
    with desk.read() as reader:
        assert late_questions(reader, clock.stored(clock.now()), 600_000_000)[0][1:] == (
            1, "INC-0001: question to whoever reported it",
        )  # fmt: skip
    assert _run(desk, note_only) == []
    assert (_run(desk), _letters(desk)) == ([], [])


def test_follow_ups_are_added_once_for_each_resolution_with_their_day_and_doer(desk, time):
    _act(desk, create_follow_up_template, title="Ask whether it stayed solved", days=7, doer=FollowUpDoer.ASSIGNEE)
    _act(desk, create_follow_up_template, title="Tell the owner", days=1, only_major=True)
    about = _act(desk, resolved)
    assert _run(desk) == ["INC-0001: 1 follow-up added"]
    assert _run(desk) == []
    due = clock.stored(clock.now() + timedelta(days=7))
    sql = "SELECT t.title, p.name, t.due_at FROM task t JOIN person p ON p.id = t.person_id"
    assert _rows(desk, sql) == [("Ask whether it stayed solved", "Bo Diaz", due)]
    time.after(hours=1)
    _act(desk, move, about, Move(State.IN_PROGRESS, reason="again"))
    time.after(hours=1)
    _act(desk, move, about, RESOLVED)
    assert _run(desk) == ["INC-0001: 1 follow-up added"]


def test_a_template_is_not_used_for_what_was_resolved_before_it(desk, time):
    _act(desk, resolved)
    time.after(minutes=1)
    _act(desk, create_follow_up_template, title="Check in")
    assert _run(desk) == []


def test_it_closes_by_itself_and_says_why(desk, time):
    _act(desk, resolved)
    _act(desk, resolved, major=True)
    _act(desk, set_days, "close_days", 3)
    time.after(days=4)
    assert _run(desk) == ["INC-0001: closed by itself"]
    assert _rows(desk, "SELECT reason FROM ledger WHERE via = 'agent' AND noun = 'incident'") == [
        ("3 working days have passed since the resolution",)
    ]


def test_a_survey_goes_out_and_its_answer_comes_in_by_the_agent_itself(sqlite_desk, start_mail, tmp_path, monkeypatch):
    mail_server, port = start_mail()
    _act(sqlite_desk, set_up_mail, port)
    _act(sqlite_desk, switch_survey, True)
    _act(sqlite_desk, set_setting, "mail_folder", str(tmp_path))
    monkeypatch.setattr(follow_up_job, "GRACE", 0)
    _act(sqlite_desk, resolved)
    assert Agent(sqlite_desk, post=Post(secret_of=lambda _name: None)).once().sent == 1
    (sent,) = mail_server.taken
    assert sent["To"] == "Ada Lund <ada@example.com>"
    answer = tmp_path / "answer.eml"
    answer.write_bytes(letter("5\nQuick", sender="ada@example.com", in_reply_to=str(sent["Message-ID"])))
    os.utime(answer, (time_now() - 60, time_now() - 60))
    assert "It answers the survey with 5 of 5." in str(
        Agent(sqlite_desk, post=Post(secret_of=lambda _name: None)).once().lines
    )
    assert _rows(sqlite_desk, "SELECT score, comment, answered_way FROM survey") == [(5, "Quick", "E-mail")]
    assert _rows(sqlite_desk, "SELECT count(*) FROM incident") == [(1,)]
