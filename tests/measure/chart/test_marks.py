"""Drill-through: what a mark's query finds in the register is what the mark has counted."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import count
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.look import Look, colours_of
from incidentdesk.measure.metric.facts import facts_of, read_facts
from incidentdesk.measure.metric.period import Period, all_time, between
from incidentdesk.store.database import Database
from tests.measure.chart.drawing import ZONE, scope_of

LOOK = Look(824, 350, colours_of("light"))
QUERIES = ("", "team:network", "priority:1..2 or channel:phone", "-status:canceled is:open")


def periods() -> list[Period]:
    today = clock.now().astimezone(ZONE).date()
    return [
        between(today - timedelta(days=177), today, ZONE),
        between(today - timedelta(days=60), today - timedelta(days=19), ZONE),
        all_time(ZONE),
    ]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", CHARTS)
def test_the_query_of_every_mark_finds_as_many_as_the_mark_says(samples: Database, name: str, query: str):
    chart, now = CHARTS[name], clock.now()
    context = Context(now=now, zone=ZONE)
    with samples.read() as reader:
        facts = facts_of(reader, parse(query), context, read_facts(reader))
        for period in periods():
            scope = replace(scope_of(reader, facts, period, now=now), query=query)
            marks = [mark for mark in chart.draw(chart.gather(scope), LOOK).marks if mark.query]
            asked = parse_all(mark.query for mark in marks)
            found = [count(reader, each, context) for each in asked]
            assert found == [mark.n for mark in marks]


def parse_all(texts):
    """The queries, of which nothing was left over that is not understood."""
    parsed = [parse(text) for text in texts]
    assert not any(each.hints for each in parsed)
    return parsed


def test_all_charts_but_that_of_hands_lead_to_what_they_count(samples: Database):
    now = clock.now()
    with samples.read() as reader:
        scope = scope_of(reader, read_facts(reader), periods()[0], now=now)
        leading = {
            name
            for name, chart in CHARTS.items()
            if any(each.query or each.reference for each in chart.draw(chart.gather(scope), LOOK).marks)
        }
    assert {*CHARTS} - leading == {"reassignments"}


def test_marks_of_the_heat_map_add_up_to_all_that_were_logged(samples: Database):
    now = clock.now()
    with samples.read() as reader:
        facts = read_facts(reader)
        chart = CHARTS["when-incidents-start"]
        marks = chart.draw(chart.gather(scope_of(reader, facts, all_time(ZONE), now=now)), LOOK).marks
    assert sum(mark.n for mark in marks) == int(np.sum(facts.counted))
