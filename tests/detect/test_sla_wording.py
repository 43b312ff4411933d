"""What is said of a clock; a day is never only a day (SLA rule 11)."""

from dataclasses import replace

import pytest

from incidentdesk.detect.sla_clock import Clock, ClockState, leading
from incidentdesk.detect.sla_wording import (
    aim_text,
    level,
    row_text,
    span_text,
    span_words,
    spoken_state,
    standing_text,
)
from incidentdesk.prepare.sla_kind import SlaKind, Target

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
RUNNING = Clock(Target.RESOLUTION, SlaKind.SLA, "Office", ClockState.RUNNING, 4 * HOUR, HOUR, HOUR, 9 * HOUR, 0, None)


@pytest.mark.parametrize(
    ("length", "day", "short", "whole"),
    [
        (0, DAY, "< 1 min", "0 min"),
        (42 * MINUTE, DAY, "42 min", "42 min"),
        (70 * MINUTE, DAY, "1 h 10", "1 h 10 min"),
        (16 * HOUR, DAY, "16 h", "16 h"),
        (50 * HOUR, DAY, "2 d", "2 d 2 h"),
        (10 * HOUR, 8 * HOUR, "10 h", "1 business day 2 h"),
        (16 * HOUR, 8 * HOUR, "2 business days", "2 business days"),
        (48 * HOUR, 8 * HOUR, "6 business days", "6 business days"),
    ],
)
def test_lengths_name_the_days_that_they_count(length, day, short, whole):
    assert span_text(length, day) == short
    assert span_words(length, day) == whole


def test_a_target_of_two_days_is_six_business_days_where_a_day_has_eight_hours():
    assert aim_text(replace(RUNNING, aim=48 * HOUR, day=8 * HOUR)) == "6 business days"
    assert aim_text(replace(RUNNING, aim=48 * HOUR)) == "48 h"


@pytest.mark.parametrize(
    ("changes", "text", "spoken"),
    [
        ({}, "3 h left", "3 h left"),
        ({"state": ClockState.PAUSED}, "‖ 3 h left", "paused, 3 h left"),
        ({"state": ClockState.BREACHED, "elapsed": 310 * MINUTE}, "⚠ 1 h 10 over", "1 h 10 over"),
        ({"state": ClockState.BREACHED, "elapsed": 5 * HOUR, "ended_at": 1}, "⚠ 1 h late", "1 h late"),
        ({"state": ClockState.MET, "ended_at": 1}, "✓ met", "met"),
        ({"state": ClockState.CANCELLED, "ended_at": 1}, "—", "cancelled"),
        ({"never_due": True, "due_at": None}, "never due", "never due"),
    ],
)
def test_every_state_has_its_words(changes, text, spoken):
    one = replace(RUNNING, **changes)
    assert (standing_text(one), spoken_state(one)) == (text, spoken)


@pytest.mark.parametrize(("percent", "wanted"), [(0, 0), (49, 0), (50, 1), (74, 1), (75, 2), (89, 2), (90, 3), (99, 3)])
def test_the_buckets_begin_at_50_75_and_90_percent(percent, wanted):
    assert level(replace(RUNNING, elapsed=percent * RUNNING.aim // 100)) == wanted


def test_over_is_what_is_breached():
    assert level(replace(RUNNING, state=ClockState.BREACHED, elapsed=RUNNING.aim)) == 4


def test_a_list_shows_what_is_to_be_answered_next_and_then_what_went_wrong():
    later = replace(RUNNING, due_at=20 * HOUR, aim=8 * HOUR)
    paused = replace(RUNNING, state=ClockState.PAUSED, due_at=None)
    late = replace(RUNNING, state=ClockState.BREACHED, elapsed=5 * HOUR, ended_at=1)
    met = replace(RUNNING, state=ClockState.MET, ended_at=2)
    assert leading([later, met, paused, RUNNING, late]) is RUNNING
    assert leading([met, paused, late]) is paused
    assert row_text([met, late]) == "⚠ 1 h late"
    assert row_text([]) == "—"
