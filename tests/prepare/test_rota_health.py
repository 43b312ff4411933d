"""What is wrong with a rota is found before somebody has to learn it at night."""

import pytest

from incidentdesk.prepare.absence import absence
from incidentdesk.prepare.person import person
from incidentdesk.prepare.rota_change import add_override, create_rota
from incidentdesk.prepare.rota_health import health, health_of
from incidentdesk.prepare.rota_layer_change import add_layer, change_layer
from incidentdesk.prepare.rota_time import DAY, HOUR
from incidentdesk.store import ledger
from tests.prepare.rota_desk import (
    ADA,
    BO,
    MEI,
    act,
    at,
    facts,
    held_clock,
    ids,
    network,
    reachable,
    read,
    swapped,
    the_layer,
)

_held_clock = pytest.fixture(autouse=True)(held_clock)


def kinds(desk, rota_id, days=28):
    start = at("2026-03-18T11:00")
    return {str(each.kind): each for each in reversed(read(desk, health, rota_id, start, start + days * DAY))}


def test_a_rota_that_is_well_has_no_finding_and_the_full_score(desk):
    rota_id = network(desk)
    reachable(desk, MEI, BO, ADA)
    found = read(desk, health_of, rota_id, at("2026-03-18T11:00"), at("2026-04-15T11:00"))
    assert (found.findings, found.score) == ([], 100)


def test_whoever_can_not_be_reached_is_told_oncall_1326(desk):
    rota_id = network(desk)
    reachable(desk, MEI, ADA)
    found = kinds(desk, rota_id)
    assert (list(found), found["No contact method"].person_id) == (["No contact method"], ids(desk)[BO])


def test_an_empty_layer_is_told_oncall_4072(desk):
    rota_id = network(desk)
    reachable(desk, MEI, BO, ADA)
    act(desk, add_layer, rota_id, **facts((), name="Secondary"))
    assert "nobody in the layer" in kinds(desk, rota_id)["Nobody in it"].sentence


def test_the_same_person_on_two_layers_is_told(desk):
    rota_id = network(desk)
    reachable(desk, MEI, BO, ADA)
    act(desk, add_layer, rota_id, **facts((MEI,), name="Secondary"))
    found = kinds(desk, rota_id)["Twice on call"]
    assert (found.from_at, found.until_at) == (at("2026-03-18T11:00"), at("2026-03-23T08:00"))


def test_an_absence_is_serious_where_nobody_covers_it(desk):
    rota_id, known = network(desk), ids(desk)
    reachable(desk, MEI, BO, ADA)
    days = {"key": "a", "person_id": known[BO], "from_on": "2026-03-25", "until_on": "2026-03-26"}
    act(desk, ledger.insert, absence, days)
    found = kinds(desk, rota_id)["Absence without cover"]
    assert (str(found.severity), found.from_at, found.until_at) == (
        "Serious", at("2026-03-24T23:00"), at("2026-03-26T23:00"),
    )  # fmt: skip
    act(desk, add_layer, rota_id, **facts((ADA,), name="Secondary"))
    assert str(kinds(desk, rota_id)["Absence"].severity) == "Warning"


def test_somebody_who_has_left_and_still_has_shifts_is_told(desk):
    rota_id, known = network(desk), ids(desk)
    reachable(desk, MEI, BO, ADA)
    act(desk, ledger.update, person, known[BO], {"left_on": "2026-03-10"})
    assert kinds(desk, rota_id)["Has left"].person_id == known[BO]


def test_a_shift_that_begins_within_a_day_is_told_oncall_2953(desk):
    rota_id = network(desk)
    reachable(desk, MEI, BO, ADA)
    start = at("2026-03-22T20:00")
    (found,) = read(desk, health, rota_id, start, start + DAY)
    assert (str(found.kind), found.person_id) == ("Begins soon", ids(desk)[BO])


def test_an_hour_between_two_windows_is_told_grafana_84192(desk):
    rota_id = act(desk, create_rota, name="Network", time_zone="UTC", people=[MEI])
    reachable(desk, MEI, BO)
    act(desk, change_layer, the_layer(desk, rota_id).id, **facts((MEI,), windows="mon-sun 08:00-20:00"))
    act(desk, add_layer, rota_id, **facts((BO,), name="Nights", windows="mon-sun 20:00-07:00"))
    start = at("2026-03-24T12:00")
    found = [each for each in read(desk, health, rota_id, start, start + DAY) if each.kind == "Gap"]
    assert [(each.until_at - each.from_at) // HOUR for each in found] == [1]


def test_office_hours_are_no_gap_but_a_note(desk):
    rota_id = act(
        desk, create_rota, name="Network", time_zone="UTC", people=[MEI, BO, ADA],
    )  # fmt: skip
    reachable(desk, MEI, BO, ADA)
    act(desk, change_layer, the_layer(desk, rota_id).id, **facts(windows="mon-fri 09:00-17:00"))
    start = at("2026-03-24T00:00")
    found = read(desk, health_of, rota_id, start, start + 28 * DAY)
    assert ({str(each.kind) for each in found.findings}, found.score) == ({"Outside the windows", "Begins soon"}, 100)
    assert "128 hours a week" in next(each.sentence for each in found.findings if each.kind == "Outside the windows")


def test_one_person_alone_has_too_much(desk):
    rota_id = network(desk, MEI)
    reachable(desk, MEI)
    found = kinds(desk, rota_id)["Overload"]
    assert str(found.severity) == "Warning"


def test_a_swap_that_nobody_has_answered_is_told(desk):
    rota_id, known = network(desk), ids(desk)
    reachable(desk, MEI, BO, ADA)
    swapped(desk, rota_id, known)
    assert set(kinds(desk, rota_id)) == {"Swap not answered"}


def test_two_who_stand_in_at_once_are_told_as_only_one_of_them_counts(desk):
    rota_id, known = network(desk), ids(desk)
    reachable(desk, MEI, BO, ADA)
    for name, since, until in (
        (BO, "2026-03-19T08:00", "2026-03-21T08:00"),
        (ADA, "2026-03-20T08:00", "2026-03-22T08:00"),
    ):
        act(desk, add_override, rota_id, person_id=known[name], from_at=at(since), until_at=at(until))
    found = kinds(desk, rota_id)["Overrides at once"]
    assert (found.from_at, found.until_at) == (at("2026-03-20T08:00"), at("2026-03-21T08:00"))
    assert found.sentence.replace("\u2068", "").replace("\u2069", "") == (
        "Bo Diaz and Ada Novak both stand in; only Ada Novak is on call."
    )


def test_who_stands_in_twice_or_one_after_the_other_is_no_finding(desk):
    rota_id, known = network(desk), ids(desk)
    reachable(desk, MEI, BO, ADA)
    for name, since, until in (
        (BO, "2026-03-19T08:00", "2026-03-20T08:00"), (BO, "2026-03-19T12:00", "2026-03-20T08:00"),
        (ADA, "2026-03-20T08:00", "2026-03-21T08:00"),
    ):  # fmt: skip
        act(desk, add_override, rota_id, person_id=known[name], from_at=at(since), until_at=at(until))
    assert "Overrides at once" not in kinds(desk, rota_id)
