"""Trouble that came back: the keys by which it is the same, and the 30 days."""

import pytest

from incidentdesk.detect.number import number
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import CauseGraph, Status, applied
from incidentdesk.investigate.cause_record import save_changes, starting
from incidentdesk.investigate.problem_intake import open_problem, open_problem_of
from incidentdesk.investigate.problem_known_error import make_known_error
from incidentdesk.investigate.problem_link import link_incident
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from tests.measure.metric.measured_desk import change, resolve, resolved_after, value, values


def share(work, **more):
    found = value(work, "repeat-rate", **more)
    return found.hits, found.n


def root_cause(session, subject, text, status=Status.ROOT_CAUSE):
    bones = starting(subject, "What happened", ("Technology",))
    graph = applied(CauseGraph(), bones)
    step = add_below(graph, graph.categories[0].key, text)
    graph = applied(graph, step.gesture)
    save_changes(session, subject, (*step.gesture, *set_facts(graph, [step.key], status=status)), start=bones)


def caused(work, incident_id, text, noun=INCIDENT, **more):
    work.act(root_cause, Subject(noun, incident_id), text, **more)


def problem(work, *incident_ids):
    with work.desk.write(actor="Mei Okafor") as session:
        problem_id = open_problem(session, title="Line card")
        for incident_id in incident_ids:
            link_incident(session, problem_id, incident_id)
        return problem_id


@pytest.fixture
def again(work, time):
    """Two incidents with one service, the second one so many days after the resolution of the first."""

    def make(days=3, services=("VPN", "VPN")):
        first = resolved_after(work, time, hours=1, log={"service": services[0]})
        time.after(days=days)
        return first, resolved_after(work, time, hours=1, log={"service": services[1]})

    return make


def test_without_a_common_cause_nothing_repeats(work, again):
    again()
    assert share(work) == (0, 2)


def test_one_problem_is_one_trouble_whatever_the_service(work, again):
    problem(work, *again(services=("VPN", "Mail")))
    assert share(work) == (1, 2)


@pytest.mark.parametrize(("days", "hits"), [(29, 1), (31, 0)])
def test_within_30_days_of_the_resolution(work, again, days, hits):
    problem(work, *again(days))
    assert share(work) == (hits, 2)


def test_what_was_logged_before_the_first_was_resolved_is_no_repetition(work, time):
    first, second = work.log(), work.log()
    time.after(hours=1)
    for incident_id in (first, second):
        resolve(work, incident_id)
    problem(work, first, second)
    assert share(work) == (0, 2)


def test_two_problems_with_one_known_error_are_one_trouble(work, again):
    from incidentdesk.investigate.problem import problem as problem_table
    from incidentdesk.store import ledger

    first, second = (problem(work, incident_id) for incident_id in again())
    with work.desk.write(actor="Mei Okafor") as session:
        known_error_id = make_known_error(session, first)
        ledger.update(session, problem_table, second, {"known_error_id": known_error_id})
    assert share(work) == (1, 2)


def test_one_service_and_one_root_cause_are_one_trouble(work, again):
    first, second = again()
    caused(work, first, "Certificate expired")
    caused(work, second, "  certificate   EXPIRED ")
    assert share(work) == (1, 2)


def test_one_root_cause_at_two_services_is_not(work, again):
    for incident_id in again(services=("VPN", "Mail")):
        caused(work, incident_id, "Certificate expired")
    assert share(work) == (0, 2)


def test_a_cause_that_is_only_suspected_is_none(work, again):
    for incident_id in again():
        caused(work, incident_id, "Certificate expired", status=Status.SUSPECTED)
    assert share(work) == (0, 2)


def test_the_root_cause_of_a_problem_is_that_of_its_incidents(work, again):
    first, second = again()
    with work.desk.write(actor="Mei Okafor") as session:
        problem_id = open_problem_of(session, first)
    caused(work, problem_id, "Certificate expired", PROBLEM)
    caused(work, second, "Certificate expired")
    assert share(work) == (1, 2)


def test_a_child_repeats_nothing(work, time, again):
    first, second = again()
    child = work.log()
    change(work, child, parent=number(second))
    problem(work, first, second, child)
    assert share(work) == (1, 2)


def test_a_reopening_is_no_repetition(work, time):
    incident_id = resolved_after(work, time, hours=1)
    time.after(hours=1)
    work.move(incident_id, "In Progress", reason="It is back.")
    time.after(hours=1)
    resolve(work, incident_id)
    problem(work, incident_id)
    assert share(work) == (0, 1)


def test_three_in_a_row_are_two_repetitions(work, time):
    found = []
    for _each in range(3):
        found.append(resolved_after(work, time, hours=1))
        time.after(days=20)
    problem(work, *found)
    assert share(work) == (2, 3)


def test_what_repeats_one_that_the_query_does_not_find_repeats_it(work, again):
    first, second = again(services=("VPN", "Mail"))
    problem(work, first, second)
    assert share(work, query="service:Mail") == (1, 1)


def test_by_service(work, again):
    problem(work, *again(services=("VPN", "Mail")))
    found = values(work, "repeat-rate", "service")
    assert {key: each.value for key, each in found.items() if each.n} == {"VPN": 0, "Mail": 1}


def test_the_same_within_seven_days_was_no_first_contact_resolution(work, time, again):
    problem(work, *again(days=6))
    time.after(days=8)
    found = value(work, "first-contact-resolution")
    assert (found.hits, found.n) == (1, 2)
