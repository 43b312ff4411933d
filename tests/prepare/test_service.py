import pytest

from incidentdesk.prepare.minutes import minutes_of, minutes_text
from incidentdesk.prepare.service_change import (
    add_need,
    change_service,
    create_service,
    remove_need,
    way_back,
    withdraw_service,
)
from incidentdesk.prepare.service_list import broken_by, needed_for, service_facts, service_row, services
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict


def test_a_service_has_all_its_facts(write, read):
    write(create_service, name="Power")
    key = write(
        create_service, name="WAN", owner="Mei Okafor", team="Network", criticality="Critical", rto="4 h",
        rpo="15 min", needs="power\tno UPS",
    )  # fmt: skip
    row = read(service_row, key)
    assert (row.owner, row.team, row.criticality, row.rto, row.rpo) == ("Mei Okafor", "Network", "Critical", 240, 15)
    assert [(need.name, need.note) for need in row.needs] == [("Power", "no UPS")]
    assert service_facts(row)["rto"] == "4 h"


def test_what_breaks_with_a_service_is_found_through_others(write, read):
    power, network, mail = (write(create_service, name=name) for name in ("Power", "Network", "Mail"))
    write(add_need, network, power)
    write(add_need, mail, network)
    rows = read(services)
    assert [row.name for row in broken_by(rows, power)] == ["Network", "Mail"]
    assert [row.name for row in needed_for(rows, mail)] == ["Network", "Power"]
    assert broken_by(rows, mail) == []


def test_a_circle_is_refused_and_its_path_named(write, read):
    power, network, mail = (write(create_service, name=name) for name in ("Power", "Network", "Mail"))
    write(add_need, network, power)
    write(add_need, mail, network)
    with pytest.raises(Refused, match=r"Power.* → .*Mail.* → .*Network.* → .*Power"):
        write(add_need, power, mail)
    with pytest.raises(Refused, match="circle"):
        write(change_service, power, {"needs": "Mail"})
    assert read(service_row, power).needs == ()
    with pytest.raises(Refused, match="can't need itself"):
        write(add_need, power, power)


def test_a_service_that_was_taken_away_closes_no_circle(write):
    power, network = (write(create_service, name=name) for name in ("Power", "Network"))
    write(add_need, network, power)
    write(withdraw_service, network)
    other = write(create_service, name="Mail", needs="Power")
    with pytest.raises(Refused, match="circle"):
        write(add_need, power, other)
    write(remove_need, other, power)
    write(add_need, power, other)


def test_a_dependency_comes_back_with_another_note(write, read):
    power, network = (write(create_service, name=name) for name in ("Power", "Network"))
    write(add_need, network, power, "one line")
    write(remove_need, network, power)
    assert read(service_row, network).needs == ()
    write(add_need, network, power, "two lines")
    assert [need.note for need in read(service_row, network).needs] == ["two lines"]


def test_what_is_needed_has_to_exist(write):
    with pytest.raises(Refused, match=r"There is no service “.*Storage"):
        write(create_service, name="Mail", needs="Storage")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"rto": "soon"}, "no length of time"),
        ({"rto": "4"}, "no length of time"),
        ({"rpo": "400 d"}, "longer than a year"),
        ({"calendar": "Nowhere"}, "no calendar"),
        ({"escalation_policy": "None"}, "no escalation policy"),
        ({"criticality": "Vital"}, "criticality"),
    ],
)
def test_what_a_service_cannot_be(write, read, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_service, **{"name": "WAN", **facts})
    assert read(services) == []


def test_a_name_is_taken_once(write, read):
    write(create_service, name="WAN")
    with pytest.raises(Refused, match="already"):
        write(create_service, name="wan")
    other = write(create_service, name="LAN")
    with pytest.raises(Refused, match="already"):
        write(change_service, other, {"name": "Wan"})


def test_a_service_that_was_withdrawn_comes_back_under_its_name(write, read):
    key = write(create_service, name="WAN", rto="4 h")
    write(withdraw_service, key)
    assert write(create_service, name="WAN") == key
    assert read(service_row, key).rto is None


def test_two_people_who_change_the_needs_are_asked(write, read):
    for name in ("Power", "Storage"):
        write(create_service, name=name)
    key = write(create_service, name="Mail")
    seen = service_facts(read(service_row, key))
    write(change_service, key, {"needs": "Power"}, seen=seen, actor="Bo Diaz")
    with pytest.raises(Conflict, match="Bo Diaz") as conflict:
        write(change_service, key, {"needs": "Storage"}, seen=seen)
    assert [clash.field for clash in conflict.value.clashes] == ["needs"]
    write(change_service, key, {"description": "Inboxes"}, seen=seen)


def test_the_shortest_way_back_is_named():
    assert way_back({1: [2, 3], 2: [4], 4: [1], 3: [1]}, 1) == [1, 3, 1]
    assert way_back({1: [2], 2: [3]}, 1) == []


@pytest.mark.parametrize(
    ("text", "minutes", "again"),
    [
        ("4 h", 240, "4 h"),
        ("15min", 15, "15 min"),
        ("1 h 30 min", 90, "1 h 30 min"),
        ("1,5 H", 90, "1 h 30 min"),
        ("2 d", 2880, "48 h"),
        ("1 w", 10080, "7 d"),
        ("0 min", 0, "0 min"),
        ("", None, ""),
    ],
)
def test_a_length_of_time_is_typed(text, minutes, again):
    assert minutes_of(text) == minutes
    assert minutes_text(minutes) == again
    assert minutes_of(again) == minutes
