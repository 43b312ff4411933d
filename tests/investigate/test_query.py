"""The register finds incidents by what was investigated about them."""

from datetime import UTC, datetime

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.query import completions, parse, render
from incidentdesk.detect.register import Context, count, ids
from incidentdesk.improve.lesson import lesson
from incidentdesk.improve.review import review
from incidentdesk.investigate.cause_editing import add_below, add_category, add_measure, remove, set_facts
from incidentdesk.investigate.cause_graph import CauseGraph, applied
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.custody import take_away
from incidentdesk.investigate.evidence_adding import Label, add_text
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.investigate.subject import Subject
from incidentdesk.store import ledger

BY = {"created_at": 0, "created_by": "Mei", "updated_at": 0}


def act(desk, function, *args, **named):
    with desk.write(actor="Mei Okafor") as session:
        return function(session, *args, **named)


def investigate(desk, subject, *causes, action=False):
    """Causes as (text, note, status) on one bone; returns the graph."""
    graph = CauseGraph()
    step = add_category(graph, "Firmware and more")
    gesture, graph, bone = step.gesture, applied(graph, step.gesture), step.key
    for text, note, status in causes:
        step = add_below(graph, bone, text)
        graph = applied(graph, step.gesture)
        more = set_facts(graph, [step.key], note=note, status=status)
        graph, gesture = applied(graph, more), (*gesture, *step.gesture, *more)
        if action:
            measure = add_measure(graph, step.key, "Test the rollback plan")
            graph, gesture = applied(graph, measure.gesture), (*gesture, *measure.gesture)
    act(desk, save_changes, subject, gesture)
    return graph


@pytest.fixture
def world(desk):
    """A root cause, a suspicion, an empty fishbone, nothing, and an incident of a problem."""
    numbers = [act(desk, log_incident, title=f"Incident {n}") for n in range(1, 6)]
    subjects = [Subject("incident", number) for number in numbers]
    investigate(
        desk, subjects[0], ("Rollback plan not tested", "", "Root cause"), ("DNS", "", "Ruled out"), action=True
    )
    investigate(desk, subjects[1], ("磁盘已满", "after the firmware", "Suspected"))
    investigate(desk, subjects[2])
    act(desk, add_text, subjects[0], Label(text="reset"))
    problem_id = act(desk, ledger.insert, problem, {"title": "P", "state": "New", "priority": 2, **BY})
    act(desk, ledger.insert, problem_incident, {"incident_id": 5, "problem_id": problem_id})
    investigate(desk, Subject("problem", problem_id), ("Firmware drops BGP", "", "Verified"))
    act(desk, add_text, Subject("problem", problem_id), Label(text="reset"))
    act(desk, ledger.insert, lesson, {"incident_id": 1, "kind": "Finding", "title": "Test rollbacks", **BY})
    act(desk, ledger.insert, review, {"incident_id": 1, "state": "Draft", **BY})
    act(desk, ledger.insert, review, {"incident_id": 2, "state": "Draft", "skipped_reason": "small", **BY})
    return desk


def found(desk, query):
    context = Context(datetime(2026, 3, 1, tzinfo=UTC), UTC)
    with desk.read() as reader:
        result = sorted(ids(reader, parse(query), context))
        assert count(reader, parse(query), context) == len(result)
    return result


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("has:analysis", [1, 2]),
        ("no:analysis", [3, 4, 5]),
        ("cause:none", [3, 4, 5]),
        ("-has:analysis", [3, 4, 5]),
        ("has:evidence", [1]),
        ("no:evidence", [2, 3, 4, 5]),
        ("has:action", [1]),
        ("has:lesson", [1]),
        ("no:lesson", [2, 3, 4, 5]),
        ("has:review", [1]),
        ("no:review", [2, 3, 4, 5]),
        ("has:problem", [5]),
        ("no:problem", [1, 2, 3, 4]),
        ("problem:PRB-0001", [5]),
        ("problem:prb-1", [5]),
        ("problem:1", [5]),
        ("problem:PRB-0002", []),
        ("-problem:1", [1, 2, 3, 4]),
        ("cause:root", [1]),
        ("cause:ruled-out", [1]),
        ("cause:suspected", [2]),
        ("cause:Suspected,root", [1, 2]),
        ("cause:verified", []),
        ("-cause:root", [2, 3, 4, 5]),
        ("cause:rollback", [1]),
        ('cause:"plan not tested"', [1]),
        ("cause:firmware", [2]),
        ("cause:磁盘", [2]),
        ('cause:"root"', []),
        ("has:analysis no:evidence", [2]),
    ],
)
def test_what_each_key_finds(world, query, numbers):
    assert found(world, query) == numbers


def test_what_was_taken_away_is_not_found(desk):
    subject = Subject("incident", act(desk, log_incident, title="Incident"))
    graph = investigate(desk, subject, ("DNS", "", "Root cause"))
    evidence_id = act(desk, add_text, subject, Label(text="reset"))
    assert found(desk, "cause:root has:evidence cause:dns") == [1]
    act(desk, save_changes, subject, remove(graph, [graph.in_order()[0].key]))
    act(desk, take_away, evidence_id)
    assert found(desk, "cause:root or has:evidence or cause:dns or has:analysis") == []


@pytest.mark.parametrize("query", ["problem:INC-3", "id:PRB-3", "parent:prb-3"])
def test_the_number_of_one_is_not_that_of_the_other(query):
    assert parse(query).hints


@pytest.mark.parametrize(
    "query", ["cause:root,verified", 'cause:"root"', 'cause:"plan not tested"', "problem:3", "has:analysis no:review"]
)
def test_a_query_is_written_as_it_was_read(query):
    assert render(parse(query)) == query
    assert parse(render(parse(query))) == parse(query)


def test_statuses_and_possessions_are_offered_while_typing():
    assert [each.insert for each in completions("cause:r", 7, {})] == ["ruled-out", "root"]
    assert "analysis" in [each.insert for each in completions("has:a", 5, {})]
