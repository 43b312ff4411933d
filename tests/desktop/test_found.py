import pytest

from incidentdesk.desktop.found import found_incidents, found_people
from incidentdesk.detect.intake import log_incident


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
