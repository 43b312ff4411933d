"""A person writes the words of the letters; what finds the answer stays, and the usual words are never lost."""

import pytest

from incidentdesk.improve.confirming import ask_confirmation
from incidentdesk.improve.follow_up_setting import set_pages_address
from incidentdesk.improve.letter_words import SETTING, Letter, letter_texts, set_letter, usual_letter, written_letter
from incidentdesk.improve.survey_change import send_survey
from incidentdesk.prepare.setting import set_setting
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from tests.improve.asking_desk import letters, resolved, set_up_mail


def _body_of(work, letter):
    return next(each.body for each in work.read(letter_texts) if each.letter == letter)


def test_own_words_are_sent_and_the_line_that_finds_the_answer_stands_below(work):
    work.act(set_up_mail)
    work.act(set_pages_address, "https://desk.example.org")
    work.act(
        set_letter, Letter.SURVEY, subject="Your {{ incident.number }}", body="How was it? {{ survey_link }}\nThe desk"
    )
    work.act(send_survey, work.act(resolved))
    ((_address, subject, body),) = work.read(letters)
    assert subject == "Your INC-0001"
    assert body == "How was it? https://desk.example.org/survey/⟨token⟩\nThe desk\n\n[survey ⟨token⟩]\n"


def test_the_usual_words_come_back_and_follow_the_program(work):
    subject, body = usual_letter(Letter.BOTH)
    work.act(set_letter, Letter.BOTH, subject=subject, body="Mine")
    assert _body_of(work, Letter.BOTH) == "Mine"
    work.act(set_letter, Letter.BOTH, subject=subject, body=body)
    assert _body_of(work, Letter.BOTH) == body
    assert work.read(setting_of, SETTING) == {"both": {"subject": "", "body": ""}}


@pytest.mark.parametrize("letter", list(Letter))
def test_every_letter_of_the_program_says_what_was_resolved_and_asks(work, letter):
    about = work.act(resolved)
    subject, body = work.read(written_letter, letter, about)
    assert subject.startswith("[INC-0001] ")
    assert body.startswith("INC-0001 “VPN down” is resolved.\n\n")
    assert ("[confirm ⟨token⟩]" in body) == (letter in (Letter.CONFIRMATION, Letter.BOTH))
    assert ("[survey ⟨token⟩]" in body) == (letter != Letter.CONFIRMATION)
    assert ("What was done: The tunnel was set up anew." in body) == ("YES or NO" in body)
    assert "\n\n\n" not in body


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("{{ secret }}", "no field “.*secret"), (" \n", "can't be empty"), ("{{ [].x }}", "not allowed")],
)
def test_words_that_cannot_be_are_refused_when_they_are_saved(work, body, sentence):
    with pytest.raises(Refused, match=sentence):
        work.act(set_letter, Letter.CONFIRMATION, subject="Solved?", body=body)
    assert _body_of(work, Letter.CONFIRMATION) == usual_letter(Letter.CONFIRMATION)[1]


def test_bad_words_from_elsewhere_give_way_to_the_usual_ones(work):
    work.act(set_up_mail)
    work.act(set_setting, SETTING, {"confirmation": {"subject": "x", "body": "{{ evil.__class__ }}"}})
    work.act(ask_confirmation, work.act(resolved))
    ((_address, subject, body),) = work.read(letters)
    assert subject == "[INC-0001] Is it solved?"
    assert "YES or NO" in body
