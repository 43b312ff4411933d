"""What becomes of checks: incidents that are opened, told of, reopened, resolved, or not opened at all."""

from datetime import timedelta

import pytest

from incidentdesk.detect.check import Outcome
from incidentdesk.detect.incident import incident
from incidentdesk.detect.maintenance_change import create_window
from incidentdesk.detect.monitor import Health
from incidentdesk.detect.monitor_change import create_monitor, mute_monitor, withdraw_monitor
from incidentdesk.detect.monitor_list import monitors
from incidentdesk.refusal import Refused
from incidentdesk.respond.check_taking import Checked, beat, take_checks
from incidentdesk.store import ledger

MINUTE = 60_000_000


class Watch:
    """Monitors whose checks the test makes up, a minute apart."""

    def __init__(self, work, time) -> None:
        self.work, self.time = work, time
        self.lines = []

    def monitor(self, name="Web shop", **facts):
        known = {"failures": 2, "recoveries": 1, "retry_interval": 20} | facts
        with self.work.desk.write(actor="Mei Okafor") as session:
            return create_monitor(session, name=name, kind="Ping", target="shop.example.org", **known)

    def checks(self, monitor_id, outcomes, minutes=1):
        """One check after another; "1" is a success."""
        for outcome in outcomes:
            self.time.after(minutes=minutes)
            self.check(monitor_id, outcome == "1")

    def check(self, monitor_id, ok):
        said = "It answers." if ok else "It does not answer."
        with self.work.desk.write(actor="IncidentDesk", via="agent") as session:
            self.lines += take_checks(session, [Checked(monitor_id, Outcome(ok, said, 12.5), self.time.stored)]).lines

    def state(self, monitor_id):
        return self.work.rows("SELECT health FROM monitor_state WHERE monitor_id = :id", id=monitor_id)[0][0]

    @property
    def incidents(self):
        return self.work.rows("SELECT id, title, state FROM incident ORDER BY id")

    def notes(self, incident_id=1):
        return [
            row[0]
            for row in self.work.rows("SELECT text FROM entry WHERE incident_id = :id ORDER BY id", id=incident_id)
        ]


@pytest.fixture
def watch(work, time):
    return Watch(work, time)


def test_a_hard_failure_opens_one_incident_with_the_time_of_the_first_failed_check(watch, work, time):
    monitor_id = watch.monitor(impact=1, urgency=2)
    watch.checks(monitor_id, "10")
    began = time.stored
    assert watch.incidents == []
    watch.checks(monitor_id, "0000")
    row = work.row(1)
    assert watch.incidents == [(1, "Web shop is down", "New")]
    assert (row["channel"], row["occurred_at"], row["detected_at"]) == ("Monitor", began, began + MINUTE)
    assert (row["impact"], row["urgency"], row["time_sources"]) == (1, 2, "{}")
    assert "It does not answer." in row["description"]
    assert watch.lines == ["INC-0001: Web shop fails"]


@pytest.mark.parametrize(
    ("policy", "state", "noted"),
    [
        ("Only note it", "New", "Web shop works again: It answers. It did not for 2 minutes."),
        ("Propose to resolve", "New", "It can be resolved."),
        ("Resolve it", "Resolved", None),
    ],
)
def test_a_recovery_goes_to_the_same_incident_with_the_time_of_the_first_check_that_was_well(
    watch, work, time, policy, state, noted
):
    monitor_id = watch.monitor(on_recovery=policy, recoveries=2)
    watch.checks(monitor_id, "1001")
    restored = time.stored
    assert work.row(1)["restored_at"] is None
    watch.checks(monitor_id, "111")
    row = work.row(1)
    assert (row["state"], row["restored_at"]) == (state, restored)
    if noted:
        assert noted in watch.notes()[-1]
    else:
        assert "works again" in row["resolution_notes"]
    assert len(watch.notes()) == (1 if noted else 0)


def test_a_major_incident_is_never_resolved_by_its_monitor(watch, work):
    monitor_id = watch.monitor(on_recovery="Resolve it", recoveries=2)
    watch.checks(monitor_id, "000")
    with work.desk.write(actor="Mia") as session:
        ledger.update(session, incident, 1, {"major": True})
    watch.checks(monitor_id, "11")
    assert work.row(1)["state"] == "New"
    assert watch.notes()[-1].endswith("It can be resolved.")


