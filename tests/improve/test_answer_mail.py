"""Answers by mail: found by the letter that they answer, taken once, and nobody answers for somebody else."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.detect.taken import Outcome
from incidentdesk.improve.answer_mail import answered_by_mail
from incidentdesk.improve.confirming import ask_confirmation
from incidentdesk.improve.survey_change import remind_of_survey, send_survey
from incidentdesk.improve.survey_list import satisfaction, survey_of
from incidentdesk.respond.mail_taking import take_mail
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.store import ledger
from tests.improve.asking_desk import leave, resolved, set_up_mail
from tests.respond.mails import letter

ADA = "Ada Lund <ada@example.com>"


@pytest.fixture
def asked(work, time):
    """The Message-ID of the survey's letter about incident 1."""
    work.act(set_up_mail)
    work.act(send_survey, work.act(resolved), actor="Eve Long")
    time.after(minutes=5)
    return _letter_id(work)


def _letter_id(work, place=-1):
    return work.read(lambda reader: reader.rows("SELECT message_id FROM outbox_message ORDER BY id"))[place][0]


def _take(work, text, **headers):
    headers = {"sender": ADA, "subject": "Re: [INC-0001] How satisfied are you?"} | headers
    return work.act(
        take_mail, letter(text, **headers), answered=answered_by_mail, actor="IncidentDesk"
    )  # fmt: skip


def _state(work):
    return work.read(lambda reader: reader.rows("SELECT state FROM incident WHERE id = 1"))[0][0]


@pytest.mark.parametrize(
    ("text", "score", "comment"),
    [
        ("4", 4, ""),
        ("5/5", 5, ""),
        ("\n 3 - it took long\nand nobody called", 3, "it took long\nand nobody called"),
        ("**2**\n\nSlow.", 2, "Slow."),
        ("1 von 5\n\n> On Monday desk wrote:\n> 5", 1, ""),
    ],
)
def test_the_number_in_the_first_line_is_the_score(work, asked, text, score, comment):
    taken = _take(work, text, in_reply_to=asked)
    assert (taken.outcome, taken.number, taken.reason) == (
        Outcome.APPENDED, "INC-0001", f"It answers the survey with {score} of 5.",
    )  # fmt: skip
    row = work.read(survey_of, 1)
    assert (row.score, row.comment, row.answered_by, row.answered_way) == (score, comment, "Ada Lund", "E-mail")
    assert _state(work) == State.RESOLVED


def test_the_token_in_the_text_is_enough_where_the_mail_program_names_no_letter(work, asked):
    body = work.act(leave).body
    assert _take(work, f"5\n\n{body}").outcome == Outcome.APPENDED
    assert work.read(survey_of, 1).score == 5


def test_a_letter_of_a_version_that_kept_tokens_is_still_answered(work):
    work.act(set_up_mail)
    with work.desk.write(actor="Eve Long") as session:
        token = send_survey(session, resolved(session))
        ledger.update(session, outbox_message, 1, {"body": f"How was it?\n\n[survey {token}]\n"})
    assert _take(work, "5", in_reply_to=_letter_id(work)).outcome == Outcome.APPENDED
    assert work.read(survey_of, 1).score == 5


def test_an_answer_to_a_letter_that_is_void_is_kept_for_a_person(work, asked):
    first = work.act(leave).body
    work.act(remind_of_survey, 1)
    work.act(leave)
    taken = _take(work, f"5\n\n{first}")
    assert (taken.outcome, "void" in taken.reason) == (Outcome.REFUSED, True)
    assert work.read(survey_of, 1).score is None


def test_the_same_mail_by_two_ways_is_one_answer_and_a_second_answer_is_kept_for_a_person(work, asked):
    _take(work, "4", in_reply_to=asked)
    assert _take(work, "4", in_reply_to=asked).reason == "It was taken in before."
    again = _take(work, "1", in_reply_to=asked, message_id="<two@example.com>")
    assert (again.outcome, "first answer counts" in again.reason) == (Outcome.REFUSED, True)
    assert work.read(lambda reader: reader.rows("SELECT count(*) FROM dead_letter"))[0][0] == 1
    assert work.read(survey_of, 1).score == 4


@pytest.mark.parametrize("text", ["7", "0", "-3", "10", "4.5"])
def test_a_score_out_of_range_is_kept_for_a_person(work, asked, text):
    taken = _take(work, text, in_reply_to=asked)
    assert (taken.outcome, "whole number from 1 to 5" in taken.reason) == (Outcome.REFUSED, True)


@pytest.mark.parametrize("sender", ["Eve <eve@example.org>", "Bo Diaz <bo@example.com>"])
def test_nobody_answers_for_somebody_else(work, asked, sender):
    taken = _take(work, "5", in_reply_to=asked, sender=sender)
    assert (taken.outcome, "but comes from" in taken.reason) == (Outcome.REFUSED, True)
    assert work.read(survey_of, 1).score is None


@pytest.mark.parametrize("text", ["2 users still can't log in", "No longer works", "It broke again"])
def test_a_mail_that_answers_nothing_opens_the_incident_again_as_any_other(work, asked, text):
    _take(work, text, in_reply_to=asked)
    assert (work.read(survey_of, 1).score, _state(work)) == (None, State.IN_PROGRESS)


def test_an_automatic_answer_is_none(work, asked):
    assert _take(work, "5", in_reply_to=asked, auto_submitted="auto-replied").outcome == Outcome.PARKED
    assert work.read(survey_of, 1).score is None


def test_a_survey_that_comes_back_is_not_delivered_and_somebody_is_told(work, asked):
    back = f"This is the mail system. It was not delivered.\n\nMessage-ID: {asked}\n"
    taken = _take(work, back, sender="MAILER-DAEMON@example.com", subject="Undelivered Mail Returned to Sender")
    assert (taken.outcome, taken.number) == (Outcome.PARKED, "INC-0001" if taken.number else "")
    row = work.read(survey_of, 1)
    assert (row.undelivered, row.standing, work.read(satisfaction).undelivered) == (True, "Not delivered", 1)
    assert "did not arrive" in str(work.read(lambda reader: reader.rows("SELECT text FROM entry")))
    _take(work, back, sender="MAILER-DAEMON@example.com", subject="Again", message_id="<b2@e>")
    assert work.read(lambda reader: reader.rows("SELECT count(*) FROM entry"))[0][0] == 1


@pytest.mark.parametrize(
    ("text", "state"), [("YES", "Closed"), ("No.\nStill no mail", "In Progress"), ("nein", "In Progress")]
)
def test_yes_closes_and_no_opens_again(work, time, text, state):
    work.act(set_up_mail)
    work.act(ask_confirmation, work.act(resolved))
    time.after(minutes=5)
    taken = _take(work, text, in_reply_to=_letter_id(work))
    assert (taken.outcome, _state(work)) == (Outcome.APPENDED, state)
