from collections import Counter
from datetime import timedelta

import pytest

from incidentdesk import clock
from incidentdesk.detect.alert import AlertState
from incidentdesk.detect.alert_list import alerts
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_list import dead_letters
from incidentdesk.detect.mailbox_list import mailboxes
from incidentdesk.detect.maintenance_list import windows_in
from incidentdesk.detect.monitor import Health
from incidentdesk.detect.monitor_list import monitors
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.respond.letter_retry import try_again
from incidentdesk.respond.rule_list import rules, runs
from incidentdesk.respond.rule_place import RULES, place_of


def now():
    return clock.stored(clock.now())


def one(desk, sql: str):
    with desk.read() as reader:
        return reader.rows(sql)[0][0]


@pytest.fixture
def watched(sample_desk):
    with sample_desk.read() as reader:
        return {row.name: row for row in monitors(reader, now())}


def test_monitors_stand_in_every_way_that_is_worth_a_look(watched):
    found = Counter(row.health for row in watched.values())
    assert found == {Health.UP: 6, Health.DOWN: 1, Health.FLAPPING: 1, Health.UNKNOWN: 1}
    assert [row.name for row in watched.values() if not row.enabled] == ["Old intranet"]
    assert [row.name for row in watched.values() if row.muted] == ["Disk of the file server"]
    assert {row.name for row in watched.values() if row.parent == "Router Rostock"} == {
        "Wi-Fi controller Rostock",
        "Access points Rostock hall",
    }


def test_what_fails_has_an_incident_that_is_open(sample_desk, watched):
    failing = [row for row in watched.values() if row.is_down]
    assert {row.incident != "" for row in failing} == {True}
    for row in failing:
        assert one(sample_desk, f"SELECT state FROM incident WHERE id = {row.incident_id}") in OPEN_STATES


def test_one_more_failure_of_what_is_down_opens_no_other_incident(sample_desk, watched):
    with sample_desk.write(actor="agent", via="test") as session:
        for row in watched.values():
            if row.is_down:
                failed = Checked(row.id, Outcome(False, "No answer.", None), session.at)
                assert take_checks(session, [failed]).lines == ()
    assert one(sample_desk, "SELECT count(*) FROM incident") == 190


def test_what_is_down_and_answers_again_says_so_in_its_incident(sample_desk, watched):
    row = watched["Invoice night job"]
    told = []
    with sample_desk.write(actor="agent", via="test") as session:
        for minute in range(3):
            at = session.at + minute * 60_000_000
            told += take_checks(session, [Checked(row.id, Outcome(True, "There it is.", None), at)]).lines
    assert told == [f"{row.incident}: Invoice night job works again"]


def test_what_hangs_behind_the_router_was_not_down_while_the_router_was(watched):
    strips = {name: {health for _from, _until, health in row.strip} for name, row in watched.items()}
    assert Health.DOWN in strips["Router Rostock"]
    assert Health.SUPPRESSED in strips["Wi-Fi controller Rostock"]
    assert watched["Wi-Fi controller Rostock"].availability_day == 1.0
    assert watched["Router Rostock"].availability_day < 1.0


def test_nobody_has_watched_for_less_than_an_hour(sample_desk):
    with sample_desk.read() as reader:
        (month,) = {row.watched_month for row in monitors(reader, now()) if row.enabled}
    assert timedelta(minutes=49) < timedelta(days=30) * (1 - month) < timedelta(minutes=52)


def test_monitors_stand_as_they_are_for_a_while_though_no_agent_watches(sample_desk):
    with sample_desk.read() as reader:
        later = {row.name: row.health for row in monitors(reader, now() + 6 * 3_600_000_000)}
    assert later["Router Rostock"] == Health.UP
    assert later["Invoice night job"] == Health.DOWN


def test_monitors_lead_nowhere(watched):
    for row in watched.values():
        assert not row.target or row.target.startswith(("192.0.2.", "/srv/")) or ".example" in row.target
        assert row.options.get("machine", "srv-files-01") == "srv-files-01"


def test_the_portal_is_patched_every_sunday(sample_desk):
    with sample_desk.read() as reader:
        (window,) = windows_in(reader)
    assert window.repeats == "FREQ=WEEKLY;BYDAY=SU"


def test_alerts_wait_belong_to_an_incident_were_dismissed_or_went_away(sample_desk):
    with sample_desk.read() as reader:
        rows = alerts(reader)
    assert Counter(row.state for row in rows) == {
        AlertState.WAITING: 5,
        AlertState.INCIDENT: 1,
        AlertState.DISMISSED: 1,
        AlertState.RESOLVED: 1,
    }
    waiting = [row for row in rows if row.state == AlertState.WAITING]
    assert {row.severity for row in waiting} >= {"critical", "warning", "info"}
    assert [row.count for row in waiting if row.source == "Grafana"] == [2]
    assert all(row.reason for row in rows if row.state == AlertState.DISMISSED)


def test_the_mailbox_is_off(sample_desk):
    with sample_desk.read() as reader:
        (box,) = mailboxes(reader)
    assert (box.enabled, box.options["host"]) == (False, "imap.example.org")


def test_one_of_each_kind_could_not_be_taken_and_the_report_can_be_tried_again(sample_desk):
    with sample_desk.read() as reader:
        letters = {row.kind: row for row in dead_letters(reader)}
    assert letters.keys() == set(LetterKind)
    assert letters[LetterKind.MAIL].parked
    with sample_desk.write(actor="Mei Okafor", via="test") as session:
        assert try_again(session, letters[LetterKind.FORM].id).incident_id == 191
        assert try_again(session, letters[LetterKind.ALERT].id).incident_id is None


def test_two_of_the_rules_are_on_and_nothing_that_was_before_is_for_them(sample_desk):
    with sample_desk.read() as reader:
        found = rules(reader)
        place = place_of(reader, RULES)
        last = max(run.at for run in runs(reader))
    on = [rule for rule in found if rule.enabled]
    assert (len(found), len(on)) == (5, 2)
    assert all(rule.enabled_at > last for rule in on)
    assert place >= one(sample_desk, "SELECT max(id) FROM ledger WHERE noun = 'incident'")


def test_runs_tell_what_is_so(sample_desk):
    with sample_desk.read() as reader:
        told = runs(reader)
    assert len(told) == 2
    for run in told:
        assert "erp" in one(sample_desk, f"SELECT tags FROM incident WHERE id = {run.incident_id}")
