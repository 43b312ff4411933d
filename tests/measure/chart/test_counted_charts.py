"""What single charts count, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from incidentdesk import clock
from incidentdesk.detect.state import State
from incidentdesk.measure.chart import backlog, by_field, open_by_age, reassignments, root_causes, when_incidents_start
from incidentdesk.measure.chart.look import Look, colours_of, paper_look
from incidentdesk.measure.chart.root_causes import Cause, Pareto, vital
from incidentdesk.measure.chart.share_dots import Dot, draw_dots
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.facts import STATES
from incidentdesk.measure.metric.period import all_time, between
from incidentdesk.store.column_reading import MISSING
from incidentdesk.store.reading import Reader
from tests.measure.chart.drawing import NOW, ZONE, facts_of, scope_of, words_of

LIGHT = Look(668, 350, colours_of("light"))
HOUR = 3_600_000_000
OPEN, HELD = STATES.index(State.NEW), STATES.index(State.ON_HOLD)


def ago(**length: float) -> int:
    return clock.stored(NOW - timedelta(**length))


# ── age of the backlog ───────────────────────────────────────────────────────────────────────────────────────────────


def test_open_incidents_fall_into_ages_by_priority_and_what_is_held_is_told_apart(reader: Reader):
    created = [ago(hours=1), ago(hours=5), ago(days=2), ago(days=4), ago(weeks=2), ago(weeks=9)]
    facts = facts_of(created, state=[OPEN, OPEN, HELD, OPEN, OPEN, HELD], priority=[1, 2, 3, 4, 5, 5])
    data = open_by_age.gather(scope_of(reader, facts))
    assert data.counts.tolist() == [
        [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1],
    ]  # fmt: skip
    assert data.held.sum(axis=1).tolist() == [0, 0, 1, 0, 0, 1]
    assert "On Hold" in words_of(open_by_age.draw(data, LIGHT))


def hatches(drawn) -> set[str]:
    from matplotlib.collections import PolyCollection

    return {each.get_hatch() for each in drawn.figure.findobj(PolyCollection)} - {None}


def test_on_paper_the_first_priority_is_hatched_as_well(reader: Reader):
    data = open_by_age.gather(scope_of(reader, facts_of([ago(hours=1)], state=[OPEN], priority=[1])))
    assert hatches(open_by_age.draw(data, LIGHT)) == set()
    assert hatches(open_by_age.draw(data, paper_look(500, 200))) == {"////"}


def test_of_the_past_the_backlog_at_its_end_is_shown_without_a_list_behind_it(reader: Reader):
    facts = facts_of([ago(weeks=10)], resolved_at=[ago(weeks=1)])
    day = (NOW - timedelta(weeks=5)).date()
    data = open_by_age.gather(scope_of(reader, facts, between(day, day, ZONE)))
    (mark,) = open_by_age.draw(data, LIGHT).marks
    assert mark.text.startswith("P3, > 4 w: n = 1")
    assert mark.query == ""


# ── backlog ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_week_tells_what_came_what_went_and_what_stayed(reader: Reader):
    created = [ago(weeks=3), ago(weeks=3), ago(weeks=2)]
    facts = facts_of(
        created,
        resolved_at=[ago(weeks=2), MISSING, MISSING],
        state=[STATES.index(State.RESOLVED), OPEN, OPEN],
    )
    flows = backlog.gather(scope_of(reader, facts)).flows
    assert [(each.logged, each.resolved, each.open) for each in flows[-4:]] == [
        (2, 0, 2),
        (1, 1, 2),
        (0, 0, 2),
        (0, 0, 2),
    ]


def test_what_was_closed_without_a_resolution_is_resolved_too_and_found(reader: Reader):
    facts = facts_of([ago(weeks=3)], closed_at=[ago(weeks=2)], state=[STATES.index(State.CLOSED)])
    data = backlog.gather(scope_of(reader, facts))
    assert sum(each.resolved for each in data.flows) == 1
    mark = next(each for each in backlog.draw(data, LIGHT).marks if "n = 1 resolved" in each.text)
    assert "closed:" in mark.query


def test_long_times_are_shown_in_longer_steps(reader: Reader):
    old = clock.stored(datetime(1970, 1, 2, tzinfo=UTC))
    data = backlog.gather(scope_of(reader, facts_of([old], resolved_at=[old + HOUR]), all_time(ZONE)))
    assert data.kind == "year"
    assert len(data.flows) == 57


# ── root causes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def pareto(*counts: int) -> Pareto:
    return Pareto([Cause(f"cause {place}", count, "", count) for place, count in enumerate(counts)])


def test_the_vital_few_are_those_that_reach_80_percent():
    assert vital(pareto(50, 30, 10, 10)) == 2
    assert vital(pareto(50, 29, 11, 10)) == 3
    assert vital(pareto(7)) == 1


def test_the_line_begins_at_the_top_of_the_first_bar_and_ends_at_100_percent():
    from matplotlib.lines import Line2D

    drawn = root_causes.draw(pareto(6, 3, 1), LIGHT)
    line = next(each for each in drawn.figure.findobj(Line2D) if each.get_marker() == "s")
    xs, ys = line.get_xdata(), line.get_ydata()
    first, last = drawn.marks[0], drawn.marks[-1]
    assert ys[0] == pytest.approx(first.top)
    assert xs[0] == pytest.approx(first.left + first.width / 2)
    # All bars together are as high as the line at its end.
    assert last.top + last.height - ys[-1] == pytest.approx(sum(mark.height for mark in drawn.marks))


# ── weekday and hour ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_hour_is_that_of_the_zone_even_where_it_is_half_an_hour_off(reader: Reader):
    # 20:00 UTC on Sunday is 01:30 on Monday in Kolkata, and 21:00 on Sunday in Berlin.
    at = clock.stored(datetime(2026, 11, 15, 20, tzinfo=UTC))
    for zone, day, hour in ((ZoneInfo("Asia/Kolkata"), 0, 1), (ZONE, 6, 21)):
        data = when_incidents_start.gather(scope_of(reader, facts_of([at]), zone=zone))
        assert np.argwhere(data.counts).tolist() == [[day, hour]]
        assert data.zone == str(zone)


def test_hours_follow_the_change_of_the_clocks(reader: Reader):
    # 08:30 in Berlin, in summer and in winter.
    created = [clock.stored(datetime(2026, month, 20, hour, 30, tzinfo=UTC)) for month, hour in ((7, 6), (11, 7))]
    data = when_incidents_start.gather(scope_of(reader, facts_of(created)))
    assert {int(hour) for _day, hour in np.argwhere(data.counts)} == {8}


def test_a_week_begins_where_it_does_for_the_reader(reader: Reader):
    scope = scope_of(reader, facts_of([ago(days=3)]))
    assert when_incidents_start.table(when_incidents_start.gather(scope)).rows[0][0] == "Mon"
    sunday = replace(scope, first_weekday=6)
    assert when_incidents_start.table(when_incidents_start.gather(sunday)).rows[0][0] == "Sun"


def test_classes_grow_with_the_largest_count():
    assert when_incidents_start.edges(1) == [1, 2, 3, 4]
    assert when_incidents_start.edges(15) == [1, 3, 6, 10]


# ── shares, parts, hands ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_without_clocks_says_so_and_has_no_dot():
    dots = [Dot("Jun", Share(9, 10, 10), "", "", 10), Dot("Jul", Share(0, 0, 0), "", "", 0)]
    drawn = draw_dots(dots, 90, LIGHT, "")
    assert len(drawn.marks) == 1
    assert {"n=10", "no data", "target 90 %", "90"} <= {*words_of(drawn)}


def test_the_whisker_is_the_interval_after_wilson():
    drawn = draw_dots([Dot("Jun", Share(9, 10, 10), "", "", 10)], 90, LIGHT, "")
    (mark,) = drawn.marks
    # 9 of 10 are 59.6 to 98.2 %, on a scale that begins at 50 %.
    whole = LIGHT.height - 12 - 3.55 * LIGHT.font_size
    assert mark.height == pytest.approx((98.212 - 59.585) / 50 * whole, rel=1e-3)


def test_after_twelve_services_the_others_are_put_together(reader: Reader):
    services = [place for place in range(1, 21) for _each in range(21 - place)]
    facts = facts_of([ago(days=3)] * len(services), service_id=services)
    data = by_field.gather_by("service")(scope_of(reader, facts))
    assert [each.logged for each in data.parts] == [20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 36]
    assert data.parts[-1].label == "Other (8)"


def test_reassignments_of_what_was_resolved_are_counted_up_to_four(reader: Reader):
    facts = facts_of([ago(days=3)] * 4, resolved_at=[ago(days=2)] * 4, reassignment_count=[0, 1, 4, 9])
    assert reassignments.gather(scope_of(reader, facts)).counts == [1, 1, 0, 0, 2]