def test_what_fails_again_soon_reopens_the_same_incident(watch, work):
    monitor_id = watch.monitor(on_recovery="Resolve it", reopen_within=10)
    watch.checks(monitor_id, "10010" + "0")
    assert watch.incidents == [(1, "Web shop is down", "In Progress")]
    row = work.row(1)
    assert (row["reopen_count"], row["restored_at"], row["resolved_at"]) == (1, None, None)
    watch.checks(monitor_id, "1")
    assert work.row(1)["state"] == "Resolved"
    assert work.row(1)["restored_at"] is not None


def test_what_fails_again_while_the_incident_is_open_is_noted_there(watch, work):
    monitor_id = watch.monitor()
    watch.checks(monitor_id, "1001" + "00")
    assert watch.incidents == [(1, "Web shop is down", "New")]
    assert watch.notes()[-1] == "Web shop fails again: It does not answer."
    assert work.row(1)["restored_at"] is None


def test_what_fails_again_later_is_a_new_incident_that_names_the_old_one(watch, work):
    monitor_id = watch.monitor(on_recovery="Resolve it", reopen_within=5, failures=1)
    watch.checks(monitor_id, "101" + "1" * 6 + "0")
    assert [each[2] for each in watch.incidents] == ["Resolved", "New"]
    assert "It failed before: INC-0001." in work.row(2)["description"]


def test_what_fails_after_the_reopen_window_is_a_new_incident_and_no_check_is_lost(watch, work, time):
    monitor_id = watch.monitor(on_recovery="Resolve it", reopen_within=20 * 24 * 60, failures=1)
    watch.checks(monitor_id, "101")
    work.move(1, "Closed")
    time.after(days=15)
    watch.checks(monitor_id, "0")
    assert [each[2] for each in watch.incidents] == ["Closed", "New"]
    assert "It failed before: INC-0001." in work.row(2)["description"]


def test_what_a_person_resolved_while_it_was_down_is_left_alone_until_it_recovers(watch, work):
    monitor_id = watch.monitor()
    watch.checks(monitor_id, "100")
    work.move(1, "Resolved", resolution_code="Solved", resolution_notes="Known.")
    watch.checks(monitor_id, "00")
    assert watch.incidents == [(1, "Web shop is down", "Resolved")]
    watch.checks(monitor_id, "1")
    assert work.row(1)["restored_at"] is not None
    assert work.row(1)["state"] == "Resolved"


def test_a_monitor_that_is_muted_opens_nothing_until_that_is_over(watch, work, time):
    monitor_id = watch.monitor()
    with work.desk.write(actor="Mei Okafor") as session:
        mute_monitor(session, monitor_id, time.stored + 5 * MINUTE)
    watch.checks(monitor_id, "1000")
    assert watch.state(monitor_id) == Health.DOWN
    assert watch.incidents == []
    began = time.stored - 2 * MINUTE
    watch.checks(monitor_id, "0")
    assert watch.incidents == [(1, "Web shop is down", "New")]
    assert work.row(1)["occurred_at"] == began


def test_maintenance_opens_nothing_and_counts_as_no_downtime(watch, work, time):
    monitor_id = watch.monitor()
    with work.desk.write(actor="Mei Okafor") as session:
        create_window(
            session, name="Patches", starts_at=time.now + timedelta(minutes=2), ends_at=time.now + timedelta(minutes=8),
            monitor="Web shop",
        )  # fmt: skip
    begin = time.stored
    watch.checks(monitor_id, "1000000")
    assert watch.state(monitor_id) == Health.MAINTENANCE
    watch.checks(monitor_id, "11")
    assert watch.incidents == []
    seen(work, begin, time.stored)
    assert standing(work, time).availability_day == 1.0


def test_behind_a_parent_that_is_down_nothing_is_opened_and_nothing_counts_as_downtime(watch, work, time):
    parent = watch.monitor("Router")
    children = [watch.monitor(f"Server {number}", parent="Router") for number in range(5)]
    begin = time.stored
    everybody = [parent, *children]
    for outcome in ("1", "0", "0", "0", "1", "1"):
        time.after(minutes=1)
        # The children are looked at before their parent, as bad luck has it.
        for monitor_id in reversed(everybody):
            watch.check(monitor_id, outcome == "1")
    assert watch.incidents == [(1, "Router is down", "New")]
    seen(work, begin, time.stored)
    shares = {row.name: row.availability_day for row in rows(work, time)}
    assert shares.pop("Router") < 1
    assert set(shares.values()) == {1.0}


