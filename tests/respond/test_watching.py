"""Who watches an incident."""

from incidentdesk.prepare.person import person_named
from incidentdesk.respond.watching import watch


def watchers(work):
    return work.rows("SELECT person_id FROM watcher WHERE withdrawn_at IS NULL ORDER BY person_id")


def person(work, name):
    with work.desk.write(actor="x") as session:
        return person_named(session, name)


def test_a_person_watches_and_stops_and_watches_again(work):
    incident_id = work.log()
    ann, bo = person(work, "Ann"), person(work, "Bo")
    for who in (ann, bo, ann):
        work.act(watch, incident_id, who, True)
    assert watchers(work) == [(ann,), (bo,)]
    work.act(watch, incident_id, ann, False)
    assert watchers(work) == [(bo,)]
    work.act(watch, incident_id, ann, True)
    assert watchers(work) == [(ann,), (bo,)]
    assert work.rows("SELECT count(*) FROM watcher") == [(2,)]


def test_to_stop_without_having_watched_is_nothing(work):
    work.act(watch, work.log(), person(work, "Ann"), False)
    assert watchers(work) == []


def test_watching_stands_in_the_chain_of_the_incident_and_can_be_undone(work):
    incident_id = work.log()
    gesture = work.act(watch, incident_id, person(work, "Ann"), True)
    assert work.rows("SELECT count(*) FROM ledger WHERE chain = :id AND noun = 'watcher'", id=incident_id) == [(1,)]
    work.undo(gesture)
    assert watchers(work) == []
