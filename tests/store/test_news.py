"""News of change: who hears of which commit, from this process, from others, and over PostgreSQL."""

import subprocess
import sys
import threading
import time
from collections.abc import Mapping

import pytest

from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger
from incidentdesk.store.changes import MOST_IDS, changes_of, merged

LOG_IN_ANOTHER_PROCESS = """
import sys
from incidentdesk.schema.opening import open_desk
from incidentdesk.detect.intake import log_incident
database = open_desk(sys.argv[1])
with database.write(actor="Bo") as session:
    for count in range(int(sys.argv[2])):
        log_incident(session, title=f"from elsewhere {count}")
database.close()
"""


class Ear:
    """Listens, and waits for what it wants to hear."""

    def __init__(self, database):
        self.heard = []
        self._news = threading.Condition()
        self.stop = database.listen(self._hear)

    def _hear(self, changes):
        assert isinstance(changes, Mapping)
        with self._news:
            self.heard.append(dict(changes))
            self._news.notify_all()

    def waits_for(self, wanted, seconds=20):
        with self._news:
            return self._news.wait_for(lambda: any(wanted(changes) for changes in self.heard), seconds)

    def all_of(self, noun):
        ids = set()
        for changes in self.heard:
            if noun in changes:
                ids |= changes[noun] or {"all"}
        return ids


def log(desk, **facts):
    with desk.write(actor="Mei") as session:
        return log_incident(session, **({"title": "VPN down"} | facts))


def test_a_commit_is_heard_at_once_with_nouns_and_ids(desk):
    ear = Ear(desk)
    incident_id = log(desk, reporter="Ann")
    assert ear.heard == [{"incident": {incident_id}, "person": {1}}]


def test_an_entry_is_news_of_its_incident_too(desk):
    incident_id = log(desk)
    ear = Ear(desk)
    with desk.write(actor="Mei") as session:
        entry_id = add_note(session, incident_id, "x")
    assert ear.heard == [{"entry": {entry_id}, "incident": {incident_id}}]


def test_one_gesture_is_one_piece_of_news(desk):
    ear = Ear(desk)
    with desk.write(actor="Mei") as session:
        made = {log_incident(session, title=f"number {count}") for count in range(3)}
        assert ear.heard == []
    assert ear.heard == [{"incident": made}]


@pytest.mark.parametrize("error", [Refused("no"), ValueError("bug"), KeyboardInterrupt()])
def test_what_is_rolled_back_is_no_news(desk, error):
    ear = Ear(desk)
    with pytest.raises(type(error)), desk.write(actor="Mei") as session:  # noqa: PT012
        log_incident(session, title="x")
        raise error
    assert ear.heard == []
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM incident") == [(0,)]


def test_a_gesture_that_changes_nothing_is_no_news(desk):
    incident_id = log(desk)
    ear = Ear(desk)
    with desk.write(actor="Mei") as session:
        change_incident(session, incident_id, {"title": "VPN down"})
    assert ear.heard == []


def test_a_bulk_is_told_as_many(desk):
    ear = Ear(desk)
    rows = [
        {"title": f"t{count}", "channel": "Import", "impact": 2, "urgency": 2, "priority": 3, "state": "New"}
        | {"created_at": count, "updated_at": count}
        for count in range(MOST_IDS + 1)
    ]
    with desk.write(actor="Mei") as session:
        ledger.insert_many(session, incident, rows)
    assert ear.heard == [{"incident": None}]


def test_who_stops_listening_hears_nothing_more(desk):
    ear, other = Ear(desk), Ear(desk)
    ear.stop()
    log(desk)
    assert ear.heard == []
    assert len(other.heard) == 1


def test_another_process_on_the_same_file_is_heard(sqlite_desk):
    ear = Ear(sqlite_desk)
    subprocess.run([sys.executable, "-c", LOG_IN_ANOTHER_PROCESS, str(sqlite_desk.path), "2"], check=True, timeout=60)
    assert ear.waits_for(lambda changes: changes.get("incident") == {1, 2})


