"""People: how they are reached, when they are away, and two who change one of them."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.absence_change import add_absence
from incidentdesk.prepare.known_names import known_names
from incidentdesk.prepare.person_change import (
    change_person,
    create_person,
    give_up_person,
    person_facts,
    verify_people,
    withdraw_person,
)
from incidentdesk.prepare.person_list import people
from incidentdesk.prepare.reach import addresses_of
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

NOON = clock.stored(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


def only(read, at=NOON):
    (row,) = read(people, at)
    return row


def test_a_person_has_what_was_written(write, read):
    write(
        create_person, name="Mei Okafor", job_title="Network engineer", team="Network", department="IT", leads_team=True
    )
    row = only(read)
    assert (row.name, row.job_title, row.team, row.department) == ("Mei Okafor", "Network engineer", "Network", "IT")
    assert (row.leads_team, row.staff) == (True, True)


def test_the_first_address_of_each_kind_stands_in_the_record(write, desk):
    methods = "Chat\t@mei\nMobile\t+49 151 1\nE-mail\tmei@example.org\nPhone\t+49 30 2"
    person_id = write(create_person, name="Mei Okafor", methods=methods)
    with desk.read() as reader:
        assert reader.rows("SELECT email, phone FROM person") == [("mei@example.org", "+49 151 1")]
        assert [each.address for each in addresses_of(reader, person_id)] == [
            "@mei", "+49 151 1", "mei@example.org", "+49 30 2",
        ]  # fmt: skip


def test_a_way_to_reach_somebody_keeps_its_record_when_it_moves(write, desk):
    person_id = write(create_person, name="Mei Okafor", methods="Mobile\t1\nE-mail\tmei@example.org")
    write(change_person, person_id, {"methods": "E-mail\tmei@example.org\tat work\t2026-03-01"})
    with desk.read() as reader:
        rows = reader.rows("SELECT address, note, withdrawn_at IS NULL FROM contact_method ORDER BY id")
    assert [tuple(row[:2]) for row in rows] == [("1", ""), ("mei@example.org", "at work")]
    assert [bool(row[2]) for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"methods": "E-mail\tnobody"}, "no e-mail address"),
        ({"methods": "Mobile\tcall me"}, "no phone number"),
        ({"methods": "Telex\t12"}, "no way to reach"),
        ({"methods": "Mobile"}, "address is missing"),
        ({"absences": "2026-03-09\t2026-03-02"}, "before it begins"),
        ({"absences": "soon\t2026-03-02"}, "needs a first and a last day"),
        ({"time_zone": "Berlin"}, "no time zone"),
        ({"calendar": "Nights"}, "no calendar"),
        ({"left_on": "tomorrow"}, "no day"),
    ],
)
def test_what_a_person_can_t_be_is_refused(write, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_person, **{"name": "Mei Okafor"} | facts)


def test_there_is_one_person_of_a_name_and_one_of_an_account(write):
    write(create_person, name="Mei Okafor", account="mei")
    with pytest.raises(Refused, match="already"):
        write(create_person, name="mei okafor")
    with pytest.raises(Refused, match="already that of"):
        write(create_person, name="Bo Diaz", account="mei")


def test_who_is_absent_or_has_left_is_told_by_the_clock_of_where_they_work(write, read):
    person_id = write(create_person, name="Mei Okafor", time_zone="Pacific/Auckland", left_on="2026-03-10")
    write(add_absence, person_id, from_on="2026-03-02", until_on="2026-03-02", reason="leave")
    # At noon in UTC it is the 3rd in Auckland.
    assert only(read).absent_until == ""
    assert only(read, NOON - 6 * 3_600_000_000).absent_until == "2026-03-02"
    assert not only(read).has_left
    assert only(read, NOON + 9 * 86_400_000_000).has_left


def test_two_who_change_the_ways_to_reach_somebody_are_asked(write, desk):
    person_id = write(create_person, name="Mei Okafor", methods="Mobile\t1")
    with desk.write(actor="Mei Okafor") as session:
        seen = person_facts(session.reader, person_id)
    write(change_person, person_id, {"methods": "Mobile\t2"}, seen=seen, actor="Pia Silva")
    write(change_person, person_id, {"job_title": "Lead"}, seen=seen)
    with pytest.raises(Conflict, match="Pia Silva"):
        write(change_person, person_id, {"methods": "Mobile\t3"}, seen=seen)
    write(give_up_person, person_id, {"methods": "Mobile\t3"})
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM ledger WHERE act = 'declined' AND changes LIKE '%Mobile%3%'") == [(1,)]


def test_a_withdrawn_person_is_out_of_sight(write, read):
    write(withdraw_person, write(create_person, name="Mei Okafor"))
    assert read(people, NOON) == []


def test_somebody_who_has_tried_the_addresses_says_so(write, read):
    mei = write(create_person, name="Mei Okafor", methods="Mobile\t1\nE-mail\tmei@example.org\tat work\t2025-01-01")
    write(verify_people, [mei], today="2026-03-02")
    assert [(each.note, each.verified_on) for each in only(read).methods] == [
        ("", "2026-03-02"),
        ("at work", "2026-03-02"),
    ]
    with pytest.raises(Refused, match="no address that could be verified"):
        write(verify_people, [write(create_person, name="Bo Diaz")], today="2026-03-02")


def test_nothing_is_given_to_who_has_left(write, read):
    write(create_person, name="Mei Okafor")
    write(create_person, name="Old Timer", left_on="2020-01-31")
    names = read(known_names)
    assert (names.people, names.staff) == (("Mei Okafor", "Old Timer"), ("Mei Okafor",))
