import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.detect import similar as similar_module
from incidentdesk.detect.incident import incident
from incidentdesk.detect.similar import similar, telling_words
from incidentdesk.prepare.person import person
from incidentdesk.prepare.service import service

PLAIN = {
    "channel": "Phone",
    "impact": 2,
    "urgency": 2,
    "priority": 3,
    "state": "New",
    "created_at": 1,
    "updated_at": 1,
    "withdrawn_at": None,
    "reporter_id": None,
    "service_id": None,
}
INCIDENTS = [
    {"title": "VPN does not connect from home", "state": "Closed"},
    {"title": "VPN does not connect", "reporter_id": 1, "service_id": 1},
    {"title": "Printer on floor 3 is jammed"},
    {"title": "Printer on floor 2 out of toner", "state": "Resolved"},
    {"title": "VPN does not connect any more", "withdrawn_at": 1},
    {"title": "Outlook asks for the password again and again", "reporter_id": 1},
    {"title": "VPN is slow", "description": "does not connect"},
    {"title": "Wi-Fi in room 12 drops", "service_id": 1},
    {"title": "Cannot log in to VPN"},
    {"title": "ネットワーク障害"},
    {"title": "SAP is slow", "state": "Closed"},
    *({"title": f"Cannot log in to {name}", "state": "Closed"} for name in ("Jira", "ERP", "the wiki", "CRM", "Teams")),
]


def fill(desk):
    with desk.write(actor="Mei Okafor") as session:
        session.connection.execute(sa.insert(person), {"id": 1, "name": "Anna Lindqvist"})
        session.connection.execute(sa.insert(service), {"id": 1, "name": "Network"})
        session.connection.execute(
            sa.insert(incident), [{**PLAIN, **each, "id": number} for number, each in enumerate(INCIDENTS, start=1)]
        )


def offered(desk, title, **facts):
    with desk.read() as reader:
        return [each.id for each in similar(reader, title, **facts)]


def reasons(desk, title, **facts):
    with desk.read() as reader:
        return {each.id: each.reason for each in similar(reader, title, **facts)}


def test_open_incidents_with_a_title_like_this_come_first(desk):
    fill(desk)
    assert offered(desk, "vpn does not connect") == [2, 1]
    assert reasons(desk, "vpn does not connect") == {2: "similar title", 1: "similar title"}


def test_a_title_may_still_be_typed(desk):
    fill(desk)
    assert offered(desk, "VPN does not conn")[0] == 2


def test_one_word_is_too_little_to_disturb_anybody(desk):
    fill(desk)
    assert offered(desk, "VPN") == []
    assert offered(desk, "") == []
    assert offered(desk, "it is on") == []


def test_another_matter_is_not_offered(desk):
    fill(desk)
    assert offered(desk, "Payroll batch failed last night") == []
    assert offered(desk, "Printer driver for the new Macs") == []


def test_what_tells_most_must_be_there(desk):
    fill(desk)
    assert offered(desk, "Wi-Fi in room 12 drops often") == [8]
    assert offered(desk, "Cannot log in to SAP") == []
    assert offered(desk, "Cannot log in to Jira")[0] == 12


def test_a_title_without_spaces_is_compared_as_a_whole(desk):
    fill(desk)
    assert offered(desk, "ネットワークの障害") == [10]


def test_an_open_incident_of_the_same_caller_needs_less_likeness(desk):
    fill(desk)
    assert offered(desk, "Password asked again in mail") == []
    assert reasons(desk, "Password asked again in mail", reporter_id=1) == {6: "same caller"}
    assert reasons(desk, "VPN does not connect", reporter_id=1)[2] == "similar title, same caller"


def test_an_open_incident_of_the_same_service_needs_less_likeness(desk):
    fill(desk)
    assert offered(desk, "Wi-Fi room unstable") == []
    assert reasons(desk, "Wi-Fi room unstable", service_id=1) == {8: "same service"}


def test_no_more_are_offered_than_asked_for(desk):
    fill(desk)
    assert len(offered(desk, "vpn does not connect", limit=1)) == 1


def test_what_is_offered_can_be_shown_as_it_is(desk):
    fill(desk)
    with desk.read() as reader:
        first = similar(reader, "vpn does not connect")[0]
    assert (first.number, first.state, first.priority, first.open, first.likeness) == ("INC-0002", "New", 3, True, 100)


def test_common_words_are_looked_for_among_the_newest_only(desk, monkeypatch):
    fill(desk)
    monkeypatch.setattr(similar_module, "CANDIDATES", 2)
    assert offered(desk, "VPN does not connect") == [2]


def test_telling_words_are_long_or_have_a_digit():
    assert telling_words("The PC in B7 is off: pc") == ["the", "off", "b7"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(title=st.text(max_size=40))
def test_no_title_breaks_the_search(sqlite_desk, title):
    offered(sqlite_desk, f"printer {title}", reporter_id=1, service_id=1)
