"""The queries of marks."""

from datetime import date
from zoneinfo import ZoneInfo

from incidentdesk.measure.chart.drill import days_within, drill
from incidentdesk.measure.metric.period import all_time, between, week

ZONE = ZoneInfo("Europe/Berlin")


def test_terms_are_added_to_the_filter():
    assert drill("team:network", "priority:1", "") == "team:network priority:1"
    assert drill("", "priority:1") == "priority:1"


def test_a_filter_with_or_is_put_in_brackets():
    assert drill("team:network or team:desk", "priority:1") == "(team:network or team:desk) priority:1"


def test_of_a_week_only_the_days_of_the_period_count():
    step = week(date(2026, 10, 1), ZONE)
    assert days_within(step, all_time(ZONE)) == "2026-09-28..2026-10-04"
    assert days_within(step, between(date(2026, 10, 1), date(2026, 10, 2), ZONE)) == "2026-10-01..2026-10-02"
