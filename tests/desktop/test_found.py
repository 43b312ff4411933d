import pytest

from incidentdesk.desktop.found import found_drills, found_incidents, found_lore, found_people
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.prepare.known_error_change import write_known_error
from tests.drilling import drill_on


@pytest.fixture
def reader(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="Branch offices lost WAN access", reporter="A. Lindqvist")
        log_incident(session, title="Payroll batch failed at 100 %")
        log_incident(session, title="Mail delayed", assignee="Yuki Tanaka")
    with sqlite_desk.read() as reader:
        yield reader


@pytest.mark.parametrize("query", ["2", "INC-2", "inc-0002", "inc2", "0002"])
def test_an_incident_is_found_by_its_number(reader, query):
    assert found_incidents(reader, query)[0].key == "INC-0002"


def test_words_of_the_title_find_it_in_any_order(reader):
    assert [each.key for each in found_incidents(reader, "wan branch")] == ["INC-0001"]


@pytest.mark.parametrize(("query", "keys"), [("%", ["INC-0002"]), ("_", []), ("100 %", ["INC-0002"]), ("'", [])])
def test_signs_stand_for_themselves(reader, query, keys):
    assert [each.key for each in found_incidents(reader, query)] == keys


def test_the_state_stands_beside_it(reader):
    assert found_incidents(reader, "mail")[0].note == "New"


def test_people_are_found_by_any_part_of_the_name(reader):
    assert [each.key for each in found_people(reader, "tana")] == ["Yuki Tanaka"]
    assert {each.key for each in found_people(reader, "")} >= {"Yuki Tanaka", "A. Lindqvist"}


def test_what_was_learnt_is_found_with_what_opens_it(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        open_problem(session, title="Volumes run full")
        write_known_error(session, title="Payroll stops on a full volume")
        write_lesson(session, None, title="Nobody saw the volume run full")
    with sqlite_desk.read() as reader:
        found = {each.note: (each.key, each.text) for each in found_lore(reader, "full vol")}
        assert found == {
            "Problem": ("PRB-0001", "PRB-0001  Volumes run full"),
            "Known error": ("analyses#known-errors/1", "KE-0001  Payroll stops on a full volume"),
            "Lesson": ("analyses#lessons/1", "Nobody saw the volume run full"),
        }
        assert [each.key for each in found_lore(reader, "ke-1")] == ["analyses#known-errors/1"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [("vpn", ["DRL-0001", "SCN-0001"]), ("drl-1", ["DRL-0001"]), ("SCN-0001", ["SCN-0001"]), ("%", [])],
)
def test_drills_and_scenarios_are_found_by_words_and_by_number(sqlite_desk, query, keys):
    drill_on(sqlite_desk, "Bo Diaz")
    with sqlite_desk.read() as reader:
        assert [each.key for each in found_drills(reader, query)] == keys
