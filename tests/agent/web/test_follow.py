"""The private link: what whoever reported sees of it, and their answer."""

import pytest

from incidentdesk.detect.entry import entry
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from tests.web_visitor import shown, token_in


@pytest.fixture
def link(visitor):
    return visitor.report(email="ada@example.org").headers["location"].partition("?")[0]


def entries(database):
    with database.read() as reader:
        return reader.rows("SELECT text, author, public FROM entry ORDER BY id")


def answer(visitor, link, text, token=""):
    return visitor.post(link, data={"answer": text, "form": token or token_in(visitor.get(link).text)})


def test_it_shows_the_state_and_what_was_said_in_public(visitor, link, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        move(session, 1, Move(State.IN_PROGRESS))
        add_note(session, 1, "The caller is a nuisance <script>.")
        add_note(session, 1, "We are on it.\n\nMore at noon & later.", public=True)
    page = visitor.get(link)
    assert page.headers["cache-control"] == "no-store"
    said = shown(page.text)
    assert "Somebody works on it." in said
    assert "Mei Okafor" in said
    assert "More at noon & later." in said
    assert "nuisance" not in said


def test_it_shows_nothing_of_other_incidents(visitor, link, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        other = log_incident(session, title="A secret affair")
        add_note(session, other, "Of the affair", public=True)
    page = visitor.get(link).text
    assert "affair" not in page
    assert "INC-0002" not in page


def test_an_answer_stands_in_the_timeline_as_of_the_reporter(visitor, link, sqlite_desk):
    sent = answer(visitor, link, "It is back.\nThank you")
    assert sent.status_code == 303
    page = shown(visitor.get(sent.headers["location"]).text)
    assert "Your answer has arrived." in page
    assert "You ·" in page
    assert entries(sqlite_desk) == [("It is back.\nThank you", "Ada Lovelace", 1)]
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT first_response_at FROM incident") == [(None,)]
        assert set(reader.rows("SELECT actor, via FROM ledger")) == {("Web form", "web")}


def test_an_answer_ends_a_hold_for_the_caller(visitor, link, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        move(session, 1, Move(State.ON_HOLD, hold_reason=HoldReason.CALLER, comment="Which mailbox?"))
    said = shown(visitor.get(link).text)
    assert "waits for an answer from you" in said
    assert "Which mailbox?" in said
    answer(visitor, link, "Here is what you asked for.")
    assert "Somebody works on it." in shown(visitor.get(link).text)


def test_the_same_answer_sent_twice_is_one(visitor, link, sqlite_desk):
    token = token_in(visitor.get(link).text)
    assert answer(visitor, link, "Twice", token).status_code == 303
    assert answer(visitor, link, "Twice", token).status_code == 303
    assert len(entries(sqlite_desk)) == 1


def test_an_empty_answer_and_a_form_that_is_not_ours_are_refused_with_what_was_typed(visitor, link, sqlite_desk):
    empty = answer(visitor, link, "  ")
    assert empty.status_code == 422
    assert "Write something first." in shown(empty.text)
    foreign = answer(visitor, link, "Kept here", token="1.2.3")
    assert foreign.status_code == 409
    assert "Kept here</textarea>" in foreign.text
    assert entries(sqlite_desk) == []


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "..%2f..", "é" * 40, "a" * 5_000])
def test_a_link_that_nobody_has_is_404_with_a_sentence(visitor, link, token):
    for found in (visitor.get(f"/follow/{token}"), visitor.post(f"/follow/{token}", data={"answer": "x"})):
        assert found.status_code == 404
        assert "<h1>" in found.text


def test_guessing_links_has_to_wait(visitor, link):
    found = [visitor.get(f"/follow/{n}").status_code for n in range(61)]
    assert found == [404] * 60 + [429]
    assert visitor.get(link).status_code == 200


def test_a_withdrawn_comment_is_gone_from_the_page(visitor, link, sqlite_desk):
    from incidentdesk.store import ledger

    with sqlite_desk.write(actor="Mei") as session:
        ledger.withdraw(session, entry, add_note(session, 1, "Said by mistake", public=True))
    assert "by mistake" not in visitor.get(link).text
