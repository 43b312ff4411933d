from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.measure.sample_desk import fill_desk, stories
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.soundness import examine
from incidentdesk.store.database import Database

# A Monday morning, the night from Saturday to Sunday, and both nights in which the clocks change.
MOMENTS = [
    datetime(2026, 11, 23, 7, 5, tzinfo=UTC),
    datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory):
    database = open_desk(tmp_path_factory.mktemp("sample") / "sample.db")
    fill_desk(database)
    yield database
    database.close()


def one(database: Database, sql: str):
    with database.read() as reader:
        return reader.rows(sql)[0][0]


def test_there_are_120_incidents_over_half_a_year(samples):
    assert one(samples, "SELECT count(*) FROM incident") == 120
    first = clock.instant(one(samples, "SELECT min(created_at) FROM incident"))
    assert timedelta(weeks=24) < clock.now() - first < timedelta(weeks=27)


def test_every_state_and_most_reasons_to_wait_occur(samples):
    assert one(samples, "SELECT count(DISTINCT state) FROM incident") == 6
    assert one(samples, "SELECT count(DISTINCT on_hold_reason) FROM incident") >= 4
    assert 12 <= one(samples, "SELECT count(*) FROM incident WHERE state IN ('New', 'In Progress', 'On Hold')") <= 40


@pytest.mark.parametrize(
    "condition",
    [
        "major",
        "parent_id IS NOT NULL",
        "reopen_count > 0",
        "reassignment_count > 0",
        "override_reason <> ''",
        "time_sources <> '{}'",
        "id IN (SELECT incident_id FROM attachment)",
        "id IN (SELECT incident_id FROM watcher)",
        "id IN (SELECT incident_id FROM entry WHERE public)",
        "id IN (SELECT incident_id FROM entry WHERE NOT public)",
    ],
)
def test_every_noun_of_the_register_occurs(samples, condition):
    assert one(samples, f"SELECT count(*) FROM incident WHERE {condition}") > 0


def test_it_stands_up_to_the_check_like_any_other_desk(samples):
    assert examine(samples).findings == ()


def test_whoever_is_signed_in_acts_as_one_of_the_staff(samples):
    from incidentdesk.prepare.account import desktop_account, person_of_account

    with samples.read() as reader:
        assert person_of_account(reader, desktop_account())[1] == "Mei Okafor"


def test_numbers_follow_the_time_of_logging(samples):
    sql = "SELECT count(*) FROM incident AS a JOIN incident AS b ON b.id = a.id + 1 WHERE b.created_at < a.created_at"
    assert one(samples, sql) == 0


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"])
def test_nothing_is_ahead_of_now_whenever_it_is_made(now, zone):
    told = stories(now, ZoneInfo(zone))
    assert len(told) == 120
    for story in told:
        times = [act.at for act in story.acts]
        assert story.acts[0].do == "log"
        assert times == sorted(times)
        assert times[-1] < now


def test_it_is_the_same_every_time():
    assert stories(MOMENTS[0], UTC) == stories(MOMENTS[0], UTC)


def test_a_desk_that_is_in_use_is_not_filled(samples, tmp_path: Path):
    with pytest.raises(Refused, match="empty desk"):
        fill_desk(samples)
