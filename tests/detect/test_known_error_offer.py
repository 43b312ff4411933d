"""Known errors are offered where they fit, and nobody is disturbed where they do not (D12)."""

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.known_error_offer import offered_known_errors
from incidentdesk.prepare.known_error_change import move_known_error, write_known_error

KNOWN = (
    {
        "title": "Payroll run stops on a full log volume",
        "symptom": "Payroll batch fails at night",
        "service": "Payroll",
    },
    {"title": "Cannot log in to VPN"},
    {"title": "印刷が止まる"},
    {"title": "Scanner in the warehouse does not connect", "draft": True},
)
TITLES = ("Printer jams", "Cannot log in to the wiki", "Payroll is late", "Mail is slow", "Cannot log in to SAP")


@pytest.fixture
def desk(desk):
    with desk.write(actor="Mei Okafor") as session:
        for title in TITLES:
            log_incident(session, title=title)
        for facts in KNOWN:
            draft = facts.get("draft", False)
            known_error_id = write_known_error(
                session, workaround="Restart", **{name: value for name, value in facts.items() if name != "draft"}
            )
            if not draft:
                move_known_error(session, known_error_id, "Published")
    return desk


def offered(desk, title, **facts):
    with desk.read() as reader:
        return [each.known_error.id for each in offered_known_errors(reader, title, **facts)]


@pytest.mark.parametrize(
    "title",
    [
        "Payroll run stops",
        "payroll run stops on full vol",
        "Payroll batch fails",
        "Payrol run stops on a full volume",
    ],
)
def test_a_known_error_with_such_a_title_or_symptom_is_offered(desk, title):
    assert offered(desk, title) == [1]


@pytest.mark.parametrize("title", ["", "Payroll", "Cannot log in to Jira", "Mail is full", "Scanner does not connect"])
def test_nobody_is_disturbed_by_what_only_sounds_alike(desk, title):
    assert offered(desk, title) == []


def test_the_same_service_needs_less_likeness(desk):
    with desk.read() as reader:
        service_id = reader.rows("SELECT id FROM service WHERE name = 'Payroll'")[0][0]
    title = "Payroll run stops again now"
    assert offered(desk, title) == []
    assert offered(desk, title, service_id=service_id) == [1]


def test_scripts_without_spaces_find_it_too(desk):
    assert offered(desk, "印刷が止まる") == [3]


def test_an_empty_desk_offers_what_it_knows(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        known_error_id = write_known_error(session, title="Cannot log in to VPN", workaround="Reset the token")
        move_known_error(session, known_error_id, "Published")
    assert offered(sqlite_desk, "Cannot log in to VPN") == [known_error_id]
    assert offered(sqlite_desk, "Mail is slow") == []