def test_many_records_of_another_process_are_told_as_many(sqlite_desk):
    ear = Ear(sqlite_desk)
    count = str(MOST_IDS + 1)
    subprocess.run([sys.executable, "-c", LOG_IN_ANOTHER_PROCESS, str(sqlite_desk.path), count], check=True, timeout=60)
    assert ear.waits_for(lambda changes: changes.get("incident", 0) is None)


def test_another_process_on_the_same_server_is_heard(new_postgresql):
    desk = open_desk(new_postgresql)
    ear = Ear(desk)
    subprocess.run([sys.executable, "-c", LOG_IN_ANOTHER_PROCESS, new_postgresql, "2"], check=True, timeout=60)
    assert ear.waits_for(lambda changes: changes.get("incident") is None or {1, 2} <= changes["incident"])
    desk.close()


def place_of(desk):
    return desk.path or desk.url


def test_two_desks_on_one_database_hear_each_other_and_themselves_once(desk):
    other = open_desk(place_of(desk))
    ears = Ear(desk), Ear(other)
    first = log(desk)
    assert ears[1].waits_for(lambda changes: "incident" in changes)
    second = log(other)
    assert ears[0].waits_for(lambda changes: second in (changes["incident"] or {second}))
    assert ears[1].waits_for(lambda changes: first in (changes["incident"] or {first}))
    time.sleep(1)  # long enough for an echo
    assert [changes for changes in ears[0].heard if changes["incident"] == {first}] == [{"incident": {first}}]
    assert [changes for changes in ears[1].heard if changes["incident"] == {second}] == [{"incident": {second}}]
    other.close()


def test_a_listener_of_postgresql_that_lost_its_connection_tells_to_read_all_again(postgresql_desk):
    ear = Ear(postgresql_desk)
    other = open_desk(postgresql_desk.url)
    log(other)
    assert ear.waits_for(lambda changes: "incident" in changes)
    ear.heard.clear()
    with other.read() as reader:
        reader.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    log(other)
    assert ear.waits_for(lambda changes: changes.get("incident", 0) is None)
    other.close()


def test_more_ids_than_a_notice_holds_are_told_as_many(postgresql_desk):
    other = open_desk(postgresql_desk.url)
    ear = Ear(other)
    # Heard once, it surely listens.
    log(postgresql_desk)
    assert ear.waits_for(lambda changes: "incident" in changes)
    ear.heard.clear()
    with postgresql_desk.write(actor="Mei") as session:
        for count in range(900):
            session.touched.append(("incident", 10**17 + count))
    assert ear.waits_for(lambda changes: changes.get("incident", 0) is None)
    other.close()


def test_nothing_of_a_desk_runs_on_after_it_is_closed(desk):
    before = set(threading.enumerate())
    Ear(desk)
    begun = set(threading.enumerate()) - before
    assert [thread.name for thread in begun] == ["news of change"]
    desk.close()
    assert not any(thread.is_alive() for thread in begun)


def test_listening_on_a_file_needs_no_sqlalchemy(sqlite_desk):
    code = (
        "import sys; from incidentdesk.store.database import Database; from pathlib import Path;"
        "d = Database(Path(sys.argv[1]), bring_up=print); d.listen(print);"
        "import time; time.sleep(0.5); d.close(); print('sqlalchemy' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(sqlite_desk.path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.split() == ["False"]


def test_changes_are_grouped_and_merged():
    assert changes_of([("a", 1), ("b", 2), ("a", 3), ("a", 1)]) == {"a": {1, 3}, "b": {2}}
    assert changes_of(("a", count) for count in range(MOST_IDS)) == {"a": frozenset(range(MOST_IDS))}
    assert changes_of(("a", count) for count in range(MOST_IDS + 1)) == {"a": None}
    assert merged({"a": frozenset({1})}, {"a": frozenset({2}), "b": None}) == {"a": {1, 2}, "b": None}
    assert merged({"a": None}, {"a": frozenset({2})}) == {"a": None}
