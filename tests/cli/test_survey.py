"""Surveys on the command line."""

import json

import pytest

from incidentdesk.improve.survey_change import answer_survey, send_survey
from incidentdesk.schema.opening import open_desk
from tests.improve.asking_desk import resolved, set_up_mail


@pytest.fixture(autouse=True)
def asked(file):
    """Two resolved incidents, the first with an answered survey."""
    database = open_desk(file)
    with database.write(actor="Eve Long") as session:
        set_up_mail(session)
        answer_survey(session, send_survey(session, resolved(session)), score=4, comment="Quick")
        resolved(session)
    database.close()


def test_a_survey_is_sent_and_listed_with_the_response_rate(run):
    result = run("survey", "send", "inc-2")
    assert (result.exit_code, result.stdout) == (0, "Survey of INC-0002 queued for ada@example.com.\n")
    told = json.loads(run("survey", "list", "--json").stdout)
    assert [(each["incident"], each["score"], each["comment"]) for each in told["surveys"]] == [
        ("INC-0002", None, ""), ("INC-0001", 4, "Quick"),
    ]  # fmt: skip
    assert told["satisfaction"] == {
        "score": 4.0, "satisfied_share": 1.0, "answers": 1, "answers_only_by_phone": 0, "response_rate": 0.5,
        "letters": 2, "letters_answered": 1, "letters_not_delivered": 0,
    }  # fmt: skip
    assert run("survey", "list").stdout.splitlines()[-1] == "Score 4.0 of 5 from 1 answer; 1 of 2 letters answered."


def test_a_second_survey_is_refused_and_so_is_a_score_out_of_range(run):
    again = run("survey", "send", "INC-0001")
    assert (again.exit_code, "the first answer counts" in again.stderr) == (1, True)
    wrong = run("survey", "answer", "2", "6")
    assert (wrong.exit_code, "whole number from 1" in wrong.stderr) == (1, True)
    assert run("survey", "answer", "2", "5", "--comment", "Fine").exit_code == 0
