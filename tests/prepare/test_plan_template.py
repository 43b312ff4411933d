"""The plans that come with the program: sound, complete, and made a desk's own with one gesture."""

import pytest

from incidentdesk.prepare.message_text import check_template
from incidentdesk.prepare.plan_check import check_plan, shape_findings
from incidentdesk.prepare.plan_list import plan_row, plans
from incidentdesk.prepare.plan_rule_list import plan_rules
from incidentdesk.prepare.plan_template import create_from_template, make_message_templates, plan_templates
from incidentdesk.refusal import Refused

TEMPLATES = plan_templates()


def test_there_are_eight():
    assert [each.name for each in TEMPLATES] == [
        "Critical patch",
        "Failed backup",
        "Internet or WAN down",
        "Lost or stolen laptop",
        "Mail outage",
        "Phishing report",
        "Ransomware",
        "Server room without power",
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_each_is_a_plan_that_can_be_run(template):
    content = template.content
    assert list(shape_findings(content)) == []
    assert 3 <= len(content.phases) <= 5
    assert 8 <= len(content.actions) <= 20
    assert all(action.role in content.roles for action in content.actions)
    assert all(action.offset is not None for action in content.actions if action.mandatory)
    assert {action.mandatory for action in content.actions} == {True, False}
    assert sum(bool(action.criterion) for action in content.actions) * 4 >= len(content.actions) * 3 - 4
    assert any(action.needs for action in content.actions)
    assert content.contacts
    assert content.purpose


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_everything_that_it_names_is_made_but_contacts(desk, template):
    with desk.write(actor="Mei Okafor") as session:
        plan_id = create_from_template(session, template.name)
    with desk.read() as reader:
        findings = check_plan(reader, plan_row(reader, plan_id).content)
        assert {finding.part for finding in findings} <= {"role", "contacts"}
        assert all("Nobody holds" in finding.text for finding in findings if finding.part == "role")
        (rule,) = plan_rules(reader)
        assert (rule.plan_id, rule.words) == (plan_id, template.words)
        assert plan_row(reader, plan_id).state == "Draft"


def test_a_template_twice_is_two_plans(desk):
    with desk.write(actor="Mei Okafor") as session:
        create_from_template(session, "ransomware")
        create_from_template(session, "Ransomware", with_rule=False)
        create_from_template(session, "Ransomware", as_name="Encryption")
        with pytest.raises(Refused, match="already"):
            create_from_template(session, "Ransomware", as_name="Encryption")
        with pytest.raises(Refused, match="There are: Critical patch"):
            create_from_template(session, "Flood")
    with desk.read() as reader:
        assert [row.name for row in plans(reader)] == ["Encryption", "Ransomware", "Ransomware 2"]


def test_messages_are_made_once_and_are_sound(desk):
    with desk.write(actor="Mei Okafor") as session:
        assert make_message_templates(session) == 12
        assert make_message_templates(session) == 0
        for subject, body in session.reader.rows("SELECT subject, body FROM message_template"):
            check_template(subject)
            check_template(body)
