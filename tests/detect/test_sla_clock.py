"""What holds of the clock of any incident, whatever has happened to it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect.sla_clock import ClockState, clock_of
from incidentdesk.detect.sla_event import Message, Moved, Story, Turn, stretches_of
from incidentdesk.detect.sla_explain import segment_cells
from incidentdesk.detect.sla_policy import Policy, chosen_policies, governing, policy_of, why_chosen
from incidentdesk.detect.sla_segment import NO_RESPONSE, rounds
from incidentdesk.detect.state import State
from incidentdesk.prepare.business_time import EVERY_HOUR, WorkingTime
from incidentdesk.prepare.sla_kind import SlaKind, Target, UpdateMode
from incidentdesk.prepare.windows import windows_of

HOUR = 3_600_000_000
START = clock.stored(datetime(2026, 3, 26, 9, tzinfo=ZoneInfo("Europe/London")))  # the Thursday before a clock change
NINE_TO_FIVE = WorkingTime(
    "Office", "Europe/London", windows_of(json.dumps({day: [["09:00", "17:00"]] for day in ("mon", "thu", "fri")}))
)
WORKING = st.sampled_from([NINE_TO_FIVE, EVERY_HOUR])
POLICY = Policy(
    1, "SLA", aims={3: {Target.RESPONSE: HOUR, Target.UPDATE: 2 * HOUR, Target.RESOLUTION: 8 * HOUR}},
    pauses=frozenset({"Awaiting Vendor"}),
)  # fmt: skip

moments = st.integers(START, START + 200 * HOUR)


@st.composite
def moves(draw):
    """Any states one after the other, each later than the one before."""
    times = sorted(draw(st.sets(moments, max_size=8)))
    found = [Moved(1, START, State.NEW)]
    for position, at in enumerate(times, 2):
        state = draw(st.sampled_from([State.IN_PROGRESS, State.ON_HOLD, State.RESOLVED, State.CLOSED, State.CANCELED]))
        reason = draw(st.sampled_from(["Awaiting Vendor", "Awaiting Change"])) if state is State.ON_HOLD else ""
        found.append(Moved(position, at, state, reason))
    return found


@st.composite
def told(draw):
    happened = draw(moves())
    spoken = draw(st.lists(st.builds(Message, moments, st.booleans()), max_size=6, unique_by=lambda each: each.at))
    return story(happened, spoken)


def story(happened, spoken=(), **facts):
    spoken = tuple(sorted(spoken))
    first = next((each.at for each in spoken if each.ours), None)
    return Story(1, START, 3, stretches_of(START, happened), spoken, first, **facts)


def made(told_, target, working, now, policy=POLICY):
    aim = policy.aims[3][target]
    return [clock_of(told_, policy, target, aim, one, working, now) for one in rounds(told_, policy, target)]


NOW = START + 300 * HOUR


@settings(max_examples=300, deadline=None)
@given(told(), st.sampled_from(list(Target)), WORKING)
def test_working_time_is_never_more_than_time_by_the_wall(told_, target, working):
    for one, found in made(told_, target, working, NOW):
        assert 0 <= one.elapsed <= one.actual <= (one.ended_at or NOW) - one.started_at
        assert one.elapsed == sum(each.counted for each in found)
        assert [each.total for each in found] == sorted(each.total for each in found)


@settings(max_examples=300, deadline=None)
@given(told(), st.sampled_from(list(Target)))
def test_the_pieces_are_the_whole(told_, target):
    for one, found in made(told_, target, NINE_TO_FIVE, NOW):
        assert all(before.end == after.start for before, after in pairwise(found))
        if found:
            assert (found[0].start, found[-1].end) == (one.started_at, one.ended_at or NOW)


@settings(max_examples=300, deadline=None)
@given(moves(), st.data(), WORKING)
def test_in_whatever_order_the_events_are_read_the_clock_is_the_same(happened, data, working):
    shuffled = data.draw(st.permutations(happened))
    one, other = (made(story(each), Target.RESOLUTION, working, NOW)[0][0] for each in (happened, shuffled))
    assert one == other


@settings(max_examples=300, deadline=None)
@given(moves(), moments, WORKING)
def test_a_hold_of_no_length_changes_nothing(happened, at, working):
    before = [each for each in happened if each.at <= at]
    last = before[-1]
    renumbered = [each._replace(position=10 * each.position) for each in happened]
    held = [
        Moved(10 * last.position + 1, at, State.ON_HOLD, "Awaiting Vendor"),
        Moved(10 * last.position + 2, at, last.state, last.hold_reason),
    ]
    plain, paused = (story(each) for each in (renumbered, [*renumbered, *held]))
    one, other = (made(each, Target.RESOLUTION, working, NOW)[0][0] for each in (plain, paused))
    assert one == other


@settings(max_examples=300, deadline=None)
@given(told(), WORKING, st.integers(0, 100 * HOUR))
def test_a_clock_never_runs_back_and_what_is_breached_stays_so(told_, working, later):
    for now, then in zip(
        made(told_, Target.RESOLUTION, working, NOW), made(told_, Target.RESOLUTION, working, NOW + later), strict=True
    ):
        assert now[0].elapsed <= then[0].elapsed
        if now[0].state is ClockState.BREACHED:
            assert then[0].state is ClockState.BREACHED
            assert now[0].due_at == then[0].due_at


@settings(max_examples=300, deadline=None)
@given(told(), WORKING)
def test_what_is_breached_has_used_up_its_target_and_nothing_else_has_more(told_, working):
    for target in Target:
        for one, _found in made(told_, target, working, NOW):
            if one.state is ClockState.BREACHED:
                assert one.left <= 0
            else:
                assert one.left >= 0


@settings(max_examples=200, deadline=None)
@given(told())
def test_there_is_never_more_than_one_open_round_of_a_clock(told_):
    for mode in UpdateMode:
        policy = Policy(1, "SLA", aims=POLICY.aims, update_mode=mode)
        found = rounds(told_, policy, Target.UPDATE)
        assert sum(one.ended_at is None for one in found) <= 1
        assert all(one.start < one.ended_at for one in found if one.ended_at is not None)


@settings(max_examples=300, deadline=None)
@given(told(), st.dictionaries(moments, st.integers(1, 3) | st.none(), max_size=4), st.sampled_from(list(Target)))
def test_the_clocks_of_teams_follow_one_another_and_only_the_last_goes_on(told_, handed, target):
    turns = (Turn(START, 1), *(Turn(at, handed[at]) for at in sorted(handed)))
    ola = Policy(1, "OLA", kind=SlaKind.OLA, aims=POLICY.aims, pauses=POLICY.pauses, restarts=True)
    story_ = replace(told_, turns=turns, team_id=turns[-1].team_id)
    found = [one for each, policy in governing([ola], story_) for one in rounds(each, policy, target)]
    found.sort(key=lambda one: one.start)
    assert all(one.ended_at is None or one.start <= one.ended_at for one in found)
    assert all(one.ended_at is not None and one.ended_at <= other.start for one, other in pairwise(found))


def test_half_an_hour_of_a_clock_change_counts_as_it_was_lived():
    """Lord Howe puts its clock back by half an hour in the night to the fifth of April."""
    zone = ZoneInfo("Australia/Lord_Howe")
    night = WorkingTime("Night", "Australia/Lord_Howe", windows_of('{"sat": [["22:00", "06:00"]]}'))
    begin = clock.stored(datetime(2026, 4, 4, 22, tzinfo=zone))
    policy = Policy(1, "SLA", aims={3: {Target.RESOLUTION: 8 * HOUR}})
    told_ = Story(1, begin, 3, stretches_of(begin, [Moved(1, begin, State.NEW)]))
    ((one, _found),) = made(told_, Target.RESOLUTION, night, begin + HOUR, policy)
    assert clock.instant(one.due_at).astimezone(zone).strftime("%H:%M") == "05:30"


@pytest.mark.parametrize("reopened", [False, True])
def test_what_came_in_as_resolved_owes_no_first_response_and_a_reopening_arms_none(reopened):
    happened = [Moved(1, START, State.RESOLVED)] + [Moved(2, START + HOUR, State.IN_PROGRESS)] * reopened
    ((one, _found),) = made(story(happened), Target.RESPONSE, EVERY_HOUR, NOW)
    assert (one.state, one.elapsed, one.given_up) == (ClockState.CANCELLED, 0, NO_RESPONSE)


@settings(max_examples=100, deadline=None)
@given(told())
def test_the_minutes_that_are_shown_of_the_pieces_add_up_to_the_total_that_is_shown(told_):
    for _one, found in made(told_, Target.RESOLUTION, EVERY_HOUR, NOW):
        shown = 0
        for each in found:
            *_others, counted, total = segment_cells(each, 24 * HOUR, UTC)
            shown += minutes_of(counted) if each.counts else 0
            assert minutes_of(total) == shown


def minutes_of(text):
    words = text.split()
    lengths = {"d": 24 * 60, "h": 60, "min": 1}
    return sum(int(count) * lengths[unit] for count, unit in zip(words[::2], words[1::2], strict=True))


# ── which SLA holds ──────────────────────────────────────────────────────────────────────────────────────────────────


def policy(name, position=1, **facts):
    return Policy(position, name, position, aims={3: {Target.RESOLUTION: HOUR}}, **facts)


def test_the_reason_of_a_choice_names_those_that_were_passed_over():
    told_ = story([Moved(1, START, State.NEW)], service_id=7, category_id=2, subcategory_id=9)
    policies = [
        policy("Everybody", 1), policy("WAN", 2, service_id=7), policy("Network", 3, category_id=9),
        policy("WAN of others", 4, service_id=8), policy("OLA", 5, kind=SlaKind.OLA),
    ]  # fmt: skip
    chosen = chosen_policies(policies, told_)
    assert [each.name for each in chosen] == ["WAN", "OLA"]
    assert why_chosen(chosen[0], policies, told_).replace("\u2068", "").replace("\u2069", "") == (
        "It is for incidents of this service. It is more specific than Everybody."
        " It stands before Network, which is as specific."
    )


@pytest.mark.parametrize("target", ["response", "update", "resolution"])
def test_a_target_of_nothing_is_none(target):
    facts = {"name": "x", "kind": "SLA", "targets": json.dumps({"3": {target: 0}}), "pauses": "[]"}
    assert policy_of(facts).aims == {3: {}}
