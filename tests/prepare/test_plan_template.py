"""The plans that come with the program: sound, complete, and made a desk's own with one gesture."""

import pytest

from incidentdesk.prepare.message_text import check_template
from incidentdesk.prepare.plan_change import approve
from incidentdesk.prepare.plan_check import check_plan, shape_findings
from incidentdesk.prepare.plan_list import plan_row, plans
from incidentdesk.prepare.plan_rule_choice import chosen_plan
from incidentdesk.prepare.plan_rule_list import plan_rules
from incidentdesk.prepare.plan_template import create_from_template, make_message_templates, plan_templates
from incidentdesk.prepare.plan_version import current_version
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
    assert 8 <= len(content.actions) <= 24
    assert all(action.role in content.roles for action in content.actions)
    assert all(action.offset is not None for action in content.actions if action.mandatory)
    assert {action.mandatory for action in content.actions} == {True, False}
    assert [action.title for action in content.actions if action.mandatory and not action.criterion] == []
    assert any(action.needs for action in content.actions)
    assert content.contacts
    assert content.purpose


@pytest.mark.parametrize(
    ("name", "first", "later"),
    [
        ("Ransomware", "Take the affected machines off", "Preserve evidence"),
        ("Ransomware", "Preserve evidence", "Close the way in"),
        ("Ransomware", "Ask counsel which duties", "Report to the police, and send the first notifications"),
        ("Ransomware", "Verify a backup", "Rebuild and restore"),
        ("Critical patch", "Look for signs of exploitation", "Back up or snapshot, then patch"),
        ("Phishing report", "Judge the message", "Remove the message"),
        ("Lost or stolen laptop", "Establish whether the disk", "Wipe the device"),
        ("Failed backup", "Rule out an attack", "Run the job again"),
        ("Server room without power", "Decide: wait", "Shut down in order"),
        ("Internet or WAN down", "Find out whether the fault is ours", "Switch to the failover line"),
        ("Mail outage", "Make sure that waiting mail is kept", "Repair one component"),
    ],
)
def test_harm_is_stopped_and_proof_is_kept_before_anything_is_repaired(name, first, later):
    content = next(each.content for each in TEMPLATES if each.name == name)
    before, after = (
        next(at for at, each in enumerate(content.actions) if each.title.startswith(title)) for title in (first, later)
    )
    assert before < after
    assert content.actions[before].offset <= content.actions[after].offset


@pytest.mark.parametrize("name", ["Ransomware", "Phishing report", "Lost or stolen laptop"])
def test_duties_to_report_are_done_within_three_days(name):
    content = next(each.content for each in TEMPLATES if each.name == name)
    told = [each for each in content.actions if each.role == "Data protection officer"]
    assert "72 hours" in "".join(f"{each.criterion} {each.instructions}" for each in told)
    assert max(each.offset for each in told) <= 3 * 24 * 60


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


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("No Internet in the Graz office", "Internet or WAN down"),
        ("Mail is down since eight", "Mail outage"),
        ("All files encrypted on the share", "Ransomware"),
        ("Suspicious message from the bank", "Phishing report"),
        ("Lost my laptop in a train", "Lost or stolen laptop"),
        ("UPS beeps in the server room", "Server room without power"),
        ("Nightly backup failed twice", "Failed backup"),
        ("CVE-2026-1234 in the VPN gateway", "Critical patch"),
        ("Phishing mail led to ransomware", "Ransomware"),
        ("Backup failed, files are encrypted", "Ransomware"),
        ("My phone was stolen: stolen phone in a café", "Lost or stolen laptop"),
        ("Theft of customer data suspected", None),
        ("Stolen credentials are sold", None),
        ("The report generator crashes", None),
        ("Lost my password", None),
        ("Printer prints a blank line", None),
    ],
)
def test_its_rule_finds_the_incident_it_is_for(sqlite_desk, title, name):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        for template in TEMPLATES:
            plan_id = create_from_template(session, template.name)
            approve(session, current_version(session.reader, plan_id).id)
        nothing = {"category_id": None, "subcategory_id": None, "service_id": None, "priority": 3, "tags": ()}
        found = chosen_plan(session.reader, title=title, **nothing)
        assert (plan_row(session.reader, found).name if found else None) == name


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
