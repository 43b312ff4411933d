"""Every chart, of every kind of register, in every look: texts that can be read, and marks where something is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from incidentdesk import clock
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.look import Look, colours_of
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.facts import Facts, read_facts
from incidentdesk.measure.metric.period import all_time, between
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from tests.measure.chart.drawing import (
    LOOKS,
    NOW,
    ZONE,
    clashes,
    cut_off,
    facts_of,
    faint,
    scope_of,
    spread_facts,
    words_of,
)

USUAL = Look(668, 350, colours_of("light"))
_JUNE = datetime(2026, 6, 1, tzinfo=UTC)
_AN_HOUR = 3_600_000_000


def nothing() -> Facts:
    return facts_of([])


def one() -> Facts:
    at = clock.stored(NOW - timedelta(days=3))
    return facts_of([at], resolved_at=[at + _AN_HOUR])


def one_second() -> Facts:
    """Fifty that were logged and resolved at the same instant."""
    at = clock.stored(NOW - timedelta(days=3))
    return facts_of([at] * 50, resolved_at=[at] * 50)


def some() -> Facts:
    return spread_facts(400, _JUNE, NOW)


@cache
def many() -> Facts:
    return spread_facts(200_000, _JUNE, NOW)


def centuries() -> Facts:
    return spread_facts(300, datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


REGISTERS = (nothing, one, one_second, some, many, centuries)


def in_looks(looks):
    return pytest.mark.parametrize(
        "look",
        looks,
        ids=lambda each: f"{each.width:.0f}x{each.height:.0f}-{each.colours['surface']}-{each.font_size:.0f}",
    )


in_all_looks = in_looks(LOOKS)
# Where texts stand has nothing to do with their colours.
in_all_sizes = in_looks({(each.width, each.height, each.font_size): each for each in LOOKS}.values())


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", CHARTS)
@in_all_sizes
def test_no_text_touches_another_one_or_is_cut_off(reader: Reader, name: str, register, look: Look):
    chart = CHARTS[name]
    period = {"period": all_time(ZONE)} if register is centuries else {}
    drawn = chart.draw(chart.gather(scope_of(reader, register(), **period)), look)
    assert words_of(drawn)
    assert clashes(drawn) == []
    assert cut_off(drawn) == []


@pytest.mark.parametrize("name", CHARTS)
@in_all_looks
def test_the_sample_desk_can_be_read(samples: Database, name: str, look: Look):
    now = clock.now()
    with samples.read() as reader:
        scope = scope_of(
            reader, read_facts(reader), between(now.date() - timedelta(days=182), now.date(), ZONE), now=now
        )
        drawn = CHARTS[name].draw(CHARTS[name].gather(scope), look)
    assert clashes(drawn) == []
    assert cut_off(drawn) == []
    assert faint(drawn) == []
    assert drawn.marks


@pytest.mark.parametrize("name", CHARTS)
@in_all_looks
def test_every_text_has_a_contrast_of_4_5_to_what_is_behind_it(reader: Reader, name: str, look: Look):
    drawn = CHARTS[name].draw(CHARTS[name].gather(scope_of(reader, some())), look)
    assert faint(drawn) == []


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_lies_in_the_figure_and_says_its_n(reader: Reader, name: str):
    drawn = CHARTS[name].draw(CHARTS[name].gather(scope_of(reader, some())), USUAL)
    for mark in drawn.marks:
        assert mark.left >= -1
        assert mark.top >= -1
        assert mark.left + mark.width <= USUAL.width + 1
        assert mark.top + mark.height <= USUAL.height + 1
        assert "n = " in mark.text


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_chart_says_why_and_has_no_marks(reader: Reader, name: str):
    chart = CHARTS[name]
    data = chart.gather(scope_of(reader, nothing()))
    drawn = chart.draw(data, USUAL)
    assert len(words_of(drawn)) == 1
    assert words_of(drawn)[0].startswith("No ")
    assert words_of(drawn)[0].endswith(".")
    assert drawn.marks == ()
    chart.table(data)


@pytest.mark.parametrize("name", CHARTS)
def test_a_table_says_in_every_row_what_its_headings_promise(reader: Reader, name: str):
    table = CHARTS[name].table(CHARTS[name].gather(scope_of(reader, some())))
    assert all(len(row) == len(table.headings) for row in table.rows)
    assert all(cell is None or isinstance(cell, str | int | float) for row in table.rows for cell in row)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_speaks_of_known_metrics_and_says_how_it_is_drawn(reader: Reader, name: str):
    chart = CHARTS[name]
    assert {*chart.metrics} <= {*DEFINITIONS}
    assert chart.note
    assert chart.subtitle(chart.gather(scope_of(reader, some())))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_needs_no_columns_but_its_own(samples: Database, name: str):
    now = clock.now()
    with samples.read() as reader:
        facts = read_facts(reader, CHARTS[name].columns)
        scope = scope_of(reader, facts, all_time(ZONE), now=now)
        for business in (False, True):
            CHARTS[name].gather(replace(scope, business=business))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_a_single_day_is_drawn(reader: Reader, name: str):
    day = date(2026, 11, 18)
    drawn = CHARTS[name].draw(CHARTS[name].gather(scope_of(reader, some(), between(day, day, ZONE))), USUAL)
    assert clashes(drawn) == []
