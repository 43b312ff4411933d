"""The weekly times: few incidents are hollow and have no band, baselines begin new limits, signals are named."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from incidentdesk.measure.baseline_list import Baseline
from incidentdesk.measure.chart.drawn import Drawn
from incidentdesk.measure.chart.look import Look, colours_of
from incidentdesk.measure.chart.time_to_resolve import draw, table
from incidentdesk.measure.chart.weekly_times import FEW, Week, WeeklyTimes, compared, gather
from incidentdesk.measure.metric.control_limits import Signal
from incidentdesk.measure.metric.period import between, week
from incidentdesk.store.reading import Reader
from tests.measure.chart.drawing import ZONE, clashes, facts_of, scope_of, weeks_ago, words_of

LIGHT = Look(824, 350, colours_of("light"))
HOUR = 3_600.0
MONDAY = date(2026, 6, 1)


def weekly(medians: Sequence[float], counts: Sequence[int] = (), baselines: Sequence[Baseline] = ()) -> WeeklyTimes:
    found = [
        Week(
            week(MONDAY + timedelta(weeks=place), ZONE), counts[place] if counts else 20, hours * HOUR, 5 * hours * HOUR
        )
        for place, hours in enumerate(medians)
    ]
    weeks, stretches = compared(found, baselines)
    slowest = {place: "INC-0871 SAN outage" for place, each in enumerate(weeks) if each.signal}
    return WeeklyTimes(weeks, stretches, slowest, between(MONDAY, MONDAY + timedelta(weeks=len(medians)), ZONE))


def markers(drawn: Drawn) -> list[tuple[str, int]]:
    """The fill of each kind of marker, and how many there are."""
    from matplotlib.lines import Line2D

    return [
        (str(each.get_markerfacecolor()), len(each.get_xdata()))
        for each in drawn.figure.findobj(Line2D)
        if each.get_marker() == "o"
    ]


def bands(drawn: Drawn) -> list[int]:
    """How many weeks each stretch of the band covers."""
    from matplotlib.collections import PolyCollection

    return [len(each.get_paths()[0].vertices) // 2 for each in drawn.figure.findobj(PolyCollection)]


def test_a_week_with_few_incidents_is_hollow_and_has_no_band():
    data = weekly([5, 6, 5, 6, 5], [20, 20, FEW - 1, 20, FEW])
    drawn = draw(data, LIGHT)
    assert markers(drawn) == [(LIGHT.colours["series1"], 4), (LIGHT.colours["surface"], 1)]
    assert bands(drawn) == [2, 2]
    assert "fewer than 5 incidents" in drawn.marks[2].text


def test_a_week_without_incidents_breaks_the_line_and_has_no_mark(reader: Reader):
    created = [weeks_ago(each) for each in (4, 2)]
    resolved = [each + 3_600_000_000 for each in created]
    data = gather(scope_of(reader, facts_of(created, resolved_at=resolved)))
    assert [each.n for each in data.weeks[-5:]] == [1, 0, 1, 0, 0]
    assert len(draw(data, LIGHT).marks) == 2


def test_a_signal_is_named_after_the_slowest_incident_of_its_week():
    data = weekly([9, 8, 9, 8, 9, 8, 9, 200, 9, 8, 9, 8])
    assert [each.signal for each in data.weeks].count(Signal.ABOVE) == 1
    drawn = draw(data, LIGHT)
    assert "signal: INC-0871 SAN outage" in words_of(drawn)
    assert "INC-0871" in drawn.marks[7].text
    assert clashes(drawn) == []


def test_a_baseline_begins_new_limits_and_says_why():
    rota = Baseline(1, MONDAY + timedelta(weeks=10), "on-call rota")
    data = weekly([20, 21] * 5 + [5, 6] * 5, (), [rota])
    assert [(each.first, each.after) for each in data.stretches] == [(0, 10), (10, 20)]
    before, after = (each.limits for each in data.stretches)
    assert before is not None
    assert after is not None
    assert after.upper < before.lower
    assert not any(each.signal for each in data.weeks)
    assert "baseline: on-call rota" in words_of(draw(data, LIGHT))


def test_without_the_baseline_the_same_weeks_are_a_signal():
    assert any(each.signal for each in weekly([20, 21] * 5 + [5, 6] * 5).weeks)


@pytest.mark.parametrize(("day", "first"), [(0, 2), (3, 2), (4, 3), (6, 3)])
def test_a_baseline_within_a_week_belongs_to_its_greater_part(day: int, first: int):
    start = Baseline(1, MONDAY + timedelta(weeks=2, days=day), "x")
    assert [each.first for each in weekly([5] * 6, (), [start]).stretches] == [0, first]


def test_a_baseline_before_all_weeks_or_after_them_changes_nothing():
    far = [Baseline(1, date(2020, 1, 1), "x"), Baseline(2, date(2030, 1, 1), "y")]
    assert len(weekly([5] * 6, (), far).stretches) == 1


def test_limits_of_few_weeks_are_provisional():
    assert "limits provisional" in words_of(draw(weekly([5, 6] * 5), LIGHT))
    assert "limits provisional" not in words_of(draw(weekly([5, 6] * 10), LIGHT))
    assert not any("limit" in each for each in words_of(draw(weekly([5, 6, 5]), LIGHT)))


def test_the_table_has_what_the_picture_shows():
    found = table(weekly([9, 8, 9, 8, 9, 8, 9, 200, 9, 8, 9, 8]))
    assert found.rows[7][0] == "2026-W30"
    assert found.rows[7][3] == 200
    assert found.rows[7][-1] == "above the upper limit"