def test_what_fails_while_its_parent_is_well_is_an_incident_of_its_own(watch, time):
    parent = watch.monitor("Router")
    child = watch.monitor("Server", parent="Router")
    for outcome in "1000":
        time.after(minutes=1)
        watch.check(parent, True)
        watch.check(child, outcome == "1")
    assert watch.incidents == [(1, "Server is down", "New")]


def test_what_flaps_is_one_incident_and_recovers_when_it_is_calm(watch):
    monitor_id = watch.monitor(failures=3, recoveries=1)
    watch.checks(monitor_id, "10" * 12)
    assert watch.incidents == [(1, "Web shop is flapping", "New")]
    assert watch.state(monitor_id) == Health.FLAPPING
    watch.checks(monitor_id, "1" * 20)
    assert watch.state(monitor_id) == Health.UP
    assert len(watch.incidents) == 1
    assert [note for note in watch.notes() if "works again" in note] == watch.notes()
    assert len(watch.notes()) == 1


def test_what_is_found_of_a_monitor_that_was_taken_away_is_dropped(watch, work, time):
    monitor_id = watch.monitor(failures=1)
    with work.desk.write(actor="Mei Okafor") as session:
        withdraw_monitor(session, monitor_id)
    watch.checks(monitor_id, "00")
    assert watch.incidents == []


def test_what_nobody_watched_is_unknown_and_never_up(watch, work, time):
    monitor_id = watch.monitor()
    begin = time.stored
    watch.checks(monitor_id, "11111")
    seen(work, begin, time.stored)
    time.after(hours=3)
    later = time.stored
    watch.checks(monitor_id, "11111")
    seen(work, later, time.stored)
    row = standing(work, time)
    assert row.availability_day == 1.0
    assert row.watched_day < 0.01
    unknown = [until - begin for begin, until, health in row.strip if health == Health.UNKNOWN]
    assert max(unknown[1:]) > 3 * 60 * MINUTE
    time.after(minutes=10)
    # The last check found it well, but nobody has looked since.
    assert standing(work, time).health == Health.UNKNOWN


def test_a_clock_that_is_set_back_by_a_day_makes_no_incident_impossible(watch, work, time):
    monitor_id = watch.monitor()
    watch.checks(monitor_id, "10")
    time.after(days=-1)
    watch.checks(monitor_id, "00")
    assert len(watch.incidents) == 1
    row = work.row(1)
    assert row["occurred_at"] <= row["detected_at"] <= time.stored


def test_a_beat_belongs_to_a_heartbeat_that_is_there(work):
    with work.desk.write(actor="Mei Okafor") as session:
        monitor_id = create_monitor(session, name="Backup", kind="Heartbeat", interval=60)
    ((key,),) = work.rows("SELECT key FROM monitor")
    for _often in range(2):
        with work.desk.write(actor="Web", via="web") as session:
            assert beat(session, key, session.at) == monitor_id
    assert work.rows("SELECT count(*) FROM monitor_state") == [(1,)]
    with pytest.raises(Refused, match="There is no heartbeat"):
        work.act(beat, "nothing", 0)


def seen(work, from_at, until_at):
    import sqlalchemy as sa

    from incidentdesk.detect.monitor import watch as table

    with work.desk.write(actor="IncidentDesk") as session:
        session.connection.execute(sa.insert(table), {"agent": "we", "from_at": from_at, "until_at": until_at})


def rows(work, time):
    with work.desk.read() as reader:
        return monitors(reader, time.stored)


def standing(work, time):
    return rows(work, time)[0]


def test_what_is_refused_for_one_monitor_holds_no_other_one_up(watch, work, monkeypatch):
    from incidentdesk.respond import check_taking

    first, second = watch.monitor("Router", failures=1), watch.monitor("Server", failures=1)
    logged = check_taking.log_incident

    def refusing(session, *, title, **facts):
        if title.startswith("Router"):
            raise Refused("No.")
        return logged(session, title=title, **facts)

    monkeypatch.setattr(check_taking, "log_incident", refusing)
    found = [check_taking.Checked(each, Outcome(False, "No answer."), watch.time.stored) for each in (first, second)]
    with work.desk.write(actor="IncidentDesk") as session:
        taken = check_taking.take_checks(session, found)
    assert taken.lines == ("Router: No.", "INC-0001: Server fails")
    monkeypatch.undo()
    watch.checks(first, "0")
    assert [each[1] for each in watch.incidents] == ["Server is down", "Router is down"]
