"""A survey is answered once, by whoever was asked, and its score never stands without the response rate."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.improve.confirming import answer_confirmation, ask_confirmation
from incidentdesk.improve.follow_up import ConfirmationAnswer
from incidentdesk.improve.follow_up_making import add_follow_up
from incidentdesk.improve.follow_up_setting import set_pages_address
from incidentdesk.improve.survey import AnswerWay
from incidentdesk.improve.survey_change import answer_by_phone, answer_survey, remind_of_survey, send_survey
from incidentdesk.improve.survey_list import satisfaction, survey_of, surveys
from incidentdesk.prepare.follow_up_template_change import create_follow_up_template
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.undoing import undo
from tests.improve.asking_desk import ADA, BO, RESOLVED, leave, letters, resolved, set_up_mail, token_in


@pytest.fixture
def asked(work, time):
    """The token of a survey that was sent to Ada about incident 1."""
    work.act(set_up_mail)
    about = work.act(resolved)
    time.after(minutes=5)
    return work.act(send_survey, about, actor="Eve Long")


def test_the_letter_says_how_to_answer_and_the_answer_is_kept_with_its_way(work, asked, time):
    ((address, subject, body),) = work.read(letters)
    assert (address, subject) == (ADA, "[INC-0001] How satisfied are you?")
    assert "[survey ⟨token⟩]" in body
    assert "http" not in body
    time.after(days=1)
    assert work.act(answer_survey, asked, score=4, comment=" Quick. ", way=AnswerWay.WEB) == 1
    row = work.read(survey_of, 1)
    assert (row.score, row.comment, row.answered_by, row.answered_way) == (4, "Quick.", ADA, "Web page")


def test_a_link_stands_in_the_letter_where_others_reach_the_pages(work):
    work.act(set_up_mail)
    work.act(set_pages_address, "https://desk.example.org/")
    work.act(send_survey, work.act(resolved))
    assert "https://desk.example.org/survey/⟨token⟩" in work.read(letters)[0][2]


@pytest.mark.parametrize(
    ("host", "link"),
    [("192.0.2.7", "http://192.0.2.7:8787/survey/"), ("desk.lan", "http://desk.lan:8787/survey/"),
     ("2001:db8::7", "http://[2001:db8::7]:8787/survey/"), ("127.0.0.1", ""), ("localhost", ""), ("0.0.0.0", "")],
)  # fmt: skip
def test_the_link_leads_to_where_the_agent_listens_if_others_reach_it_there(work, host, link):
    work.act(set_up_mail)
    work.act(set_setting, "web_listen", host)
    work.act(send_survey, work.act(resolved))
    body = work.read(letters)[0][2]
    assert link + "⟨token⟩" in body if link else "http" not in body


def test_a_copy_of_the_database_answers_no_survey(work, asked, time):
    """Neither before the letter leaves nor after it; the reporter alone has the token."""
    time.after(minutes=2)
    token = token_in(work.act(leave).body)
    for table in ("survey", "announcement", "outbox_message", "ledger"):
        found = str(work.read(lambda reader, name=table: reader.rows(f"SELECT * FROM {name}")))
        assert asked not in found
        assert token not in found
    work.act(answer_survey, token, score=5)


def test_a_letter_leaves_after_a_minute_and_undo_calls_it_back(work, time):
    work.act(set_up_mail)
    about = work.act(resolved)
    with work.desk.write(actor="Eve Long") as session:
        send_survey(session, about)
        gesture = session.gesture
    time.after(seconds=55)
    assert work.act(leave) is None
    work.act(undo, gesture)
    time.after(minutes=5)
    assert work.act(leave) is None


def test_a_letter_about_what_was_opened_again_is_called_back_and_asked_anew_later(work, time):
    work.act(set_up_mail)
    about = work.act(resolved)
    work.act(send_survey, about, actor="Eve Long")
    work.act(move, about, Move(State.IN_PROGRESS, reason="again"))
    time.after(minutes=2)
    assert work.act(leave) is None
    ((state, trouble),) = work.read(lambda reader: reader.rows("SELECT state, trouble FROM outbox_message"))
    assert (state, trouble) == ("Cancelled", "INC-0001 went on before the letter left, so nobody is asked.")
    work.act(move, about, RESOLVED)
    work.act(send_survey, about, actor="Eve Long")


def test_a_survey_is_answered_once(work, asked):
    work.act(answer_survey, asked, score=5)
    with pytest.raises(Refused, match=r"answered on 2026-03-02 with 5 of 5; the first answer counts"):
        work.act(answer_survey, asked, score=1)
    assert work.read(survey_of, 1).score == 5


@pytest.mark.parametrize("score", [0, 6, -1, True, 4.5, "4", None])
def test_a_score_is_one_to_five(work, asked, score):
    with pytest.raises(Refused, match="whole number from 1"):
        work.act(answer_survey, asked, score=score)


def test_the_token_of_something_else_answers_no_survey(work, asked):
    other = work.act(ask_confirmation, 1)
    for token in (other, "", "0" * 32, asked[:-1]):
        with pytest.raises(Refused, match="no survey with this token"):
            work.act(answer_survey, token, score=3)


def test_an_incident_that_was_closed_meanwhile_can_still_be_judged_for_a_while(work, asked, time):
    work.act(move, 1, Move(State.CLOSED))
    time.after(days=29)
    assert work.act(answer_survey, asked, score=2) == 1


def test_after_its_days_a_survey_is_over(work, asked, time):
    time.after(days=31)
    with pytest.raises(Refused, match="ended on 2026-04-01"):
        work.act(answer_survey, asked, score=2)


def test_there_is_one_survey_for_each_incident(work, asked):
    with pytest.raises(Refused, match="was sent on 2026-03-02 to"):
        work.act(send_survey, 1)


def test_no_survey_goes_out_before_the_resolution(work):
    work.act(set_up_mail)
    with pytest.raises(Refused, match="is not resolved yet"):
        work.act(send_survey, work.log(reporter="Ada Lund"))


@pytest.mark.parametrize("facts", [{"reporter": "Bo Diaz"}, {"reporter": "Mei Okafor"}])
def test_whoever_solved_it_is_not_asked(work, facts):
    """Bo is assigned, Mei moves it to Resolved."""
    work.act(set_up_mail)
    with pytest.raises(Refused, match="nobody judges their own work"):
        work.act(send_survey, work.act(resolved, **facts))


def test_whoever_solved_it_gets_no_survey_by_naming_their_address(work):
    work.act(set_up_mail)
    about = work.act(resolved)
    with pytest.raises(Refused, match="nobody judges their own work"):
        work.act(send_survey, about, recipient=BO.upper())


def test_whoever_solved_it_writes_down_no_answer(work):
    about = work.act(resolved)
    for actor, by in (("Mei Okafor", ""), ("Bo Diaz", ""), ("Eve Long", "bo diaz")):
        with pytest.raises(Refused, match="nobody judges their own work"):
            work.act(answer_by_phone, about, score=5, by=by, actor=actor)


def test_nobody_is_asked_without_an_address_or_an_outlet(work):
    about = work.act(resolved)
    with pytest.raises(Refused, match="No outlet for e-mail"):
        work.act(send_survey, about)
    work.act(set_up_mail)
    unknown = work.act(resolved, reporter="Carl Fox")
    with pytest.raises(Refused, match="no e-mail address of whoever reported INC-0002"):
        work.act(send_survey, unknown)
    with pytest.raises(Refused, match="is no e-mail address"):
        work.act(send_survey, unknown, recipient="carl")
    work.act(send_survey, unknown, recipient="carl@example.com")


def test_an_answer_on_the_phone_needs_no_letter_and_says_nothing_about_the_response_rate(work, asked):
    about = work.act(resolved)
    work.act(answer_by_phone, about, score=2, comment="Slow", actor="Eve Long")
    found = work.read(satisfaction)
    assert (found.sent, found.answered_of_sent, found.answered, found.by_phone) == (1, 0, 1, 1)
    assert (found.score, found.response_rate, found.few) == (2.0, 0.0, True)
    assert work.read(survey_of, about).answered_by == "Ada Lund"
    with pytest.raises(Refused, match="the first answer counts"):
        work.act(answer_by_phone, about, score=3, actor="Eve Long")


def test_a_letter_that_was_not_delivered_was_not_asked(work, asked):
    work.act(lambda session: ledger.update(session, outbox_message, 1, {"state": MessageState.FAILED}))
    found = work.read(satisfaction)
    assert (found.sent, found.undelivered, found.response_rate, found.score) == (0, 1, None, None)
    assert work.read(surveys)[0].standing == "Not delivered"


def test_one_reminder_goes_out_by_which_it_can_be_answered(work, asked, time):
    time.after(days=4)
    assert work.act(remind_of_survey, 1) == ADA
    _first, (_address, subject, body) = work.read(letters)
    assert subject.startswith("[INC-0001] A reminder")
    assert "This is the only reminder" in body
    with pytest.raises(Refused, match="nothing to remind of"):
        work.act(remind_of_survey, 1)
    time.after(minutes=2)
    first, second = (token_in(work.act(leave).body) for _each in range(2))
    with pytest.raises(Refused, match="take the newest letter"):
        work.act(answer_survey, first, score=1)
    work.act(answer_survey, second, score=4)


def test_the_scores_of_a_time_stand_with_how_many_were_asked(work, time):
    work.act(set_up_mail)
    tokens = [work.act(send_survey, work.act(resolved), actor="Eve Long") for _each in range(4)]
    for token, score in zip(tokens, (5, 4, 1), strict=False):
        work.act(answer_survey, token, score=score)
    found = work.read(satisfaction)
    assert (found.sent, found.answered, found.response_rate) == (4, 3, 0.75)
    assert found.score == pytest.approx(10 / 3)
    assert found.satisfied_share == pytest.approx(2 / 3)
    assert work.read(satisfaction, from_at=time.stored + 1).sent == 0


def test_the_timeline_tells_who_was_asked_reminded_and_what_they_answered(work, asked, time):
    time.after(days=4)
    work.act(remind_of_survey, 1)
    time.after(days=1)
    work.act(answer_survey, asked, score=2, comment="Too slow", by="Ada Lund")
    told = [fact for fact in work.read(timeline, 1) if fact.about == "INC-0001#follow-up"]
    assert [fact.text.replace("\u2068", "").replace("\u2069", "") for fact in told] == [
        "Survey sent to ada@example.com",
        "Reminded ada@example.com of the survey",
        "Survey answered by Ada Lund (Web page): 2 of 5\nToo slow",
    ]


def test_what_was_undone_can_be_done_once_more(work, time):
    """Survey, question and follow-up are one for each incident, also after somebody has taken one back."""
    work.act(set_up_mail)
    about = work.act(resolved)
    template_id = work.act(create_follow_up_template, title="Call back", days=1)

    def ask(session):
        return send_survey(session, about), ask_confirmation(session, about), add_follow_up(session, about, template_id)

    with work.desk.write(actor="Eve Long") as session:
        first, _question, _task = ask(session)
        gesture = session.gesture
    time.after(seconds=5)
    work.act(undo, gesture)
    assert work.read(surveys) == []
    time.after(seconds=5)
    again, question, _task = work.act(ask, actor="Eve Long")
    with pytest.raises(Refused, match="no survey with this token"):
        work.act(answer_survey, first, score=1)
    work.act(answer_survey, again, score=5)
    work.act(answer_confirmation, question, answer=ConfirmationAnswer.SOLVED)
    assert work.read(surveys)[0].score == 5
