"""Satisfaction: the share of good answers, with the response rate as its coverage."""

from incidentdesk.improve.survey_change import answer_by_phone, answer_survey, send_survey
from incidentdesk.respond.outbox import MessageState, outbox_message
from tests.improve.asking_desk import resolved, set_up_mail
from tests.measure.metric.measured_desk import value, values, write


def act(work, use_case, *arguments, actor="Mei Okafor", **named):
    with work.desk.write(actor=actor) as session:
        return use_case(session, *arguments, **named)


def asked(work, score=0, **facts):
    token = act(work, send_survey, act(work, resolved, **facts), actor="Eve Long")
    if score:
        act(work, answer_survey, token, score=score)


def test_good_answers_are_a_share_of_answers_and_the_coverage_tells_how_many_answered(work):
    act(work, set_up_mail)
    for score in (5, 4, 2, 0, 0):
        asked(work, score)
    found = value(work, "csat")
    assert (found.hits, found.n, found.population, found.coverage) == (2, 3, 5, 0.6)
    rate = value(work, "response-rate")
    assert (rate.hits, rate.n, rate.value) == (3, 5, 0.6)


def test_a_letter_that_did_not_arrive_asked_nobody_and_the_phone_is_no_letter(work):
    act(work, set_up_mail)
    asked(work, 5)
    asked(work)
    write(work, outbox_message, 2, state=MessageState.FAILED)
    act(work, answer_by_phone, act(work, resolved), score=1, actor="Eve Long")
    assert (value(work, "csat").hits, value(work, "csat").n) == (1, 2)
    assert (value(work, "response-rate").hits, value(work, "response-rate").n) == (1, 1)


def test_it_is_told_for_each_team_and_nothing_is_no_data(work):
    assert value(work, "csat").value is None
    act(work, set_up_mail)
    asked(work, 5, team="Network")
    asked(work, 1, team="Service desk")
    found = values(work, "csat", "team")
    assert {key: (each.hits, each.n) for key, each in found.items()} == {"Network": (1, 1), "Service desk": (0, 1)}
