"""Who is affected by an incident, and the query keys that find it."""

from datetime import UTC

import pytest

from incidentdesk import clock
from incidentdesk.detect.affected_person_change import add_affected, change_affected, remove_affected
from incidentdesk.detect.affected_person_list import affected_lines, affected_people, with_vip
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context, ids, rows
from incidentdesk.prepare.person import person, person_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger


@pytest.fixture
def incident_id(desk) -> int:
    with desk.write(actor="Mei Okafor") as session:
        return log_incident(session, title="VPN down", reporter="Ann Lee")


def names(desk, incident_id) -> list[str]:
    with desk.read() as reader:
        return [each.name for each in affected_people(reader, incident_id)]


def make_vip(session, name) -> None:
    ledger.update(session, person, person_named(session, name), {"vip": True})


def test_the_reporter_stands_first_and_others_follow_by_name(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        add_affected(session, incident_id, "Zoe Adams", note="Payroll closes today")
        add_affected(session, incident_id, "Bo Diaz")
        make_vip(session, "zoe adams")

    with desk.read() as reader:
        found = affected_people(reader, incident_id)

    assert [(each.name, each.vip, each.note, each.reporter) for each in found] == [
        ("Ann Lee", False, "", True), ("Bo Diaz", False, "", False), ("Zoe Adams", True, "Payroll closes today", False),
    ]  # fmt: skip


def test_a_person_is_affected_once_and_can_come_back(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        first = add_affected(session, incident_id, "Bo Diaz", note="Can't work")
        assert add_affected(session, incident_id, "bo  diaz") == first
        remove_affected(session, first)
    with desk.write(actor="Mei Okafor") as session:
        with pytest.raises(Refused, match="taken off already"):
            remove_affected(session, first)
    with desk.write(actor="Mei Okafor") as session:
        assert add_affected(session, incident_id, "Bo Diaz") == first

    assert names(desk, incident_id) == ["Ann Lee", "Bo Diaz"]


def test_an_empty_name_is_nobody(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session, pytest.raises(Refused, match="Say who is affected"):
        add_affected(session, incident_id, "  ")


def test_two_forms_that_are_saved_one_after_the_other_lose_nothing(desk, incident_id):
    def write(lines, seen):
        with desk.write(actor="Mei Okafor") as session:
            change_affected(session, incident_id, lines, seen=seen)
        with desk.read() as reader:
            return affected_lines(affected_people(reader, incident_id))

    seen = write("Bo Diaz\nZoe Adams\n\n", "")
    assert seen == "Bo Diaz\nZoe Adams"
    assert write("Bo Diaz\tCan't work\nZoe Adams\nCem Aydin", seen) == "Bo Diaz\tCan't work\nCem Aydin\nZoe Adams"
    # Somebody else has the form of before open, takes one off and adds another.
    assert write("Bo Diaz\nDee Evans", seen) == "Bo Diaz\tCan't work\nCem Aydin\nDee Evans"
    assert names(desk, incident_id)[0] == "Ann Lee"


def test_an_incident_concerns_a_vip_who_reported_it_or_is_affected(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        reported = log_incident(session, title="Mail slow", reporter="Zoe Adams")
        affected = log_incident(session, title="Print server")
        add_affected(session, affected, "Zoe Adams")
        make_vip(session, "Zoe Adams")

    with desk.read() as reader:
        assert with_vip(reader, (incident_id, reported, affected)) == {reported, affected}
        assert with_vip(reader, ()) == frozenset()


# ── the register ─────────────────────────────────────────────────────────────────────────────────────────────────────


def found(desk, query, me=None) -> list[int]:
    with desk.read() as reader:
        context = Context(now=clock.now(), zone=UTC, me=me)
        return sorted(ids(reader, parse(query), context))


@pytest.fixture
def three(desk, incident_id) -> tuple[int, int, int]:
    """Nobody's business, one that a VIP has reported, and one by which a VIP is affected."""
    with desk.write(actor="Mei Okafor") as session:
        reported = log_incident(session, title="Mail slow", reporter="Zoe Adams")
        affected = log_incident(session, title="Print server")
        add_affected(session, affected, "Zoe Adams")
        make_vip(session, "Zoe Adams")
    return incident_id, reported, affected


def test_is_vip_finds_what_concerns_a_vip(desk, three):
    _other, reported, affected = three
    assert found(desk, "is:vip") == [reported, affected]
    assert found(desk, "-is:vip") == [three[0]]
    with desk.write(actor="Mei Okafor") as session:
        remove_affected(session, 1)
    assert found(desk, "is:vip") == [reported]


def test_affected_finds_by_name_who_reported_it_or_suffers(desk, three):
    other, reported, affected = three
    assert found(desk, 'affected:"zoe adams"') == [reported, affected]
    assert found(desk, "affected:ann") == [other]
    assert found(desk, "affected:nobody") == []
    assert found(desk, '-affected:"zoe adams"') == [other]


def test_affected_me_is_whoever_asks(desk, three):
    with desk.write(actor="Mei Okafor") as session:
        me = person_named(session, "Zoe Adams")
    assert found(desk, "affected:me", me=me) == list(three[1:])
    assert found(desk, "affected:me") == []


def test_the_rows_of_the_register_say_what_concerns_a_vip(desk, three):
    with desk.read() as reader:
        assert [row.vip for row in rows(reader, three)] == [False, True, True]
