"""What is due by itself for drills: each is told once, a real major goes first, and what is over is tidied up."""

from datetime import UTC, datetime, timedelta

import pytest

from incidentdesk import clock
from incidentdesk.agent.drill_job import prepare_drills, yield_to_majors
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_change import cancel_drill, change_drill, end_drill
from incidentdesk.improve.drill_list import drills, scenario_row
from incidentdesk.improve.drill_recurrence import later
from incidentdesk.prepare.plan_change import withdraw_plan
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.major_step import accept
from incidentdesk.schema.drill_running import begin_drill, row_of
from incidentdesk.schema.drill_sandbox import sandbox_path
from tests.drilling import drill_on


class Time:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def time():
    held = Time()
    before = clock.hold(lambda: held.now)
    yield held
    clock.hold(before)


def act(desk, use_case, *arguments, **facts):
    with desk.write(actor="Mei Okafor") as session:
        return use_case(session, *arguments, **facts)


def told(desk):
    """Whom what was told, all in all."""
    prepare_drills(desk, clock.stored(clock.now()), notify_people, UTC)
    with desk.read() as reader:
        return reader.rows(
            "SELECT recipient, subject FROM outbox_message WHERE outlet_id IS NULL OR address <> '' ORDER BY id"
        )


def all_drills(desk):
    with desk.read() as reader:
        return drills(reader)


def test_everybody_is_reminded_a_week_a_day_and_an_hour_before(desk, time):
    drill_id = drill_on(desk, "Bo Diaz", "Ada Novak")
    begins = time.now + timedelta(days=30)
    act(desk, change_drill, drill_id, planned_at=clock.stored(begins))
    assert told(desk) == []
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=1)):
        time.now = begins - before
        assert told(desk) == told(desk)
    subject = "Drill on 2026-04-01 10:00 UTC: ⁨VPN down⁩"
    assert (
        told(desk) == [("Ada Novak", subject), ("Bo Diaz", subject)] * 3
        or told(desk)
        == [
            ("Bo Diaz", subject),
            ("Ada Novak", subject),
        ]
        * 3
    )


def test_what_happens_in_it_stays_secret(desk, time):
    drill_on(desk, "Bo Diaz")
    told(desk)
    with desk.read() as reader:
        bodies = " ".join(row[0] for row in reader.rows("SELECT body FROM outbox_message"))
    assert "DRL-0001 begins on 2026-03-02 10:01 UTC and takes 30 minutes" in bodies
    assert "Bo Diaz · Lead" in bodies
    assert "Phones ring" not in bodies


def test_a_drill_that_nobody_began_is_asked_about_once(desk, time):
    drill_on(desk, "Bo Diaz", "Ada Novak")
    time.now += timedelta(hours=2)
    assert told(desk) == told(desk) == [("Bo Diaz", "DRL-0001 was to begin on 2026-03-02 10:01 UTC")]


def test_a_drill_comes_again_by_itself_with_the_same_people(desk, time):
    drill_id = drill_on(desk, "Bo Diaz", "Ada Novak", every_months=6, next_on="2026-09-30")
    begin_drill(desk, drill_id, actor="Mei Okafor").close()
    act(desk, end_drill, drill_id)
    told(desk)
    assert len(all_drills(desk)) == 1
    time.now = datetime(2026, 9, 16, 8, tzinfo=UTC)
    assert told(desk)[-1] == ("Bo Diaz", "DRL-0002 on 2026-09-30 10:01 UTC: ⁨VPN down⁩")
    told(desk)
    newest, _before = all_drills(desk)
    assert [each.person for each in newest.seats] == ["Bo Diaz", "Ada Novak"]
    with desk.read() as reader:
        assert scenario_row(reader, 1).next_on == "2027-03-30"


def test_a_drill_that_somebody_has_scheduled_is_not_scheduled_again(desk, time):
    drill_on(desk, "Bo Diaz", every_months=6, next_on="2026-03-10")
    told(desk)
    assert len(all_drills(desk)) == 1
    with desk.read() as reader:
        assert scenario_row(reader, 1).next_on == "2026-09-02"


def test_a_drill_that_can_t_be_scheduled_is_told_to_whoever_owns_the_scenario(desk, time):
    act(desk, cancel_drill, drill_on(desk, every_months=6, next_on="2026-03-10", owner="Bo Diaz"), "No time")
    act(desk, withdraw_plan, 1)
    assert told(desk) == told(desk) == [("Bo Diaz", "The drill on “⁨VPN down⁩” can't be scheduled")]
    assert len(all_drills(desk)) == 1


def test_a_day_that_passed_while_no_program_ran_becomes_tomorrow(desk, time):
    act(desk, cancel_drill, drill_on(desk, every_months=1, next_on="2026-01-15"), "No time")
    told(desk)
    newest = max(all_drills(desk), key=lambda row: row.id)
    assert clock.instant(newest.planned_at).date().isoformat() == "2026-03-03"


def test_a_real_major_pauses_the_drill_and_everybody_is_told(desk, time):
    drill_id = drill_on(desk, "Bo Diaz", "Ada Novak")
    begin_drill(desk, drill_id, actor="Mei Okafor").close()
    assert yield_to_majors(desk, notify_people) == []
    time.now += timedelta(minutes=5)
    act(desk, accept, act(desk, log_incident, title="Fire"), reason="A fire")
    assert yield_to_majors(desk, notify_people) == ["DRL-0001 is paused: INC-0001 is a major incident, and real"]
    assert yield_to_majors(desk, notify_people) == []
    assert row_of(desk, drill_id).state == DrillState.PAUSED
    with desk.read() as reader:
        names = {row[0] for row in reader.rows("SELECT recipient FROM outbox_message WHERE subject LIKE '%real%'")}
    assert names == {"Bo Diaz", "Ada Novak"}


def test_a_drill_that_runs_keeps_nobody_from_writing(desk, time, monkeypatch):
    """It is looked at every second, so no transaction that writes is opened while there is nothing to pause."""
    begin_drill(desk, drill_on(desk, "Bo Diaz"), actor="Mei Okafor").close()
    monkeypatch.setattr(desk, "write", lambda **_by: pytest.fail("a transaction that writes was opened"))
    assert yield_to_majors(desk, notify_people) == []


def test_a_sandbox_is_taken_away_a_month_after_the_drill(desk, time):
    drill_id = drill_on(desk, "Bo Diaz")
    begin_drill(desk, drill_id, actor="Mei Okafor").close()
    act(desk, end_drill, drill_id)
    path = sandbox_path(desk, row_of(desk, drill_id))
    time.now += timedelta(days=29)
    told(desk)
    assert path.exists()
    time.now += timedelta(days=2)
    told(desk)
    assert not path.exists()


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-08-15", 6, "2027-02-15"), ("2024-02-29", 12, "2025-02-28")],
)
def test_months_later(day, months, then):
    assert later(datetime.fromisoformat(day).date(), months).isoformat() == then
