"""Rules that choose a plan: the first that fits, and only a plan that somebody has approved."""

import pytest

from incidentdesk.prepare.category import category_named
from incidentdesk.prepare.fact import shown_facts
from incidentdesk.prepare.plan import plan_rule
from incidentdesk.prepare.plan_change import approve, create_plan, withdraw_plan
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_rule_change import (
    RULE_FACTS,
    arrange_rules,
    change_rule,
    give_up_rule,
    withdraw_rule,
    write_rule,
)
from incidentdesk.prepare.plan_rule_choice import chosen_plan
from incidentdesk.prepare.plan_rule_list import plan_rules
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.service import service_named
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

CONTENT = PlanContent(phases=(Phase("p", "Do", (Action("a", "Look"),)),))


@pytest.fixture
def session(desk):
    with desk.write(actor="Mei Okafor") as session:
        yield session


def approved(session, name):
    plan_id = create_plan(session, name=name, content=CONTENT)
    approve(session, current_version(session.reader, plan_id).id)
    return plan_id


def chosen(session, **facts):
    usual = {"category_id": None, "subcategory_id": None, "service_id": None, "priority": 3, "title": "", "tags": ()}
    return chosen_plan(session.reader, **(usual | facts))


def test_the_first_rule_that_fits_chooses(session):
    mail, wan = approved(session, "Mail"), approved(session, "WAN")
    first = write_rule(session, plan="Mail", words="mail")
    second = write_rule(session, plan="WAN", words="mail line")
    assert chosen(session, title="No mail since eight") == mail
    arrange_rules(session, [second])
    assert [rule.id for rule in plan_rules(session.reader)] == [second, first]
    assert chosen(session, title="No mail since eight") == wan


def test_no_rule_chooses_no_plan(session):
    approved(session, "Mail")
    write_rule(session, plan="Mail", words="mail")
    assert chosen(session, title="Mailbox of a printer") is None


@pytest.mark.parametrize(
    ("title", "tags"), [("E-Mail is down", ()), ("MAIL!", ()), ("Slow", ("mail",)), ("Die (Mail) geht nicht", ())]
)
def test_words_are_words_of_the_title_or_tags(session, title, tags):
    plan_id = approved(session, "Mail")
    write_rule(session, plan="Mail", words="smtp, #mail")
    assert chosen(session, title=title, tags=tags) == plan_id


def test_words_with_a_plus_belong_together(session):
    plan_id = approved(session, "Lost")
    write_rule(session, plan="Lost", words="stolen lost+laptop")
    assert chosen(session, title="Laptop of a colleague lost in a train") == plan_id
    assert chosen(session, title="Lost my password") is None


def test_a_category_takes_its_subcategories_along(session):
    plan_id = approved(session, "WAN")
    write_rule(session, plan="WAN", category="Network")
    network = category_named(session, "Network")
    assert chosen(session, category_id=network, subcategory_id=category_named(session, "Cable", network)) == plan_id
    assert chosen(session, category_id=category_named(session, "Printing")) is None


def test_a_rule_for_a_subcategory_wants_it(session):
    plan_id = approved(session, "WAN")
    write_rule(session, plan="WAN", category="Network › WAN")
    network = category_named(session, "Network")
    wan = category_named(session, "WAN", network)
    assert chosen(session, category_id=network, subcategory_id=wan) == plan_id
    assert chosen(session, category_id=network) is None
    assert plan_rules(session.reader)[0].category == "Network › WAN"


def test_service_and_priority_must_fit_too(session):
    plan_id = approved(session, "WAN")
    write_rule(session, plan="WAN", service="Uplink", priority=2)
    uplink = service_named(session, "Uplink")
    assert chosen(session, service_id=uplink, priority=1) == plan_id
    assert chosen(session, service_id=uplink, priority=3) is None
    assert chosen(session, priority=1) is None


def test_a_plan_that_is_not_approved_or_gone_is_passed_over(session):
    create_plan(session, name="Draft", content=CONTENT)
    write_rule(session, plan="Draft")
    plan_id = approved(session, "Mail")
    write_rule(session, plan="Mail")
    assert chosen(session) == plan_id
    withdraw_plan(session, plan_id)
    assert chosen(session) is None


def test_rules_are_changed_switched_off_and_withdrawn(session):
    approved(session, "Mail")
    rule_id = write_rule(session, plan="Mail")
    seen = shown_facts(session, plan_rule, RULE_FACTS, rule_id)
    change_rule(session, rule_id, {"enabled": False}, seen=seen)
    assert chosen(session) is None
    change_rule(session, rule_id, {"words": "a"}, seen=seen)
    with pytest.raises(Conflict, match="words"):
        change_rule(session, rule_id, {"words": "b"}, seen=seen)
    give_up_rule(session, rule_id, {"words": "b"})
    withdraw_rule(session, rule_id)
    assert plan_rules(session.reader) == []


def test_a_rule_for_a_plan_that_there_is_not_is_refused(session):
    with pytest.raises(Refused, match="no response plan"):
        write_rule(session, plan="Mail")
    approved(session, "Mail")
    with pytest.raises(Refused, match="from 1 to 5"):
        write_rule(session, plan="Mail", priority=9)
