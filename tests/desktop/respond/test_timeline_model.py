from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.desktop.respond.timeline_model import (
    DayRow,
    FactRow,
    GapRow,
    MoreRow,
    TimelineModel,
    backdated,
    rows_of,
    spoken,
)
from incidentdesk.respond.timeline import Fact, Kind

ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def held_clock():
    clock.hold(lambda: START + timedelta(hours=2))
    yield
    clock.hold(None)


def note(minutes, text="", kind=Kind.NOTE, entered=None):
    at = clock.stored(START + timedelta(minutes=minutes))
    later = at if entered is None else clock.stored(START + timedelta(minutes=entered))
    return Fact(at, later, "Mei Okafor", kind, text or f"at {minutes}", entry_id=minutes + 100_000)


def shape(rows):
    return [
        row.fact.text if isinstance(row, FactRow) else type(row).__name__.removesuffix("Row").lower() for row in rows
    ]


def rows(facts, kinds=tuple(Kind), newest_first=False, most=300):
    return rows_of(facts, ZONE, kinds=kinds, newest_first=newest_first, most=most)


def test_facts_stand_below_their_day():
    assert shape(rows([note(0), note(5)])) == ["day", "at 0", "at 5"]


def test_an_hour_without_a_fact_is_a_gap():
    assert shape(rows([note(0), note(60)])) == ["day", "at 0", "at 60"]
    found = rows([note(0), note(61)])
    assert shape(found) == ["day", "at 0", "gap", "at 61"]
    assert "1 h 1 min, nothing recorded" in spoken(found[2], ZONE)


def test_there_are_no_gaps_between_what_a_filter_leaves():
    facts = [note(0), note(40, kind=Kind.FIELD), note(80)]
    assert shape(rows(facts, kinds=(Kind.NOTE,))) == ["day", "at 0", "at 80"]


def test_the_newest_can_stand_first_and_the_day_still_above_its_facts():
    day = 24 * 60
    found = rows([note(0), note(5), note(day)], newest_first=True)
    assert shape(found) == ["day", f"at {day}", "day", "gap", "at 5", "at 0"]
    assert found[0].at > found[2].at


def test_an_empty_timeline_has_no_rows():
    assert rows([]) == []
    assert rows([], newest_first=True) == []


def test_of_many_facts_the_latest_are_shown_and_the_rest_on_demand():
    facts = [note(minute) for minute in range(400)]
    found = rows(facts)
    assert isinstance(found[0], MoreRow)
    assert found[0].count == 100
    assert found[-1].fact.text == "at 399"
    assert isinstance(rows(facts, newest_first=True)[-1], MoreRow)


def test_each_fact_tells_the_time_since_the_one_before():
    found = [row for row in rows([note(0), note(25)]) if isinstance(row, FactRow)]
    assert [row.since for row in found] == [None, 25 * 60 * 1_000_000]


def test_what_was_entered_later_says_so():
    assert backdated(note(50, entered=102), ZONE) == "happened 09:50, entered 10:42"
    assert backdated(note(50), ZONE) == ""
    other_day = note(0, entered=24 * 60)
    assert backdated(other_day, ZONE).startswith("happened 09:00, entered ")


def test_a_row_is_spoken_as_a_whole():
    (_day, row) = rows([note(0, "Restarted the queue", kind=Kind.COMMENT)])
    assert isinstance(_day, DayRow)
    text = spoken(row, ZONE)
    assert "Mei Okafor" in text
    assert "Public comment" in text
    assert text.endswith("Restarted the queue")


def test_the_model_keeps_still_where_nothing_has_changed(qtmodeltester, qtbot):
    model = TimelineModel(ZONE)
    assert model.show_facts([note(0), note(100)])
    qtmodeltester.check(model)
    with qtbot.assertNotEmitted(model.modelReset):
        assert not model.show_facts([note(0), note(100)])
    model.show_filter("files")
    assert model.rowCount() == 0
    assert (model.count("all"), model.count("people"), model.count("files")) == (2, 2, 0)


def test_a_gap_knows_from_when_to_when():
    gap = next(row for row in rows([note(0), note(90)]) if isinstance(row, GapRow))
    assert gap.end - gap.start == 90 * 60 * 1_000_000
