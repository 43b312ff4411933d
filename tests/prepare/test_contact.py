import pytest

from incidentdesk.prepare.contact_change import (
    change_contact,
    create_contact,
    move_contact,
    verify_contacts,
    withdraw_contact,
)
from incidentdesk.prepare.contact_list import contact_facts, contact_row, contacts
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

TODAY = "2026-11-25"


def test_a_contact_has_ordered_ways_to_be_reached(write, read):
    key = write(
        create_contact, name="Uplink hotline", organisation="Uplink Ltd", kind="Vendor", service="WAN",
        their_reference="C-4711", hours="24/7", methods="Phone\t0800 1\tday and night\nE-mail\tnoc@example.org\nChat\t",
    )  # fmt: skip
    row = read(contact_row, key, TODAY)
    ways = [(each.means, each.address, each.note) for each in row.methods]
    assert ways == [("Phone", "0800 1", "day and night"), ("E-mail", "noc@example.org", "")]
    assert (row.service, row.their_reference, row.hours) == ("WAN", "C-4711", "24/7")


def test_fallbacks_stand_in_the_order_in_which_they_are_tried(write, read):
    first, second, third = (write(create_contact, name=name, service="WAN") for name in ("A", "B", "C"))
    write(create_contact, name="Insurer", kind="Insurer")
    write(move_contact, third, -2)
    rows = read(contacts, TODAY)
    assert [(row.name, row.place) for row in rows] == [("C", 1), ("A", 2), ("B", 3), ("Insurer", 1)]
    write(move_contact, second, -9)
    assert [row.id for row in read(contacts, TODAY)][:3] == [second, third, first]
    write(change_contact, third, {"service": "LAN"})
    assert read(contact_row, third, TODAY).place == 1


def test_a_contact_goes_stale_when_nobody_has_looked_at_it_for_long(write, read):
    key = write(create_contact, name="Uplink", methods="Phone\t0800 1")
    assert read(contact_row, key, TODAY).stale
    write(verify_contacts, [key], today="2026-05-29")
    row = read(contact_row, key, TODAY)
    assert (row.stale, row.verified_on, row.verified_by) == (False, "2026-05-29", "Mei Okafor")
    assert read(contact_row, key, "2026-11-26").stale
    write(set_setting, "contact_stale_days", 365)
    assert not read(contact_row, key, "2026-11-26").stale


def test_another_address_is_not_verified_yet(write, read):
    key = write(create_contact, name="Uplink", methods="Phone\t0800 1\nPhone\t0800 2")
    write(verify_contacts, [key], today=TODAY)
    write(change_contact, key, {"methods": "Phone\t0800 2\nPhone\t0800 1"})
    assert not read(contact_row, key, TODAY).stale
    assert [each.address for each in read(contact_row, key, TODAY).methods] == ["0800 2", "0800 1"]
    write(change_contact, key, {"methods": "Phone\t0800 3"})
    assert read(contact_row, key, TODAY).stale


def test_nothing_to_verify_is_said(write):
    key = write(create_contact, name="Uplink")
    with pytest.raises(Refused, match="has no address"):
        write(verify_contacts, [key], today=TODAY)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "needs a name"),
        ({"kind": "Friend"}, "no kind of contact"),
        ({"methods": "Pigeon\tloft 4"}, "no way to reach"),
        ({"methods": "E-mail\tnobody"}, "no @"),
    ],
)
def test_what_a_contact_cannot_be(write, read, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_contact, **{"name": "Uplink", **facts})
    assert read(contacts) == []


def test_two_people_who_change_the_addresses_are_asked(write, read):
    key = write(create_contact, name="Uplink", methods="Phone\t1")
    seen = contact_facts(read(contact_row, key))
    write(change_contact, key, {"methods": "Phone\t2"}, seen=seen, actor="Bo Diaz")
    with pytest.raises(Conflict, match="Bo Diaz"):
        write(change_contact, key, {"methods": "Phone\t3"}, seen=seen)


def test_a_contact_that_was_withdrawn_is_not_listed(write, read):
    key = write(create_contact, name="Uplink", methods="Phone\t1")
    write(withdraw_contact, key)
    assert read(contacts) == []
    assert write(create_contact, name="Uplink", methods="Phone\t2") == key
    assert [each.address for each in read(contact_row, key).methods] == ["2"]
