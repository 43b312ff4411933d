"""Drill scenarios: written, changed by two, copied, and refused where they can't be played."""

from dataclasses import replace

import pytest

from incidentdesk.improve.drill_list import scenario_row, scenarios
from incidentdesk.prepare.drill_scenario_change import (
    change_scenario,
    copy_scenario,
    create_scenario,
    scenario_facts,
    withdraw_scenario,
)
from incidentdesk.prepare.scenario_content import Inject, InjectKind, ScenarioContent, scenario_of, scenario_text
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict
from tests.drilling import CONTENT, furnish, make_scenario


def act(desk, use_case, *arguments, actor="Mei Okafor", **facts):
    with desk.write(actor=actor) as session:
        return use_case(session, *arguments, **facts)


def shown(desk, read, *arguments):
    with desk.read() as reader:
        return read(reader, *arguments)


def test_a_scenario_says_what_it_was_written_with(desk):
    act(desk, furnish)
    scenario_id = act(
        desk, make_scenario, objectives="Find it fast", owner="Bo Diaz", every_months=6, next_on="2026-09-01"
    )
    row = shown(desk, scenario_row, scenario_id)
    assert (row.name, row.plan, row.service, row.owner, row.approved) == (
        "VPN down",
        "VPN outage",
        "VPN",
        "Bo Diaz",
        True,
    )
    assert (row.content, row.every_months, row.next_on, row.drills) == (CONTENT, 6, "2026-09-01", 0)


def test_injects_stand_in_the_order_of_their_time(desk):
    late, early = Inject("b", 60, InjectKind.ALERT, "Later"), Inject("a", 0, InjectKind.ALERT, "Earlier")
    scenario_id = act(desk, create_scenario, name="Two", content=ScenarioContent((late, early)))
    assert [each.title for each in shown(desk, scenario_row, scenario_id).content.injects] == ["Earlier", "Later"]


def test_what_a_later_version_has_added_is_passed_over():
    text = scenario_text(CONTENT).replace('"briefing"', '"colour": "red", "briefing"')
    assert scenario_of(text) == CONTENT


@pytest.mark.parametrize(
    ("inject", "sentence"),
    [
        (Inject("a", 0, InjectKind.ALERT, "  "), "needs a title"),
        (Inject("a", -1, InjectKind.ALERT, "X"), "within 72 hours"),
        (Inject("a", 0, "Rumour", "X"), "no inject that can be played"),
        (Inject("a", 0, InjectKind.ALERT, "X", within=10**7), "0 to 72 hours"),
    ],
)
def test_an_inject_that_can_t_be_played_is_refused(sqlite_desk, inject, sentence):
    with pytest.raises(Refused, match=sentence):
        act(sqlite_desk, create_scenario, name="Bad", content=ScenarioContent((inject,)))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"plan": "Nothing"}, "no response plan"),
        ({"every_months": 99}, "0 for never"),
        ({"next_on": "soon"}, "is no day"),
    ],
)
def test_what_a_scenario_can_t_be_is_refused(sqlite_desk, facts, sentence):
    act(sqlite_desk, furnish)
    with pytest.raises(Refused, match=sentence):
        act(sqlite_desk, make_scenario, **facts)


def test_two_scenarios_have_two_names(sqlite_desk):
    act(sqlite_desk, furnish)
    act(sqlite_desk, make_scenario)
    with pytest.raises(Refused, match="already"):
        act(sqlite_desk, make_scenario, name="vpn down")


def test_two_people_who_change_the_same_injects_are_asked(desk):
    act(desk, furnish)
    scenario_id = act(desk, make_scenario)
    seen = act(desk, scenario_facts, scenario_id)
    act(
        desk,
        change_scenario,
        scenario_id,
        {"content": replace(CONTENT, briefing="Night")},
        seen=seen,
        actor="Pia Silva",
    )
    act(desk, change_scenario, scenario_id, {"objectives": "Speed"}, seen=seen)
    with pytest.raises(Conflict, match="Pia Silva"):
        act(desk, change_scenario, scenario_id, {"content": replace(CONTENT, briefing="Day")}, seen=seen)


def test_a_copy_has_its_own_injects_and_does_not_come_by_itself(sqlite_desk):
    act(sqlite_desk, furnish)
    scenario_id = act(sqlite_desk, make_scenario, every_months=6, next_on="2026-09-01")
    for _time in range(2):
        act(sqlite_desk, copy_scenario, scenario_id)
    rows = {each.name: each for each in shown(sqlite_desk, scenarios)}
    assert set(rows) == {"VPN down", "VPN down (copy)", "VPN down (copy) 2"}
    copy = rows["VPN down (copy)"]
    assert (copy.every_months, copy.plan) == (0, "VPN outage")
    assert [each.title for each in copy.content.injects] == [each.title for each in CONTENT.injects]
    assert not {each.key for each in copy.content.injects} & {each.key for each in CONTENT.injects}


def test_a_scenario_that_was_taken_away_gives_its_name_up(sqlite_desk):
    act(sqlite_desk, furnish)
    act(sqlite_desk, withdraw_scenario, act(sqlite_desk, make_scenario))
    act(sqlite_desk, make_scenario)
    assert [each.name for each in shown(sqlite_desk, scenarios)] == ["VPN down"]
