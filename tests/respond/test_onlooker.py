"""Who looks at an incident now is told to the others, and to nobody for longer than they look (R12)."""

from datetime import timedelta

from incidentdesk import clock
from incidentdesk.respond.onlooker import LENGTH, look_at, look_away
from incidentdesk.store import lease


def look(desk, who, incident_id=1):
    with desk.write(actor=who) as session:
        return look_at(session, incident_id)


def test_the_others_are_told_and_oneself_is_not(desk):
    assert look(desk, "Mei") == []
    assert look(desk, "Bo") == ["Mei"]
    assert look(desk, "Mei") == ["Bo"]
    assert look(desk, "ann") == ["Bo", "Mei"]


def test_another_incident_is_another_matter_also_where_its_number_begins_alike(desk):
    look(desk, "Mei", 1)
    assert look(desk, "Bo", 12) == []


def test_whoever_looks_away_is_not_told_any_more(desk):
    look(desk, "Mei")
    with desk.write(actor="Mei") as session:
        look_away(session, 1)
    assert look(desk, "Bo") == []


def test_a_program_that_died_is_forgotten_by_itself(desk, monkeypatch):
    look(desk, "Mei")
    later = clock.stored(clock.now() + timedelta(microseconds=LENGTH, seconds=1))
    monkeypatch.setattr("incidentdesk.respond.onlooker.lease_now", lambda _session: later)
    assert look(desk, "Bo") == []
    tomorrow = later + 2 * 24 * 3600 * 1_000_000
    monkeypatch.setattr("incidentdesk.respond.onlooker.lease_now", lambda _session: tomorrow)
    look(desk, "Bo")
    with desk.read() as reader:
        assert reader.rows("SELECT owner FROM lease WHERE name LIKE 'look/%'") == [("Bo",)]


def test_looking_is_no_history(desk):
    look(desk, "Mei")
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM ledger") == [(0,)]
    assert lease.lease.name == "lease"
