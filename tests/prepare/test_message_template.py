"""A message template is looked through when it is saved."""

import pytest

from incidentdesk.prepare.audience import audience
from incidentdesk.prepare.message_template_change import (
    change_message_template,
    create_message_template,
    withdraw_message_template,
)
from incidentdesk.prepare.message_template_list import message_templates
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger

FACTS = {"name": "First news", "phase": "Started", "subject": "{{ incident.number }}", "body": "{{ summary }}"}


def write(desk, **facts):
    with desk.write(actor="Mei Okafor") as session:
        return create_message_template(session, **{**FACTS, **facts})


def test_a_template_is_for_an_audience_or_for_all(desk):
    with desk.write(actor="Mei Okafor") as session:
        ledger.insert(session, audience, {"name": "Board", "form": "Executive"})
    write(desk)
    write(desk, name="For the board", audience="Board")
    with desk.read() as reader:
        assert [(each.name, each.audience) for each in message_templates(reader)] == [
            ("First news", ""),
            ("For the board", "Board"),
        ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"subject": ""}, "needs a subject"),
        ({"body": "\n"}, "needs a text"),
        ({"phase": "Sometime"}, "Choose the phase"),
        ({"audience": "Nobody"}, "no audience of that name"),
        ({"subject": "{{ incident.titel }}"}, r"incident\.titel"),
        ({"body": "{{ ''.__class__ }}"}, "no field"),
        ({"body": "{% for a in range(9) %}{% endfor %}"}, "not allowed"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(desk, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(desk, **facts)
    with desk.read() as reader:
        assert message_templates(reader) == []


def test_a_change_is_looked_through_too(desk):
    made = write(desk)
    with pytest.raises(Refused, match="nobody"):
        with desk.write(actor="Mei Okafor") as session:
            change_message_template(session, made, {"body": "{{ nobody }}"})
    with desk.write(actor="Mei Okafor") as session:
        change_message_template(session, made, {"body": "{{ commander }}"})
    with desk.read() as reader:
        assert [each.body for each in message_templates(reader)] == ["{{ commander }}"]


def test_the_name_of_one_that_was_taken_away_is_free(desk):
    made = write(desk)
    with pytest.raises(Refused, match="already"):
        write(desk)
    with desk.write(actor="Mei Okafor") as session:
        withdraw_message_template(session, made)
    write(desk)
