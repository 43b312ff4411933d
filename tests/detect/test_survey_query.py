"""The register finds incidents by what their reporters were asked and have answered."""

import pytest

from incidentdesk.detect import register
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.improve.survey_change import answer_survey, send_survey
from tests.improve.asking_desk import resolved, set_up_mail
from tests.respond.conftest import time, work

__all__ = ["time", "work"]


@pytest.fixture
def asked(work):
    """Incidents 1 to 4: very satisfied, dissatisfied, asked without an answer, and never asked."""
    with work.desk.write(actor="Eve Long") as session:
        set_up_mail(session)
        for score in (5, 2, None):
            token = send_survey(session, resolved(session))
            if score:
                answer_survey(session, token, score=score)
        resolved(session)
    return work


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rated:5", [1]), ("rated:4..5", [1]), ("rated:<3", [2]), ("rated:1", []), ("surveyed:today", [1, 2, 3]),
        ("surveyed:today -rated:1..5", [3]), ("-surveyed:today", [4]), ("surveyed:yesterday", []),
    ],
)  # fmt: skip
def test_a_score_and_the_day_of_the_question_find_exactly_their_incidents(asked, time, query, found):
    with asked.desk.read() as reader:
        context = Context(time.now, time.now.tzinfo)
        assert sorted(register.ids(reader, parse(query), context)) == found


@pytest.mark.parametrize("written", ["rated:0", "rated:6", "rated:good"])
def test_a_score_that_nobody_can_give_is_said_to_be_none(written):
    assert parse(written).hints
