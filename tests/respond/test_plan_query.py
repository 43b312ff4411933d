"""The list finds incidents by the plan that runs and by the tasks that there are."""

from datetime import UTC, datetime

import pytest

from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import count, ids
from incidentdesk.respond.activation import activate
from incidentdesk.respond.task_change import add_task
from tests.respond.wan_down import approve_plan, log_wan_down, prepare_wan_down


@pytest.fixture
def three(work):
    with work.desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        activate(session, log_wan_down(session))
        mail = approve_plan(session, "Mail outage")
        activate(session, log_wan_down(session, title="Mail", service="Mail"), plan_id=mail)
        add_task(session, log_wan_down(session, title="Printer"), title="Look")
        log_wan_down(session, title="Nothing")
    return work


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("has:plan", [1, 2]),
        ("no:plan", [3, 4]),
        ("-has:plan", [3, 4]),
        ("has:task", [1, 2, 3]),
        ("no:task", [4]),
        ('plan:"WAN down"', [1]),
        ("plan:mail", [2]),
        ("plan:none", [3, 4]),
        ("-plan:mail", [1, 3, 4]),
        ("plan:ransomware", []),
    ],
)
def test_plans_and_tasks_are_asked_for(three, query, numbers):
    context = Context(datetime(2026, 3, 2, tzinfo=UTC), UTC)
    with three.desk.read() as reader:
        assert sorted(ids(reader, parse(query), context)) == numbers
        assert count(reader, parse(query), context) == len(numbers)
    assert not parse(query).hints
