import pytest

from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.policy_change import (
    acknowledge,
    acknowledge_for,
    change_document,
    create_document,
    discard_draft,
    publish_draft,
    save_draft_text,
    withdraw_document,
)
from incidentdesk.prepare.policy_list import acknowledgements_of, document_row, documents, versions_of
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict


@pytest.fixture
def people(write):
    return [write(staff_named, name) for name in ("Bo Diaz", "Ada Park", "Mei Okafor")]


@pytest.fixture
def published(write, people):
    key = write(create_document, name="Acceptable use", text="Lock your screen.", owner="Mei Okafor")
    write(publish_draft, key, "first")
    return key


def test_a_draft_asks_nobody(write, read, people):
    key = write(create_document, name="Acceptable use", text="Lock your screen.")
    row = read(document_row, key)
    assert (row.number, row.published, row.draft, row.missing) == ("POL-0001", 0, 1, ())
    with pytest.raises(Refused, match="published yet"):
        write(acknowledge, key, people[0], version=1)


def test_who_has_read_a_version_is_known(write, read, people, published):
    row = read(document_row, published)
    assert [name for _id, name in row.missing] == ["Ada Park", "Bo Diaz", "Mei Okafor"]
    write(acknowledge, published, people[0], version=1)
    write(acknowledge, published, people[0], version=1)
    row = read(document_row, published)
    assert (len(row.acknowledged), len(row.asked)) == (1, 3)
    assert not row.waits_for(people[0])
    assert row.waits_for(people[1])


def test_a_new_version_asks_again(write, read, people, published):
    write(acknowledge, published, people[0], version=1)
    write(save_draft_text, published, "Lock your screen.")
    with pytest.raises(Refused, match="says the same as version 1"):
        write(publish_draft, published)
    write(save_draft_text, published, "Lock your screen. Always.")
    assert read(document_row, published).acknowledged == ((people[0], "Bo Diaz"),)
    assert write(publish_draft, published, "Always.") == 2
    row = read(document_row, published)
    assert (row.published, row.draft, row.acknowledged) == (2, 0, ())
    with pytest.raises(Refused, match="Version 2 is published meanwhile"):
        write(acknowledge, published, people[0], version=1)
    latest, first = read(versions_of, published)
    assert (latest.note, latest.published_by) == ("Always.", "Mei Okafor")
    assert [each.name for each in read(acknowledgements_of, first.id)] == ["Bo Diaz"]


def test_a_team_is_asked_instead_of_everybody(write, read, people, published):
    write(ledger.update, person, people[1], {"team_id": write(team_named, "Network")})
    write(change_document, published, {"team": "Network"})
    assert [name for _id, name in read(document_row, published).asked] == ["Ada Park"]
    with pytest.raises(Refused, match="not among those"):
        write(acknowledge, published, people[0], version=1)


def test_who_has_left_is_not_asked(write, read, people, published):
    write(ledger.update, person, people[0], {"left_on": "2026-11-20"})
    assert "Bo Diaz" not in str(read(document_row, published, "2026-11-25").missing)
    assert "Bo Diaz" in str(read(document_row, published, "2026-11-20").missing)


def test_a_lead_records_it_for_somebody_with_a_reason(write, read, people, published):
    bo, ada, mei = people
    with pytest.raises(Refused, match="Say why"):
        write(acknowledge_for, published, bo, version=1, by_id=mei, reason=" ")
    with pytest.raises(Refused, match="Only who owns the policy or leads"):
        write(acknowledge_for, published, bo, version=1, by_id=ada, reason="signed on paper")
    network = write(team_named, "Network")
    write(ledger.update, person, ada, {"team_id": network, "leads_team": True})
    write(ledger.update, person, bo, {"team_id": network})
    write(acknowledge_for, published, bo, version=1, by_id=ada, reason="signed on paper", actor="Ada Park")
    version = read(versions_of, published)[0]
    (given,) = read(acknowledgements_of, version.id)
    assert (given.name, given.by, given.reason) == ("Bo Diaz", "Ada Park", "signed on paper")


def test_a_draft_is_discarded_and_its_number_is_not_given_again(write, read, published):
    write(save_draft_text, published, "Lock it.")
    write(discard_draft, published)
    with pytest.raises(Refused, match="no draft to publish"):
        write(publish_draft, published)
    write(save_draft_text, published, "New.")
    assert read(document_row, published).draft == 3
    assert read(document_row, published).published == 1


def test_two_people_who_write_the_draft_are_asked(write, read, published):
    write(save_draft_text, published, "Lock your screen.")
    write(save_draft_text, published, "Bo's words", seen="Lock your screen.", actor="Bo Diaz")
    with pytest.raises(Conflict, match="Bo Diaz"):
        write(save_draft_text, published, "Mei's words", seen="Lock your screen.")


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_draft_needs_words(write, published, text):
    with pytest.raises(Refused, match="needs a text"):
        write(save_draft_text, published, text)


def test_a_withdrawn_policy_asks_nobody(write, read, published, people):
    write(withdraw_document, published)
    assert read(documents) == []
    with pytest.raises(Refused, match="taken this away"):
        write(acknowledge, published, people[0], version=1)
