"""The pages on which whoever reported answers what was asked after the resolution."""

import pytest

from incidentdesk import clock
from incidentdesk.detect.state import State
from incidentdesk.improve.confirming import ask_confirmation
from incidentdesk.improve.survey_change import send_survey
from incidentdesk.respond.transition import Move, move
from tests.improve.asking_desk import resolved, set_up_mail
from tests.web_visitor import shown, token_in


@pytest.fixture
def asked(visitor, sqlite_desk):
    """The addresses of both pages about incident 1."""
    with sqlite_desk.write(actor="Mei Okafor") as session:
        set_up_mail(session)
        about = resolved(session, title="No <mail>")
        return f"/survey/{send_survey(session, about)}", f"/confirm/{ask_confirmation(session, about)}"


def send(visitor, link, choice, comment="", token=""):
    data = {"choice": choice, "comment": comment, "form": token or token_in(visitor.get(link).text)}
    return visitor.post(link, data=data)


def rows(database, sql):
    with database.read() as reader:
        return reader.rows(sql)


def test_a_survey_is_answered_without_scripts_and_once(visitor, asked, sqlite_desk):
    link, _confirm = asked
    page = visitor.get(link).text
    assert "<script" not in page
    assert "No <mail>" in shown(page)
    assert rows(sqlite_desk, "SELECT score FROM survey") == [(None,)]
    answered = send(visitor, link, "4", "Quick.")
    assert answered.status_code == 303
    assert "Your answer has arrived." in shown(visitor.get(answered.headers["location"]).text)
    assert rows(sqlite_desk, "SELECT score, comment, answered_way FROM survey") == [(4, "Quick.", "Web page")]
    again = visitor.get(link)
    assert again.status_code == 410
    assert "The first answer counts" in shown(again.text)
    assert visitor.post(link, data={"choice": "1", "form": ""}).status_code == 410
    assert rows(sqlite_desk, "SELECT score FROM survey") == [(4,)]


@pytest.mark.parametrize("choice", ["", "0", "6", "no", "4.5"])
def test_a_score_that_is_none_shows_the_page_again_with_what_was_typed(visitor, asked, sqlite_desk, choice):
    answer = send(visitor, asked[0], choice, "Slow <b>")
    assert answer.status_code == 422
    assert "Choose one of the five answers." in shown(answer.text)
    assert "Slow &lt;b&gt;" in answer.text
    assert rows(sqlite_desk, "SELECT score FROM survey") == [(None,)]


def test_another_token_leads_nowhere(visitor, asked):
    survey, confirm = (link.rpartition("/")[2] for link in asked)
    for link in (f"/survey/{confirm}", f"/confirm/{survey}", "/survey/0", "/confirm/%00"):
        assert visitor.get(link).status_code == 404


def test_a_page_that_was_not_ours_is_not_taken(visitor, asked, sqlite_desk):
    answer = send(visitor, asked[0], "4", "Quick.", token="1.forged.0")
    assert answer.status_code == 409
    assert "Quick." in answer.text
    assert rows(sqlite_desk, "SELECT score FROM survey") == [(None,)]


def test_no_asks_what_is_wrong_and_opens_it_again(visitor, asked, sqlite_desk):
    answer = send(visitor, asked[1], "no")
    assert "Say what is still wrong" in shown(answer.text)
    assert 'value="no" checked' in answer.text
    assert send(visitor, asked[1], "no", "Still no mail").status_code == 303
    assert rows(sqlite_desk, "SELECT state, reopen_count FROM incident") == [("In Progress", 1)]


def test_yes_closes_it(visitor, asked, sqlite_desk):
    assert send(visitor, asked[1], "yes").status_code == 303
    assert rows(sqlite_desk, "SELECT state FROM incident") == [("Closed",)]
    assert set(rows(sqlite_desk, "SELECT actor, via FROM ledger WHERE noun = 'confirmation' AND act = 'changed'")) == {
        ("Web form", "web")
    }


def test_what_has_gone_on_or_ended_says_so(visitor, asked, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        move(session, 1, Move(State.IN_PROGRESS, reason="again"))
    assert "has gone on since you were asked" in shown(visitor.get(asked[1]).text)
    later = clock.now().replace(year=clock.now().year + 1)
    clock.hold(lambda: later)
    try:
        assert "This ended on" in shown(visitor.get(asked[0]).text)
    finally:
        clock.hold(None)


@pytest.mark.parametrize(("language", "words"), [("de", "Wie zufrieden"), ("fr", "satisfait"), ("ar", "رضاك")])
def test_it_speaks_the_language_of_the_browser(visitor, asked, language, words):
    assert words in visitor.get(asked[0], headers={"Accept-Language": language}).text
