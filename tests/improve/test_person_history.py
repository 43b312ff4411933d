"""What a person has been through, with how it went and how satisfied they were."""

import pytest

from incidentdesk.detect.affected_person_change import add_affected
from incidentdesk.detect.incident import incident
from incidentdesk.improve.person_history import person_history
from incidentdesk.improve.survey import survey
from incidentdesk.prepare.person import person, person_named
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger


def ask(work, incident_id, score=None, comment=""):
    facts = {"key": new_key(), "incident_id": incident_id, "token_hash": new_key(), "sent_at": 1, "score": score}
    answered = {"answered_at": 2, "answered_by": "Ann", "answered_way": "Phone"} if score else {}
    work.act(ledger.insert, survey, {**facts, **answered, "comment": comment})


def test_the_history_has_what_was_reported_and_what_a_person_was_affected_by(work, time):
    first = work.log(title="Mail slow", reporter="Ann Lee")
    work.log(title="Of somebody else", reporter="Bo Diaz")
    time.after(hours=1)
    second = work.log(title="VPN down", reporter="Bo Diaz")
    work.act(add_affected, second, "Ann Lee")
    work.act(add_affected, first, "Ann Lee")
    work.act(move, first, Move("Resolved", resolution_code="Fixed", resolution_notes="Restarted"))
    ask(work, first, 4, "Quick")
    # What another has answered is not the satisfaction of who was only affected.
    ask(work, second, 1)

    history = work.read(person_history, work.act(person_named, "Ann Lee"))

    assert [(row.number, row.reported, row.state, row.resolution_code, row.score) for row in history.incidents] == [
        ("INC-0003", False, "New", "", None), ("INC-0001", True, "Resolved", "Fixed", 4),
    ]  # fmt: skip
    assert (history.concerned, history.open, history.scores, history.asked) == (2, 1, (4,), 1)
    assert history.incidents[1].comment == "Quick"


def test_what_is_in_the_trash_is_no_history_and_a_survey_without_an_answer_no_score(work):
    first, second = work.log(reporter="Ann Lee"), work.log(reporter="Ann Lee")
    ask(work, second)
    work.act(ledger.withdraw, incident, first)

    history = work.read(person_history, work.act(person_named, "Ann Lee"))

    assert ([row.id for row in history.incidents], history.concerned) == ([second], 1)
    assert (history.scores, history.asked) == ((), 1)


def test_a_person_who_is_gone_has_no_history(work):
    person_id = work.act(person_named, "Ann Lee")
    work.act(ledger.withdraw, person, person_id)

    with pytest.raises(Refused, match="not there any more"):
        work.read(person_history, person_id)
