"""What is wrong with a plan, said before somebody needs it."""

import pytest

from incidentdesk.prepare.audience import Form, audience
from incidentdesk.prepare.contact import ContactKind, contact
from incidentdesk.prepare.naming import named
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.plan_check import Weight, check_plan, known_names
from incidentdesk.prepare.plan_content import Action, Phase, PlanContact, PlanContent
from incidentdesk.prepare.role import role_holder
from incidentdesk.prepare.role_change import role_named
from incidentdesk.store import ledger


def plan(*actions, **facts):
    return PlanContent(phases=(Phase("p", "Contain", actions),), **facts)


def found(desk, content):
    with desk.read() as reader:
        return check_plan(reader, content)


def texts(findings):
    return " ".join(finding.text for finding in findings)


def test_a_sound_plan_has_no_findings(desk):
    assert found(desk, plan(Action("a", "Look", offset=5), Action("b", "Act", offset=5, needs=("a",)))) == []


@pytest.mark.parametrize(
    ("content", "said", "key"),
    [
        (PlanContent(), "no action yet", ""),
        (plan(Action("a", " ")), "action has no title", "a"),
        (PlanContent(phases=(Phase("p", "", (Action("a", "A"),)),)), "phase has no title", "p"),
        (plan(Action("a", "A", needs=("b",)), Action("b", "B", needs=("a",))), "wait for each other", "a"),
        (plan(Action("a", "A", needs=("z",))), "not in the plan", "a"),
    ],
)
def test_errors_come_first_and_say_where(desk, content, said, key):
    first = found(desk, content)[0]
    assert (first.weight, first.key) == (Weight.ERROR, key)
    assert said in first.text


def test_a_circle_names_its_path(desk):
    circle = plan(Action("a", "A", needs=("c",)), Action("b", "B", needs=("a",)), Action("c", "C", needs=("b",)))
    assert texts(found(desk, circle)).count("→") == 3


def test_what_comes_later_or_earlier_than_it_should_is_warned_of(desk):
    later = plan(Action("a", "Test", needs=("b",)), Action("b", "Repair"))
    assert "comes later" in texts(found(desk, later))
    early = plan(Action("a", "Repair", offset=60), Action("b", "Test", offset=30))
    assert "T+30 min" in texts(found(desk, early))
    assert {finding.weight for finding in found(desk, early)} == {Weight.WARNING}


def test_roles_must_be_known_and_held(desk):
    content = plan(Action("a", "Look", role="Clerk"))
    assert "is not known" in texts(found(desk, content))
    with desk.write(actor="Mei Okafor") as session:
        role_id = role_named(session, "clerk")
    assert "Nobody holds" in texts(found(desk, content))
    with desk.write(actor="Mei Okafor") as session:
        holder = {"role_id": role_id, "person_id": person_named(session, "Bo Ek"), "position": 1, "key": "k"}
        ledger.insert(session, role_holder, holder)
    assert found(desk, content) == []


def test_audiences_and_templates_must_be_known(desk):
    content = plan(Action("a", "Tell", audience="Users", message="Users: started"), audiences=("Users",))
    assert [(finding.key, finding.part) for finding in found(desk, content)] == [
        ("", "audiences"), ("a", "audience"), ("a", "message"),
    ]  # fmt: skip
    with desk.write(actor="Mei Okafor") as session:
        named(session, audience, "Users", form=Form.EXECUTIVE)
    assert [finding.part for finding in found(desk, content)] == ["message"]


@pytest.mark.parametrize(
    ("verified", "said"),
    [("", "Nobody has verified"), ("2020-01-01", "last verified on 2020-01-01"), ("2999-01-01", "")],
)
def test_contacts_go_stale(desk, verified, said):
    content = plan(Action("a", "Call"), contacts=(PlanContact("Provider"),))
    assert "is not known" in texts(found(desk, content))
    with desk.write(actor="Mei Okafor") as session:
        facts = {"name": "Provider", "kind": ContactKind.VENDOR, "verified_on": verified}
        ledger.insert(session, contact, facts)
    assert said in texts(found(desk, content))
    assert bool(said) == bool(found(desk, content))


def test_a_person_is_a_contact_too(desk):
    with desk.write(actor="Mei Okafor") as session:
        person_named(session, "Bo Ek")
    assert found(desk, plan(Action("a", "Call"), contacts=(PlanContact("Bo Ek"),))) == []


def test_a_thousand_actions_in_a_row_are_checked(desk):
    row = [Action(f"a{at}", "Do", needs=(f"a{at - 1}",) if at else ()) for at in range(1000)]
    assert found(desk, plan(*row)) == []


def test_what_plans_can_name_is_read_once_for_many_of_them(desk):
    """5,000 people read anew for each of 60 plans kept their list waiting for a second."""
    content = plan(Action("a", "Tell them", role="Nobody known", audience="Managers"), contacts=(PlanContact("X"),))
    with desk.read() as reader:
        known = known_names(reader)
        expected = check_plan(reader, content)
    assert len(expected) == 3
    # The reader is closed by now.
    assert check_plan(None, content, known) == expected


def test_what_the_author_of_a_playbook_left_to_be_written_is_a_warning(desk):
    warnings = found(desk, plan(Action("a", "TODO"), Action("b", "Add TODO notes to the chat")))
    assert [(each.weight, each.key, each.part) for each in warnings] == [(Weight.WARNING, "a", "title")]
    assert "still to be written" in warnings[0].text
